"""The launcher: what it refuses, what it says, and that it needs nothing but Python."""

import argparse
import ast
import importlib.util
import os
import re
import socket
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from types import ModuleType

import pytest

from koinon.launcher import commands, environment, project, up
from koinon.launcher.project import ROOT, Trouble

LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
REQUIREMENT = re.compile(r"^[A-Za-z0-9]", re.MULTILINE)


def options(**given: object) -> argparse.Namespace:
    return argparse.Namespace(**{"host": "127.0.0.1", "port": 8000, "data": None, "empty": False, **given})


def executable() -> ModuleType:
    """The file `koinon` itself, as a module."""
    loader = SourceFileLoader("koinon_executable", str(ROOT / "koinon"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


class TestNeedsNothingButPython:
    def test_it_starts_anywhere_without_any_package(self, tmp_path):
        bare = [sys.executable, "-I", "-S", str(ROOT / "koinon"), "--help"]
        said = subprocess.run(bare, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
        for command in ("up", "test", "check", "bench", "manage", "lock"):
            assert f"\n    {command} " in said

    @pytest.mark.parametrize("file", sorted((ROOT / "src/koinon/launcher").glob("*.py")), ids=lambda file: file.name)
    def test_it_imports_the_standard_library_only(self, file):
        imported = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module)
        ours = {name for name in imported if name.startswith("koinon.launcher")}
        assert {name.split(".")[0] for name in imported - ours} <= sys.stdlib_module_names

    def test_an_older_python_is_told_so(self, monkeypatch):
        launcher = executable()
        monkeypatch.setattr(launcher.sys, "version_info", (3, 9, 2, "final", 0))
        with pytest.raises(SystemExit) as refusal:
            launcher.main()
        assert refusal.value.code == "Koinon needs Python 3.11 or newer, and this is Python 3.9."

    def test_an_unknown_command_is_refused(self, capsys):
        with pytest.raises(SystemExit) as refusal:
            commands.main(["upp"])
        assert refusal.value.code == 2
        assert "invalid choice: 'upp'" in capsys.readouterr().err

    def test_an_unknown_option_is_refused(self, capsys):
        with pytest.raises(SystemExit):
            commands.main(["up", "--prot", "8001"])
        assert "unknown: --prot 8001" in capsys.readouterr().err


class TestLocks:
    def test_there_are_three(self):
        assert [lock.stem for lock in LOCKS] == ["base", "dev", "installer"]

    @pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
    def test_each_package_has_a_version_and_hashes(self, lock):
        text = lock.read_text(encoding="utf-8")
        blocks = [block for block in REQUIREMENT.sub("\0\\g<0>", text).split("\0") if block.strip()]
        assert blocks
        bare = [block.split()[0] for block in blocks if "==" not in block.splitlines()[0] or "--hash=sha256:" not in block]
        assert bare == []

    @pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
    def test_none_holds_an_address(self, lock):
        text = lock.read_text(encoding="utf-8")
        assert [word for word in ("://", "file:", " @ ", "index-url", "find-links", "trusted-host") if word in text] == []

    def test_dev_holds_base_in_the_same_versions(self):
        pinned = {lock.stem: set(re.findall(r"^\S+==\S+", lock.read_text("utf-8"), re.MULTILINE)) for lock in LOCKS}
        assert pinned["base"] < pinned["dev"]

    @pytest.mark.parametrize("name", ["uv.lock", "pylock.toml", "pylock.base.toml", ".venv/", "data/"])
    def test_what_holds_addresses_or_belongs_to_this_machine_is_ignored(self, name):
        asked = subprocess.run(["git", "check-ignore", "--no-index", "-q", name], cwd=ROOT, check=False)
        assert asked.returncode == 0

    def test_a_modules_own_data_is_not_ignored(self):
        asked = subprocess.run(
            ["git", "check-ignore", "--no-index", "-q", "src/koinon/league/membership/data/fees.csv"],
            cwd=ROOT,
            check=False,
        )
        assert asked.returncode == 1


class TestDemonstrationStaysHere:
    @pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
    def test_loopback_is_let_in(self, host, tmp_path):
        assert up.refuse_strange_company(host, data=tmp_path, empty=False) is None

    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "2001:db8::7"])
    def test_anything_else_is_refused(self, host, tmp_path):
        with pytest.raises(Trouble) as refusal:
            up.refuse_strange_company(host, data=tmp_path, empty=False)
        assert str(refusal.value) == up.NOT_HERE.format(host=host)

    def test_it_is_refused_before_anything_is_made(self, tmp_path, capsys):
        data = tmp_path / "data"
        assert commands.main(["up", "--host", "0.0.0.0", "--data", str(data)]) == 2
        assert "refuses 0.0.0.0" in capsys.readouterr().err
        assert not data.exists()

    def test_a_league_of_its_own_that_listens_anywhere_says_its_name(self, tmp_path, monkeypatch):
        monkeypatch.delenv("KOINON_HOSTS", raising=False)
        with pytest.raises(Trouble, match="by which host names"):
            up.refuse_strange_company("0.0.0.0", data=tmp_path, empty=True)
        monkeypatch.setenv("KOINON_HOSTS", "league.example")
        assert up.refuse_strange_company("0.0.0.0", data=tmp_path, empty=True) is None

    def test_but_never_on_the_demonstrations_data(self, tmp_path):
        project.demonstration_mark(tmp_path).write_text("logins")
        with pytest.raises(Trouble, match="holds the demonstration"):
            up.refuse_strange_company("0.0.0.0", data=tmp_path, empty=True)

    def test_only_the_demonstration_is_told_that_it_is_one(self, tmp_path, monkeypatch):
        monkeypatch.setenv("KOINON_DEMO", "1")
        assert up.told(options(), tmp_path)["KOINON_DEMO"] == "1"
        assert up.told(options(empty=True), tmp_path)["KOINON_DEMO"] == "0"


