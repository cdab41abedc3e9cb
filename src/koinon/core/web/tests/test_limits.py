"""Rate limits: so many, for whom, and what is said then."""

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory

from koinon.core.web import limits
from koinon.core.web.limits import TooManyRequests, limited, read_rate, spend_for


@pytest.fixture(autouse=True)
def _empty():
    cache.clear()


@pytest.mark.parametrize(("per", "rate"), [("5/m", (5, 60)), ("20/10m", (20, 600)), ("1/s", (1, 1)), ("9/2h", (9, 7200))])
def test_a_rate_reads_as_it_is_written(per, rate):
    assert read_rate(per) == rate


def test_the_window_is_used_up_and_comes_back(monkeypatch):
    monkeypatch.setattr(limits, "time", lambda: 1000.0)
    for _use in range(3):
        spend_for("deed", "someone", most=3, seconds=60)
    with pytest.raises(TooManyRequests) as refused:
        spend_for("deed", "someone", most=3, seconds=60)
    assert refused.value.status == 429
    assert "21 seconds" in str(refused.value)
    spend_for("deed", "someone else", most=3, seconds=60)
    monkeypatch.setattr(limits, "time", lambda: 1021.0)
    spend_for("deed", "someone", most=3, seconds=60)


def test_only_the_named_methods_are_counted():
    @limited("write", "1/h", by="ip", methods=("POST",))
    def view(request):
        return HttpResponse("done")

    make = RequestFactory()
    for _look in range(3):
        assert view(make.get("/")).status_code == 200
    assert view(make.post("/")).status_code == 200
    with pytest.raises(TooManyRequests):
        view(make.post("/"))
    assert view(make.post("/", REMOTE_ADDR="192.0.2.7")).status_code == 200
