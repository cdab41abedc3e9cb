"""One parent, several children: brought back when they fall, and none left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from koinon.launcher.family import LONGEST_WAIT, STEADY_AFTER, Child, Family

# A parent whose child has a child of its own; each writes its process id into a file.
PARENT = """
import sys
from koinon.launcher.family import Child, Family
import os

child = '''
import os, pathlib, subprocess, sys, time
folder = pathlib.Path(sys.argv[1])
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
(folder / f"child-{os.getpid()}").touch()
(folder / f"grandchild-{other.pid}").touch()
time.sleep(60)
'''
Family([Child("web", [sys.executable, "-c", child, sys.argv[1]], dict(os.environ))]).live()
"""


def eventually(true: Callable[[], object], seconds: float = 15) -> bool:
    late = time.monotonic() + seconds
    while not true():
        if time.monotonic() > late:
            return False
        time.sleep(0.05)
    return True


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def parent(tmp_path):
    source = str(Path(__file__).parents[2] / "src")
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": source},
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()
    for pid in family(tmp_path):
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)


def family(folder: Path, who: str = "*") -> list[int]:
    return [int(mark.name.split("-")[1]) for mark in folder.glob(f"{who}-*")]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_when_the_parent_is_asked_to_end_all_end(parent, tmp_path, number):
    assert eventually(lambda: len(family(tmp_path)) == 2)
    parent.send_signal(number)
    assert parent.wait(timeout=15) == 0
    assert [pid for pid in family(tmp_path) if is_running(pid)] == []


def test_a_child_that_falls_comes_back_and_leaves_nobody_behind(parent, tmp_path):
    assert eventually(lambda: len(family(tmp_path)) == 2)
    [first], [orphan] = family(tmp_path, "child"), family(tmp_path, "grandchild")

    os.kill(first, signal.SIGKILL)

    assert eventually(lambda: len(family(tmp_path, "child")) == 2)
    assert eventually(lambda: not is_running(orphan))
    parent.send_signal(signal.SIGTERM)
    said = parent.communicate(timeout=15)[0]
    assert said == "The web process ended (code -9); it is back in 0.5 s.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_when_the_parent_is_killed_its_children_end(parent, tmp_path):
    assert eventually(lambda: family(tmp_path, "child"))
    [child] = family(tmp_path, "child")
    parent.kill()
    assert eventually(lambda: not is_running(child))


def test_a_child_that_keeps_falling_is_waited_for_longer_and_longer():
    child = Child("web", [], {})
    waits = [child.fell(now=second) for second in range(9)]
    assert waits == [0.5, 1, 2, 4, 8, 16, LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT]
    assert child.back_at == 8 + LONGEST_WAIT


def test_a_steady_minute_is_forgiven():
    child = Child("web", [], {}, falls=7)
    assert child.fell(now=STEADY_AFTER + 1) == 0.5


def test_the_others_start_once_the_first_is_ready(monkeypatch):
    story: list[str] = []
    children = [Child(name, [sys.executable, "-c", "import time; time.sleep(60)"], dict(os.environ)) for name in ("web", "jobs")]
    start = Child.start
    monkeypatch.setattr(Child, "start", lambda child: story.append(child.name) or start(child))
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    answers = iter([False, False, True])
    family = Family(children)

    def ready() -> bool:
        story.append("asked")
        return next(answers)

    family.live(ready=ready, born=lambda: story.append("born") or family.ending.set())

    assert story == ["web", "asked", "asked", "asked", "jobs", "born"]
    assert [child.is_alive() for child in children] == [False, False]
