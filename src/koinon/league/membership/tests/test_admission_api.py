"""The same deeds by API: apply, send the form, file, return, correct, open the vote, vote, close."""

from datetime import date

import pytest

from koinon.core.clock import standing_at
from koinon.core.people.tokens import make_token
from koinon.league.membership.models import Application, Ballot, Decision, Standing
from koinon.league.membership.tests.admission_cast import (
    ALL_CHECKS,
    DAY,
    SEATS,
    filed,
    friend,
    make_cast,
    organization,
    upload,
    voting,
)

pytestmark = pytest.mark.django_db
BODY = {
    "name": "Matale",
    "country": "LK",
    "kind": "local_government",
    "head_name": "Ana Cordell",
    "head_title": "Mayor",
    "address": "1 Quay Street\nMatale",
    "population": 36_352,
    "population_year": 2012,
    "population_source": "Census of 2012",
    "reason": "To learn.",
    "language": "ko",
    "focal_points": [{"name": "Tomas Lindqvist", "email": "tomas@matale.example"}],
}


@pytest.fixture(autouse=True)
def _on_the_day():
    with standing_at(DAY):
        yield


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def call(client, cast):
    """`call("other", "post", "/applications", {...})` with a token that may write."""
    tokens = {}

    def send(role, method, path, body=None, **rest):
        if role not in tokens:
            tokens[role] = make_token("test", by=cast[role], writes=True)[1]
        headers = {"Authorization": f"Bearer {tokens[role]}"}
        if body is not None:
            rest |= {"data": body, "content_type": "application/json"}
        return getattr(client, method)(f"/api{path}", headers=headers, **rest)

    return send


def test_from_the_draft_to_the_full_member(call, cast):
    begun = call("other", "post", "/applications", BODY)
    assert begun.status_code == 201
    reference = begun.json()["reference"]
    assert (begun.json()["number"], begun.json()["category"], begun.json()["has_signed_form"]) == (None, "full", False)

    assert call("other", "post", f"/applications/{reference}/file").json()["detail"] == "Some answers are missing: signed form."
    sent = call("other", "post", f"/applications/{reference}/signed-form", data={"file": upload()})
    assert sent.json()["has_signed_form"] is True
    number = call("other", "post", f"/applications/{reference}/file").json()["number"]
    assert number == "2016-001"

    returned = call(
        "secretariat", "post", f"/applications/{number}/return", {"reason": "Mend the address.", "correct_by": "2016-04-20"}
    )
    assert (returned.json()["state"], returned.json()["correct_by"]) == ("returned", "2016-04-20")
    assert call("other", "patch", f"/applications/{number}", {"address": "2 Quay Street"}).json()["address"] == "2 Quay Street"
    assert call("other", "post", f"/applications/{number}/file").json()["state"] == "filed"

    opened = call("secretariat", "post", f"/applications/{number}/open-vote", {"checks": ALL_CHECKS}).json()
    assert (opened["seats"], opened["body"], opened["votes"]) == (5, "excom", [])
    for seat in SEATS:
        vote = call(f"excom {seat}", "post", f"/applications/{number}/ballot", {"choice": "yes"})
        assert vote.json()["seat"] == seat.lower()
    closed = call("secretariat", "post", f"/decisions/{opened['id']}/close").json()

    assert (closed["outcome"], closed["yes"], len(closed["votes"])) == ("adopted", 5, 5)
    assert call("other", "get", f"/applications/{number}").json()["state"] == "admitted"
    assert Standing.objects.filter(organization__slug="matale", category="full").exists()
    assert [row["id"] for row in call("head", "get", "/decisions").json()["items"]] == [opened["id"]]


def test_signing_in_is_needed(client, cast):
    for method, path in (("get", "/applications"), ("post", "/applications"), ("get", "/decisions")):
        answer = getattr(client, method)(f"/api{path}")
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_a_token_for_reading_begins_nothing(client, cast):
    _token, secret = make_token("test", by=cast["other"])

    answer = client.post(
        "/api/applications", BODY, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
    )

    assert answer.status_code == 403
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"country": "ZZ"}, "/country"),
        ({"country": "Sri Lanka"}, "/payload/country"),
        ({"kind": "company"}, "/kind"),
        ({"population": 0}, "/payload/population"),
        ({"population_year": 2030}, "/population_year"),
        ({"website": "no address"}, "/website"),
        ({"head_email": "nobody"}, "/head_email"),
        ({"language": "tlh"}, "/language"),
        ({"brought_by": "seoul"}, "/brought_by"),
        ({"focal_points": []}, "/payload/focal_points"),
        ({"focal_points": [{"name": "T", "email": "no address"}]}, "/email"),
    ],
)
def test_wrong_values_are_named_and_nothing_is_begun(call, cast, change, pointer):
    answer = call("other", "post", "/applications", BODY | change)

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    [error] = answer.json()["errors"]
    assert error["pointer"].removeprefix("/body") in {pointer, pointer.removeprefix("/payload")}
    assert not Application.objects.exists()


