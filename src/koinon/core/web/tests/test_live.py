"""Streams: who may listen, what they hear, and a real process that speaks to a real listener."""

import asyncio
import http.client
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.template import Context, Template
from django.test import AsyncRequestFactory

from koinon.core.tests.installation import own_installation, python
from koinon.core.tests.undone import Undone, undone
from koinon.core.web import live
from koinon.core.web.models import Pulse
from koinon.core.web.pulses import Listener, Pulses, read_changes

LIVE = "import django; django.setup()\nfrom koinon.core.web import live\n"


def ask(*tokens, **headers):
    request = AsyncRequestFactory().get("/live/", {"token": list(tokens)}, headers=headers)
    return asyncio.run(live.stream(request))


def test_a_token_names_its_topic_and_when_it_was_made():
    topic, made = live.read_token(live.token_for("votes:12"))

    assert topic == "votes:12"
    assert abs((datetime.now(UTC) - made).total_seconds()) < 5


def test_the_tag_gives_both_attributes():
    made = Template('{% load live %}<div {% live_topic "votes:12" %}></div>').render(Context())

    assert made.startswith('<div data-live-topic="votes:12" data-live-token="')


@pytest.mark.parametrize("tokens", [["forged"], [""], ["good", "forged"]])
def test_a_token_that_is_not_ours_is_refused(tokens):
    good = live.token_for("votes:12")
    assert ask(*[good if token == "good" else token for token in tokens]).status_code == 403


def test_an_old_token_is_refused(monkeypatch):
    token = live.token_for("votes:12")
    later = time.time() + live.TOKEN_LIVES + 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    assert ask(token).status_code == 403


@pytest.mark.parametrize("number", [0, live.MOST_TOKENS + 1])
def test_none_or_too_many_tokens_are_refused(number):
    assert ask(*[live.token_for(f"votes:{each}") for each in range(number)]).status_code == 400


def test_only_our_own_pages_may_listen(settings):
    settings.ORIGIN = "https://league.example"
    token = live.token_for("votes:12")

    assert ask(token, origin="https://evil.example").status_code == 403
    answer = ask(token, origin="https://league.example")
    assert answer["Access-Control-Allow-Origin"] == "https://league.example"
    assert answer["Content-Type"] == "text/event-stream"
    assert answer["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in ask(token).headers


@pytest.mark.parametrize("heard", ["nonsense", "nan", "1e400", "-1e300"])
def test_a_strange_last_event_is_no_event(heard):
    assert ask(live.token_for("votes:12"), last_event_id=heard).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_topic_beats_after_the_commit_and_not_without_one():
    with pytest.raises(Undone):
        undone(live.bump, "votes:12")
    assert not Pulse.objects.exists()

    for _ in range(2):
        with transaction.atomic():
            live.bump("votes:12")
            assert not Pulse.objects.filter(version=2).exists()

    assert Pulse.objects.get().version == 2
    assert read_changes(["votes:12", "votes:13"]) == {"votes:12": Pulse.objects.get().changed_at}


def test_a_listener_hears_each_change_once():
    start = datetime(2016, 3, 31, tzinfo=UTC)
    listener = Listener({"votes:12": start})

    for seconds in (0, 1, 1, 2):
        listener.tell({"votes:12": start + timedelta(seconds=seconds), "votes:13": start + timedelta(days=1)})

    heard = [listener.changes.get_nowait() for _ in range(listener.changes.qsize())]
    assert heard == [("votes:12", start + timedelta(seconds=1)), ("votes:12", start + timedelta(seconds=2))]


def test_many_listeners_cost_one_look_and_none_cost_nothing(monkeypatch):
    looks = []
    instant = datetime(2016, 3, 31, tzinfo=UTC)
    monkeypatch.setattr("koinon.core.web.pulses.LOOK_EVERY", 0.01)
    monkeypatch.setattr("koinon.core.web.pulses.read_changes", lambda topics: looks.append(topics) or {"b": instant})

    async def listen():
        pulses, before = Pulses(), instant - timedelta(seconds=1)
        with pulses.heard({"a": before}), pulses.heard({"b": before}) as one, pulses.heard({"b": before}) as other:
            heard = [await asyncio.wait_for(each.get(), 2) for each in (one, other)]
        await asyncio.wait_for(pulses.looking, 2)
        return heard

    assert asyncio.run(listen()) == [("b", instant), ("b", instant)]
    assert set(map(tuple, looks)) == {("a", "b")}


def test_trouble_with_the_database_does_not_end_the_stream(monkeypatch):
    answers = iter([OSError("gone"), {"a": datetime(2016, 3, 31, tzinfo=UTC)}])

    def read(topics):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr("koinon.core.web.pulses.LOOK_EVERY", 0.01)
    monkeypatch.setattr("koinon.core.web.pulses.read_changes", read)

    async def listen():
        with Pulses().heard({"a": datetime(2015, 1, 1, tzinfo=UTC)}) as changes:
            return await asyncio.wait_for(changes.get(), 2)

    assert asyncio.run(listen())[0] == "a"


@pytest.mark.slow
def test_a_listener_hears_a_deed_of_another_process(tmp_path, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), own_installation(tmp_path) as env:
        port = free_port()
        granian = [sys.executable, "-m", "granian", "--interface", "asginl", "--workers-kill-timeout", "2"]
        process = subprocess.Popen([*granian, "--port", str(port), "koinon.config.live:application"], env=env)
        try:
            heard = listen_while(env, port)
        finally:
            process.terminate()
            process.wait(20)

    assert b"event: changed\ndata: votes:12\n" in heard


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def listen_while(env, port):
    made = python(env, f"{LIVE}print(live.token_for('votes:12'))", capture_output=True)
    token = made.stdout.decode().strip()
    connection = connected(port)
    connection.request("GET", f"/live/?token={token}")
    answer = connection.getresponse()
    assert answer.status == 200
    assert answer.readline() == b"retry: 3000\n"
    python(env, f"{LIVE}live.bump('votes:12')")
    return b"".join(answer.readline() for _ in range(5))


def connected(port):
    late = time.monotonic() + 20
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.connect()
            return connection
        except OSError:
            assert time.monotonic() < late, "the live process did not start"
            time.sleep(0.2)
