from collections import Counter
from datetime import time
from functools import cache
from time import process_time

import numpy as np
import pytest

from recovery.engine import (
    ITEM_INDEX,
    WARNING_LEVELS,
    DataClass,
    DayKind,
    Level,
    Series,
    SessionKind,
    assess,
    daily_load,
    pack_sessions,
    turn_answers,
)
from recovery.simulation import SimulatedAthlete, Story, demo_club

N_DAYS = 120
CLUBS = [(athletes, seed) for athletes in (12, 25, 200) for seed in range(1, 6)]
QUESTIONS = (
    "fatigue",
    "soreness",
    "sleep_quality",
    "sleep_hours",
    "stress",
    "mood",
    "concentration",
    "motivation",
)
club = cache(demo_club)


def read(athletes: tuple[SimulatedAthlete, ...]) -> Series:
    """Turn facts into a series the way a stranger would: from the facts alone."""
    shape = (len(athletes), N_DAYS)
    items = np.full((*shape, len(ITEM_INDEX)), np.nan)
    kinds = np.zeros(shape, dtype=np.int8)
    ill = np.zeros(shape, dtype=np.bool_)
    rows = []
    for number, athlete in enumerate(athletes):
        for check_in in athlete.check_ins:
            values = items[number, check_in.day + N_DAYS - 1]
            for code in (*QUESTIONS, "resting_heart_rate"):
                value = getattr(check_in, code)
                values[ITEM_INDEX[code]] = np.nan if value is None else value
            if check_in.rmssd is not None:
                values[ITEM_INDEX["ln_rmssd"]] = np.log(check_in.rmssd)
            ill[number, check_in.day + N_DAYS - 1] = check_in.ill
        for mark in athlete.day_marks:
            if mark.day <= 0:
                kinds[number, mark.day + N_DAYS - 1] = DayKind[mark.kind.upper()]
        rows += [
            (
                number,
                session.day + N_DAYS - 1,
                session.start.hour,
                SessionKind[session.kind.upper()],
                session.minutes,
                session.rpe,
                session.planned_rpe,
            )
            for session in athlete.sessions
        ]
    table = np.array(rows, dtype=np.float64)
    athlete_row, day, started, kind = table[:, :4].astype(np.int64).T
    sessions = pack_sessions(
        n_athletes=len(athletes),
        athlete=athlete_row,
        day=day,
        started=started,
        kind=kind,
        minutes=table[:, 4],
        rpe=table[:, 5],
        planned_rpe=table[:, 6],
    )
    state, load = daily_load(sessions, kinds)
    return Series(
        items=turn_answers(items),
        answered=np.any(~np.isnan(items), axis=-1),
        load=load,
        day_state=state,
        ill=ill,
        sessions=sessions,
        first_day=np.array([athlete.first_day + N_DAYS - 1 for athlete in athletes]),
    )


@pytest.mark.parametrize(("athletes", "seed"), CLUBS)
def test_every_story_has_its_level_today(athletes: int, seed: int) -> None:
    members = club(athletes=athletes, seed=seed)
    series = read(members)
    calm = {Level.USUAL, Level.NOTICE}
    expected = {
        Story.TIPPING: calm,
        Story.DRIFTING: {Level.IMBALANCE},
        Story.PERSISTENT: {Level.PERSISTENT},
        Story.TIRED: {Level.RECOVERY_LOW},
        Story.ILL: {Level.ILL},
        Story.SILENT: {Level.UNKNOWN, Level.DATA_MISSING},
        Story.NEW: {Level.UNKNOWN},
        Story.AWAY: {Level.UNKNOWN, Level.DATA_MISSING},
        Story.PRIVATE: {Level.USUAL},
        Story.FINE: calm,
    }
    assert {member.story for member in members} == set(Story)
    everything = assess(series).level[:, -1]
    least = series.seen_through(DataClass.SESSIONS | DataClass.BODY | DataClass.HEALTH)
    for levels in (everything, assess(least).level[:, -1]):
        for member, level in zip(members, levels.tolist(), strict=True):
            assert level in expected[Story(member.story)], member.name


