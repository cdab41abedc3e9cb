"""The words in which templates speak: icons, signs, lines, clocks, fields. Built in, no load needed.

Each tag is small: it gathers what its part under `templates/web/parts/` shows. How to use each: docs/guide/look.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from koinon.core.web import when
from koinon.core.web.emblem import LEAGUE_ARCS, emblem
from koinon.core.web.fields import dressed, mistakes
from koinon.core.web.icons import icon_svg

register = template.Library()
PARTS = "web/parts"
SIGN_ICONS = {"go": "approve", "wait": "hourglass", "stop": "warning", "open": "open", "": ""}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """{% icon "search" %} beside words, {% icon "search" label=_("Search") %} instead of them."""
    return icon_svg(name, str(label))


@register.inclusion_tag(f"{PARTS}/sign.html")
def sign(state: str, words: str, icon: str = "", large: bool = False) -> dict[str, Any]:
    """A state that asks for attention or closes a page. state: go, wait, stop, open or "" (plain)."""
    return {"state": state, "words": words, "icon": icon or SIGN_ICONS.get(state, ""), "large": large}


@register.simple_tag
def mark(words: str, on: Any = False) -> SafeString:
    """The quiet mark of dense tables: a hollow square, or a filled one when `on`."""
    return format_html('<span class="mark{}">{}</span>', " mark-on" if on else "", words)


@register.simple_tag
def station(number: int, name: str = "", large: bool = False) -> SafeString:
    """The roundel of a station of the loop; `name` is read aloud after it."""
    size = " station-large" if large else ""
    spoken = format_html('<span class="visually-hidden"> {}</span>', name) if name else ""
    return format_html(
        '<span class="station-{}"><span class="station{}" aria-hidden="{}">{}</span>{}</span>',
        number, size, "true" if name else "false", number, spoken,
    )  # fmt: skip


@register.inclusion_tag(f"{PARTS}/station_strip.html", takes_context=True)
def station_strip(context: Context, current: int | None = None) -> dict[str, Any]:
    """The loop unrolled. The page's own station comes from `current`, or from `station` in the context."""
    return {"stations": context.get("stations") or [], "here": current or context.get("station")}


@register.simple_tag(takes_context=True)
def panel(context: Context, shown: Any) -> SafeString:
    """A section of the home page, from the module that offers it: its template with its own context."""
    with context.push(**shown.context):
        return context.template.engine.get_template(shown.template).render(context)  # type: ignore[union-attr]


@register.inclusion_tag(f"{PARTS}/progress_line.html")
def progress_line(steps: Iterable[Any], label: str = "", station: int | None = None, short: bool = False) -> dict[str, Any]:
    """Up to six steps. Each has label, and may have note, url and state: done, here or ahead."""
    return {"steps": list(steps), "label": label, "station": station, "short": short}


@register.inclusion_tag(f"{PARTS}/deeds_timeline.html")
def deeds_timeline(deeds: Iterable[Any], station: int | None = None) -> dict[str, Any]:
    """Who did what when. Each has at (instant or day), title, and may have text, proof, proof_url, state."""
    return {"deeds": list(deeds), "station": station}


@register.inclusion_tag(f"{PARTS}/deadline_clock.html")
def deadline_clock(until: datetime, since: datetime | None = None, station: int | None = None) -> dict[str, Any]:
    """What is left until a deadline, as a figure and, when `since` is known, as ticks."""
    left = when.time_left(until, since=since)
    width = 100 / left.ticks if left.ticks else 0
    ticks = [{"x": f"{i * width:.2f}", "used": i < left.used} for i in range(left.ticks)]
    return {"left": left, "ticks": ticks, "width": f"{max(width - 1, 0.5):.2f}", "station": station}


@register.inclusion_tag(f"{PARTS}/time_left.html")
def time_left_sign(until: datetime | None) -> dict[str, Any]:
    """What is left, in a table: a stop sign when it is over, a wait sign on the last day, else a quiet mark."""
    return {"left": when.time_left(until) if until else None}


