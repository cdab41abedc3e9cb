"""Every page of the project: no style or script in the markup, and only classes that a sheet knows.

Mail is left out: a mail program reads no style sheet of ours.
"""

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[3]
STATIC = HOUSE / "core" / "static" / "koinon"
TEMPLATES = sorted(file for file in HOUSE.rglob("templates/**/*.html") if "mail" not in file.parts)
SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
MARK = "\0"


def names() -> list[str]:
    return [str(file.relative_to(HOUSE)) for file in TEMPLATES]


def known_classes() -> set[str]:
    sheets = "".join((STATIC / name).read_text(encoding="utf-8") for name in ("bootstrap.css", "koinon.css"))
    return set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", sheets))


def used_classes(text: str) -> set[str]:
    """Classes written out in the markup; those that a value completes are left out."""
    bare = VALUE.sub(MARK, TAG.sub(" ", text))
    written = {name for value in re.findall(r'class="([^"]*)"', bare) for name in value.split()}
    return {name for name in written if MARK not in name and not name.endswith("-")}


def test_there_are_templates_to_look_at():
    assert len(TEMPLATES) > 40


@pytest.mark.parametrize("file", TEMPLATES, ids=names())
def test_markup_holds_neither_style_nor_script(file: Path):
    text = file.read_text(encoding="utf-8")
    bodies = [found for found in SCRIPT.finditer(text) if found["body"].strip()]
    assert [found.group()[:80] for found in bodies if "application/json" not in found["attributes"]] == []
    assert re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:|hx-on", text, re.IGNORECASE) == []


@pytest.mark.parametrize("file", TEMPLATES, ids=names())
def test_every_class_is_known_to_a_sheet(file: Path):
    assert sorted(used_classes(file.read_text(encoding="utf-8")) - known_classes()) == []
