"""Bootstrap in a cascade layer, htmx, and axe-core for the tests."""

import re
from pathlib import Path

MAP_LINE = re.compile(r"^(/\*|//)# sourceMappingURL=.*$", re.MULTILINE)


def without_map_line(text: str) -> str:
    """The text without the line that names a source map we do not ship."""
    return MAP_LINE.sub("", text).rstrip() + "\n"


def layered(sheet: str) -> str:
    """A style sheet wrapped in `@layer bootstrap`, so that any rule of ours beats it."""
    body = without_map_line(sheet).replace('@charset "UTF-8";', "").strip()
    return "@layer bootstrap{\n" + body + "\n}\n"


def _copy(text: str, file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def write(packages: Path, *, static: Path, tests: Path) -> list[Path]:
    """Write both Bootstrap sheets and htmx for the pages, and axe for the tests."""
    sheets = packages / "bootstrap" / "dist" / "css"
    htmx = packages / "htmx.org" / "dist" / "htmx.min.js"
    axe = packages / "axe-core" / "axe.min.js"
    return [
        _copy(layered((sheets / "bootstrap.min.css").read_text(encoding="utf-8")), static / "bootstrap.css"),
        _copy(layered((sheets / "bootstrap.rtl.min.css").read_text(encoding="utf-8")), static / "bootstrap.rtl.css"),
        _copy(without_map_line(htmx.read_text(encoding="utf-8")), static / "htmx.js"),
        _copy(without_map_line(axe.read_text(encoding="utf-8")), tests / "axe.min.js"),
    ]
