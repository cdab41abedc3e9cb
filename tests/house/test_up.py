"""`./koinon up` from an empty data folder to a page that answers, and back to nothing."""

import http.client
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from koinon.launcher import environment
from koinon.launcher.project import ROOT

pytestmark = pytest.mark.slow
FOUNDER = {
    "KOINON_FOUNDER_LEAGUE": "League of the Han River",
    "KOINON_FOUNDER_COUNTRY": "KR",
    "KOINON_FOUNDER_NAME": "Kim Haneul",
    "KOINON_FOUNDER_EMAIL": "haneul@league.example",
    "KOINON_FOUNDER_PASSWORD": "seven quiet bridges",
}


@pytest.fixture(autouse=True)
def ready_environment():
    """The launcher under test must not exchange the packages of the environment that runs this test."""
    assert environment.holds("base"), "run the tests by ./koinon test, which syncs .venv first"


def free_port() -> int:
    """A port that is free together with the next one."""
    for port in range(8300, 8400, 2):
        with socket.socket() as one, socket.socket() as other:
            try:
                one.bind(("127.0.0.1", port))
                other.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise AssertionError("no free port")


def surroundings(data: Path, **more: str) -> dict[str, str]:
    """Without what the test settings set for their own process."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("KOINON_", "DJANGO_"))}
    return {**ours, **more, "KOINON_TEST_MARK": str(data)}


@contextmanager
def running(data: Path, *words: str, **more: str) -> Iterator[tuple[int, subprocess.Popen[str], str]]:
    """Koinon, from the line that says its address; ended by Ctrl-C."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "koinon"), "up", "--data", str(data), "--port", str(port), *words],
        cwd=data,
        env=surroundings(data, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield port, process, said_until(process, "Ctrl-C ends it.")
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def said_until(process: subprocess.Popen[str], last: str) -> str:
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if last in line:
            return said
    raise AssertionError(f"it ended with {process.wait()} after saying:\n{said}")


def status(port: int, path: str = "/") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Host": f"localhost:{port}"})
    return connection.getresponse().status


def left_behind(data: Path) -> list[str]:
    """Processes that still have this test's mark in their environment."""
    mark = f"KOINON_TEST_MARK={data}".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in environ.read_bytes().split(b"\0"):
                found.append((environ.parent / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def test_the_demonstration_starts_answers_and_leaves_nobody_behind(tmp_path):
    with running(tmp_path) as (port, _process, said):
        assert f"Koinon answers at http://localhost:{port}/" in said
        assert "Loading the demonstration network" in said
        assert (tmp_path / "demonstration").read_text(encoding="utf-8").strip() in said
        assert status(port) == 200
        secrets = [file for file in (tmp_path / "keys").iterdir() if file.is_file()]
        assert {stat.S_IMODE(file.stat().st_mode) for file in secrets} == {0o600}
        assert len(left_behind(tmp_path)) >= 5
    assert left_behind(tmp_path) == []

    before = time.monotonic()
    with running(tmp_path) as (port, _process, said):
        assert time.monotonic() - before < 30
        assert "Loading" not in said
        assert status(port) == 200
    assert left_behind(tmp_path) == []


def test_a_web_process_that_is_killed_comes_back(tmp_path):
    with running(tmp_path, "--empty", **FOUNDER) as (port, process, said):
        assert "League of the Han River is founded; haneul@league.example is its administrator." in said
        [web] = [pid for pid in children_of(process.pid) if b"koinon.config.wsgi" in command_of(pid)]
        os.kill(web, signal.SIGKILL)
        assert "The web process ended" in said_until(process, "it is back in")
        assert answers_again(port)
    assert left_behind(tmp_path) == []


def test_an_empty_house_without_terminal_says_what_it_needs(tmp_path):
    asked = subprocess.run(
        [sys.executable, str(ROOT / "koinon"), "up", "--empty", "--data", str(tmp_path), "--port", str(free_port())],
        env=surroundings(tmp_path),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 2
    assert "KOINON_FOUNDER_LEAGUE is empty" in asked.stderr


def children_of(parent: int) -> list[int]:
    """By the parent that /proc tells."""
    found = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(file.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(file.parent.name))
        except OSError:
            continue
    return found


def command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def answers_again(port: int, seconds: float = 30) -> bool:
    late = time.monotonic() + seconds
    while time.monotonic() < late:
        try:
            return status(port) == 200
        except OSError:
            time.sleep(0.2)
    return False
