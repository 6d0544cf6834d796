from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from recovery.assessments import recovery_time_words as words
from recovery.assessments.explanations import Point
from recovery.assessments.recovery_time import MorningAfter, Standing, latest_recovery
from tests.assessments.histories import NOW, days_before
from tests.factories import create_athlete, create_session

if TYPE_CHECKING:
    from athletes.models import Athlete
    from recovery.assessments.recovery_time import SessionRecovery

pytestmark = pytest.mark.django_db

SATURDAY, SUNDAY = days_before(2), days_before(1)
FIVE_PM = dt.datetime(2026, 11, 21, 17, 0, tzinfo=dt.UTC)  # six in Amsterdam


def athlete_with_hard_sessions(count: int = 6, *, minutes: int = 50) -> Athlete:
    """Save somebody whose earlier hard sessions are of 400 AU."""
    athlete = create_athlete()
    for week in range(1, count + 1):
        create_session(athlete=athlete, day=days_before(2 + 7 * week), minutes=minutes, rpe=8)
    return athlete


def found(athlete: Athlete, mornings: dict[dt.date, MorningAfter] | None = None) -> SessionRecovery:
    asks_most = latest_recovery(athlete, mornings=mornings or {}, now=NOW).asks_most
    assert asks_most is not None
    return asks_most


def test_a_hard_session_asks_what_was_worked_out_by_hand() -> None:
    athlete = athlete_with_hard_sessions()
    create_session(athlete=athlete, day=SATURDAY, minutes=75, rpe=8, started_at=FIVE_PM)
    asks_most = found(athlete)
    # 48 h x sqrt(600 / 400) = 58.79 h, from 41.57 to 83.14 h after a quarter past seven.
    assert asks_most.usual_load == 400
    assert asks_most.hours == pytest.approx((41.569, 83.138), abs=1e-3)
    begins, ends = asks_most.recovered
    assert begins.replace(second=0, microsecond=0) == dt.datetime(
        2026, 11, 23, 12, 49, tzinfo=begins.tzinfo
    )
    assert ends.replace(second=0, microsecond=0) == dt.datetime(
        2026, 11, 25, 6, 23, tzinfo=ends.tzinfo
    )
    assert words.asks(asks_most) == "Running on Saturday asks about 1½ to 3½ days."
    assert (
        words.when(asks_most)
        == "Likely recovered from between Monday afternoon and Wednesday morning."
    )
    assert asks_most.standing is Standing.RECOVERING


def test_a_short_night_or_soreness_makes_it_a_quarter_longer() -> None:
    athlete = athlete_with_hard_sessions()
    create_session(athlete=athlete, day=SATURDAY, minutes=75, rpe=8, started_at=FIVE_PM)
    for morning in (MorningAfter(slept=5.5), MorningAfter(soreness=4), MorningAfter(5.5, 4)):
        asks_most = found(athlete, {SUNDAY: morning})
        assert asks_most.is_slowed
        assert asks_most.hours == pytest.approx((51.962, 96.0), abs=1e-3)  # held at four days
    assert not found(athlete, {SUNDAY: MorningAfter(6.0, 3)}).is_slowed
    assert not found(athlete, {SATURDAY: MorningAfter(5.5, 4)}).is_slowed  # the night before


def test_it_says_what_it_rests_on() -> None:
    athlete = athlete_with_hard_sessions()
    create_session(athlete=athlete, day=SATURDAY, minutes=75, rpe=8, started_at=FIVE_PM)
    assert words.rests_on(found(athlete, {SUNDAY: MorningAfter(slept=5.5)})) == (
        Point("How hard it felt", "8"),
        Point("Load", "600 AU, usually 400 for sessions as hard", method="load"),
        Point("Sleep after it", "5:30 h"),
        Point("Soreness after it", "not known yet"),
        Point("Short night or soreness", "a quarter longer"),
    )


def test_with_few_earlier_sessions_it_counts_as_a_usual_one() -> None:
    athlete = athlete_with_hard_sessions(4)
    create_session(athlete=athlete, day=SATURDAY, minutes=75, rpe=8, started_at=FIVE_PM)
    asks_most = found(athlete)
    assert asks_most.usual_load is None
    assert asks_most.hours == pytest.approx((33.941, 67.882), abs=1e-3)
    assert "still being learned" in words.rests_on(asks_most)[1].text


def test_without_a_starting_time_the_range_is_wider() -> None:
    athlete = create_athlete()
    create_session(athlete=athlete, day=SATURDAY, minutes=60, rpe=8)
    asks_most = found(athlete)
    assert [end.hour for end in asks_most.ended] == [7, 22]  # after six, before ten
    assert words.is_vague(asks_most)
    assert words.rests_on(asks_most)[-1] == Point(
        "When it ended", "not known, so the range is wider"
    )


def test_an_easy_run_does_not_end_what_intervals_ask() -> None:
    athlete = create_athlete()
    hard = create_session(athlete=athlete, day=SATURDAY, rpe=8, started_at=FIVE_PM)
    create_session(athlete=athlete, day=days_before(0), minutes=30, rpe=2)
    assert found(athlete).session == hard


def test_standing_follows_the_clock() -> None:
    athlete = create_athlete()
    create_session(athlete=athlete, day=SATURDAY, rpe=8, started_at=FIVE_PM)  # 33.9 to 67.9 h
    for hours, standing in ((30, Standing.RECOVERING), (50, Standing.PERHAPS)):
        now = FIVE_PM + dt.timedelta(hours=1 + hours)
        asks_most = latest_recovery(athlete, mornings={}, now=now).asks_most
        assert asks_most is not None
        assert asks_most.standing is standing
    after = latest_recovery(athlete, mornings={}, now=FIVE_PM + dt.timedelta(hours=1 + 70))
    assert after.asks_most is not None
    assert words.standing(after.asks_most) == "You are most likely over it."


def test_after_four_days_nothing_asks_for_time() -> None:
    athlete = create_athlete()
    create_session(athlete=athlete, day=SATURDAY, rpe=10, started_at=FIVE_PM)
    later = FIVE_PM + dt.timedelta(days=4, hours=2)
    assert latest_recovery(athlete, mornings={}, now=later).is_empty


def test_what_was_not_rated_is_asked_for() -> None:
    athlete = create_athlete()
    session = create_session(athlete=athlete, day=SUNDAY, rpe=None)
    asked = latest_recovery(athlete, mornings={}, now=NOW)
    assert asked.asks_most is None
    assert asked.unrated == session


def test_a_load_of_nothing_is_no_session_to_recover_from() -> None:
    athlete = create_athlete()
    for before in range(8):
        create_session(athlete=athlete, day=days_before(before), rpe=0)
    assert found(athlete).usual_load is None  # 0 AU is no measure of anything
