from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from recovery.assessments import explanations
from recovery.assessments.explanations import Point
from recovery.assessments.models import CurrentState, Level
from recovery.assessments.services import assess
from recovery.engine import DEFAULTS, ITEM_CODES
from recovery.methods.measured import parse
from recovery.methods.registry import BY_SLUG
from tests.assessments.histories import NOW, create_athlete_with_history


def item(code: str, *, z: float = 1.5, raw: float = 2, worse: int = 5) -> dict[str, Any]:
    return {
        "item": code,
        "raw": raw,
        "own_normal": 3.6,
        "z": z,
        "days_worse": worse,
        "days_answered": 6,
    }


def payload(level: Level = Level.IMBALANCE, **differing: Any) -> dict[str, Any]:
    """Return a payload as `rows` stores it: an imbalance on its third day."""
    is_warning = level in {Level.IMBALANCE, Level.RECOVERY_LOW, Level.PERSISTENT}
    return {
        "level": int(level),
        "day": "2026-11-23",
        "since": "2026-11-21",
        "opened_on": "2026-11-21" if is_warning else None,
        "evidence": 2.1,
        "response": 1.4,
        "response_sd": 0.4,
        "response_band": 0.5,
        "load_excess": 1.6,
        "dissociation": None,
        "easy_creep": None,
        "soreness_days": 0,
        "fatigue_days": 0,
        "shares": {"response": 1.4, "load": 0.16, "exertion": None},
        "threshold": 0.93,
        "load_raised": True,
        "exertion_raised": False,
        "cues": [],
        "ill": False,
        "building_up": False,
        "careless": False,
        "overload": False,
        "performance_drop": False,
        "top_items": [item("soreness"), item("fatigue", raw=1.5), item("sleep_hours", raw=6.25)],
        "against": [item("mood", z=0.1, worse=0), item("stress", z=-0.8, worse=0)],
        "missing": ["resting_heart_rate", "ln_rmssd"],
        "load": {"week": 2400, "usual": 1800, "percent": 33},
        "coverage": {"checkins_7": 6, "usable_7": 6, "known_days_28": 26},
        "phase": "full",
        "answers": 30,
        "thresholds_version": "1.0-x",
        "closes_if": {"stream": "evidence", "below": 0.8, "days": 3, "now": 2.1}
        if is_warning
        else None,
        **differing,
    }


NO_LOAD = {"week": None, "usual": None, "percent": None}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            payload(),
            (
                "Worse than their own normal: soreness, fatigue and hours slept."
                " Load is 33% above usual."
            ),
        ),
        (
            payload(load={"week": 1800, "usual": 1800, "percent": 2}),
            (
                "Worse than their own normal: soreness, fatigue and hours slept."
                " Load was higher than usual in the past two weeks."
            ),
        ),
        (
            payload(
                Level.RECOVERY_LOW, load_excess=0, load={"week": 9, "usual": 10, "percent": -10}
            ),
            (
                "Worse than their own normal: soreness, fatigue and hours slept."
                " Load is 10% below usual."
            ),
        ),
        (
            payload(Level.RECOVERY_LOW, top_items=[], load=NO_LOAD),
            "Recovery is below their own normal.",
        ),
        (
            payload(Level.PERSISTENT, opened_on="2026-11-15"),
            "Recovery has stayed below their own normal for 9 days while load is 33% above usual.",
        ),
        (
            payload(Level.PERSISTENT, opened_on="2026-11-15", load=NO_LOAD),
            "Recovery has stayed below their own normal for 9 days.",
        ),
        (
            payload(Level.USUAL, load_excess=None, load={"week": 9, "usual": 9, "percent": 1}),
            "As usual. Load is as usual.",
        ),
        (payload(Level.USUAL, load=NO_LOAD), "As usual."),
        (payload(Level.UNKNOWN, phase="learning"), "Their own normal is still being learned."),
        (
            payload(Level.ILL),
            "Says to be ill. What is answered meanwhile is not held against recovery.",
        ),
        (
            payload(Level.LOCAL_PROBLEM),
            "One region has been sore for a week; recovery as a whole is another matter.",
        ),
        (
            payload(
                Level.DATA_MISSING, coverage={"checkins_7": 1, "usable_7": 1, "known_days_28": 2}
            ),
            "Used to answer more often; 1 check-in in the last seven days.",
        ),
        (
            payload(Level.UNKNOWN, coverage={"checkins_7": 1, "usable_7": 1, "known_days_28": 2}),
            "1 check-in in the last seven days: too little to say anything.",
        ),
    ],
)
def test_headline_says_what_and_why(said: dict[str, Any], sentence: str) -> None:
    assert explanations.headline(said) == sentence


