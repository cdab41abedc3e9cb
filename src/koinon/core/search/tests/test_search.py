import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import translation

from koinon.core.places.models import Alias, Organization
from koinon.core.search import find, index, reindex
from koinon.core.search.models import Found, FoundFor, FoundWord
from koinon.core.search.tests.conftest import KEY
from koinon.core.search.words import index_words, query_terms

ANYONE = AnonymousUser()


def titles(words, person=ANYONE, **asked):
    return [hit.title for group in find(words, person, **asked).groups for hit in group.hits]


@pytest.fixture
def network(city):
    city("Seoul", "seoul", "KR", "서울특별시", "Metropolitan City of Seoul")
    city("Gezeera State", "gezeera", "SD", "ولاية الجزيرة", "Gazira")
    city("Da Nang", "da-nang", "VN", "Đà Nẵng")
    city("São Paulo", "sao-paulo", "BR")
    city("Hidden", "hidden", "KR")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("seoul", ["Seoul"]),
        ("SEO", ["Seoul"]),
        ("서울", ["Seoul"]),
        ("특별시", ["Seoul"]),
        ("서", ["Seoul"]),
        ("대한민국", ["Seoul"]),
        ("السودان", ["Gezeera State"]),
        ("سودان", ["Gezeera State"]),
        ("الجزيرة", ["Gezeera State"]),
        ("جزيره", ["Gezeera State"]),
        ("sao paulo", ["São Paulo"]),
        ("danang", ["Da Nang"]),
        ("đà nẵng", ["Da Nang"]),
        ("seoul korea", ["Seoul"]),
        ("seoul sudan", []),
        ("hidden", []),
        ("", []),
        ("   \t", []),
        ("!!! ???", []),
        ("%_", []),
        ("' OR 1=1 --", []),
    ],
)
def test_words_of_any_script_find_their_city(network, words, found):
    with translation.override("en"):
        assert titles(words) == found


def test_a_misspelt_word_is_found_under_the_nearest_one(network):
    results = find("gezira", ANYONE)

    assert [hit.title for hit in results.groups[0].hits] == ["Gezeera State"]
    assert (results.words, results.corrected) == ("gezira", "gazira")


def test_whole_words_come_before_beginnings_and_titles_before_texts(city):
    city("Paris", "paris-country", "FR", "Songpa")
    city("Songpagu Office", "office")
    city("Songpa", "songpa")

    assert titles("songpa") == ["Songpa", "Songpagu Office", "Paris"]


def test_a_title_is_shown_in_the_readers_language(city, cities, monkeypatch):
    object.__setattr__(cities, "title", lambda each: {"ko": "서울", "ar": "سول"}.get(translation.get_language(), each.name))
    city("Seoul", "seoul")

    shown = []
    for language in ("en", "ko", "ar"):
        with translation.override(language):
            shown += titles("seoul")

    assert shown == ["Seoul", "서울", "سول"]


def test_everyone_finds_only_what_they_may_see(city, mayor, resident, clerk):
    for name in ("Seoul", "Gimpo", "Busan"):
        city(name, name.lower())

    assert sorted(titles("korea", ANYONE)) == ["Seoul"]
    assert sorted(titles("korea", resident)) == ["Gimpo", "Seoul"]
    assert sorted(titles("korea", mayor)) == ["Gimpo", "Jeju", "Seoul"]
    assert sorted(titles("korea", clerk)) == ["Busan", "Gimpo", "Jeju", "Seoul"]


def test_a_misspelling_does_not_tell_of_what_is_hidden(city, resident, clerk):
    city("Busan", "busan")

    assert find("busam", resident).corrected == ""
    assert find("busam", clerk).corrected == "busan"


def test_what_is_saved_is_found_after_the_commit_and_what_is_deleted_is_not(city, django_capture_on_commit_callbacks):
    seoul = city("Seoul", "seoul")
    with django_capture_on_commit_callbacks(execute=True):
        seoul.name = "Hanyang"
        seoul.save()
        Alias.objects.create(organization=seoul, name="Keijo")
    assert (titles("hanyang"), titles("keijo"), titles("seoul")) == (["Hanyang"], ["Hanyang"], [])

    with django_capture_on_commit_callbacks(execute=True):
        seoul.delete()

    assert (Found.objects.count(), FoundWord.objects.count(), FoundFor.objects.count()) == (0, 0, 0)


def test_many_saves_of_one_transaction_are_one_job(city, django_capture_on_commit_callbacks, monkeypatch):
    handed = []
    seoul = city("Seoul", "seoul")
    with django_capture_on_commit_callbacks() as callbacks:
        for _ in range(3):
            seoul.save()
    monkeypatch.setattr(index, "_batches", lambda things: handed.append(list(things)) or [])
    assert index._waiting.things[KEY] == {seoul.pk}
    callbacks[0]()
    first = len(handed)
    for callback in callbacks[1:]:
        callback()

    assert [str(seoul.pk)] in handed
    assert len(handed) == first


def test_the_index_is_rebuilt_from_nothing_but_the_rows(network, capsys):
    FoundWord.objects.all().delete()
    Organization.objects.filter(slug="da-nang").update(name="Danang")
    Found.objects.create(source="gone.module", thing_id="1", url="/")
    Found.objects.create(source=KEY, thing_id="999999", url="/")

    call_command("rebuild_search")

    assert capsys.readouterr().out == f"{KEY}: 4\n"
    assert titles("danang") == ["Danang"]
    assert titles("서울") == ["Seoul"]


def test_indexing_again_changes_nothing(network):
    before = (Found.objects.count(), FoundWord.objects.count())

    reindex(KEY, Organization.objects.values_list("pk", flat=True))

    assert (Found.objects.count(), FoundWord.objects.count()) == before


def test_search_asks_the_same_number_of_queries_for_one_hit_and_for_many(city, clerk, django_assert_num_queries):
    city("Korea Town 0", "town-0")
    clerk.holds("anything")
    with django_assert_num_queries(2):
        assert len(titles("korea town", clerk)) == 1
    for number in range(1, 6):
        city(f"Korea Town {number}", f"town-{number}")
    with django_assert_num_queries(2):
        assert len(titles("korea town", clerk)) == 6


def test_one_kind_is_paged(city):
    for number in range(5):
        city(f"Town {number}", f"town-{number}")

    assert titles("town", kind=KEY, limit=2, offset=4) == ["Town 4"]
    assert find("town", ANYONE, 2).groups[0].count == 5
    assert titles("town", kind="unknown") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("서울특별시", {"서울특별시", "서울", "울특", "특별", "별시"}),
        ("东京都", {"东京都", "东京", "京都"}),
        ("الخرطوم", {"الخرطوم", "خرطوم"}),
        ("Songpa-gu", {"songpa", "gu"}),
        ("KIOST한국", {"kiost", "한국"}),
    ],
)
def test_words_of_the_index(text, words):
    assert index_words(text) == words


def test_at_most_eight_words_are_looked_for():
    assert len(query_terms(" ".join(f"word{number}" for number in range(50)))) == 8
