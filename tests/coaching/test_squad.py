"""From numbers to cells of the squad's map, against cases worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from coaching import squad_words
from coaching.squad import Choice, Sort, item_cells, load_cells, status_cells
from recovery.assessments.models import Level
from recovery.figures import Cell

NAN = float("nan")
GROUPS = {"needs-a-look": "", "usual": ""}


def test_coach_sees_the_athletes_own_business_as_usual_and_silence_never_as_fine() -> None:
    levels = [
        Level.USUAL,
        Level.NOTICE,
        Level.LOCAL_PROBLEM,
        Level.IMBALANCE,
        Level.RECOVERY_LOW,
        Level.PERSISTENT,
        Level.ILL,
        Level.UNKNOWN,
        Level.USUAL,
        -1,
    ]
    answered = [True] * 8 + [False, False]
    assert status_cells(np.array([levels]), np.array([answered])).tolist() == [
        [
            Cell.USUAL,
            Cell.USUAL,
            Cell.USUAL,
            Cell.WATCH,
            Cell.WATCH,
            Cell.ACT,
            Cell.UNKNOWN,
            Cell.UNKNOWN,
            Cell.GAP,
            Cell.GAP,
        ]
    ]


def test_load_is_measured_against_the_own_usual_week() -> None:
    load = np.array([[0.0, 200.0, 201.0, 400.0, 600.0, 601.0, NAN, 0.0, 300.0]])
    week = np.array([[2000.0] * 7 + [NAN, NAN]])
    # A tenth of 2000 is 200, a fifth 400, three tenths 600.
    assert_array_equal(
        load_cells(load, week),
        [
            [
                Cell.NOUGHT,
                Cell.SLIGHT,
                Cell.SOME,
                Cell.SOME,
                Cell.MUCH,
                Cell.MOST,
                Cell.GAP,
                Cell.NOUGHT,
                Cell.UNKNOWN,
            ]
        ],
    )


def test_item_is_measured_against_the_own_normal_in_its_own_direction() -> None:
    normal, sd = np.full((1, 6), 4.0), np.full((1, 6), 0.8)
    # 0.25, 0.5, 1, 2 and −1 SD worse than 4.0, and nothing.
    values = np.array([[3.8, 3.6, 3.2, 2.4, 4.8, NAN]])
    assert item_cells("fatigue", values, normal, sd).tolist() == [
        [Cell.NOUGHT, Cell.SLIGHT, Cell.SOME, Cell.MUCH, Cell.NOUGHT, Cell.GAP]
    ]
    # A higher pulse at rest is worse, a lower one is not.
    pulse = np.array([[48.0, 52.0, 54.0]])
    assert item_cells(
        "resting_heart_rate", pulse, np.full((1, 3), 50.0), np.full((1, 3), 2.0)
    ).tolist() == [[Cell.NOUGHT, Cell.SOME, Cell.MUCH]]
    # Without a normal there is nothing to compare with.
    nothing = np.array([[NAN]])
    assert item_cells("mood", np.array([[2.0]]), nothing, nothing).tolist() == [[Cell.UNKNOWN]]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"measure": "weight", "weeks": "5", "sort": "risk", "status": "bad"},
        {"measure": "", "weeks": "-1", "sort": "", "status": ""},
    ],
)
def test_address_that_asks_for_what_there_is_not_is_as_usual(asked: dict[str, str]) -> None:
    assert Choice.of(asked, statuses=GROUPS) == Choice()


def test_address_holds_what_is_not_usual_and_reads_back_as_the_same_choice() -> None:
    assert Choice().query() == ""
    choice = Choice(measure="mood", weeks=12, sort=Sort.NAME, status="usual")
    query = choice.query()
    assert query == "?measure=mood&weeks=12&sort=name&status=usual"
    said = dict(pair.split("=") for pair in query[1:].split("&"))
    assert Choice.of(said, statuses=GROUPS) == choice
    assert choice.query(weeks=4, measure="status") == "?sort=name&status=usual"


def test_each_kind_of_cell_has_a_letter_of_its_own() -> None:
    assert len(set(squad_words.CODES)) == len(squad_words.CODES) == len(Cell)
    kinds = np.array([[Cell.BLANK, Cell.GAP, Cell.USUAL], [Cell.WATCH, Cell.MOST, Cell.GAP]])
    assert squad_words.codes(kinds) == ["bgu", "whg"]


def test_values_are_told_with_their_units() -> None:
    def told(measure: str, number: float) -> str:
        return squad_words.value_texts(np.array([[number, NAN]]), measure)[0][0]

    assert told("load", 412.4) == "load 412"
    assert told("sleep_hours", 7.25) == "7.25 h"
    assert told("sleep_hours", 8.0) == "8 h"
    assert told("resting_heart_rate", 51.0) == "51 bpm"
    assert told("ln_rmssd", 4.0943446) == "60 ms"  # e to that is 60
    assert told("mood", 4.0) == "4 of 5"
    assert squad_words.values(np.array([[7.5, NAN]]), "sleep_hours") == ["7.5;"]
