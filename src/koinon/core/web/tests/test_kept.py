"""Parts of a page that are drawn once a minute."""

import pytest
from django.middleware.csrf import get_token
from django.template import Context, Template
from django.test import RequestFactory

from koinon.core.templatetags import kept


@pytest.fixture(autouse=True)
def _fresh():
    kept.forget_all()


def drawn(source, **context):
    return Template(source).render(Context(context))


def test_a_part_is_drawn_once_for_its_keys():
    part = '{% kept "part" key %}{{ shown }}{% endkept %}'
    assert drawn(part, key=1, shown="first") == "first"
    assert drawn(part, key=1, shown="second") == "first"
    assert drawn(part, key=2, shown="second") == "second"


def test_a_part_is_drawn_anew_after_a_minute(monkeypatch):
    part = '{% kept "part" %}{{ shown }}{% endkept %}'
    monkeypatch.setattr(kept, "monotonic", lambda: 1000.0)
    drawn(part, shown="first")
    monkeypatch.setattr(kept, "monotonic", lambda: 1061.0)
    assert drawn(part, shown="second") == "second"


def test_each_form_gets_its_own_token():
    part = '{% kept "form" %}<form>{% csrf_token %}</form>{% endkept %}'
    one, two = (get_token(RequestFactory().get("/")) for _visit in range(2))
    assert f'value="{one}"' in drawn(part, csrf_token=one)
    second = drawn(part, csrf_token=two)
    assert f'value="{two}"' in second
    assert one not in second


def test_what_people_wrote_is_escaped_once():
    part = '{% kept "part" words %}{{ words }}{% endkept %}'
    assert drawn(part, words="<b>") == drawn(part, words="<b>") == "&lt;b&gt;"


def test_the_store_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr(kept, "MOST", 3)
    for number in range(10):
        drawn('{% kept "part" number %}{{ number }}{% endkept %}', number=number)
    assert len(kept._parts) <= 3
