from datetime import UTC, date, datetime

import pytest

from koinon.core.notify.writing import BadTemplate, write
from koinon.core.places.models import Country

FACTS = {
    "reader": "Kim",
    "city": "Seoul",
    "on": date(2014, 11, 4),
    "at": datetime(2014, 11, 4, 9, tzinfo=UTC),
    "link": "/members/seoul/",
}


def letter(template="trial/admitted", language="en", time_zone="UTC", **changed):
    return write(template, FACTS | changed, language=language, time_zone=time_zone)


def test_a_template_gives_subject_text_and_html(settings):
    settings.ORIGIN = "https://league.example"

    made = letter()

    assert made.subject == "Seoul is a member"
    assert made.text == (
        "Dear Kim,\n\nSeoul was admitted on 2014-11-04 at 09:00.\n\n- one\n- two\n\n"
        "Open the profile: https://league.example/members/seoul/"
    )
    assert "<strong>admitted</strong>" in made.html
    assert '<a href="https://league.example/members/seoul/" rel="noopener noreferrer">Open the profile</a>' in made.html


def test_times_are_the_readers():
    assert "at 18:00." in letter(time_zone="Asia/Seoul").text


@pytest.mark.parametrize(
    "name",
    [
        "[Win](https://evil.example)",
        "<script>alert(1)</script>",
        "*Stars* & _lines_ `code`",
        "O'Neil \\ Sons",
        "1. First",
        "# Heading",
        "![x](https://evil.example/x.png)",
    ],
)
def test_what_people_typed_stays_text(name):
    made = letter(city=name)

    assert made.subject == f"{name} is a member"
    assert f"\n\n{name} was admitted" in made.text
    assert made.html.count("<a ") == 1
    assert "<script" not in made.html
    assert "<img" not in made.html


def test_lines_that_people_typed_stay_lines_of_one_quotation():
    made = letter("trial/table", amount=1000, reason="First\n\n===\n- last")

    assert made.text.endswith("First\n===\n- last")
    assert made.html.count("<blockquote>") == 1
    assert "<h1>" not in made.html


def test_an_address_cannot_leave_its_place():
    made = letter(link="/a(b)<c>")
    assert "/a%28b%29%3Cc%3E" in made.text


def test_a_script_is_no_address():
    assert "<a " not in letter(link="javascript:alert(1)").html


def test_a_template_begins_with_its_subject():
    with pytest.raises(BadTemplate, match=r"trial/bare\.md"):
        letter("trial/bare")


def test_a_row_is_not_a_plain_value():
    with pytest.raises(TypeError, match="what it says of the Country"):
        letter(city=Country(code="KR"))
