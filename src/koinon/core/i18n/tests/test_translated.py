"""Text in several languages: how it is kept, read, filled in and refused."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.test.utils import isolate_apps
from django.utils.translation import override

from koinon.core.i18n.translated import Translated, TranslatedField, TranslatedFormField, translated


def test_words_are_read_in_the_language_in_force_then_the_sites_then_any():
    words = Translated({"en": "Seoul", "ko": "서울"})
    with override("ko"):
        assert str(words) == "서울"
    with override("ar"):
        assert str(words) == "Seoul"
    assert Translated({"ko": "서울"}).in_language("en") == "서울"
    assert str(Translated()) == ""


def test_a_plain_text_is_the_sites_own_language():
    assert translated("Seoul") == {"en": "Seoul"}
    with pytest.raises(ValidationError):
        translated(["Seoul"])


@isolate_apps("koinon.core")
def test_a_row_keeps_words_by_language():
    class Poster(models.Model):
        title = TranslatedField(max_length=5)

        class Meta:
            app_label = "core"

    poster = Poster(title="Vote")
    assert poster.title == {"en": "Vote"}
    poster.title = {"ko": "투표"}
    assert str(poster.title) == "투표"
    field = Poster._meta.get_field("title")
    assert field.from_db_value('{"en": "Vote"}', None, _Sqlite()) == Translated({"en": "Vote"})
    for wrong in ({"xx": "Vote"}, {"en": "Votes!"}, {"en": "V\0"}):
        with pytest.raises(ValidationError):
            field.clean(wrong, poster)


class _Sqlite:
    class features:
        has_native_json_field = False


def test_the_form_has_one_labelled_input_a_language():
    field = TranslatedFormField(label="Title", length=100)
    html = field.widget.render("title", {"en": "Vote", "ar": "تصويت"}, {"id": "id_title"})
    assert html.count("<input") == 3
    assert 'lang="ar"' in html
    assert 'dir="rtl"' in html
    assert 'for="id_title_0"' in html
    assert 'value="تصويت"' in html


def test_the_form_takes_any_one_language_and_drops_empty_ones():
    field = TranslatedFormField(length=5)
    assert field.clean(["Vote", "  ", ""]) == {"en": "Vote"}
    with pytest.raises(ValidationError):
        field.clean(["", "", ""])
    with pytest.raises(ValidationError):
        field.clean(["Too long", "", ""])
    assert field.has_changed({"en": "Vote"}, ["Vote", "", ""]) is False
    assert TranslatedFormField(required=False).clean(["", "", ""]) == {}
