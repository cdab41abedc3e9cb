"""The one style sheet: contrast, both themes alike, both directions of writing, and what the first load weighs."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static" / "koinon"
SHEET = (STATIC / "koinon.css").read_text(encoding="utf-8")
TOKENS = SHEET[SHEET.index("@layer tokens{") : SHEET.index("@layer base{")]
TEXT, LARGE_OR_SHAPE = 4.5, 3.0


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", block))


def blocks() -> dict[str, dict[str, str]]:
    """Light and dark tokens; dark is what differs, over light."""
    light = colours(TOKENS[TOKENS.index(":root{") : TOKENS.index("[data-bs-theme=dark]{")])
    dark = colours(TOKENS[TOKENS.index("[data-bs-theme=dark]{") : TOKENS.index("/* The same once more")])
    both = colours(TOKENS[TOKENS.index(":root,[data-bs-theme]{") :])
    return {"light": {**both, **light}, "dark": {**both, **light, **dark}}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    # (in front, behind, least ratio)
    ("ink", "ground", TEXT), ("ink", "ground-2", TEXT), ("ink-2", "ground", TEXT), ("ink-2", "ground-2", TEXT),
    ("ink", "official", TEXT), ("link", "ground", TEXT), ("link", "ground-2", TEXT), ("stop", "ground", TEXT),
    ("on-plate", "plate", TEXT), ("plate-2", "plate", TEXT), ("go", "ground", LARGE_OR_SHAPE),
    ("field-edge", "ground", LARGE_OR_SHAPE), ("focus", "ground", LARGE_OR_SHAPE), ("focus", "ground-2", LARGE_OR_SHAPE),
    ("on-go", "go", TEXT), ("on-wait", "wait", TEXT), ("on-stop", "stop", TEXT), ("on-city", "city", TEXT),
    ("on-yellow", "yellow", TEXT), ("on-sea", "sea", TEXT), ("on-sea-2", "sea", TEXT), ("friend", "sea", LARGE_OR_SHAPE),
    ("ground", "ink-2", TEXT), ("yellow", "sea", LARGE_OR_SHAPE),
    *((f"on-station-{n}", f"station-{n}", TEXT) for n in range(1, 7)),
    *((f"station-{n}", "ground", LARGE_OR_SHAPE) for n in (1, 2, 5, 6)),
]  # fmt: skip
ON_BANDS = {1: "#ffffff", 2: "#ffffff", 3: "#0f1417", 4: "#0f1417", 5: "#ffffff", 6: "#ffffff", "city": "#ffffff"}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "behind", "least"), PAIRS)
def test_colours_carry(theme: str, front: str, behind: str, least: float):
    tokens = blocks()[theme]
    assert contrast(tokens[front], tokens[behind]) >= least


@pytest.mark.parametrize(("band", "words"), ON_BANDS.items())
def test_words_carry_on_bands(band: int | str, words: str):
    assert contrast(blocks()["light"][f"band-{band}"], words) >= TEXT


def test_a_device_that_asks_for_dark_gets_the_dark_that_a_reader_can_choose():
    chosen = TOKENS[TOKENS.index("[data-bs-theme=dark]{") + 21 : TOKENS.index("/* The same once more")]
    asked = TOKENS[TOKENS.index("{:root:not([data-bs-theme=light]){") + 34 : TOKENS.index(":root,[data-bs-theme]{")]
    declared = r"(--[\w-]+|color-scheme):([^;}]+)"
    assert re.findall(declared, chosen) == re.findall(declared, asked)


def test_one_sheet_serves_both_directions_of_writing():
    physical = re.compile(
        r"(?<![\w-])((margin|padding|border|inset)-(left|right|top|bottom)|left|right|width|height|(min|max)-(width|height))\s*:"
        r"|text-align:\s*(left|right)|float:\s*(left|right)"
    )
    rules = re.sub(r"@media[^{]*\{", "", re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL))
    assert [found.group() for found in physical.finditer(rules)] == []


def test_bootstrap_lies_in_a_layer_of_its_own_below_ours():
    for name in ("bootstrap.css", "bootstrap.rtl.css"):
        sheet = (STATIC / name).read_text(encoding="utf-8")
        assert sheet.startswith("@layer bootstrap{")
        assert "@charset" not in sheet
    assert re.search(r"@layer bootstrap, ?tokens", SHEET)


def test_no_file_names_a_source_map_that_is_not_shipped():
    assert [file.name for file in STATIC.rglob("*.*s") if "sourceMappingURL" in file.read_text(encoding="utf-8")] == []


def packed(*names: str) -> int:
    """Bytes by gzip, which is larger than Brotli: what holds here holds there."""
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


@pytest.mark.parametrize("bootstrap", ["bootstrap.css", "bootstrap.rtl.css"])
def test_the_first_load_of_style_and_script_stays_under_75_kb(bootstrap: str):
    assert packed(bootstrap, "koinon.css", "htmx.js", "koinon.js") <= 75_000


def test_the_fonts_of_one_language_stay_under_100_kb():
    fonts = STATIC / "fonts"
    latin = sum((fonts / f"{face}-latin.woff2").stat().st_size for face in ("sofia-sans", "sofia-sans-condensed"))
    arabic = sum((fonts / f"koinon-arabic-{weight}.woff2").stat().st_size for weight in (400, 700))
    greek = sum((fonts / f"{face}-greek.woff2").stat().st_size for face in ("sofia-sans", "sofia-sans-condensed"))
    assert latin + arabic <= 100_000
    assert latin + greek <= 100_000


def test_every_file_that_the_sheet_names_is_there():
    named = re.findall(r'url\("(fonts/[^"]+)"\)', SHEET)
    assert len(named) == 14
    assert [name for name in named if not (STATIC / name).is_file()] == []
