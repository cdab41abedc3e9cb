"""Fonts: for pages by script range and small, for papers (typst) as static TrueType files.

Sofia Sans keeps the weights 400 to 800 of its axis and loses the rest, which no page uses: 40 KB become 26.
The Arabic face keeps the letters of Arabic, Persian and Urdu and reaches their forms through its own rules.

The Open Font License keeps the names "Plex" and "Pretendard" for the unchanged faces. What is cut from them here
therefore bears a name of its own: Koinon Arabic and Koinon Vietnamese (from IBM Plex), Koinon Hangul (from
Pretendard). Sofia Sans reserves no name and keeps its own.
"""

import io
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

WEIGHTS = (400, 800)
LICENCE = "This Font Software is licensed under the SIL Open Font License, Version 1.1: https://scripts.sil.org/OFL"
SCRIPTS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek")
ARABIC = (set(range(0x600, 0x700)) - set(range(0x610, 0x61B)) - set(range(0x6D6, 0x6EE))) | {0x20, 0xA0, 0x2010}
HANGUL_EXTRAS = (
    {*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2027), *range(0x2030, 0x203B), 0x20A9, 0x20AC}
    | {*range(0x2190, 0x219A), *range(0x2460, 0x2474), 0x25A0, 0x25A1, 0x25CB, 0x25CF, *range(0x3000, 0x3020)}
    | {*range(0x3131, 0x3164), *range(0xFF01, 0xFF5F)}
)


def _subset(font: TTFont, code_points: set[int]) -> TTFont:
    options = subset.Options()
    options.layout_features = ["*"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.notdef_outline = True
    worker = subset.Subsetter(options)
    worker.populate(unicodes=code_points)
    worker.subset(font)
    return font


def _save(font: TTFont, file: Path, *, flavour: str | None) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    font.flavor = flavour
    font.recalcTimestamp = False
    font.save(file)
    return file


def _files(packages: Path, package: str) -> Path:
    return packages / package / "files"


def ks_x_1001_hangul() -> set[int]:
    """The 2,350 syllables of KS X 1001, rows 16 to 40 of EUC-KR."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF))
    return {ord(pair.decode("euc_kr")) for pair in rows}


def _everyday_cyrillic(font: TTFont) -> TTFont:
    """Cyrillic letters as most languages write them: the face shows the Bulgarian forms first, others by language."""
    rules = font["GSUB"].table
    wanted = {record.LangSysTag: record for script in rules.ScriptList.ScriptRecord for record in script.Script.LangSysRecord}
    if "RUS " not in wanted:
        return font
    features = [rules.FeatureList.FeatureRecord[i] for i in wanted["RUS "].LangSys.FeatureIndex]
    lookups = [i for feature in features if feature.FeatureTag == "locl" for i in feature.Feature.LookupListIndex]
    forms = {old: new for i in lookups for table in rules.LookupList.Lookup[i].SubTable for old, new in table.mapping.items()}
    for table in font["cmap"].tables:
        table.cmap = {code: forms.get(name, name) for code, name in table.cmap.items()}
    return font


def write_for_pages(packages: Path, *, into: Path) -> list[Path]:
    """WOFF2 by script, so that a reader loads only what the words on the page need."""
    written = []
    for family in ("sofia-sans", "sofia-sans-condensed"):
        folder = _files(packages, f"@fontsource-variable/{family}")
        for script in SCRIPTS:
            font = TTFont(folder / f"{family}-{script}-wght-normal.woff2")
            narrowed = instancer.instantiateVariableFont(_everyday_cyrillic(font), {"wght": WEIGHTS})
            written.append(_save(narrowed, into / f"{family}-{script}.woff2", flavour="woff2"))
    for weight in (400, 700):
        arabic = _named(_subset(_plex_arabic(packages, weight), ARABIC), "Koinon Arabic", weight)
        vietnamese = _named(_plex(packages, "vietnamese", weight), "Koinon Vietnamese", weight)
        written.append(_save(arabic, into / f"koinon-arabic-{weight}.woff2", flavour="woff2"))
        written.append(_save(vietnamese, into / f"koinon-vietnamese-{weight}.woff2", flavour="woff2"))
    return written


def _plex(packages: Path, script: str, weight: int) -> TTFont:
    return TTFont(_files(packages, "@fontsource/ibm-plex-sans") / f"ibm-plex-sans-{script}-{weight}-normal.woff2")


def _plex_arabic(packages: Path, weight: int) -> TTFont:
    folder = _files(packages, "@fontsource/ibm-plex-sans-arabic")
    return TTFont(folder / f"ibm-plex-sans-arabic-arabic-{weight}-normal.woff2")


def _merged(parts: list[TTFont]) -> TTFont:
    """One font of several script files of the same face."""
    buffers = []
    for part in parts:
        part.flavor = None
        buffer = io.BytesIO()
        part.save(buffer)
        buffer.seek(0)
        buffers.append(buffer)
    return merge.Merger().merge(buffers)


def _named(font: TTFont, family: str, weight: int) -> TTFont:
    """The font under a family name of its own and the style that its weight asks for."""
    style = "Bold" if weight >= 700 else "Regular"
    for record in (3, 7, 16, 17, 21, 22):
        font["name"].removeNames(nameID=record)
    said = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family}-{style}".replace(" ", ""), 13: LICENCE}
    for record, words in said.items():
        font["name"].removeNames(nameID=record)
        font["name"].setName(words, record, 3, 1, 0x409)
    if "CFF " in font:
        font["CFF "].cff.fontNames = [said[6]]
    font["OS/2"].usWeightClass = weight
    bold = weight >= 700
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["head"].macStyle = 1 if bold else 0
    return font


def _sofia(packages: Path, weight: int) -> TTFont:
    folder = _files(packages, "@fontsource-variable/sofia-sans")
    parts = [_everyday_cyrillic(TTFont(folder / f"sofia-sans-{script}-wght-normal.woff2")) for script in SCRIPTS]
    return _merged([instancer.instantiateVariableFont(part, {"wght": weight}) for part in parts])


def write_for_papers(packages: Path, *, into: Path) -> list[Path]:
    """Static files for typst: Sofia Sans for Latin, Greek and Cyrillic, and one face each for three more scripts."""
    written = []
    for weight, style in ((400, "Regular"), (700, "Bold")):
        latin = [_plex(packages, script, weight) for script in ("latin", "latin-ext", "vietnamese")]
        hangul = TTFont(packages / "pretendard" / "dist" / "public" / "static" / f"Pretendard-{style}.otf")
        forms = ARABIC | set(range(0xFB50, 0xFEFD))
        made = {
            f"SofiaSans-{style}.ttf": (_sofia(packages, weight), "Sofia Sans"),
            f"KoinonVietnamese-{style}.ttf": (_merged(latin), "Koinon Vietnamese"),
            f"KoinonArabic-{style}.ttf": (_subset(_plex_arabic(packages, weight), forms), "Koinon Arabic"),
            f"KoinonHangul-{style}.otf": (_subset(hangul, ks_x_1001_hangul() | HANGUL_EXTRAS), "Koinon Hangul"),
        }
        for name, (font, family) in made.items():
            written.append(_save(_named(font, family, weight), into / name, flavour=None))
    return written
