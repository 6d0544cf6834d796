from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.urls import reverse

from athletes.models import HealthProblem, HealthWeek, ProblemReport
from tests.athletes.views.test_today import words
from tests.factories import (
    create_athlete,
    create_health_week,
    create_problem,
    create_problem_report,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete

pytestmark = pytest.mark.django_db

URL = reverse("athletes:health")
ADD, NONE = reverse("athletes:problem-add"), reverse("athletes:health-none")
TODAY = reverse("athletes:today")
MONDAY = dt.date(2026, 11, 16)
SUNDAY_EVENING = dt.datetime(2026, 11, 22, 19, 0, tzinfo=dt.UTC)
# session, user, athlete with time zones, problems, weeks, reports, navigation
QUERIES = 8
ANSWERS = {"participation": "17", "modified_training": "8", "performance": "8", "symptoms": "17"}


@pytest.fixture(autouse=True)
def sunday() -> Iterator[None]:
    with time_machine.travel(SUNDAY_EVENING, tick=False):
        yield


@pytest.fixture
def athlete(client: Client) -> Athlete:
    athlete = create_athlete()
    client.force_login(athlete.user)
    return athlete


def page(client: Client, url: str = URL) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return words(answer.content.decode())


def new(**values: Any) -> dict[str, Any]:
    about = {"client_id": uuid.uuid4(), "kind": "injury", "place": "knee_left"}
    return {**about, **ANSWERS, **values}


def test_first_visit_asks_and_holds_nothing(client: Client, athlete: Athlete) -> None:
    shown = page(client)
    assert "Was anything in your way?" in shown
    assert "Week of 16 November to 22 November" in shown
    assert "Nothing was wrong" in shown
    assert "Goes on" not in shown
    assert "checked" not in client.get(ADD).content.decode()


def test_one_tap_says_that_nothing_was_wrong(client: Client, athlete: Athlete) -> None:
    answer = client.post(NONE, {"back": "today"})
    assert answer["Location"] == TODAY
    assert HealthWeek.objects.get().monday == MONDAY
    shown = page(client)
    assert "Nothing is in your way" in shown
    assert "Nothing was wrong" not in shown


def test_new_problem_is_told_and_shown_for_its_week(client: Client, athlete: Athlete) -> None:
    answer = client.post(ADD, new(days_lost="2", words="Runner's knee"), follow=True)
    shown = words(answer.content.decode())
    assert "One problem goes on" in shown
    # 17 + 8 + 8 + 17
    assert "Runner&#x27;s knee severity 50 of 100" in shown
    assert "one week told, 50 of 100 at its worst, 2 days lost." in shown
    assert HealthProblem.objects.get().place == "knee_left"


def test_who_could_not_take_part_is_asked_no_more_and_scores_100(
    client: Client, athlete: Athlete
) -> None:
    client.post(ADD, new(participation="25", modified_training="", performance="", symptoms=""))
    assert ProblemReport.objects.get().answers == (25, None, None, None)
    assert "severity 100 of 100" in page(client)


def test_first_answer_none_needs_nothing_else(client: Client, athlete: Athlete) -> None:
    client.post(ADD, {"client_id": uuid.uuid4(), "participation": "0"})
    assert HealthWeek.objects.get().reports.count() == 0
    assert not HealthProblem.objects.exists()


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({"participation": ""}, {"participation"}),
        ({"participation": "9"}, {"participation"}),
        ({"performance": "", "symptoms": ""}, {"performance", "symptoms"}),
        ({"kind": ""}, {"kind"}),
        ({"place": "tail"}, {"place"}),
        ({"days_lost": "8"}, {"days_lost"}),
        ({"words": "x" * 61}, {"words"}),
    ],
)
def test_refusal_stands_beside_its_field_and_keeps_what_was_chosen(
    client: Client, athlete: Athlete, sent: dict[str, str], fields: set[str]
) -> None:
    answer = client.post(ADD, new(**sent))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == fields
    html = answer.content.decode()
    for field in fields:
        assert f'id="id_{field}_error"' in html
    if "modified_training" not in sent:
        assert 'value="8" id="id_modified_training_8" checked' in html
    assert not HealthWeek.objects.exists()


def test_illness_has_no_place(client: Client, athlete: Athlete) -> None:
    client.post(ADD, new(kind="illness"))
    assert HealthProblem.objects.get().place == ""


def test_what_goes_on_is_offered_again_next_week(client: Client, athlete: Athlete) -> None:
    client.post(ADD, new())
    problem = HealthProblem.objects.get()
    with time_machine.travel(SUNDAY_EVENING + dt.timedelta(weeks=1), tick=False):
        shown = page(client)
        assert "Week of 23 November to 29 November" in shown
        assert "Left knee not told yet Tell how it was Left knee" in shown
        url = reverse("athletes:problem-report", args=[problem.pk])
        assert "checked" not in client.get(url).content.decode()
        client.post(url, {**ANSWERS, "is_over": "on"})
    with time_machine.travel(SUNDAY_EVENING + dt.timedelta(weeks=2), tick=False):
        assert "Tell how it was" not in page(client)
    assert ProblemReport.objects.count() == 2


def test_told_week_is_offered_as_it_was_told(client: Client, athlete: Athlete) -> None:
    client.post(ADD, new(days_lost="3"))
    url = reverse("athletes:problem-report", args=[HealthProblem.objects.get().pk])
    html = client.get(f"{url}?week={MONDAY}").content.decode()
    assert 'value="17" id="id_participation_17" checked' in html
    assert 'name="days_lost" value="3"' in html
    answer = client.post(f"{url}?week={MONDAY}", {**ANSWERS, "performance": ""})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"performance"}


