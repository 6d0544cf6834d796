from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from athletes.forms.fields import HoursField, NumberField

NONSENSE = ["abc", "٣", "1e9", "NaN", "Infinity", "-3", "+5", "7..5", "7,5,5", "½", "0x10", "1_0"]


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("7:30", "7.5"),
        ("7,5", "7.5"),
        ("7.5", "7.5"),
        ("7u30", "7.5"),
        ("7H15", "7.25"),
        (" 8 ", "8"),
        ("0", "0"),
        ("24:00", "24"),
        ("7:20", "7.33"),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, hours: str) -> None:
    assert HoursField(label="Sleep").clean(typed) == Decimal(hours)


@pytest.mark.parametrize("typed", [*NONSENSE, "7:60", "7:5", ":30", "7:30:00", "7.123"])
def test_hours_that_are_none_are_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError, match=r"such as 7:30 or 7\.5"):
        HoursField(label="Sleep").clean(typed)


@pytest.mark.parametrize("typed", ["25", "24:01", "99:00", "9999999"])
def test_more_hours_than_a_day_has_are_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="A day has 24 hours"):
        HoursField(label="Sleep").clean(typed)


@pytest.mark.parametrize("typed", NONSENSE)
def test_number_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="Enter a whole number"):
        NumberField(label="Minutes", minimum=1, maximum=600).clean(typed)


@pytest.mark.parametrize("typed", ["0", "601", "1000000"])
def test_number_out_of_range_is_refused_with_the_range(typed: str) -> None:
    with pytest.raises(ValidationError, match="from 1 to 600"):
        NumberField(label="Minutes", minimum=1, maximum=600).clean(typed)


@pytest.mark.parametrize("typed", ["60.5", "60,25"])
def test_whole_number_with_a_fraction_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="Enter a whole number"):
        NumberField(label="Minutes", minimum=1, maximum=600).clean(typed)


def test_empty_is_nothing_and_not_zero() -> None:
    assert HoursField(label="Sleep").clean("") is None
    assert HoursField(label="Sleep").clean(None) is None


@pytest.mark.parametrize(("language", "written"), [("en", "52.5"), ("nl", "52,5")])
def test_stored_number_is_written_as_the_language_does_and_can_be_read_back(
    language: str, written: str
) -> None:
    field = NumberField(label="Resting heart rate", minimum=25, maximum=130, decimals=1)
    with translation.override(language):
        assert field.prepare_value(Decimal("52.50")) == written
    assert field.clean(written) == Decimal("52.5")


def test_stored_hours_are_written_as_a_clock_and_typed_ones_stay_as_typed() -> None:
    field = HoursField(label="Sleep")
    assert field.prepare_value(Decimal("7.25")) == "7:15"
    assert field.prepare_value(Decimal("7.33")) == "7:20"
    assert field.prepare_value("25") == "25"
