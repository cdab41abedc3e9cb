"""One parent, several children: started together, brought back when they fall, ended together."""

from __future__ import annotations

import ctypes
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

from koinon.launcher.project import say

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
STEADY_AFTER = 60.0
PATIENCE = 10.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process with its own process group, so that its own children end with it."""

    name: str
    command: list[str]
    env: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    falls: int = 0
    back_at: float = field(default=0.0)

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command, env=self.env, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=end_with_parent
        )

    def has_fallen(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def fell(self, now: float) -> float:
        """Note a fall; returns the seconds to wait: 0.5, 1, 2 … 30, and 0.5 again after a steady minute."""
        self.signal(signal.SIGKILL)
        self.falls = 1 if now - self.started_at > STEADY_AFTER else self.falls + 1
        self.process = None
        wait = min(FIRST_WAIT * 2.0 ** (self.falls - 1), LONGEST_WAIT)
        self.back_at = now + wait
        return wait

    def signal(self, number: signal.Signals) -> None:
        """To the whole group, which outlives its first process when that one falls."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def is_alive(self) -> bool:
        if self.process is None:
            return False
        self.process.poll()
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True


class Family:
    """The children of one running Koinon. `live` returns when a signal asks it to end."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self.ending = threading.Event()
        self.hurry = threading.Event()

    def live(self, *, ready: Callable[[], bool] = lambda: True, born: Callable[[], None] = lambda: None) -> None:
        """Start the first child, and the others once `ready`; then call `born`, once.

        Watch over all until Ctrl-C, SIGTERM or SIGHUP, then end all.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.asked_to_end)
        for child in self.children[1:]:
            child.back_at = math.inf
        waiting = True
        try:
            while not self.ending.is_set():
                self.look_after()
                if waiting and ready():
                    waiting = False
                    self.call_the_others()
                    born()
                self.ending.wait(0.05 if waiting else 0.2)
        finally:
            self.end()

    def call_the_others(self) -> None:
        for child in self.children[1:]:
            child.start()

    def asked_to_end(self, number: int, frame: FrameType | None) -> None:
        if self.ending.is_set():
            self.hurry.set()
        self.ending.set()

    def look_after(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.has_fallen():
                code = child.process.returncode if child.process else 0
                say(f"The {child.name} process ended (code {code}); it is back in {child.fell(now):g} s.")
            elif child.process is None and now >= child.back_at:
                child.start()

    def end(self) -> None:
        """Ask all to end; kill the group of each that takes longer than ten seconds, or at a second Ctrl-C."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        late = time.monotonic() + PATIENCE
        while any(child.is_alive() for child in self.children):
            if self.hurry.wait(0.05) or time.monotonic() > late:
                break
        for child in self.children:
            child.signal(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent() -> None:
    """In the child, before it becomes its command: Linux ends it too if the launcher itself is killed."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
