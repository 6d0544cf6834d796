from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.urls import reverse

from athletes.models import PerformanceResult, PerformanceTest
from tests.athletes.views.test_today import words
from tests.factories import (
    create_athlete,
    create_performance_result,
    create_performance_test,
    create_user,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 19, 0, tzinfo=dt.UTC)
TESTS, ADD = reverse("athletes:tests"), reverse("athletes:test-add")
FORM = str(uuid.UUID(int=1))


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def athlete(client: Client) -> Athlete:
    athlete = create_athlete()
    client.force_login(athlete.user)
    return athlete


def url(name: str, number: int) -> str:
    return reverse(f"athletes:{name}", args=[number])


def read(client: Client, address: str) -> str:
    return words(client.get(address).content.decode())


def test_test_of_ones_own_is_made_with_what_its_kind_usually_is(
    client: Client, athlete: Athlete
) -> None:
    page = client.get(f"{ADD}?kind=time_trial")
    form = page.context["form"]
    assert (form["unit"].value(), form["better"].value()) == ("s", "less")
    sent = {
        "client_id": FORM,
        "kind": "time_trial",
        "name": "3 km on the track",
        "unit": "s",
        "better": "less",
        "summary": "best",
        "typical_error": "1,5",
        "protocol": "",
    }
    for _ in range(2):
        assert client.post(ADD, sent).status_code == 302
    test = PerformanceTest.objects.get()
    assert (test.athlete, test.name, test.larger_is_better) == (athlete, "3 km on the track", False)
    assert test.typical_error == Decimal("1.5")


@pytest.mark.usefixtures("athlete")
def test_unknown_kind_begins_with_nothing(client: Client) -> None:
    form = client.get(f"{ADD}?kind=gardening").context["form"]
    assert (form["kind"].value(), form["unit"].value()) == ("own", None)


