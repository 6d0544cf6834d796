from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from athletes.forms.sessions import SessionForm, session_as_initial
from tests.factories import create_athlete, create_session

if TYPE_CHECKING:
    from athletes.models import Athlete

NOW = dt.datetime(2026, 11, 23, 19, 0, tzinfo=dt.UTC)  # 20:00 in Amsterdam
TODAY = dt.date(2026, 11, 23)


def form(athlete: Athlete, **values: str) -> SessionForm:
    data = {
        "client_id": str(uuid.uuid4()),
        "sport": "running",
        "kind": "training",
        "when": "today",
        "minutes": "60",
        **values,
    }
    return SessionForm(data, athlete=athlete, now=NOW, client_id=uuid.uuid4(), initial={})


@pytest.mark.django_db
def test_least_that_is_needed_is_sport_kind_day_and_minutes() -> None:
    filled = form(create_athlete())
    assert filled.is_valid(), filled.errors
    facts = filled.facts()
    assert (facts.day, facts.minutes, facts.rpe, facts.started_at) == (TODAY, 60, None, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "rpe"),
    [
        ({"rpe": "6"}, "6"),
        ({"rpe": "6", "and_a_half": "on"}, "6.5"),
        ({"rpe": "7,5"}, "7.5"),
        ({"rpe": "0"}, "0"),
        ({"rpe": "10"}, "10"),
    ],
)
def test_rpe_is_a_point_or_a_point_and_a_half(values: dict[str, str], rpe: str) -> None:
    filled = form(create_athlete(), **values)
    assert filled.is_valid(), filled.errors
    assert filled.facts().rpe == Decimal(rpe)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"minutes": "0"}, "minutes", "Enter a number from 1 to 600."),
        ({"minutes": "601"}, "minutes", "Enter a number from 1 to 600."),
        ({"minutes": "abc"}, "minutes", "Enter a whole number, such as 60."),
        ({"minutes": ""}, "minutes", "Enter how long it took."),
        ({"rpe": "11"}, "rpe", "Enter a number from 0 to 10."),
        ({"rpe": "7.3"}, "rpe", "Rate in halves, such as 6 or 6.5."),
        ({"rpe": "10", "and_a_half": "on"}, "rpe", "10 is the hardest there is."),
        ({"and_a_half": "on"}, "rpe", "Choose the whole number that the half comes on top of."),
        ({"rpe": "NaN"}, "rpe", "Enter a number, such as 7.5."),
        ({"felt_performance": "6"}, "felt_performance", "Choose one of the points shown."),
        ({"when": "earlier"}, "earlier_day", "Choose the day."),
        (
            {"when": "earlier", "earlier_day": "32-13-2026"},
            "earlier_day",
            "Enter a date, such as 2026-11-23.",
        ),
        ({"start_time": "25:00"}, "start_time", "Enter a time, such as 18:30."),
        ({"distance_km": "0"}, "distance_km", "Enter a number from 0.001 to 1000."),
        ({"heart_rate_mean": "300"}, "heart_rate_mean", "Enter a number from 30 to 250."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    values: dict[str, str], field: str, message: str
) -> None:
    filled = form(create_athlete(), **values)
    with translation.override("en"):
        assert filled.errors.get_json_data()[field][0]["message"] == message
    assert set(filled.errors) == {field}


@pytest.mark.django_db
def test_start_is_on_the_athletes_clock_of_that_day() -> None:
    athlete = create_athlete(time_zone="Pacific/Kiritimati")  # already the 24th there
    filled = form(athlete, when="yesterday", start_time="23:50")
    assert filled.is_valid(), filled.errors
    facts = filled.facts()
    assert facts.day == TODAY
    assert facts.started_at == dt.datetime(2026, 11, 23, 9, 50, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_saved_session_fills_the_form_that_saves_it_unchanged() -> None:
    athlete = create_athlete()
    session = create_session(
        athlete=athlete,
        day=TODAY - dt.timedelta(1),
        minutes=75,
        rpe=6.5,
        started_at=athlete.instant(TODAY - dt.timedelta(1), dt.time(18, 30)),
        distance_m=12_345,
        heart_rate_mean=140,
        felt_performance=4,
    )
    initial = session_as_initial(session, athlete=athlete, now=NOW)
    assert initial["when"] == "yesterday"
    shown = SessionForm(athlete=athlete, now=NOW, client_id=session.client_id, initial=initial)
    data = {name: shown[name].value() for name in shown.fields}
    data["start_time"] = data["start_time"].strftime("%H:%M")
    again = SessionForm(
        {name: value for name, value in data.items() if value not in (None, False)},
        athlete=athlete,
        now=NOW,
        client_id=session.client_id,
        initial={},
    )
    assert again.is_valid(), again.errors
    facts = again.facts()
    for name in ("day", "minutes", "rpe", "started_at", "distance_m", "heart_rate_mean"):
        assert getattr(facts, name) == getattr(session, name)
    assert facts.felt_performance == 4
