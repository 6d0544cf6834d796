import json
from dataclasses import replace

import numpy as np
import pytest

from recovery.engine import (
    WARNING_LEVELS,
    Assessment,
    Episode,
    Level,
    Parameters,
    assess,
    episodes,
    payload,
)
from recovery.engine.items import ITEM_INDEX
from tests.engine.factories import NAN, answers, random_series, row, series


@pytest.fixture(scope="module")
def drifted() -> Assessment:
    """Forty usual days, then ten in which everything but mood is worse, with twice the load."""
    items = answers([2.0 + day % 2 for day in range(40)] + [4.0] * 9 + [NAN])
    items[0, 40:49, ITEM_INDEX["mood"]] = 2
    items[0, 40:49, ITEM_INDEX["fatigue"]] = 5
    items[0, 41, ITEM_INDEX["fatigue"]] = 3  # no eight days in a row
    load = row(*[300] * 42, *[600] * 7, NAN)
    return assess(series(items=items, load=load))


def test_payload_explains_an_imbalance(drifted: Assessment) -> None:
    told = payload(drifted, 0, -1)
    assert told["level"] == Level.IMBALANCE
    assert told["opened"] == drifted.opened[0, -1]
    assert told["load"] == {"week": 4200, "usual": 2100, "percent": 100}
    assert told["coverage"] == {"checkins_7": 6, "usable_7": 6, "known_days_28": 27}
    assert told["phase"] == "full"
    assert told["closes_if"] == {
        "stream": "evidence",
        "below": 0.55,
        "days": 3,
        "now": told["evidence"],
    }


def test_reasons_are_as_the_athlete_answered_and_worst_first(drifted: Assessment) -> None:
    told = payload(drifted, 0, -1)
    first = told["top_items"][0]
    assert len(told["top_items"]) == 3
    assert (first["item"], first["raw"]) == ("fatigue", 1.0)  # 5 of 5 in the series is 1 on screen
    assert first["own_normal"] == pytest.approx(3.5, abs=0.1)
    assert (first["days_worse"], first["days_answered"]) == (6, 6)
    assert [reason["item"] for reason in told["against"]] == ["mood"]
    z = [reason["z"] for reason in told["top_items"]]
    assert z == sorted(z, reverse=True)


def test_payload_of_a_quiet_day_has_no_warning_in_it() -> None:
    quiet = payload(assess(series(items=answers([2.0 + day % 2 for day in range(40)]))), 0, 39)
    assert quiet["level"] == Level.USUAL
    assert quiet["opened"] is None
    assert quiet["closes_if"] is None
    assert quiet["load"] == {"week": None, "usual": None, "percent": None}


def test_low_recovery_closes_on_the_response() -> None:
    items = answers([2.0 + day % 2 for day in range(40)] + [4.0] * 4)
    told = payload(assess(series(items=items)), 0, -1)
    assert told["level"] == Level.RECOVERY_LOW
    assert told["closes_if"] == {
        "stream": "response",
        "below": 0.4,
        "days": 3,
        "now": told["response"],
    }


def test_shares_add_up_to_the_evidence(drifted: Assessment) -> None:
    told = payload(drifted, 0, -1)
    assert told["shares"]["exertion"] is None
    assert told["shares"]["response"] is not None
    assert told["shares"]["load"] is not None
    total = told["shares"]["response"] + told["shares"]["load"]
    assert total == pytest.approx(told["evidence"], abs=0.011)
    assert (told["load_raised"], told["exertion_raised"]) == (True, False)
    assert told["threshold"] == Parameters().imbalance_evidence


def test_cues_are_named() -> None:
    items = answers([2.0 + day % 2 for day in range(40)])
    items[0, -4:, ITEM_INDEX["soreness"]] = 4
    assert payload(assess(series(items=items)), 0, -1)["cues"] == ["soreness"]


def test_since_is_the_day_of_the_present_level(drifted: Assessment) -> None:
    told = payload(drifted, 0, -1)
    assert (drifted.level[0, told["since"] :] == told["level"]).all()
    assert drifted.level[0, told["since"] - 1] != told["level"]
    assert payload(drifted, 0, 0)["since"] == 0


def test_every_payload_is_json_without_nan() -> None:
    assessment = assess(random_series(20, 120, 5))
    levels = set()
    for athlete in range(20):
        for day in range(0, 120, 3):
            told = payload(assessment, athlete, day)
            assert json.loads(json.dumps(told, allow_nan=False)) == told
            levels.add(told["level"])
    assert levels == set(Level) - {Level.LOCAL_PROBLEM}  # of which random facts hold none


def test_version_tells_thresholds_apart() -> None:
    assert Parameters().version == Parameters().version
    assert Parameters().version != Parameters(imbalance_evidence=1.8).version
    assert Parameters().version.startswith("2.0-")


def test_episodes_hold_their_transitions() -> None:
    assessment = assess(random_series(1, 12, 1))
    levels = np.array([[1, 4, 4, 3, 5, 5, 1, 2, 3, 0, 1, 5]], dtype=np.int8)
    assert episodes(replace(assessment, level=levels)) == (
        (
            Episode(1, 6, ((1, Level.RECOVERY_LOW), (3, Level.IMBALANCE), (4, Level.PERSISTENT))),
            Episode(8, 9, ((8, Level.IMBALANCE),)),
            Episode(11, None, ((11, Level.PERSISTENT),)),
        ),
    )


def test_episodes_agree_with_the_days(drifted: Assessment) -> None:
    assessment = assess(random_series(30, 150, 2))
    warned = np.isin(assessment.level, WARNING_LEVELS)
    for athlete, found in enumerate(episodes(assessment)):
        days = np.zeros(150, dtype=np.bool_)
        for episode in found:
            span = slice(episode.opened, episode.closed)
            assert (assessment.opened[athlete, span] == episode.opened).all()
            days[span] = True
        assert (days == warned[athlete]).all()
    assert len(episodes(drifted)[0]) == 1
