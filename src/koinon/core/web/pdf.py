"""Letters and documents as PDF by typst: offline, from our own fonts, the same bytes for the same day and data.

A module keeps its templates in `typst/` and calls them by its label: `membership/typst/letter.typ`.
What people wrote reaches a template as data and never as code. Shared parts: `/core/web/typst/league.typ`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import orjson
import typst
from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

import koinon
from koinon.core.clock import today
from koinon.core.places.models import Organization
from koinon.core.web.emblem import LEAGUE_ARCS

ROOT = Path(koinon.__file__).parent
FONTS = Path(__file__).parent / "pdf_fonts"
LATIN, ARABIC, HANGUL, VIETNAMESE = "Sofia Sans", "Koinon Arabic", "Koinon Hangul", "Koinon Vietnamese"
FIRST_FONT = {"ar": ARABIC, "fa": ARABIC, "ur": ARABIC, "ko": HANGUL, "vi": VIETNAMESE}


class BadTemplate(RuntimeError):
    """Raised when a template does not compile; says what typst says, without a path of this machine."""


def typeset(
    template: str, data: dict[str, Any], language: str = "", *, kind: Literal["pdf", "png"] = "pdf", ppi: float = 96
) -> bytes:
    """A template filled with data, as PDF/UA (or its first page as PNG).

    template: `label/typst/name.typ`. data: values that JSON knows; days and amounts as words already
    in the language. language: of the words and so the direction; by default the one in force.
    Raises BadTemplate.
    """
    language = language or translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(language):
        given = {**data, "site": letterhead(language)}
    made = _compile(path_of(template), {"data": orjson.dumps(given, default=str).decode()}, kind, ppi)
    return made[0] if isinstance(made, list) else made


def path_of(template: str) -> Path:
    """The file of a template named by its module's label. Raises LookupError for an unknown module."""
    label, _slash, rest = template.partition("/")
    return Path(apps.get_app_config(label).path) / rest


def letterhead(language: str) -> dict[str, Any]:
    """What every document shows of the house: name, seat, emblem; and how its language is set."""
    league = Organization.objects.filter(runs_the_league=True).first()
    return {
        "name": league.name if league else settings.SITE_NAME,
        "address": league.address if league else "",
        "website": (league.website if league else "") or settings.ORIGIN,
        "emblem": emblem_svg(),
        "language": language.split("-")[0],
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
        "fonts": fonts_for(language),
        "page_of": _("Page {page} of {pages}"),
    }


def fonts_for(language: str) -> list[str]:
    """The language's own face first, then the others for names in other scripts."""
    first = FIRST_FONT.get(language.split("-")[0], LATIN)
    return list(dict.fromkeys([first, LATIN, ARABIC, HANGUL, VIETNAMESE]))


@cache
def emblem_svg() -> str:
    arcs = "".join(f'<path d="{path}" stroke="{colour}"/>' for path, colour in LEAGUE_ARCS)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 44 44" fill="none" stroke-width="9">{arcs}</svg>'


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _compile(path: Path, inputs: dict[str, str], kind: str, ppi: float) -> Any:
    at = datetime.combine(today(), datetime.min.time(), tzinfo=UTC)
    compiler = typst.Compiler(str(path), root=str(ROOT), font_paths=_fonts(), sys_inputs=inputs)
    standards: Any = ["ua-1"] if kind == "pdf" else []
    try:
        return compiler.compile(format=kind, ppi=ppi, pdf_standards=standards, timestamp=at)  # type: ignore[arg-type]
    except typst.TypstError as why:
        raise BadTemplate(f"{path.relative_to(ROOT)}: {why.message}".replace(str(ROOT), "")) from None
