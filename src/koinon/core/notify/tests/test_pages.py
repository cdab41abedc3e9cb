from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from koinon.core.notify import notify
from koinon.core.notify.models import Message, QuietPerson
from koinon.core.notify.queries import unread_count
from koinon.core.notify.sending import stop_address
from koinon.core.notify.services import send_text

BACKEND = "django.contrib.auth.backends.ModelBackend"


def tell(person, city="Seoul"):
    facts = {"city": city, "on": date(2014, 11, 4), "at": datetime(2014, 11, 4, 9, tzinfo=UTC), "link": "/members/seoul/"}
    return notify(person, "trial/admitted", **facts)


@pytest.fixture
def signed_in(client, resident):
    client.force_login(resident, backend=BACKEND)
    return client


def test_my_messages_stand_in_my_list_and_nobody_elses(signed_in, resident, kim):
    tell(resident, "Gimpo")
    tell(kim, "Busan")
    send_text(resident.email, subject="Your code", text="1", language="en", person=resident)

    words = signed_in.get(reverse("messages")).content.decode()

    assert "Gimpo is a member" in words
    assert "Busan" not in words
    assert "Your code" not in words


def test_opening_a_message_marks_it_as_read(signed_in, resident):
    message = tell(resident)
    assert unread_count(resident) == 1

    shown = signed_in.get(reverse("message", args=[message.pk]))

    assert "<strong>admitted</strong>" in shown.content.decode()
    del resident.__dict__["_unread"]
    assert unread_count(resident) == 0


def test_the_frame_of_every_page_counts_what_is_unread(signed_in, resident):
    tell(resident, "Gimpo")
    badge = '<span class="count-badge number">1</span>'
    assert badge in signed_in.get(reverse("search")).content.decode()

    signed_in.get(reverse("message", args=[Message.objects.get().pk]))

    assert badge not in signed_in.get(reverse("search")).content.decode()


def test_somebody_elses_message_does_not_exist(signed_in, kim):
    assert signed_in.get(reverse("message", args=[tell(kim).pk])).status_code == 404


def test_marking_all_as_read_touches_only_mine(signed_in, resident, kim):
    tell(resident)
    theirs = tell(kim)

    assert signed_in.post(reverse("mark_all_read")).status_code == 302

    assert list(Message.objects.unread()) == [theirs]


def test_only_unread_messages_when_asked(signed_in, resident):
    signed_in.get(reverse("message", args=[tell(resident, "Gimpo").pk]))
    tell(resident, "Busan")

    words = signed_in.get(reverse("messages"), {"show": "unread"}).content.decode()

    assert "Busan" in words
    assert "Gimpo" not in words


def test_the_list_is_served_in_a_fixed_number_of_queries(
    signed_in, resident, django_assert_max_num_queries, django_assert_num_queries
):
    tell(resident)
    signed_in.get(reverse("messages"))
    with django_assert_max_num_queries(9) as one:
        signed_in.get(reverse("messages"))
    tell(resident)
    tell(resident)
    with django_assert_num_queries(len(one)):
        signed_in.get(reverse("messages"))


def test_the_list_asks_for_signing_in(client):
    assert client.get(reverse("messages")).status_code == 302


def test_the_outbox_of_the_demonstration_shows_all_mail_and_its_links(client, settings, resident):
    settings.DEMO = True
    message = tell(resident)

    assert "Seoul is a member" in client.get(reverse("outbox")).content.decode()
    shown = client.get(reverse("outbox_mail", args=[message.pk])).content.decode()
    assert f'href="{settings.ORIGIN}/members/seoul/"' in shown


@pytest.mark.parametrize(("demo", "address"), [(False, "127.0.0.1"), (True, "192.0.2.7"), (True, "")])
def test_elsewhere_there_is_no_outbox(client, settings, resident, demo, address):
    settings.DEMO = demo
    message = tell(resident)

    assert client.get(reverse("outbox"), REMOTE_ADDR=address).status_code == 404
    assert client.get(reverse("outbox_mail", args=[message.pk]), REMOTE_ADDR=address).status_code == 404


def test_the_link_of_the_daily_mail_asks_first_and_stops_it_without_signing_in(client, resident, settings):
    message = Message.objects.create(recipient=resident, email=resident.email, language="en", kind="digest", subject="x")
    address = stop_address(message).removeprefix(settings.ORIGIN)

    assert client.get(address).status_code == 200
    assert not QuietPerson.objects.exists()

    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert QuietPerson.objects.get().person == resident
    assert client.post(address.replace("stop/", "stop/x")).status_code == 404


def test_the_daily_mail_can_be_started_again(signed_in, resident):
    QuietPerson.objects.create(person=resident)
    assert "Get the daily mail again" in signed_in.get(reverse("messages")).content.decode()

    signed_in.post(reverse("start_daily_mail"))

    assert not QuietPerson.objects.exists()


def test_administrators_see_what_could_not_be_delivered_but_not_what_it_says(client, administrator, resident):
    Message.objects.filter(pk=tell(resident).pk).update(state="failed", last_error="SMTP 550")
    client.force_login(administrator, backend=BACKEND)

    words = client.get(reverse("failed_messages")).content.decode()

    assert "SMTP 550" in words
    assert "admitted" not in words
    assert client.post(reverse("send_again", args=[Message.objects.get().pk])).status_code == 302
    assert Message.objects.get().state == "outbox"


def test_nobody_else_sees_failed_mail(signed_in):
    assert signed_in.get(reverse("failed_messages")).status_code == 403
