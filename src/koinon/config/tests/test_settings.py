"""The environment is typed, told in one table, and a public site passes Django's own examination."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from koinon.config import env
from koinon.config.env import BadSetting, Setting, database, listed, mail, yes

SOURCE = Path(__file__).resolve().parents[3]


def run(*arguments, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("KOINON_", "DJANGO_"))}
    command = [sys.executable, "-m", "koinon.manage", *arguments]
    return subprocess.run(
        command, cwd=SOURCE, env={**clean, **environment}, capture_output=True, text=True, check=False, timeout=120
    )


def production(tmp_path, **more):
    return {
        "DJANGO_SETTINGS_MODULE": "koinon.config.settings.production",
        "KOINON_DATA": str(tmp_path),
        "KOINON_HOSTS": "koinon.example",
        "KOINON_ORIGIN": "https://koinon.example",
        **more,
    }


@pytest.mark.slow
def test_a_public_site_passes_the_examination_without_a_warning(tmp_path):
    done = run("check", "--deploy", "--fail-level", "WARNING", **production(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("KOINON_DEMO", "1", "KOINON_DEMO is for this machine only"),
        ("KOINON_HOSTS", "", "KOINON_HOSTS names no host"),
        ("KOINON_DEMO", "perhaps", "KOINON_DEMO: cannot read 'perhaps' (1 or 0)"),
        ("KOINON_OIDC_PROVIDERS", "{", "KOINON_OIDC_PROVIDERS"),
        ("KOINON_LANGUAGES", "tlh", "KOINON_LANGUAGES"),
    ],
)
def test_a_public_site_does_not_start_with_wrong_settings(tmp_path, variable, value, sentence):
    done = run("check", **production(tmp_path, **{variable: value}))
    assert done.returncode != 0
    assert sentence in done.stderr


def test_every_setting_stands_in_the_table(capsys):
    call_command("print_env")
    table = capsys.readouterr().out
    for setting in env.all_settings():
        assert f"| `{setting.name}` |" in table
        assert setting.says.endswith(".")
    assert str(env.PROJECT) not in table


def test_no_file_but_env_reads_the_environment_for_settings():
    readers = [
        str(path.relative_to(SOURCE))
        for path in (SOURCE / "koinon").rglob("*.py")
        if "os.environ" in path.read_text(encoding="utf-8") and "tests" not in path.parts and "launcher" not in path.parts
    ]
    allowed = {"config/env.py", "config/live.py", "config/wsgi.py", "config/settings/test.py", "manage.py"}
    assert {reader.removeprefix("koinon/") for reader in readers} - allowed <= {"core/management/commands/found_league.py"}


@pytest.mark.parametrize(("text", "value"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("FALSE", False)])
def test_truths_are_read(text, value):
    assert yes(text) is value


def test_a_value_that_cannot_be_read_names_its_variable(monkeypatch):
    setting = Setting("KOINON_TEST", int, 3, "A number.")
    assert setting.value() == 3
    monkeypatch.setenv("KOINON_TEST", "7")
    assert setting.value() == 7
    monkeypatch.setenv("KOINON_TEST", "seven")
    with pytest.raises(BadSetting, match=r"KOINON_TEST.*A number"):
        setting.value()


def test_addresses_become_settings(tmp_path):
    assert listed(" a, b ,,") == ["a", "b"]
    lite = database("", tmp_path)
    assert (lite["NAME"], lite["OPTIONS"]["transaction_mode"]) == (tmp_path / "db.sqlite3", "IMMEDIATE")
    large = database("postgresql://koinon:p%40ss@db.example:5433/league?sslmode=require", tmp_path)
    assert (large["USER"], large["PASSWORD"], large["HOST"], large["PORT"], large["NAME"]) == (
        "koinon", "p@ss", "db.example", 5433, "league",
    )  # fmt: skip
    assert large["OPTIONS"] == {"sslmode": "require"}
    sent = mail("smtps://me:secret@mail.example")
    assert (sent["EMAIL_HOST"], sent["EMAIL_PORT"], sent["EMAIL_USE_SSL"], sent["EMAIL_USE_TLS"]) == (
        "mail.example",
        465,
        True,
        False,
    )
    for wrong in (lambda: database("mysql://x/y", tmp_path), lambda: mail("http://x")):
        with pytest.raises(BadSetting):
            wrong()


def test_passwords_are_hashed_and_sessions_hidden_from_scripts():
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.X_FRAME_OPTIONS == "DENY"
    assert settings.SECURE_CONTENT_TYPE_NOSNIFF