class TestSurroundings:
    def test_passkeys_need_a_name_so_the_address_has_one(self, tmp_path, monkeypatch):
        for name in ("KOINON_ORIGIN", "KOINON_LIVE_ORIGIN", "DJANGO_SETTINGS_MODULE"):
            monkeypatch.delenv(name, raising=False)
        told = up.told(options(port=8110), tmp_path)
        assert (told["KOINON_ORIGIN"], told["KOINON_LIVE_ORIGIN"]) == ("http://localhost:8110", "http://localhost:8111")
        assert told["DJANGO_SETTINGS_MODULE"] == project.DEVELOPMENT

    def test_a_public_host_gets_the_settings_of_production(self, tmp_path, monkeypatch):
        monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
        told = up.told(options(host="0.0.0.0", empty=True), tmp_path)
        assert told["DJANGO_SETTINGS_MODULE"] == project.PRODUCTION

    def test_what_is_set_already_stays(self, tmp_path, monkeypatch):
        monkeypatch.setenv("KOINON_ORIGIN", "https://league.example")
        assert up.told(options(), tmp_path)["KOINON_ORIGIN"] == "https://league.example"

    def test_manage_works_on_the_same_data(self, tmp_path, monkeypatch):
        monkeypatch.setenv("KOINON_DATA", str(tmp_path))
        monkeypatch.delenv("KOINON_DEMO", raising=False)
        assert "KOINON_DEMO" not in project.surroundings()
        project.demonstration_mark(tmp_path).write_text("logins")
        assert project.surroundings()["KOINON_DEMO"] == "1"
        assert project.surroundings()["KOINON_DATA"] == str(tmp_path)

    def test_a_port_in_use_is_named(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(Trouble, match=f"Port {port} of 127.0.0.1 is in use. Choose another"):
                up.refuse_taken("127.0.0.1", port)

    @pytest.mark.parametrize("text", ["0", "65535", "-1", "eighty", ""])
    def test_a_port_is_a_number_that_leaves_room_for_the_next(self, text):
        with pytest.raises(argparse.ArgumentTypeError):
            up.port_number(text)

    def test_nothing_is_prepared_twice(self, tmp_path, monkeypatch):
        asked = []
        done = subprocess.CompletedProcess([], 0)
        monkeypatch.setattr(up, "compile_source", lambda: None)
        monkeypatch.setattr(up.subprocess, "run", lambda *words, **more: asked.append(words) or done)
        env = up.told(options(), tmp_path) | {"KOINON_DATABASE_URL": ""}
        (tmp_path / "db.sqlite3").touch()
        up.prepare(env, tmp_path, empty=False)
        up.prepare(env, tmp_path, empty=False)
        assert len(asked) == 1
        up.prepare(env | {"KOINON_DATABASE_URL": "postgresql:///elsewhere"}, tmp_path, empty=False)
        assert len(asked) == 2

    def test_data_that_cannot_be_prepared_stops_the_start(self, tmp_path, monkeypatch):
        monkeypatch.setattr(up.subprocess, "run", lambda *words, **more: subprocess.CompletedProcess([], 1))
        with pytest.raises(Trouble, match="could not be prepared"):
            up.prepare(up.told(options(), tmp_path), tmp_path, empty=False)
        assert not (tmp_path / "prepared").exists()


class TestEnvironment:
    @pytest.fixture
    def small(self, tmp_path, monkeypatch):
        """A project with a lock of its own and an environment of empty files; says what was synced."""
        locks = tmp_path / "requirements"
        locks.mkdir()
        for name in ("base", "dev", "installer"):
            (locks / f"{name}.lock").write_text(name)
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin/python").touch()
        monkeypatch.setattr(environment, "REQUIREMENTS", locks)
        monkeypatch.setattr(environment, "INSTALLER", locks / "installer.lock")
        monkeypatch.setattr(environment, "ROOT", tmp_path)
        monkeypatch.setattr(environment, "VENV", tmp_path)
        monkeypatch.setattr(environment, "PYTHON", tmp_path / "bin/python")
        monkeypatch.setattr(environment, "STAMP", tmp_path / "stamp.json")
        monkeypatch.setattr(environment, "LOCALES", tmp_path / "locale")
        monkeypatch.setattr(environment, "make", lambda: None)
        synced: list[str] = []
        monkeypatch.setattr(environment, "install_uv", lambda: True)
        monkeypatch.setattr(environment, "sync_with_uv", lambda name: synced.append(f"uv {name}") or True)
        monkeypatch.setattr(environment, "sync_with_pip", lambda name: synced.append(f"pip {name}"))
        return synced

    def test_it_is_synced_once_and_again_when_a_lock_changed(self, small):
        environment.ready("base")
        environment.ready("base")
        assert small == ["uv base"]
        environment.lock("base").write_text("newer")
        environment.ready("base")
        assert small == ["uv base", "uv base"]

    def test_dev_serves_base_too_and_is_not_taken_away_again(self, small):
        environment.ready("dev")
        environment.ready("base")
        assert small == ["uv dev"]
        environment.lock("base").write_text("newer")
        environment.ready("base")
        assert small == ["uv dev", "uv dev"]

    def test_pip_does_it_where_uv_cannot(self, small, monkeypatch):
        monkeypatch.setattr(environment, "install_uv", lambda: False)
        environment.ready("base")
        assert small == ["pip base"]
        monkeypatch.setattr(environment, "install_uv", lambda: True)
        monkeypatch.setattr(environment, "sync_with_uv", lambda name: False)
        environment.ready("dev")
        assert small == ["pip base", "pip dev"]

    def test_a_sync_that_failed_is_tried_again(self, small, monkeypatch):
        def fail(name: str) -> bool:
            raise Trouble("no network")

        environment.ready("base")
        environment.lock("base").write_text("newer")
        with monkeypatch.context() as broken:
            broken.setattr(environment, "sync_with_uv", fail)
            with pytest.raises(Trouble):
                environment.ready("base")
        assert environment.stamp() == {}
        environment.ready("base")
        assert environment.holds("base")

    def test_source_is_put_on_the_path_by_a_relative_line(self, small, tmp_path):
        packages = tmp_path / "lib/python3.11/site-packages"
        packages.mkdir(parents=True)
        environment.put_source_on_path()
        line = (packages / "koinon.pth").read_text(encoding="utf-8").strip()
        assert not os.path.isabs(line)
        assert (packages / line).resolve() == ROOT / "src"

    @pytest.mark.parametrize(("uid", "line"), [(0, "    apt install"), (1000, "    sudo apt install")])
    def test_where_venv_is_missing_the_apt_line_is_printed(self, uid, line, monkeypatch, tmp_path, capsys):
        monkeypatch.setattr(environment, "PYTHON", tmp_path / "none")
        monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
        monkeypatch.setattr(environment.os, "geteuid", lambda: uid)
        monkeypatch.setattr(commands, "ready", lambda name: environment.make())
        assert commands.main(["check"]) == 2
        assert f"{line} python3-venv\n" in capsys.readouterr().err


class TestBrowser:
    @pytest.fixture(autouse=True)
    def without_browser(self, monkeypatch):
        monkeypatch.setattr(commands.shutil, "which", lambda name: None)

    def test_a_missing_browser_fails_ci(self, monkeypatch):
        monkeypatch.setenv("CI", "true")
        with pytest.raises(Trouble, match="apt install chromium"):
            commands.ask_for_browser()

    def test_elsewhere_it_is_said_how_to_get_it(self, monkeypatch, capsys):
        monkeypatch.delenv("CI", raising=False)
        commands.ask_for_browser()
        assert "apt install chromium" in capsys.readouterr().out
