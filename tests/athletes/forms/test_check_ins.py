from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from athletes.forms.check_ins import CheckInForm
from athletes.models import BodyAnswers, CheckIn
from tests.factories import create_athlete, create_check_in

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = dt.date(2026, 11, 23)


def form(values: Mapping[str, Any] | None = None, *, saved: CheckIn | None = None) -> CheckInForm:
    data = None if values is None else {"client_id": str(uuid.uuid4()), **values}
    return CheckInForm(data, client_id=uuid.uuid4(), saved=saved, usual={"fatigue": "your usual"})


def test_nothing_is_preselected() -> None:
    for row in form().rows():
        assert not any(point.is_chosen for point in row.points)
        assert len(row.points) == 5


def test_every_answer_may_be_left_out_and_then_nothing_is_given() -> None:
    empty = form({})
    assert empty.is_valid(), empty.errors
    assert not any(empty.answers().values())


def test_answers_come_back_by_class() -> None:
    filled = form(
        {
            "sleep_hours": "7,5",
            "bed_at": "22:45",
            "woke_at": "06:30",
            "fatigue": "2",
            "soreness_regions": ["knee", "calf"],
            "protein": "on",
            "recovery_tools": ["massage", "nap"],
            "stress": "4",
            "resting_heart_rate": "52",
            "ill": "on",
            "red_flags": ["fever"],
            "text": "Slept badly.",
        }
    )
    assert filled.is_valid(), filled.errors
    assert filled.answers() == {
        "body": {
            "sleep_hours": Decimal("7.5"),
            "bed_at": dt.time(22, 45),
            "woke_at": dt.time(6, 30),
            "fatigue": 2,
            "soreness_regions": ["knee", "calf"],
            "protein": True,
            "recovery_tools": ["massage", "nap"],
            "instrument": "recovery-1",
        },
        "mind": {"stress": 4, "instrument": "recovery-1"},
        "heart": {"resting_heart_rate": Decimal(52)},
        "health": {"ill": True},
        "health_detail": {"red_flags": ["fever"]},
        "note": {"text": "Slept badly."},
    }


def test_form_that_showed_saved_answers_clears_those_left_empty() -> None:
    filled = form({"showed_saved": "True", "fatigue": "3"})
    assert filled.is_valid(), filled.errors
    body = filled.answers()["body"]
    assert body["fatigue"] == 3
    assert body["soreness"] is None
    assert body["soreness_regions"] == []
    assert body["protein"] is None  # not ticked is not "no"


@pytest.mark.parametrize(
    ("bed_at", "woke_at", "slept"),
    [
        ("22:45", "06:30", "7:45"),
        ("00:30", "07:00", "6:40"),  # rounded: nobody knows it to the minute
        ("09:00", "15:30", "6"),  # after a night shift
        ("22:45", "", "9"),
        ("", "06:30", "9"),
    ],
)
def test_night_over_midnight_or_not_is_taken_as_told(bed_at: str, woke_at: str, slept: str) -> None:
    filled = form({"bed_at": bed_at, "woke_at": woke_at, "sleep_hours": slept})
    assert filled.is_valid(), filled.errors


def test_saved_night_and_tools_are_shown_again() -> None:
    saved = CheckIn(day=DAY)
    saved.body = BodyAnswers(bed_at=dt.time(22, 45), woke_at=None, recovery_tools=["nap"])
    shown = form(saved=saved)
    assert 'value="22:45"' in str(shown["bed_at"])
    assert 'value="' not in str(shown["woke_at"])
    assert str(shown["recovery_tools"]).count("checked") == 1
    assert [part for part, opens in shown.opens.items() if opens] == ["bed_times", "recovery"]


def test_zero_hours_are_an_answer() -> None:
    filled = form({"sleep_hours": "0"})
    assert filled.is_valid(), filled.errors
    assert filled.answers()["body"]["sleep_hours"] == 0


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"sleep_hours": "25"}, "sleep_hours", "A day has 24 hours: enter 0 to 24."),
        ({"fatigue": "6"}, "fatigue", "Choose one of the points shown."),
        ({"fatigue": "0"}, "fatigue", "Choose one of the points shown."),
        ({"mood": "٣"}, "mood", "Choose one of the points shown."),
        ({"resting_heart_rate": "10"}, "resting_heart_rate", "Enter a number from 25 to 130."),
        ({"bed_at": "late"}, "bed_at", "Enter a time, such as 22:45."),
        (
            {"bed_at": "10:30", "woke_at": "07:00"},
            "woke_at",
            "That is 20:30 in bed. Write the evening as 22:30.",
        ),
        (
            {"bed_at": "23:00", "woke_at": "06:30", "sleep_hours": "7:50"},
            "woke_at",
            "That is 7:30 in bed, less than you slept.",
        ),
        (
            {"recovery_tools": ["magic"]},
            "recovery_tools",
            "Select a valid choice. magic is not one of the available choices.",
        ),
        ({"variability": "62"}, "variability_kind", "Say which kind your device shows."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    values: dict[str, Any], field: str, message: str
) -> None:
    with translation.override("en"):
        filled = form(values)
        assert filled.errors.get_json_data() == {
            field: [{"message": message, "code": filled.errors.get_json_data()[field][0]["code"]}]
        }


@pytest.mark.parametrize(("language", "word"), [("en", "more tired"), ("nl", "moeër dan anders")])
def test_points_carry_the_words_of_the_readers_language(language: str, word: str) -> None:
    with translation.override(language):
        rows = {row.field.name: row for row in form().rows()}
    assert rows["fatigue"].points[1].word == word
    assert rows["fatigue"].usual == "your usual"


@pytest.mark.django_db
def test_answers_on_another_instrument_are_shown_on_the_scale_of_the_form() -> None:
    """Hooper's 7 is the worst; on the form the worst is 1."""
    create_check_in(athlete=create_athlete(), day=DAY, instrument="hooper-7", fatigue=7, stress=1)
    shown = form(saved=CheckIn.objects.with_answers().get())
    chosen = {
        row.field.name: [point.value for point in row.points if point.is_chosen]
        for row in shown.rows()
    }
    assert chosen["fatigue"] == [1]
    assert chosen["stress"] == [5]
    assert chosen["mood"] == []


@pytest.mark.django_db
def test_folded_parts_open_where_they_hold_something() -> None:
    create_check_in(athlete=create_athlete(), day=DAY, soreness_regions=["knee"], note="Hm.")
    opens = form(saved=CheckIn.objects.with_answers().get()).opens
    assert opens == {
        "bed_times": False,
        "recovery": False,
        "food": False,
        "heart": False,
        "health": False,
        "note": True,
        "sitting": False,
        "soreness": True,
    }
