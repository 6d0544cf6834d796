"""Who changed what, when, and what it was before."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.urls import reverse

from athletes.models import CheckIn, MindAnswers, Session
from tests.factories import create_athlete, create_check_in, create_session

if TYPE_CHECKING:
    from django.test import Client

DAY = dt.date(2026, 11, 23)
TRACKED = {
    "Athlete",
    "BodyAnswers",
    "CheckIn",
    "DayMark",
    "HealthAnswers",
    "HealthDetail",
    "HealthProblem",
    "HealthWeek",
    "HeartMeasurement",
    "MindAnswers",
    "Note",
    "OverloadBlock",
    "PerformanceResult",
    "PerformanceTest",
    "PlannedSession",
    "ProblemReport",
    "Session",
    "Shoe",
    "TimeZoneSpan",
}


def events(model: str) -> Any:  # noqa: ANN401  (the model is made by pghistory)
    return apps.get_model("athletes", f"{model}Event").objects.order_by("pgh_id")


def test_every_fact_keeps_its_history() -> None:
    names = {model.__name__ for model in apps.get_app_config("athletes").get_models()}
    assert {name for name in names if f"{name}Event" in names} == TRACKED


@pytest.mark.django_db
def test_insert_update_and_delete_each_leave_the_values_of_then() -> None:
    session = create_session(athlete=create_athlete(), day=DAY, minutes=60)
    session.minutes = 75
    session.save()
    session_id = session.pk
    session.delete()
    history = events("Session").filter(pgh_obj_id=session_id)
    assert list(history.values_list("pgh_label", "minutes")) == [
        ("insert", 60),
        ("update", 75),
        ("delete", 75),
    ]


@pytest.mark.django_db
def test_bulk_writes_leave_history_too() -> None:
    athlete = create_athlete()
    for day in (DAY, DAY - dt.timedelta(1)):
        create_check_in(athlete=athlete, day=day, stress=3)
    MindAnswers.objects.update(stress=4)
    Session.objects.bulk_create(
        Session(
            athlete=athlete,
            day=DAY,
            client_id=f"00000000-0000-4000-8000-00000000000{number}",
            sport="running",
            minutes=30,
            recorded_at=dt.datetime.combine(DAY, dt.time(), tzinfo=dt.UTC),
        )
        for number in (1, 2, 3)
    )
    assert list(events("MindAnswers").values_list("stress", flat=True)) == [3, 3, 4, 4]
    assert events("Session").count() == 3


@pytest.mark.django_db
def test_history_says_who_did_it(client: Client) -> None:
    athlete = create_athlete()
    create_check_in(athlete=athlete, day=DAY)
    check_in = CheckIn.objects.get()
    client.force_login(athlete.user)
    client.post(reverse("athletes:check-in-delete", args=[check_in.day]))
    event = events("CheckIn").get(pgh_label="delete")
    assert event.pgh_context.metadata["user"] == athlete.user.pk
    assert event.pgh_created_at is not None
