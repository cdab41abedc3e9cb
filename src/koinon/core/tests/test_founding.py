"""What happens before the processes start: the demonstration, or a league of its own, and never both."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from koinon.core.management.commands import found_league, prepare
from koinon.core.people.models import Mandate, Person, system_person
from koinon.core.places.models import Organization
from koinon.core.record import entries_about, record

pytestmark = pytest.mark.django_db
FOUNDER = {
    "LEAGUE": "League of the Han River",
    "COUNTRY": "KR",
    "NAME": "Kim Haneul",
    "EMAIL": "Haneul@League.example",
    "PASSWORD": "seven quiet bridges",
}


@pytest.fixture(autouse=True)
def data(settings, tmp_path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def founder(monkeypatch) -> None:
    for key, text in FOUNDER.items():
        monkeypatch.setenv(f"KOINON_FOUNDER_{key}", text)


@pytest.fixture
def demonstration(monkeypatch) -> list[dict[str, object]]:
    """Stands in for the network itself, which has tests of its own; says how it was asked."""
    asked: list[dict[str, object]] = []
    real = call_command

    def call(name: str, *words: object, **more: object) -> object:
        if name != "demo":
            return real(name, *words, **more)
        asked.append(more)
        if more.get("logins"):
            more["stdout"].write("administrator  anna@league.example\n")
        else:
            found_league.found(**{key.lower(): text for key, text in FOUNDER.items()})
            with transaction.atomic():
                record(system_person(), prepare.LOADED, Organization.objects.that_runs_the_league())
        return None

    monkeypatch.setattr(prepare, "call_command", call)
    return asked


def run(command: str, *words: str) -> str:
    said = StringIO()
    call_command(command, *words, stdout=said)
    return said.getvalue()


def test_a_founder_administers_the_site_and_works_at_the_secretariat(founder):
    assert "League of the Han River is founded" in run("found_league")

    league = Organization.objects.that_runs_the_league()
    person = Person.objects.get(email="haneul@league.example")
    assert league.name == "League of the Han River"
    assert league.country_id == "KR"
    assert person.check_password("seven quiet bridges")
    assert {mandate.post for mandate in Mandate.objects.filter(person=person, organization=league)} == {
        "administrator",
        "secretariat",
    }
    assert [entry.deed for entry in entries_about(league)] == ["league.founded"]


def test_a_founder_can_sign_in_at_once(founder, client):
    run("found_league")
    answer = client.post("/account/login/", {"login": FOUNDER["EMAIL"], "password": FOUNDER["PASSWORD"]})
    assert answer.status_code == 302
    assert "_auth_user_id" in client.session


def test_a_league_is_founded_once(founder):
    run("found_league")
    with pytest.raises(CommandError, match="has its league already: League of the Han River"):
        run("found_league")


@pytest.mark.parametrize(
    ("key", "text", "says"),
    [
        ("COUNTRY", "Korea", "Two capital letters"),
        ("EMAIL", "haneul", "valid email"),
        ("PASSWORD", "password", "too common"),
        ("LEAGUE", "  ", "cannot be empty"),
        ("NAME", "", "KOINON_FOUNDER_NAME is empty"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_founded(founder, monkeypatch, key, text, says):
    monkeypatch.setenv(f"KOINON_FOUNDER_{key}", text)
    monkeypatch.setattr(found_league.sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(CommandError, match=says):
        run("found_league")
    assert not Organization.objects.exists()


def test_on_a_terminal_it_asks_again_until_the_answer_can_be_used(monkeypatch):
    answers = iter(["", "League of the Han River", "KR", "Kim Haneul", "haneul", "haneul@league.example"])
    passwords = iter(["password", "seven quiet bridges"])
    monkeypatch.setattr(found_league.sys, "stdin", type("Terminal", (), {"isatty": staticmethod(lambda: True)}))
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
    monkeypatch.setattr(found_league, "getpass", lambda prompt: next(passwords))
    run("found_league")
    assert Person.objects.get(email="haneul@league.example").check_password("seven quiet bridges")


def test_the_demonstration_is_loaded_once_and_its_logins_kept(demonstration, data):
    run("prepare", "--demonstration")
    run("prepare", "--demonstration")
    assert [bool(how.get("logins")) for how in demonstration] == [False, True, True]
    assert (data / "demonstration").read_text(encoding="utf-8") == "administrator  anna@league.example\n"


def test_a_league_of_its_own_never_gets_the_demonstration(founder, demonstration):
    run("prepare", "--empty")
    with pytest.raises(CommandError, match="a league of its own already"):
        run("prepare", "--demonstration")
    assert demonstration == []


def test_the_demonstration_never_becomes_a_league_of_its_own(founder, demonstration, data):
    run("prepare", "--demonstration")
    (data / "demonstration").unlink()
    with pytest.raises(CommandError, match="whose passwords everybody knows"):
        run("prepare", "--empty")


def test_the_founder_is_asked_once(founder):
    assert "is founded" in run("prepare", "--empty")
    assert "is founded" not in run("prepare", "--empty")
