"""Nothing that is tracked names a package registry or a place on somebody's machine."""

import re
import subprocess
from pathlib import Path

import pytest

from koinon.launcher.project import ROOT

# Written in pieces, so that this file does not name them either.
REGISTRIES = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry.npmjs" + ".org",
    "registry.yarnpkg" + ".com",
    "deb.debian" + ".org",
    "proxy.golang" + ".org",
    "crates" + ".io",
]
FOLDERS = ["home", "root", "work", "tmp" + "/koinon", "Users", "opt/pypi"]
REGISTRY = re.compile("|".join(re.escape(host) for host in REGISTRIES))
MACHINE = re.compile(rf"(?<![\w./:-])/(?:{'|'.join(FOLDERS)})/[\w.]")
BINARY = {".png", ".jpg", ".jpeg", ".ico", ".woff2", ".ttf", ".otf", ".pdf", ".xlsx", ".mo", ".gz"}


def tracked() -> list[Path]:
    """What git tracks, and what it would track if it were added now."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def is_vendored(file: Path) -> bool:
    """Other people's files are kept as they are, addresses in their comments included."""
    return "vendor" in file.relative_to(ROOT).parts or file.name.endswith((".min.js", ".min.css"))


def naming(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{file.relative_to(ROOT)}:{number}"
        for file in tracked()
        if file.suffix not in BINARY and not is_vendored(file)
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_tracked_file_names_a_registry():
    assert naming(REGISTRY) == []


def test_no_tracked_file_names_a_place_on_a_machine():
    assert naming(MACHINE) == []


def test_vendored_files_name_no_registry_either():
    assert [str(file) for file in tracked() if is_vendored(file) and REGISTRY.search(file.read_text("utf-8", "replace"))] == []


def test_no_lock_with_addresses_is_tracked():
    assert [file.name for file in tracked() if file.name == "uv.lock" or re.fullmatch(r"pylock.*\.toml", file.name)] == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (f"--index-url https://{REGISTRIES[0]}/simple", True),
        (f"https://files.{REGISTRIES[1]}/packages/ab/cd.whl", True),
        ("--hash=sha256:0cf3cae568d36aa9576b28dfb35f11328f1cb974ca7647d9475ebb86c75ac6e3", False),
    ],
)
def test_the_pattern_finds_what_it_should(line, found):
    assert bool(REGISTRY.search(line)) is found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('open("/' + 'home/ada/members.csv")', True),
        ("https://league.example/home/news", False),
        ("docs/work/plan.md", False),
    ],
)
def test_so_does_the_pattern_of_places(line, found):
    assert bool(MACHINE.search(line)) is found
