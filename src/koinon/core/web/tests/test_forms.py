"""Forms: where a refusal is told, and steps of one thing a page."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from koinon.core.refusal import MovedOn, Refusal
from koinon.core.web.forms import DayField, Form, LooksLikeAProgram, PublicForm, Step, Steps, answers_of, attempt, attempt_with


class TooSoon(Refusal):
    says = "Not before %(year)s."


class Named(Form):
    name = forms.CharField(label="Name")
    on = DayField(label="On", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Apple")], required=False)


def test_a_deed_is_done_with_what_was_typed():
    form = Named({"name": "Seoul"})
    assert attempt_with(form, lambda prefix, name, on, kind: prefix + name, "City of ") == "City of Seoul"


@pytest.mark.parametrize(("field", "beside"), [("name", "name"), ("elsewhere", "__all__"), (None, "__all__")])
def test_a_refusal_stands_beside_its_field_or_at_the_top(field, beside):
    form = Named({"name": "Seoul"})

    def deed():
        raise TooSoon(field, year=2016)

    assert attempt(form, deed) is None
    assert form.errors == {beside: ["Not before 2016."]}
    assert isinstance(form.refusal, TooSoon)


def test_what_a_model_complains_of_is_told_too():
    form = Named({"name": "Seoul"})

    def deed():
        raise ValidationError({"name": "Taken.", "secret": "Odd."})

    assert attempt(form, deed) is None
    assert form.errors == {"name": ["Taken."], "__all__": ["Odd."]}


def test_what_is_not_about_the_form_goes_on():
    def deed():
        raise MovedOn()

    with pytest.raises(MovedOn):
        attempt(Named({"name": "Seoul"}), deed)


def test_a_wrong_form_does_nothing():
    form = Named({})
    assert attempt(form, lambda: pytest.fail("done")) is None
    assert form.errors == {"name": ["This field is required."]}


def test_a_day_is_picked_from_a_calendar():
    assert 'type="date"' in str(Named()["on"])


def test_programs_fill_in_what_people_do_not_see():
    class Asked(PublicForm):
        name = forms.CharField()

    assert Asked({"name": "Ann"}).is_valid()
    with pytest.raises(LooksLikeAProgram):
        Asked({"name": "Ann", "website_address": "x"}).is_valid()


STEPS = Steps(Step("who", "Who", Named), Step("what", "What", Named), Step("why", "Why", Named))


def test_steps_follow_each_other():
    assert STEPS.after("who").key == "what"
    assert STEPS.after("why") is None
    assert STEPS.before("who") is None
    assert STEPS.before("why").key == "what"
    assert STEPS.first_open({"who": {}}).key == "what"
    assert STEPS.first_open({"who": {}, "what": {}, "why": {}}) is None
    assert STEPS.get("when") is None


def test_the_line_leads_back_to_answered_steps():
    line = STEPS.line("what", {"who": {}}, lambda key: f"/{key}/")
    assert [(part["state"], part["url"]) for part in line] == [("done", "/who/"), ("here", ""), ("ahead", "")]


def test_answers_are_checked_in_words():
    form = Named({"name": "Seoul", "kind": "a"})
    assert answers_of(form, "/change/") == [
        {"term": "Name", "value": "Seoul", "change_url": "/change/"},
        {"term": "On", "value": "Not given", "change_url": "/change/"},
        {"term": "Kind", "value": "Apple", "change_url": "/change/"},
    ]
