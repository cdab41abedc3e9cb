"""The words in which templates speak."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.test import override_settings
from django.utils import timezone, translation

from koinon.core.clock import standing_at
from koinon.core.web import when
from koinon.core.web.fields import mistakes
from koinon.core.web.icons import drawings, icon_svg
from koinon.core.web.worldmap import Place, network_map

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def shown(template: str, **context: Any) -> str:
    """A template's text, with white space made even."""
    return re.sub(r"\s+", " ", engines["django"].from_string(template).render(context)).strip()


class Apply(forms.Form):
    name = forms.CharField(label="Name", help_text="As in its papers")
    kind = forms.ChoiceField(label="Kind", choices=[("city", "City"), ("firm", "Company")], widget=forms.RadioSelect)
    mail = forms.EmailField(label="E-mail", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


# Icons


def test_an_icon_beside_words_is_hidden_from_screen_readers():
    assert shown('{% icon "search" %}').startswith('<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path')


def test_an_icon_that_stands_for_words_says_them():
    assert 'role="img" aria-label="Search &lt;all&gt;"' in icon_svg("search", "Search <all>")


def test_an_icon_that_points_turns_with_the_direction_of_reading():
    assert 'class="icon icon-mirrors"' in icon_svg("forward")


def test_an_unknown_icon_is_an_error():
    with pytest.raises(KeyError):
        icon_svg("unicorn")


@pytest.mark.parametrize("name", sorted(drawings()))
def test_every_drawing_is_a_drawing_and_nothing_else(name: str):
    assert re.fullmatch(r"(<(path|circle|rect)\b[^<>]*/>|<(path|circle|rect)\b[^<>]*></\3>|<g\b[^<>]*>|</g>)+", drawings()[name])
    assert "script" not in drawings()[name]


# States and lines


def test_a_sign_has_an_icon_and_a_word():
    text = shown('{% sign "stop" words %}', words="3 days <over>")
    assert text.startswith('<span class="sign sign-stop"><svg class="icon"')
    assert text.endswith("3 days &lt;over&gt;</span>")


def test_a_mark_is_a_square_and_a_word():
    assert shown("{% mark words True %}", words="Full & paid") == '<span class="mark mark-on">Full &amp; paid</span>'


def test_the_progress_line_says_where_we_are():
    steps = [{"label": "Filed", "state": "done"}, {"label": "Vote", "state": "here"}, {"label": "Letter", "state": "ahead"}]
    text = shown("{% progress_line steps label='Steps' station=3 %}", steps=steps)
    assert text.count('aria-current="step"') == 1
    assert '<li class="here" aria-current="step"> <b>Vote</b>' in text


def test_the_strip_links_only_to_stations_that_are_there():
    stations = [
        {"number": 1, "name": "Assess", "url": "", "due": 0},
        {"number": 3, "name": "Meet", "url": "/members/", "due": 2},
    ]
    text = shown("{% station_strip %}", stations=stations, station=3)
    assert '<span class="stop">' in text
    assert '<a href="/members/" aria-current="true">' in text
    assert "2 due" in text


def test_a_deed_stands_with_its_time_and_its_proof():
    deeds = [{"at": NOON, "title": "Filed", "proof": 0, "proof_url": "/record/0/"}]
    with standing_at(NOON), timezone.override("Asia/Seoul"):
        text = shown("{% deeds_timeline deeds %}", deeds=deeds)
    assert '>20 Nov<small class="number">21:00</small>' in text
    assert '<a class="one-line number" href="/record/0/">Proof 0</a>' in text


def test_a_day_without_an_hour_shows_none():
    with standing_at(NOON):
        assert "<small" not in shown("{% deeds_timeline deeds %}", deeds=[{"at": date(2014, 6, 5), "title": "Filed"}])


def test_answers_to_check_have_a_link_to_change_them():
    text = shown("{% summary_list facts %}", facts=[("City", "Gimpo"), {"term": "Head", "value": "Mayor", "change_url": "/2/"}])
    assert '<dd dir="auto"> <span>Gimpo</span>' in text
    assert '<a href="/2/">Change<span class="visually-hidden"> Head</span></a>' in text


# Time


def test_an_instant_has_its_day_its_hour_and_its_zone():
    with timezone.override("Asia/Seoul"):
        assert when.moment_words(NOON) == "Friday 20 November 2026, 21:00 Seoul time"


def test_the_day_is_that_of_the_readers_zone():
    with timezone.override("Pacific/Auckland"):
        assert when.day_words(NOON) == "Saturday 21 November 2026"


def test_a_short_day_has_its_year_when_it_is_not_this_one():
    with standing_at(NOON):
        assert when.short_day(date(2026, 11, 27)) == "27 Nov"
        assert when.short_day(date(2014, 11, 4)) == "4 Nov 2014"


@pytest.mark.parametrize(("language", "words"), [("ko", "2026년 11월 20일 금요일"), ("ar", "الجمعة، 20 نوفمبر 2026")])
def test_days_are_written_as_the_language_writes_them(language: str, words: str):
    with translation.override(language):
        assert when.day_words(date(2026, 11, 20)) == words


@pytest.mark.parametrize(
    ("until", "figure", "short", "over"),
    [
        (datetime(2026, 11, 27, 12, tzinfo=UTC), "7", "7 days left", False),
        (datetime(2026, 11, 21, 12, tzinfo=UTC), "1", "1 day left", False),
        (datetime(2026, 11, 20, 15, 59, tzinfo=UTC), "3", "3 hours left", False),
        (datetime(2026, 11, 20, 11, tzinfo=UTC), "1", "1 hour over", True),
        (datetime(2026, 11, 17, 12, tzinfo=UTC), "3", "3 days over", True),
    ],
)
def test_what_is_left_is_told_in_days_and_on_the_last_day_in_hours(until: datetime, figure: str, short: str, over: bool):
    with standing_at(NOON):
        left = when.time_left(until)
    assert (left.figure, left.short, left.over) == (figure, short, over)


def test_the_clock_ticks_once_a_day_and_fills_as_time_goes():
    with standing_at(NOON):
        left = when.time_left(datetime(2026, 11, 27, 12, tzinfo=UTC), since=datetime(2026, 11, 6, 12, tzinfo=UTC))
        text = shown("{% deadline_clock until %}", until=datetime(2026, 11, 27, 12, tzinfo=UTC))
    assert (left.ticks, left.used) == (21, 14)
    assert "<svg" not in text


def test_a_table_asks_for_attention_only_where_time_runs_out():
    with standing_at(NOON):
        signs = [shown("{% time_left_sign at %}", at=at) for at in (datetime(2026, 11, 27, 12, tzinfo=UTC), None)]
        late = shown("{% time_left_sign at %}", at=datetime(2026, 11, 17, 12, tzinfo=UTC))
    assert signs == ['<span class="mark">7 days left</span>', ""]
    assert late.startswith('<span class="sign sign-stop">')


# Figures and maps


def test_a_sparkline_runs_from_edge_to_edge_and_a_flat_one_does_not_fail():
    assert 'd="M0.0 27.0L50.0 15.0L100.0 3.0"' in shown("{% sparkline points %}", points=[0, 1, 2])
    assert 'd="M0.0 27.0L100.0 27.0"' in shown("{% sparkline points %}", points=[5, 5])
    assert shown("{% sparkline points %}", points=[5]) == ""


@override_settings(USE_THOUSAND_SEPARATOR=True)
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_coordinates_are_written_for_machines_in_every_language(language: str):
    plan = network_map([Place("Seoul", 37.57, 126.98, "/s/", kind="excom")], title="Map")
    with translation.override(language):
        text = shown("{% network_map plan %}", plan=plan)
    numbers = re.findall(r'\s(?:cx|cy|r|x|y|font-size)="([^"]*)"', text)
    assert numbers
    assert all(re.fullmatch(r"\d+(\.\d+)?", number) for number in numbers)


def test_a_pin_is_a_link_with_a_name():
    plan = network_map([Place("Seoul", 37.57, 126.98, "/s/", note="Full Member")], title="Map of members")
    text = shown("{% network_map plan %}", plan=plan)
    assert 'role="group" aria-label="Map of members"' in text
    assert '<a href="/s/" tabindex="-1" aria-label="Seoul, Full Member">' in text


# Forms


def test_a_field_has_its_label_and_help_above_it():
    text = shown("{% field form.name %}", form=Apply())
    assert text.index('<label class="form-label" for="id_name">Name') < text.index('id="id_name_help"') < text.index("<input")
    assert 'aria-describedby="id_name_help"' in text
    assert 'class="form-control"' in text


def test_a_mistake_stands_at_its_field_and_in_the_summary_with_a_link():
    form = Apply({"name": "", "kind": "city", "mail": "lea@"})
    assert 'aria-describedby="id_name_help id_name_error"' in shown("{% field form.name %}", form=form)
    summary = shown("{% error_summary form %}", form=form)
    assert "2 things to mend" in summary
    assert '<a href="#id_name">Name: This field is required.</a>' in summary
    assert '<a href="#id_mail">E-mail: Enter a valid email address.</a>' in summary


def test_a_link_to_a_group_of_choices_leads_to_the_first():
    assert [mistake.target for mistake in mistakes(Apply({"name": "Gimpo"}))] == ["id_kind_0"]
    assert 'id="id_kind_0"' in shown("{% field form.kind %}", form=Apply())


def test_a_mistake_of_the_whole_form_comes_first_and_without_a_link():
    form = Apply({"name": "", "kind": "city"})
    form.add_error(None, "The dates overlap.")
    first = mistakes(form)[0]
    assert (first.words, first.target) == ("The dates overlap.", "")


def test_nothing_to_mend_shows_nothing():
    assert shown("{% error_summary form %}", form=Apply()) == ""


def test_choices_are_a_group_with_a_legend():
    text = shown("{% field form.kind %}", form=Apply())
    assert "<legend>Kind" in text
    assert text.count('<label class="choice"') == 2


def test_a_hidden_field_is_only_its_input():
    assert shown("{% field form.secret %}", form=Apply()) == '<input type="hidden" name="secret" id="id_secret">'


@pytest.mark.parametrize("template", ["{{ form }}", "{{ form.as_div }}", "{% load crispy_forms_tags %}{{ form|crispy }}"])
def test_every_way_of_showing_a_form_wears_our_look(template: str):
    text = shown(template, form=Apply())
    assert text.count('class="form-field"') == 3
    assert text.count('type="hidden"') == 1


def test_the_field_says_what_may_be_left_out():
    assert "(optional)" in shown("{% field form.mail %}", form=Apply())
    assert "(optional)" not in shown("{% field form.name %}", form=Apply())


# Paging and empty lists


def test_pages_say_which_rows_are_shown():
    page = {"first": 1, "last": 25, "total": 43, "next_url": "?page=2", "next_count": 18}
    text = shown("{% pages page %}", page=page)
    assert "1 to 25 of 43" in text
    assert 'rel="next" href="?page=2">Next 18' in text
    assert 'rel="prev"' not in text


def test_an_empty_list_tells_the_next_step():
    text = shown("{% empty_state title text url label %}", title="No bill", text="Why", url="/run/", label="Preview the run")
    assert '<a class="btn btn-line" href="/run/">Preview the run</a>' in text
