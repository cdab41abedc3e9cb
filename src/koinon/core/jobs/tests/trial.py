"""Jobs that the tests hand in. They leave lines in a file, so that processes can be counted."""

import os
import time
from datetime import datetime
from pathlib import Path

from koinon.core.jobs import job
from koinon.core.refusal import Refusal

buried = []


def leave_line(words):
    """One write, so that lines of two processes never mix."""
    descriptor = os.open(Path(os.environ["KOINON_TRIAL"]), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{words}\n".encode())
    os.close(descriptor)


@job(retries=3)
def greet(name):
    leave_line(f"{name} {os.getpid()}")
    return {"greeted": name}


@job(retries=2, when_buried=lambda name: buried.append(name))
def fail(name):
    raise ZeroDivisionError(f"{name} cannot")


@job(retries=5)
def refuse():
    raise Refusal()


@job(retries=3)
def answer_badly():
    return datetime


@job(retries=1)
def sleep_long(name):
    leave_line(f"begun {name}")
    if "sleep" in os.environ.get("KOINON_TRIAL_MOOD", ""):
        time.sleep(60)
    leave_line(f"done {name}")


@job(retries=1)
def turn():
    leave_line("turn")