@pytest.mark.parametrize(
    ("said", "heading"),
    [
        (payload(), "Load and recovery are drifting apart"),
        (
            payload(load=NO_LOAD, load_excess=None),
            "Your recovery is clearly behind your own normal",
        ),
        (
            payload(Level.RECOVERY_LOW),
            "Your recovery is lower, but your training is not heavier",
        ),
        (
            payload(Level.PERSISTENT, opened_on="2026-11-15"),
            "Your recovery has been behind for 9 days: time to plan rest",
        ),
        (payload(Level.NOTICE), "Your recovery is a bit behind your own normal"),
        (
            payload(Level.NOTICE, response=0.1, soreness_days=5),
            "Your soreness has stayed for 5 days",
        ),
        (
            payload(Level.NOTICE, response=0.1, load_excess=2.4),
            "You have trained much more than you are used to",
        ),
        (
            payload(Level.NOTICE, response=0.1, easy_creep=1.7),
            "Your easy sessions feel harder than planned",
        ),
        (
            payload(Level.NOTICE, response=0.1, cues=["sudden"]),
            "Two poor mornings at once: are you getting ill?",
        ),
        (payload(Level.ILL), "You are ill: first get better"),
        (payload(Level.LOCAL_PROBLEM), "One part of you has been sore for a week"),
        (payload(Level.DATA_MISSING), "Too little to say anything about these days"),
        (payload(Level.USUAL), "Your recovery is as usual"),
        (payload(Level.UNKNOWN), "Too little to say anything about these days"),
        (payload(Level.UNKNOWN, phase="learning"), "Your own normal is still being learned"),
    ],
)
def test_own_headline_speaks_to_the_athlete(said: dict[str, Any], heading: str) -> None:
    assert explanations.own_headline(said) == heading


def test_evidence_for_names_items_load_and_effort() -> None:
    assert explanations.speaks_for(payload(easy_creep=1.6, soreness_days=4)) == (
        Point("Soreness", "2, usually 3.6; worse on 5 of 6 days"),
        Point("Fatigue", "1.5, usually 3.6; worse on 5 of 6 days"),
        Point("Hours slept", "6.2 h, usually 3.6 h; worse on 5 of 6 days"),
        Point("Soreness that stays", "4 days in a row"),
        Point("Load", "33% above usual"),
        Point("Easy sessions felt hard", "+1.6 RPE"),
    )


def test_evidence_against_is_never_left_out() -> None:
    said = payload(load={"week": 1, "usual": 1, "percent": -12}, load_excess=-0.4, dissociation=0.2)
    assert explanations.speaks_against(said) == (
        Point("Mood", "as usual"),
        Point("Stress", "better than usual"),
        Point("Load", "12% below usual"),
        Point("Effort", "sessions feel as they should"),
    )


def test_load_speaks_either_for_or_against() -> None:
    for percent in range(-60, 61, 5):
        for excess in (None, 0.0, 1.5):
            said = payload(load={"week": 1, "usual": 1, "percent": percent}, load_excess=excess)
            points = (*explanations.speaks_for(said), *explanations.speaks_against(said))
            assert sum(point.label == "Load" for point in points) == 1


def test_missing_does_not_tell_withheld_from_not_filled_in() -> None:
    said = payload(coverage={"checkins_7": 4, "usable_7": 4, "known_days_28": 12})
    assert explanations.missing(said) == (
        Point("Check-ins", "4 of the last 7 days"),
        Point("Training and rest", "known of 12 of 28 days"),
        Point("Resting heart rate and heart rate variability", "not shared or not filled in"),
    )
    assert explanations.missing(said, is_own=True)[-1].text == "not filled in"


def test_closes_says_what_it_takes_and_where_it_stands() -> None:
    assert explanations.closes(payload()) == (
        "Closes after 3 check-ins in a row nearer to normal: evidence below 0.80, now 2.10."
    )
    assert explanations.closes(payload(Level.USUAL)) == ""


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (payload(), ["easier", "active", "sleep"]),
        (payload(load_raised=False), ["active", "sleep", "food"]),
        (payload(Level.PERSISTENT), ["rest", "sleep", "food"]),
        (payload(Level.RECOVERY_LOW, load_raised=False, top_items=[item("mood")]), ["talk"]),
        (payload(Level.NOTICE, load_raised=False, top_items=[], cues=["sudden"]), ["ill"]),
        (
            payload(Level.NOTICE, load_raised=False, top_items=[], cues=["easy_creep"]),
            ["easy_is_easy"],
        ),
        (payload(Level.USUAL), []),
        (payload(Level.ILL), []),
    ],
)
def test_what_to_try_follows_from_what_is_the_matter(
    said: dict[str, Any], codes: list[str]
) -> None:
    for is_own in (True, False):
        expected = [str(explanations.SUGGESTIONS[code][0 if is_own else 1]) for code in codes]
        assert list(explanations.suggestions(said, is_own=is_own)) == expected


