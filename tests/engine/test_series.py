import re
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from recovery.engine import ALL_CLASSES, DataClass, DayState, Series
from recovery.engine.items import IS_ANSWER, ITEM_CODES, ITEM_INDEX, turn_answers, visible_items
from tests.engine.factories import NAN, answers, no_items, random_series, row, series


def test_turning_answers_twice_changes_nothing() -> None:
    items = random_series(2, 30, 1).items
    np.testing.assert_array_equal(turn_answers(turn_answers(items)), items)
    turned = turn_answers(items)[..., ITEM_INDEX["fatigue"]]
    np.testing.assert_array_equal(turned, 6 - items[..., ITEM_INDEX["fatigue"]])
    hours = ITEM_INDEX["sleep_hours"]
    np.testing.assert_array_equal(turn_answers(items)[..., hours], items[..., hours])


@pytest.mark.parametrize(
    ("classes", "codes"),
    [
        (DataClass.BODY, {"fatigue", "soreness", "sleep_quality", "sleep_hours"}),
        (DataClass.MIND, {"stress", "mood", "concentration", "motivation"}),
        (DataClass.HEART, {"resting_heart_rate", "ln_rmssd"}),
        (DataClass.SESSIONS | DataClass.HEALTH, set()),
        (ALL_CLASSES, set(ITEM_CODES)),
    ],
)
def test_items_belong_to_their_classes(classes: DataClass, codes: set[str]) -> None:
    visible = visible_items(classes)
    assert {code for code, shown in zip(ITEM_CODES, visible, strict=True) if shown} == codes


def test_seeing_everything_changes_nothing() -> None:
    whole = random_series(4, 60, 1)
    seen = whole.seen_through(ALL_CLASSES)
    for field in fields(Series):
        if field.name != "sessions":
            np.testing.assert_array_equal(getattr(seen, field.name), getattr(whole, field.name))
    assert seen.sessions is whole.sessions


def test_a_check_in_of_hidden_answers_only_is_not_seen() -> None:
    items = no_items(3)
    items[0, 1, ITEM_INDEX["mood"]] = 4
    whole = series(items=items, load=row(100, 0, NAN), ill=[2])
    seen = whole.seen_through(DataClass.BODY)
    assert not seen.answered.any()
    assert not seen.ill.any()
    assert np.isnan(seen.load).all()
    assert (seen.day_state == DayState.UNKNOWN).all()
    assert seen.sessions.day.shape == (1, 0)


def test_impossible_series_are_refused() -> None:
    good = series(items=answers([2.0, 3.0, NAN]), load=row(100, 0, NAN))
    broken: dict[str, dict[str, Any]] = {
        "answers must lie between 1 and 5, got 6": {"items": good.items * 2},
        "measures must lie between 0 and 300, got 301": {
            "items": np.where(IS_ANSWER, NAN, 301.0) * np.ones((1, 3, 1)),
            "answered": np.ones((1, 3), dtype=np.bool_),
        },
        "load must lie between 0 and": {"load": row(-1, 0, NAN)},
        "on a day without a check-in": {"answered": np.zeros((1, 3), dtype=np.bool_)},
        "a rest day must have load 0": {"load": row(100, 50, NAN)},
        "must have load NaN, not 0": {"load": row(100, 0, 0)},
        "before the athlete's first day": {"first_day": np.array([1])},
        "first_day and sessions must be about 1 athletes": {"first_day": np.array([0, 0])},
        "load must be": {"load": row(100, 0)},
        "items must be": {"items": good.items[..., :4]},
        "overload must be": {"overload": np.ones((1, 2), dtype=np.bool_)},
        "shape (athlete, day)": {"answered": np.zeros(3, dtype=np.bool_)},
    }
    for message, change in broken.items():
        with pytest.raises(ValueError, match=re.escape(message)):
            replace(good, **change)


def test_a_session_after_the_last_day_is_refused() -> None:
    long = random_series(1, 40, 2)
    with pytest.raises(ValueError, match="after the last of 20 days"):
        Series(
            long.items[:, :20],
            long.answered[:, :20],
            long.load[:, :20],
            long.day_state[:, :20],
            long.ill[:, :20],
            long.sessions,
            long.first_day,
        )