@pytest.mark.parametrize(("athletes", "seed"), CLUBS)
def test_a_poor_answer_today_tips_the_tipping_athlete_and_a_good_one_does_not(
    athletes: int, seed: int
) -> None:
    (member,) = [one for one in club(athletes=athletes, seed=seed) if one.story == Story.TIPPING]
    assert max(check_in.day for check_in in member.check_ins) < 0
    for point, warned in ((1, True), (2, True), (4, False), (5, False)):
        series = read((member,))
        series.items[0, -1, [ITEM_INDEX[code] for code in QUESTIONS]] = 6 - point
        series.items[0, -1, ITEM_INDEX["sleep_hours"]] = np.nan
        series.answered[0, -1] = True
        assert (assess(series).level[0, -1] in WARNING_LEVELS) is warned


def test_most_athletes_are_fine_and_have_answered_today() -> None:
    members = club(athletes=25, seed=7)
    assert Counter(member.story for member in members)[Story.FINE] >= 13
    answered = [member.check_ins[-1].day == 0 for member in members]
    assert 0.6 < np.mean(answered) < 1


def test_the_same_seed_gives_the_same_club() -> None:
    assert demo_club(3, seed=5) == demo_club(3, seed=5)
    assert demo_club(3, seed=5) != demo_club(3, seed=6)


def test_facts_are_such_as_people_enter() -> None:
    for member in club(athletes=25, seed=7):
        days = [check_in.day for check_in in member.check_ins]
        assert days == sorted(set(days))
        assert member.first_day <= days[0]
        assert days[-1] <= 0
        # Today's training is still to come.
        assert all(member.first_day <= session.day < 0 for session in member.sessions)
        marked = [mark.day for mark in member.day_marks]
        assert len(marked) == len(set(marked))
        for check_in in member.check_ins:
            points = [getattr(check_in, code) for code in QUESTIONS if code != "sleep_hours"]
            assert all(point in range(1, 6) for point in points)
            assert 3 <= (check_in.sleep_hours or 0) <= 12
            assert time(5) < check_in.at < time(10)
        for session in member.sessions:
            assert 15 <= session.minutes <= 300
            assert session.rpe in np.arange(1, 21) / 2


def test_stories_say_what_happened() -> None:
    members = {member.story: member for member in club(athletes=12, seed=1)}
    assert members[Story.NEW].first_day == -7
    assert max(day.day for day in members[Story.AWAY].day_marks) == 9
    assert members[Story.ILL].check_ins[-1].ill
    assert members[Story.SILENT].check_ins[-1].day <= -12
    assert [story for story, member in members.items() if not member.shares] == [Story.PRIVATE]


def test_a_club_of_200_takes_under_three_seconds() -> None:
    before = process_time()
    demo_club(200, seed=99)
    assert process_time() - before < 3


def test_names_are_different_and_two_are_remarkable() -> None:
    members = club(athletes=200, seed=1)
    assert len({member.name for member in members}) == 200
    assert len({member.slug for member in members}) == 200
    assert all(member.slug.isascii() and " " not in member.slug for member in members)
    names = " ".join(member.name for member in members)
    assert "Zoë Çelik-Müller" in names
    assert max(len(member.name) for member in members) > 50


@pytest.mark.parametrize("athletes", [1, 2, 9])
def test_a_small_club_has_the_first_stories(athletes: int) -> None:
    stories = {member.story for member in club(athletes=athletes, seed=1)}
    assert stories == set(list(Story)[:athletes])


def test_a_short_history_still_tells_the_stories() -> None:
    assert len(demo_club(12, days=70, seed=1)) == 12


@pytest.mark.parametrize(
    ("athletes", "days", "message"),
    [
        (0, 120, "at least 1 athlete, got 0"),
        (5, 69, "at least 70 days, got 69"),
        (5000, 120, "1764 names, and 5000"),
    ],
)
def test_impossible_clubs_are_refused(athletes: int, days: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        demo_club(athletes, days=days)