def test_problem_is_over_and_back(client: Client, athlete: Athlete) -> None:
    problem = create_problem(athlete=athlete, since=MONDAY)
    create_problem_report(problem=problem, monday=MONDAY)
    url = reverse("athletes:problem-end", args=[problem.pk])
    client.post(url, {"over": "yes"})
    shown = page(client)
    assert "Goes on" not in shown
    assert "It is back" in shown
    client.post(url, {"over": "no"})
    assert "Goes on" in page(client)


def test_problem_is_called_otherwise_and_deleted(client: Client, athlete: Athlete) -> None:
    problem = create_problem(athlete=athlete, since=MONDAY)
    url = reverse("athletes:problem-edit", args=[problem.pk])
    assert 'id="id_place_knee_left" checked' in client.get(url).content.decode()
    assert client.post(url, {"kind": ""}).status_code == 422
    client.post(url, {"kind": "injury", "place": "knee_right", "words": ""})
    assert "Right knee" in page(client)
    client.post(reverse("athletes:problem-delete", args=[problem.pk]))
    assert not HealthProblem.objects.exists()


def test_none_is_refused_kindly_where_something_was_told(client: Client, athlete: Athlete) -> None:
    client.post(ADD, new())
    assert "None of it was in my way" not in page(client)
    answer = client.post(NONE, follow=True)
    assert "You told of a problem in this week. Take that back first." in words(
        answer.content.decode()
    )


@pytest.mark.parametrize("week", ["2026-11-30", "2026-09-21", "1899-12-25", "soon", "2026-11-18"])
def test_week_that_cannot_be_told_is_the_usual_one(
    client: Client, athlete: Athlete, week: str
) -> None:
    assert client.get(f"{URL}?week={week}").context["health"].monday == MONDAY


def test_earlier_week_can_still_be_told(client: Client, athlete: Athlete) -> None:
    before = MONDAY - dt.timedelta(weeks=3)
    client.post(f"{NONE}?week={before}")
    assert HealthWeek.objects.get().monday == before
    assert client.get(f"{URL}?week={before}").context["health"].is_answered


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("problem-report", "get"),
        ("problem-edit", "get"),
        ("problem-end", "post"),
        ("problem-delete", "post"),
    ],
)
def test_somebody_elses_problem_is_not_there(
    client: Client, athlete: Athlete, name: str, method: str
) -> None:
    problem = create_problem(athlete=create_athlete(), since=MONDAY)
    url = reverse(f"athletes:{name}", args=[problem.pk])
    assert getattr(client, method)(url).status_code == 404


def test_queries_do_not_grow_with_problems_and_weeks(
    client: Client, athlete: Athlete, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 10):
        while HealthProblem.objects.count() < count:
            problem = create_problem(athlete=athlete, since=MONDAY - dt.timedelta(weeks=count))
            for week in range(count):
                create_problem_report(problem=problem, monday=MONDAY - dt.timedelta(weeks=week))
        with django_assert_num_queries(QUERIES):
            answer = client.get(URL)
        assert len(answer.context["goes_on"]) == count


@pytest.mark.parametrize(
    ("day", "is_asked"),
    [(21, False), (22, True), (23, True), (24, True), (25, True), (26, False)],
)
def test_today_asks_from_sunday_to_wednesday(
    client: Client, athlete: Athlete, *, day: int, is_asked: bool
) -> None:
    with time_machine.travel(dt.datetime(2026, 11, day, 7, tzinfo=dt.UTC), tick=False):
        shown = page(client, TODAY)
        assert ("How was your week?" in shown) is is_asked
        if is_asked:
            assert "Monday 16 to Sunday 22 November" in shown


def test_today_asks_no_more_once_the_week_is_answered_at_its_end(
    client: Client, athlete: Athlete
) -> None:
    week = create_health_week(athlete=athlete, monday=MONDAY, answered_on=dt.date(2026, 11, 18))
    assert "How was your week?" in page(client, TODAY)
    client.post(NONE)
    week.refresh_from_db()
    assert week.answered_on == dt.date(2026, 11, 22)
    assert "How was your week?" not in page(client, TODAY)


def test_today_offers_one_tap_only_where_nothing_goes_on(client: Client, athlete: Athlete) -> None:
    assert "Nothing was wrong" in page(client, TODAY)
    create_problem(athlete=athlete, since=MONDAY - dt.timedelta(weeks=1))
    assert "Nothing was wrong" not in page(client, TODAY)


def test_what_was_there_before_is_offered_and_told_of(client: Client, athlete: Athlete) -> None:
    assert "Was it there before?" not in client.get(ADD).content.decode()
    since = MONDAY - dt.timedelta(weeks=20)
    first = create_problem(athlete=athlete, since=since, over_on=since, words="Runner's knee")
    assert "Runner&#x27;s knee, June 2026" in client.get(ADD).content.decode()
    client.post(ADD, new(first=str(first.pk)))
    again = HealthProblem.objects.get(first=first)
    assert "there before, first in June 2026." in page(client)

    edit = reverse("athletes:problem-edit", args=[again.pk])
    assert f'value="{first.pk}" selected' in client.get(edit).content.decode()
    refused = client.post(edit, {"kind": "injury", "first": str(again.pk)})
    assert refused.status_code == 422
    client.post(edit, {"kind": "injury", "first": ""})
    again.refresh_from_db()
    assert again.first is None