@pytest.mark.usefixtures("athlete")
@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"name": " "}, "This field is required."),
        ({"unit": ""}, "This field is required."),
        ({"better": ""}, "This field is required."),
        ({"typical_error": "25"}, "Enter a number from 0.1 to 20."),
        ({"typical_error": "much"}, "Enter a number, such as 7.5."),
        ({"kind": "gardening"}, "Not saved yet"),
    ],
)
def test_what_is_no_test_is_refused_beside_its_field(
    client: Client, sent: dict[str, str], problem: str
) -> None:
    valid = {
        "client_id": FORM,
        "kind": "own",
        "name": "Plank",
        "unit": "s",
        "better": "more",
        "summary": "best",
    }
    answer = client.post(ADD, valid | sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert problem in words(page)
    if sent.get("name") != " ":
        assert 'value="Plank"' in page
    assert not PerformanceTest.objects.exists()


def test_attempts_are_entered_once_and_changed(client: Client, athlete: Athlete) -> None:
    test = create_performance_test(athlete=athlete)
    sent = {
        "client_id": FORM,
        "day": "2026-11-22",
        "attempt_0": "38,2",
        "attempt_1": "39",
        "attempt_3": "39.5",
        "conditions": "Wet grass",
    }
    for _ in range(2):
        assert client.post(url("result-add", test.pk), sent).status_code == 302
    result = PerformanceResult.objects.get()
    assert result.attempts == [Decimal("38.2"), Decimal(39), Decimal("39.5")]
    assert (result.entered_by, result.entered_for, result.day) == (
        athlete.user,
        None,
        DAY - dt.timedelta(1),
    )
    page = client.get(url("result-edit", result.pk)).content.decode()
    assert 'value="38.2"' in page
    assert 'value="2026-11-22"' in page
    assert 'value="Wet grass"' in page
    client.post(url("result-edit", result.pk), {**sent, "attempt_1": "", "day": "2026-11-23"})
    result.refresh_from_db()
    assert (result.attempts, result.day) == ([Decimal("38.2"), Decimal("39.5")], DAY)
    client.post(url("result-delete", result.pk))
    assert not PerformanceResult.objects.exists()


def test_time_is_entered_and_shown_as_a_clock(client: Client, athlete: Athlete) -> None:
    test = create_performance_test(
        athlete=athlete, kind="time_trial", unit="s", larger_is_better=False, summary="best"
    )
    sent = {"client_id": FORM, "day": "2026-11-23", "attempt_0": "12:34,5", "attempt_1": "760"}
    client.post(url("result-add", test.pk), sent)
    result = PerformanceResult.objects.get()
    assert result.attempts == [Decimal("754.5"), Decimal(760)]
    page = client.get(url("result-edit", result.pk)).content.decode()
    assert 'value="12:34.5"' in page
    assert 'value="12:40"' in page
    assert "12:34.5" in read(client, url("test", test.pk))


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"attempt_0": ""}, "Enter what you measured."),
        ({"attempt_0": "high"}, "Enter a number, such as 7.5."),
        ({"attempt_0": "0"}, "Enter a number from 0.01 to 999999.99."),
        ({"attempt_0": "38.123"}, "Enter a number, such as 7.5."),
        ({"day": ""}, "Choose the day."),
        ({"day": "yesterday"}, "Enter a date, such as 2026-11-23."),
        ({"day": "0001-01-01"}, "Enter a date, such as 2026-11-23."),
        ({"day": "2026-11-24"}, "That day has not begun yet."),
        ({"day": "2001-05-16"}, "That day is before your date of birth."),
    ],
)
def test_what_was_not_measured_is_refused_beside_its_field(
    client: Client, athlete: Athlete, sent: dict[str, str], problem: str
) -> None:
    test = create_performance_test(athlete=athlete)
    valid = {"client_id": FORM, "day": "2026-11-23", "attempt_0": "38", "conditions": "Wet grass"}
    answer = client.post(url("result-add", test.pk), valid | sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert problem in words(page)
    assert 'aria-invalid="true"' in page
    assert 'value="Wet grass"' in page
    assert not PerformanceResult.objects.exists()


def test_time_that_is_none_is_refused_in_its_own_words(client: Client, athlete: Athlete) -> None:
    test = create_performance_test(athlete=athlete, unit="s")
    answer = client.post(
        url("result-add", test.pk), {"client_id": FORM, "day": "2026-11-23", "attempt_0": "12:75"}
    )
    assert "Enter a time, such as 12:34.5." in words(answer.content.decode())


def test_page_says_what_the_latest_result_says(client: Client, athlete: Athlete) -> None:
    test = create_performance_test(athlete=athlete, kind="own", typical_error=1)
    assert "Here you will see every result" in read(client, url("test", test.pk))
    for back, height in ((21, 39), (14, 40), (7, 41)):
        day = DAY - dt.timedelta(back)
        create_performance_result(test=test, day=day, attempts=[height])
    assert "It takes three tests within eight weeks" in read(client, url("test", test.pk))
    create_performance_result(test=test, day=DAY, attempts=[38], conditions="Tired legs")
    page = read(client, url("test", test.pk))
    assert "38 cm on 23 November 2026: −4.0 SWC, −5.0% beside the eight weeks before." in page
    assert "Clearly worse than usual. The next test says whether it was chance." in page
    assert "39.5 to 40.5 cm" in page
    assert "Tired legs" in page
    assert (
        reverse("methods:card", args=["performance-test"])
        in client.get(url("test", test.pk)).content.decode()
    )
    assert "Clearly worse than usual." in read(client, TESTS)


def test_page_names_who_of_the_staff_entered_a_result(client: Client, athlete: Athlete) -> None:
    test = create_performance_test(athlete=athlete)
    create_performance_result(
        test=test,
        day=DAY,
        entered_by=create_user(name="Marit de Vries"),
        entered_for=uuid.uuid4(),
    )
    assert "Entered by Marit de Vries" in read(client, url("test", test.pk))


def test_test_is_ended_and_taken_up_again(client: Client, athlete: Athlete) -> None:
    assert "No test yet" in read(client, TESTS)
    test = create_performance_test(athlete=athlete)
    create_performance_result(test=test, day=DAY)
    client.post(url("test-end", test.pk))
    assert "No longer done" in read(client, TESTS)
    assert "You no longer do this test." in read(client, url("test", test.pk))
    client.post(url("test-resume", test.pk))
    assert "No longer done" not in read(client, TESTS)


def test_others_tests_are_nowhere(client: Client, athlete: Athlete) -> None:
    test = create_performance_test(athlete=create_athlete())
    result = create_performance_result(test=test, day=DAY)
    for name in ("test", "result-add"):
        assert client.get(url(name, test.pk)).status_code == 404
    assert client.get(url("result-edit", result.pk)).status_code == 404
    for name in ("test-end", "test-resume"):
        assert client.post(url(name, test.pk)).status_code == 404
    assert client.post(url("result-delete", result.pk)).status_code == 404
    assert athlete.performance_tests.count() == 0


def test_query_counts_do_not_grow(
    client: Client, athlete: Athlete, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 5):
        tests = [create_performance_test(athlete=athlete) for _ in range(count)]
        for test in tests:
            for back in range(count):
                create_performance_result(test=test, day=DAY - dt.timedelta(7 * back))
        # session, user, athlete, their clock, tests, results, navigation
        with django_assert_num_queries(7):
            client.get(TESTS)
        # session, user, athlete, their clock, test, results, navigation
        with django_assert_num_queries(7):
            client.get(url("test", tests[0].pk))
