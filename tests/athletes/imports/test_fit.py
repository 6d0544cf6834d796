from __future__ import annotations

import datetime as dt
import random

import pytest
from fit_tool.profile.profile_type import FileType, Sport

from athletes.imports.activities import activity, fit
from athletes.imports.activities.activity import Reason, RefusedError
from tests.athletes.imports import files
from tests.athletes.imports.files import START


def refusal_of(content: bytes) -> Reason:
    with pytest.raises(RefusedError) as refusal:
        fit.read_fit(content)
    return refusal.value.reason


def test_session_is_read_with_its_own_totals() -> None:
    (run,) = fit.read_fit(files.fit(elapsed=3300.0))
    assert (run.started_at, run.timer_s, run.elapsed_s) == (START, 3000.0, 3300.0)
    assert (run.distance_m, run.heart_rate_mean, run.sport) == (10_200.0, 148, "running")
    assert (run.rpe, run.felt) == (None, None)


@pytest.mark.parametrize(("tenfold", "rpe"), [(10, 1.0), (65, 6.5), (70, 7.0), (100, 10.0)])
def test_exertion_comes_off_its_tenfold(tenfold: int, rpe: float) -> None:
    assert fit.read_fit(files.fit(exertion=tenfold))[0].rpe == rpe


def test_exertion_of_nothing_is_a_question_passed_over() -> None:
    assert fit.read_fit(files.fit(exertion=0))[0].rpe is None


@pytest.mark.parametrize(("percent", "felt"), [(0, 1), (25, 2), (50, 3), (75, 4), (100, 5)])
def test_feel_becomes_how_it_went(percent: int, felt: int) -> None:
    assert fit.read_fit(files.fit(feel=percent))[0].felt == felt


def test_heart_rate_falls_back_on_the_records_of_its_own_session() -> None:
    later = START + dt.timedelta(hours=1)
    content = files.fit(
        sessions=((START, Sport.SWIMMING, 1800.0), (later, Sport.CYCLING, 3600.0)),
        heart_rate=None,
        rates=((0, 120), (60, 130), (3660, 150)),
    )
    swim, ride = fit.read_fit(content)
    assert (swim.heart_rate_mean, swim.heart_rate_max) == (125, 130)
    assert (ride.heart_rate_mean, ride.heart_rate_max) == (150, 150)


def test_records_whose_time_goes_backwards_all_count() -> None:
    content = files.fit(heart_rate=None, rates=((600, 150), (60, 130), (300, 140)))
    assert fit.read_fit(content)[0].heart_rate_mean == 140


def test_several_sessions_come_in_the_order_of_their_start() -> None:
    later = START + dt.timedelta(hours=1)
    content = files.fit(sessions=((later, Sport.RUNNING, 900.0), (START, Sport.CYCLING, 1800.0)))
    assert [each.sport for each in fit.read_fit(content)] == ["cycling", "running"]


def test_files_end_to_end_are_one_file() -> None:
    assert len(fit.read_fit(files.fit() + files.fit())) == 2


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(FileType.SETTINGS, Reason.SETTINGS), (FileType.WORKOUT, Reason.WORKOUT)],
)
def test_file_without_a_session_is_refused_as_what_it_is(kind: FileType, reason: Reason) -> None:
    assert refusal_of(files.fit(sessions=(), file_type=kind)) is reason


def test_session_of_no_time_is_left_out_beside_one_that_lasts() -> None:
    lasting, none = (START, Sport.RUNNING, 900.0), (START, Sport.CYCLING, 0.0)
    assert len(fit.read_fit(files.fit(sessions=(lasting, none)))) == 1
    assert refusal_of(files.fit(sessions=(none,))) is Reason.NO_DURATION


def test_session_of_more_than_ten_hours_is_refused() -> None:
    assert refusal_of(files.fit(sessions=((START, Sport.CYCLING, 36_001.0),))) is Reason.TOO_LONG


def test_more_records_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit, "MOST_RECORDS", 2)
    assert refusal_of(files.fit(rates=((0, 120), (1, 120), (2, 120)))) is Reason.TOO_MANY_RECORDS


def test_more_sessions_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "MOST_SESSIONS", 1)
    assert refusal_of(files.fit() + files.fit()) is Reason.TOO_MANY_SESSIONS


def test_a_thousand_damaged_bodies_are_refused_or_read_and_raise_nothing_else() -> None:
    dice = random.Random(7)
    whole = files.fit(rates=((0, 120), (1, 121)))
    for _turn in range(1000):
        body = bytearray(whole)
        for _byte in range(dice.randint(1, 20)):
            body[dice.randrange(14, len(body))] = dice.randrange(256)
        cut = bytes(body[: dice.randint(14, len(body))])
        try:
            fit.read_fit(cut)
        except RefusedError:
            continue
