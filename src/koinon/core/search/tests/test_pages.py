import pytest
from django.urls import reverse

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_the_page_shows_hits_by_kind(client, city):
    city("Seoul", "seoul")

    words = client.get(reverse("search"), {"q": "seo", "lang": "en"}).content.decode()

    assert '<a href="/members/seoul/" dir="auto">Seoul</a>' in words
    assert "Cities" in words


def test_without_words_it_asks_for_some_and_without_hits_it_helps(client, db):
    assert client.get(reverse("search")).status_code == 200
    words = client.get(reverse("search"), {"q": "<atlantis>", "lang": "en"}).content.decode()

    assert "Nothing has “&lt;atlantis&gt;”" in words
    assert "Try fewer or shorter words" in words


def test_a_kind_with_more_hits_than_fit_is_paged(client, city):
    for number in range(25):
        city(f"Town {number:02}", f"town-{number}")

    first = client.get(reverse("search"), {"q": "town", "lang": "en"}).content.decode()
    assert "?q=town&amp;kind=trial.city" in first
    second = client.get(reverse("search"), {"q": "town", "kind": "trial.city", "page": "2", "lang": "en"}).content.decode()
    assert second.count('<a href="/members/town-') == 5


@pytest.mark.parametrize(
    "asked", [{"page": "99999999999999999999"}, {"page": "-1"}, {"kind": "x'"}, {"q": "a" * 5000}, {"q": "\ud800"}, {"q": "²"}]
)
def test_no_question_is_an_error(client, city, asked):
    city("Seoul", "seoul")
    asked = {"q": "seoul"} | {key: value.encode("utf-8", "surrogatepass") for key, value in asked.items()}

    assert client.get(reverse("search"), asked).status_code in {200, 400}


def test_the_page_is_served_in_a_fixed_number_of_queries(client, city, django_assert_max_num_queries, django_assert_num_queries):
    city("Town 0", "town-0")
    with django_assert_max_num_queries(4) as one:
        client.get(reverse("search"), {"q": "town"})
    for number in range(1, 4):
        city(f"Town {number}", f"town-{number}")
    with django_assert_num_queries(len(one)):
        client.get(reverse("search"), {"q": "town"})


def test_the_api_speaks_the_same(client, city):
    city("Seoul", "seoul")
    city("Gimpo", "gimpo")

    answer = client.get("/api/search", {"q": "korea"}, headers={"Accept-Language": "en"}).json()

    assert answer["count"] == 1
    assert answer["groups"][0]["kind"] == "trial.city"
    [hit] = answer["groups"][0]["hits"]
    assert (hit["title"], hit["url"].endswith("/members/seoul/")) == ("Seoul", True)


def test_the_api_finds_more_for_who_is_signed_in(client, city, resident):
    city("Gimpo", "gimpo")
    client.force_login(resident, backend=BACKEND)

    assert client.get("/api/search", {"q": "gimpo"}).json()["count"] == 1


@pytest.mark.parametrize("asked", [{}, {"q": ""}, {"q": "x" * 201}, {"q": "x", "limit": "0"}, {"q": "x\x00"}])
def test_the_api_says_what_is_wrong_with_a_question(client, asked, db):
    answer = client.get("/api/search", asked)

    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] in {"application/problem+json", "text/html; charset=utf-8"}
