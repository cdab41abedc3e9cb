"""Whether the documents say what is there: a page a module, links that lead somewhere, a changelog."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from koinon.launcher.project import ROOT, SOURCE

DOCUMENTS = ROOT / "docs"
CHANGELOG = DOCUMENTS / "changelog.md"
SETTINGS_PAGE = DOCUMENTS / "guide" / "settings.md"
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
LABEL = re.compile(r"""^\s+label(?:\s*:\s*\w+)?\s*=\s*["'](\w+)["']""", re.MULTILINE)
ELSEWHERE = ("http://", "https://", "mailto:", "tel:")


def text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def modules_without_page() -> list[str]:
    """A sentence for each module whose label has no page in docs/modules."""
    return [
        f"{apps.parent.relative_to(ROOT)} has no page docs/modules/{label}.md"
        for apps in sorted(SOURCE.glob("koinon/**/apps.py"))
        for label in LABEL.findall(text(apps))
        if not text(DOCUMENTS / "modules" / f"{label}.md").strip()
    ]


def empty_changelog() -> list[str]:
    """The changelog's newest section must list at least one change."""
    sections = re.split(r"^## .*$", text(CHANGELOG), flags=re.MULTILINE)
    if len(sections) < 2 or not re.search(r"^[-*] \S", sections[1], re.MULTILINE):
        return ["docs/changelog.md: its first section (## …) lists no change (- …)"]
    return []


def pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *DOCUMENTS.rglob("*.md")])


def broken_links() -> list[str]:
    """A sentence for each link inside the project that leads to no file, or to no heading of it."""
    return [
        f"{page.relative_to(ROOT)}: {target} leads nowhere"
        for page in pages()
        for target in links(text(page))
        if not leads_somewhere(page, target)
    ]


def links(words: str) -> Iterator[str]:
    plain = INLINE_CODE.sub("", FENCE.sub("", words))
    return (target for target in LINK.findall(plain) if not target.startswith(ELSEWHERE))


def leads_somewhere(page: Path, target: str) -> bool:
    place, _, heading = unquote(target).partition("#")
    file = (page.parent / place).resolve() if place else page
    if not file.exists() or not file.is_relative_to(ROOT):
        return False
    return not heading or file.suffix != ".md" or heading in anchors(text(file))


def anchors(words: str) -> set[str]:
    """The anchors that headings get: lower case, punctuation dropped, spaces to hyphens, repeats numbered."""
    found: dict[str, int] = {}
    names = set()
    for heading in HEADING.findall(FENCE.sub("", words)):
        name = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).strip().replace(" ", "-")
        names.add(f"{name}-{found[name]}" if name in found else name)
        found[name] = found.get(name, 0) + 1
    return names
