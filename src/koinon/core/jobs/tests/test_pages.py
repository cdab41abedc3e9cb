import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from koinon.core.jobs import services
from koinon.core.jobs.models import DeadLetter
from koinon.core.refusal import MovedOn, NotAllowed

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def letter(db):
    return DeadLetter.objects.create(
        task_path="koinon.core.jobs.tests.trial.greet",
        queue="default",
        arguments={"args": ["Kim"], "kwargs": {}},
        attempts=6,
        error="builtins.ZeroDivisionError: it cannot",
        task_id="1",
    )


def test_an_administrator_sees_what_gave_up_and_each_schedule(client, administrator, letter):
    client.force_login(administrator, backend=BACKEND)

    shown = client.get(reverse("jobs"))

    assert shown.status_code == 200
    words = shown.content.decode()
    assert "builtins.ZeroDivisionError: it cannot" in words
    assert '<span dir="ltr">tidy_up</span> <span class="quiet" dir="ltr">koinon.core.jobs.jobs</span>' in words


def test_nobody_else_sees_the_page(client, resident):
    assert client.get(reverse("jobs")).status_code == 302
    client.force_login(resident, backend=BACKEND)
    assert client.get(reverse("jobs")).status_code == 403


def test_the_page_is_served_in_a_fixed_number_of_queries(
    client, administrator, letter, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(administrator, backend=BACKEND)
    client.get(reverse("jobs"))
    with django_assert_max_num_queries(12) as before:
        client.get(reverse("jobs"))
    for number in range(2, 5):
        letter.pk, letter.task_id = None, str(number)
        letter.save(force_insert=True)
    with django_assert_num_queries(len(before)):
        client.get(reverse("jobs"))


def test_trying_again_hands_the_job_in_anew(client, administrator, letter, queue):
    client.force_login(administrator, backend=BACKEND)

    answer = client.post(reverse("job_try_again", args=[letter.pk]))

    assert answer.status_code == 302
    assert DBTaskResult.objects.get().args_kwargs == {"args": ["Kim"], "kwargs": {}}
    letter.refresh_from_db()
    assert (letter.state, letter.settled_by) == (DeadLetter.State.TRIED_AGAIN, administrator)


def test_a_letter_is_settled_once(administrator, letter):
    services.set_aside(letter, by=administrator)

    with pytest.raises(MovedOn):
        services.try_again(letter, by=administrator)


STEPS = {"administrator": ["try_again", "set_aside"], "resident": []}


@pytest.mark.parametrize("role", STEPS)
def test_who_may_settle_a_letter(role, letter, request):
    person = request.getfixturevalue(role)

    assert [step.name for step in services.letters.open_steps(person, letter)] == STEPS[role]
    if not STEPS[role]:
        with pytest.raises(NotAllowed):
            services.set_aside(letter, by=person)


def test_a_job_that_is_gone_can_only_be_set_aside(administrator, letter):
    DeadLetter.objects.update(task_path="koinon.gone")

    with pytest.raises(services.JobIsGone):
        services.try_again(letter, by=administrator)

    letter.refresh_from_db()
    assert letter.state == DeadLetter.State.WAITING
