"""Invoices by the API: who sees which, and sums as text."""

import pytest


@pytest.fixture
def as_(client, cast):
    def sign_in(role):
        client.force_login(cast[role])
        return client

    return sign_in


def test_invoices_are_listed_with_what_is_open(as_, bill, pay):
    invoice = bill()
    pay(60_000)
    answer = as_("secretariat").get("/api/invoices").json()
    assert answer["count"] == 1
    [found] = answer["items"]
    assert (found["number"], found["debtor"], found["total"], found["open"], found["state"], found["overdue"]) == (
        "INV-2015-0001", "seoul", "1600.00", "1000.00", "partly_paid", True,
    )  # fmt: skip
    assert found["url"].endswith(invoice.get_absolute_url())


def test_one_invoice_has_its_lines(as_, bill):
    invoice = bill()
    found = as_("head").get(f"/api/invoices/{invoice.pk}").json()
    assert found["lines"] == [{"text": "Membership dues 2015", "detail": "", "amount": "1600.00"}]


@pytest.mark.parametrize(
    ("role", "statuses"),
    [("secretariat", (200, 200)), ("administrator", (200, 200)), ("head", (200, 200)), ("focal_point", (200, 200)),
     ("head_elsewhere", (200, 404)), ("stranger", (403, 403))],
)  # fmt: skip
def test_who_reads_what(as_, bill, role, statuses):
    invoice = bill()
    found = as_(role).get("/api/invoices"), as_(role).get(f"/api/invoices/{invoice.pk}")
    assert tuple(answer.status_code for answer in found) == statuses
    if role == "head_elsewhere":
        assert found[0].json()["count"] == 0


def test_nobody_is_asked_for_a_token(client, bill):
    bill()
    assert client.get("/api/invoices").status_code == 401


@pytest.mark.parametrize(
    ("query", "count"),
    [("debtor=seoul", 1), ("debtor=gimpo", 0), ("state=issued", 1), ("state=paid", 0), ("overdue=true", 1),
     ("overdue=false", 0), ("limit=1&offset=1", 1)],
)  # fmt: skip
def test_invoices_are_filtered(as_, bill, query, count):
    bill()
    assert as_("secretariat").get(f"/api/invoices?{query}").json()["count"] == count


def test_a_state_that_is_none_is_told(as_):
    answer = as_("secretariat").get("/api/invoices?state=lost")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