@register.inclusion_tag(f"{PARTS}/figures_row.html")
def figures_row(figures: Iterable[Any]) -> dict[str, Any]:
    """Big numerals between rules. Each has value and label (unit and day), and may have url and points."""
    return {"figures": list(figures)}


@register.inclusion_tag(f"{PARTS}/sparkline.html")
def sparkline(points: Sequence[float]) -> dict[str, Any]:
    """A line through the points, oldest first; its words stand beside it."""
    if len(points) < 2:
        return {"path": ""}
    low, high = min(points), max(points)
    rise = (high - low) or 1
    drawn = [(i * 100 / (len(points) - 1), 27 - 24 * (p - low) / rise) for i, p in enumerate(points)]
    return {"path": "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in drawn)}


@register.inclusion_tag(f"{PARTS}/summary_list.html")
def summary_list(facts: Iterable[Any]) -> dict[str, Any]:
    """Facts as term and value: pairs, or objects with term, value and, for answers to check, change_url."""
    rows = [fact if isinstance(fact, dict) else {"term": fact[0], "value": fact[1]} for fact in facts]
    return {"rows": rows}


@register.inclusion_tag(f"{PARTS}/seats.html")
def seats(seats: Iterable[Any], label: str = "") -> dict[str, Any]:
    """Seats of a body. Each has name and state: voted, mine or "" (not yet)."""
    return {"seats": list(seats), "label": label}


@register.inclusion_tag(f"{PARTS}/empty_state.html")
def empty_state(title: str, text: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """Nothing here yet, and the next step."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag(f"{PARTS}/pages.html")
def pages(page: Any) -> dict[str, Any]:
    """First to last of how many, with links to the pages before and after."""
    return {"page": page}


@register.inclusion_tag(f"{PARTS}/field.html")
def field(bound: BoundField, size: str = "") -> dict[str, Any]:
    """A form field in our look: label, help and mistake above it. size: short, medium or "" (whole line)."""
    return dressed(bound, size)


@register.inclusion_tag(f"{PARTS}/fields.html")
def form_fields(form: Any) -> dict[str, Any]:
    """All fields of a form, without the form element and without the error summary."""
    return {"form": form}


@register.inclusion_tag(f"{PARTS}/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """What is to be mended in these forms, each with a link to its field. Nothing when nothing is."""
    return {"mistakes": [mistake for form in forms if form for mistake in mistakes(form)]}


@register.inclusion_tag(f"{PARTS}/emblem.html", name="emblem")
def emblem_tag(slug: str, large: bool = False) -> dict[str, Any]:
    """The generated emblem of an organization."""
    return {"emblem": emblem(slug), "large": large}


@register.inclusion_tag(f"{PARTS}/league_emblem.html")
def league_emblem() -> dict[str, Any]:
    """The six arcs of the league."""
    return {"arcs": LEAGUE_ARCS}


@register.inclusion_tag(f"{PARTS}/network_map.html")
def network_map(plan: Any) -> dict[str, Any]:
    """The black network plan that `koinon.core.web.worldmap.network_map` made."""
    return {"plan": plan}


@register.filter
def day(value: date | None) -> str:
    """Friday, 27 November 2026; nothing for nothing."""
    return when.day_words(value) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    """27 Nov, with the year when it is not this one."""
    return when.short_day(value) if value else ""


@register.filter
def hour(value: datetime | None) -> str:
    """18:00."""
    return when.clock_words(value) if value else ""


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """Friday, 27 November 2026, 18:00 Seoul time, in a time element."""
    if not value:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), when.moment_words(value))


@register.filter
def moment_words(value: datetime | None) -> str:
    """The same as plain words, for mail."""
    return when.moment_words(value) if value else ""


@register.filter
def yes_or_no(value: Any) -> str:
    """The word for a truth."""
    return _("Yes") if value else _("No")