@pytest.mark.parametrize(
    ("differing", "beginning"),
    [
        ({"careless": True}, "Nearly every check-in has one answer"),
        ({"building_up": True}, "They are building up after a break"),
        ({"ill": True}, "They say they are ill."),
        ({"phase": "provisional"}, "Their own normal rests on few answers"),
        ({}, "A few poor days in a row can be chance"),
    ],
)
def test_caution_says_what_may_be_behind_it(differing: dict[str, Any], beginning: str) -> None:
    assert explanations.caution(payload(**differing)).startswith(beginning)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ([0.31, 0.2, 0.4], "3 in ten warnings like this came outside a bad spell"),
        ([0.02, 0.0, 0.1], "hardly any warning like this came outside a bad spell"),
        (None, "is not measured yet"),
    ],
)
def test_how_often_a_warning_is_wrong_is_read_from_what_was_measured(
    monkeypatch: pytest.MonkeyPatch, share: list[float] | None, said: str
) -> None:
    rule = {"wrong_share": share, "variant": "hard", "athletes": 3000, "seeds": [101]}
    content = {
        "engine_version": DEFAULTS.version,
        "variants": {},
        "rules": {"imbalance": rule},
    }
    monkeypatch.setattr(explanations, "measurements", lambda: parse(content))
    assert said in explanations.how_often_wrong(payload())
    assert "not measured yet" in explanations.how_often_wrong(payload(Level.PERSISTENT))


def test_figures_of_another_version_of_the_model_are_not_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule = {"wrong_share": [0.3, 0.2, 0.4], "variant": "hard", "athletes": 9, "seeds": [1]}
    content = {"engine_version": "1.0-old", "variants": {}, "rules": {"imbalance": rule}}
    monkeypatch.setattr(explanations, "measurements", lambda: parse(content))
    assert "not measured yet" in explanations.how_often_wrong(payload())


def test_fatigue_that_stays_speaks_for_it() -> None:
    assert Point("Fatigue that stays", "9 days in a row") in explanations.speaks_for(
        payload(fatigue_days=9)
    )


def test_what_calls_for_nothing_says_nothing() -> None:
    for level in (Level.USUAL, Level.UNKNOWN):
        assert explanations.conversation(payload(level)) == ""
        assert explanations.advice(payload(level)) == ""


def test_a_notice_gives_a_coach_nothing_to_talk_about() -> None:
    assert explanations.conversation(payload(Level.NOTICE)) == ""


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("level", Level)
def test_every_level_can_be_put_into_words(level: Level, language: str) -> None:
    everything = payload(level, missing=list(ITEM_CODES), dissociation=0.9, easy_creep=0.1)
    nothing = payload(
        level,
        evidence=None,
        response=None,
        load_excess=None,
        top_items=[],
        against=[],
        missing=[],
        load=NO_LOAD,
        phase="provisional",
    )
    with translation.override(language):
        for said in (everything, nothing):
            assert explanations.headline(said)
            assert explanations.own_headline(said)
            for points in (explanations.speaks_for, explanations.speaks_against):
                assert all(point.label and point.text for point in points(said))
            assert explanations.caution(said)


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    with translation.override("nl"):
        assert explanations.item_value("sleep_hours", 7.5).startswith("7,5")


@pytest.mark.django_db
def test_words_come_from_the_payload_alone() -> None:
    athlete = create_athlete_with_history(poor_days=14)
    assess(athlete_ids=[athlete.pk], now=NOW)
    said = CurrentState.objects.get().payload
    with CaptureQueriesContext(connection) as queries:
        for words in (
            explanations.headline,
            explanations.own_headline,
            explanations.speaks_for,
            explanations.speaks_against,
            explanations.missing,
            explanations.closes,
            explanations.conversation,
            explanations.advice,
            explanations.caution,
            explanations.suggestions,
        ):
            assert words(said) is not None
    assert not queries
    assert set(payload()) <= set(said)


def test_in_short_names_items_together() -> None:
    said = payload(against=[item("mood", z=0.1), item("stress", z=-0.6), item("soreness", z=0.2)])
    assert explanations.in_short(said)[:2] == (
        Point("Better than usual", "stress"),
        Point("As usual", "mood and soreness"),
    )


def test_every_point_has_its_card_or_no_number() -> None:
    said = payload(easy_creep=1.6, soreness_days=4, fatigue_days=8)
    points = (*explanations.speaks_for(said), *explanations.speaks_against(said))
    assert {point.method for point in points} <= set(BY_SLUG)
    assert all(point.method for point in points)


@pytest.mark.parametrize(
    ("code", "value", "said"),
    [
        ("ln_rmssd", 4.1744, "65 ms"),  # whose exponential is 64.999
        ("sleep_hours", 7.66, "7.7 h"),
        ("resting_heart_rate", 49.6, "50 bpm"),
        ("fatigue", 3.47, "3.5"),
        ("fatigue", 3.0, "3"),
    ],
)
def test_value_is_rounded_and_not_cut_off(code: str, value: float, said: str) -> None:
    assert explanations.item_value(code, value) == said
