"""The lines that `./koinon bench` prints."""

import importlib.util
import json
import subprocess
import sys
from types import ModuleType

import pytest

from koinon.launcher.project import ROOT


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("figure", ROOT / "bench/figure.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["figure"] = module
    spec.loader.exec_module(module)
    return module


def test_a_line_says_ours_beside_what_the_ratio_and_the_bar(bench):
    figure = bench.Figure("list of members", 1.5, "ms CPU", beside="a bare view", theirs=1.2, bar=2)
    assert figure.line() == ("list of members: 1.5 ms CPU | beside a bare view: 1.2 ms CPU | ratio 1.25 | bar ≤ 2 ms CPU, kept")


def test_a_bar_that_is_not_kept_is_loud(bench):
    assert bench.Figure("append", 0.4, "ms", bar=0.3).line() == "append: 0.4 ms | bar ≤ 0.3 ms, NOT KEPT"


def test_of_some_things_more_is_better(bench):
    assert bench.Figure("pages", 900, "a second", bar=800, better="more").holds
    assert not bench.Figure("pages", 700, "a second", bar=800, better="more").holds


def test_json_holds_the_ratio_too(bench):
    told = json.loads(bench.Figure("proof", 1, "ms", beside="pymerkle", theirs=4, bar=1).as_json())
    assert (told["ratio"], told["holds"], told["beside"]) == (0.25, True, "pymerkle")


def test_measuring_tells_milliseconds_of_cpu(bench):
    quick, slow = bench.side_by_side(lambda: None, lambda: sum(range(20_000)), times=5, rounds=2)
    assert 0 <= quick < slow < 100


def test_an_unknown_script_is_refused_with_the_names_there_are():
    asked = subprocess.run([sys.executable, str(ROOT / "bench"), "nothing"], capture_output=True, text=True, check=False)
    assert asked.returncode == 2
    assert "invalid choice: 'nothing'" in asked.stderr


def test_each_script_says_what_it_measures_and_defines_figures():
    scripts = [file for file in (ROOT / "bench").glob("*.py") if file.stem not in {"__main__", "figure", "house"}]
    assert [file.name for file in scripts if "\ndef figures(" not in file.read_text(encoding="utf-8")] == []
    assert [file.name for file in scripts if not file.read_text(encoding="utf-8").startswith('"""')] == []