def test_a_known_organization_is_named_by_its_slug(call, cast):
    gazira = organization("Gazira State", "SD")

    begun = call(
        "other", "post", "/applications", BODY | {"name": "Gezeera State", "country": "SD", "organization": "gazira-state"}
    )
    none = call("other", "post", "/applications", BODY | {"name": "Gezeera State", "country": "SD", "organization": None})
    unknown = call("other", "post", "/applications", BODY | {"organization": "atlantis"})

    assert begun.json()["organization"] == gazira.slug
    assert none.json()["organization"] is None
    assert Application.objects.get(key=none.json()["reference"]).is_another
    assert unknown.status_code == 404


def test_others_do_not_learn_of_an_application(call, cast):
    application = filed(by=cast["other"])

    assert call("head", "get", f"/applications/{application.number}").status_code == 404
    assert call("head", "get", f"/applications/{application.key}").status_code == 404
    assert call("secretariat", "get", f"/applications/{application.key}").status_code == 404
    assert call("head", "get", "/applications").json() == {"count": 0, "items": []}
    assert call("secretariat", "get", "/applications").json()["count"] == 1


def test_refusals_have_their_status(call, cast):
    application = filed()
    number = application.number

    assert call("secretariat", "post", f"/applications/{number}/ballot", {"choice": "yes"}).status_code == 409
    assert call("excom", "post", f"/applications/{number}/return", {"reason": "No."}).status_code == 403
    assert call("secretariat", "post", f"/applications/{number}/return", {"reason": " "}).status_code == 422
    assert call("secretariat", "post", f"/applications/{number}/open-vote", {"checks": ["signed"]}).status_code == 422
    assert call("secretariat", "post", f"/applications/{number}/file").status_code == 403
    assert call("secretariat", "post", "/applications/2016-999/return", {"reason": "No."}).status_code == 404


def test_a_vote_against_needs_a_reason_and_a_seat_of_ones_own(call, cast):
    application, decision = voting(cast)
    path = f"/applications/{application.number}/ballot"

    assert call("excom", "post", path, {"choice": "no"}).json()["errors"] == [
        {"pointer": "/reason", "detail": "Say why: a vote against needs a reason, which members read when the vote has closed."}
    ]
    assert call("excom", "post", path, {"choice": "yes", "seat": "jakarta"}).status_code == 403
    assert call("secretariat", "post", path, {"choice": "yes"}).status_code == 403
    assert call("excom", "post", f"/decisions/{decision.pk}/ballot", {"choice": "no", "reason": "No source."}).status_code == 200

    assert list(Ballot.objects.values_list("seat__slug", "choice")) == [("seoul", "no")]


def test_an_open_vote_does_not_say_who_voted_how(call, cast):
    application, decision = voting(cast)
    call("excom", "post", f"/applications/{application.number}/ballot", {"choice": "yes"})

    seen = call("secretariat", "get", f"/decisions/{decision.pk}").json()

    assert (seen["votes"], seen["yes"], seen["outcome"]) == ([], None, "")
    assert call("secretariat", "post", f"/decisions/{decision.pk}/close").status_code == 409
    assert call("other", "get", f"/decisions/{decision.pk}").status_code == 403
    assert Decision.objects.get().closed_at is None


def test_withdrawing_by_api(call, cast):
    application = filed(by=cast["other"])

    with standing_at(date(2016, 4, 10)):
        answer = call("other", "post", f"/applications/{application.number}/retract")

    assert (answer.json()["state"], answer.json()["decided_on"]) == ("retracted", "2016-04-10")


def test_friendship_by_api_and_its_list(call, cast):
    friend(by=cast["other"])

    [row] = call("other", "get", "/applications").json()["items"]
    assert (row["category"], row["country"], row["state"]) == ("friendship", "LK", "filed")
