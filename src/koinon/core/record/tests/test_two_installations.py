"""Two installations, each with its own data folder, keys and process: one cosigns the record of the other."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from koinon.core.record.views import TOOL

DEEDS = """
from django.db import transaction
from koinon.core.record import record
with transaction.atomic():
    for number in range({many}):
        record(None, "x.done", details={{"number": number}})
"""


class Installation:
    def __init__(self, data, port):
        self.data, self.port = data, port
        self.url = f"http://127.0.0.1:{port}"

    @property
    def environment(self):
        own = {"KOINON_DATA": str(self.data), "KOINON_DATABASE_URL": "", "KOINON_ORIGIN": self.url}
        return os.environ | own | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}

    def manage(self, *asked):
        done = subprocess.run(self.command(*asked), env=self.environment, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout + done.stderr

    def command(self, *asked):
        return [sys.executable, "-m", "koinon.manage", *asked]

    def prepare(self):
        self.data.mkdir()
        assert self.manage("migrate", "--verbosity", "0") == (0, "")

    def do(self, deeds):
        code, said = self.manage("shell", "--verbosity", "0", "-c", DEEDS.format(many=deeds))
        assert code == 0, said

    def keys(self):
        lines = self.manage("witness", "--keys")[1].splitlines()
        return dict(line.split() for line in lines)

    @contextmanager
    def serving(self):
        command = self.command("runserver", "--noreload", "--nostatic", f"127.0.0.1:{self.port}")
        server = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.wait()
            yield
        finally:
            server.terminate()
            server.wait(20)

    def wait(self):
        for _ in range(200):
            try:
                return urlopen(f"{self.url}/record/key", timeout=5).read()
            except (URLError, ConnectionError):
                time.sleep(0.1)
        raise AssertionError(f"{self.url} does not answer")


def free_port():
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return opened.getsockname()[1]


@pytest.mark.slow
def test_one_installation_cosigns_the_record_of_the_other(tmp_path):
    seoul, busan = Installation(tmp_path / "seoul", free_port()), Installation(tmp_path / "busan", free_port())
    for installation in (seoul, busan):
        installation.prepare()
    seoul.do(3)
    log, witness = seoul.keys()["log"], busan.keys()["witness"]

    with busan.serving(), seoul.serving():
        assert seoul.manage("witness", "--add", f"{busan.url}/record/witness", witness)[0] == 0
        code, said = seoul.manage("witness", "--ask")
        assert code == 1
        assert "404" in said
        assert busan.manage("witness", "--trust", log)[0] == 0
        assert "cosigned 3 entries" in seoul.manage("witness", "--ask")[1]
        shutil.copytree(seoul.data, tmp_path / "restored")

        seoul.do(300)
        assert "cosigned 303 entries" in seoul.manage("witness", "--ask")[1]
        tool = [sys.executable, str(TOOL), "log", f"{seoul.url}/record", "--key", log, "--witness", witness]
        checked = subprocess.run(tool, capture_output=True, text=True, timeout=60)
        assert checked.returncode == 0, checked.stderr
        assert "cosigned by" in checked.stdout

        # Seoul forgets its last 300 deeds and tells another story under the same key. Busan notices.
        rewritten = Installation(tmp_path / "restored", seoul.port)
        rewritten.do(300)
        code, said = rewritten.manage("witness", "--ask")
        assert code == 1
        assert "did not cosign: 409" in said


@pytest.mark.slow
def test_processes_that_record_at_once_make_one_record(tmp_path):
    seoul = Installation(tmp_path / "seoul", free_port())
    seoul.prepare()
    at_once = seoul.command("shell", "--verbosity", "0", "-c", DEEDS.format(many=1) * 100)
    clerks = [subprocess.Popen(at_once, env=seoul.environment) for _ in range(3)]
    assert [clerk.wait(120) for clerk in clerks] == [0, 0, 0]
    assert seoul.manage("verify_record") == (0, "300 entries, 0 checkpoints, 0 rows compared: all as recorded.\n")
