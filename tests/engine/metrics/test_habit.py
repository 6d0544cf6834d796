import numpy as np
import pytest

from recovery.engine.metrics.habit import habitual_load_effect, log_load_ratio
from recovery.engine.status import Status
from tests.engine.factories import NAN, row


def test_effect_size_matches_hand_calculation() -> None:
    # 28 days of 200 and 400 in turn: mean 300, sample SD 100 * sqrt(28 / 27).
    load = row(*[200, 400] * 14, *[450] * 7)
    result = habitual_load_effect(load)
    assert result.value[0, -1] == pytest.approx(150 / (100 * np.sqrt(28 / 27)))
    assert result.status[0, -1] == Status.PROVISIONAL  # 35 days of history


def test_effect_size_is_settled_after_eight_weeks() -> None:
    result = habitual_load_effect(row(*[200, 400] * 28))
    assert result.status[0, -2:].tolist() == [Status.PROVISIONAL, Status.OK]
    assert result.value[0, -1] == pytest.approx(0, abs=0.2)


def test_effect_size_of_a_habit_without_spread_is_not_applicable() -> None:
    for level in (0, 300.1):
        result = habitual_load_effect(row(*[level] * 60))
        assert result.status[0, -1] == Status.NOT_APPLICABLE
        assert np.isnan(result.value[0, -1])


def test_effect_size_needs_known_days_on_both_sides() -> None:
    load = row(*[200, 400] * 20)
    recent, usual = load.copy(), load.copy()
    recent[0, -3:] = NAN
    usual[0, -16:-7] = NAN
    for gaps in (recent, usual):
        assert habitual_load_effect(gaps).status[0, -1] == Status.INSUFFICIENT
    assert habitual_load_effect(row(300)).status[0, 0] == Status.INSUFFICIENT


def test_effect_size_is_unchanged_when_the_load_is_scaled() -> None:
    load = np.random.default_rng(4).uniform(0, 600, (3, 70))
    np.testing.assert_allclose(
        habitual_load_effect(5 * load).value, habitual_load_effect(load).value
    )


def test_log_ratio_matches_hand_calculation() -> None:
    week = log_load_ratio(row(*[300] * 28, *[450] * 7))
    assert week.value[0, -1] == pytest.approx(np.log(475 / 325))
    assert week.status[0, -1] == Status.PROVISIONAL
    three_weeks = log_load_ratio(row(*[300] * 56, *[390] * 21), weeks=3)
    assert three_weeks.value[0, -1] == pytest.approx(np.log(415 / 325))
    assert three_weeks.status[0, -1] == Status.OK


def test_log_ratio_is_symmetric_and_bounded_near_zero_load() -> None:
    up = log_load_ratio(row(*[300] * 28, *[450] * 7)).value[0, -1]
    down = log_load_ratio(row(*[450] * 28, *[300] * 7)).value[0, -1]
    assert up == pytest.approx(-down)
    assert log_load_ratio(row(*[0] * 35)).value[0, -1] == 0
    assert log_load_ratio(row(*[0] * 28, *[75] * 7)).value[0, -1] == pytest.approx(np.log(4))


def test_log_ratio_with_a_vanishing_offset_is_scale_free() -> None:
    load = np.random.default_rng(5).uniform(100, 600, (3, 90))
    for weeks in (1, 3):
        plain = log_load_ratio(load, weeks=weeks, offset=1e-9).value
        scaled = log_load_ratio(7 * load, weeks=weeks, offset=1e-9).value
        np.testing.assert_allclose(scaled, plain, atol=1e-9)


def test_log_ratio_needs_five_sevenths_of_the_days() -> None:
    load = row(*[300] * 35)
    load[0, -3:] = NAN
    assert log_load_ratio(load).status[0, -1] == Status.INSUFFICIENT
    assert log_load_ratio(row(*[300] * 60), weeks=3).status[0, -1] == Status.INSUFFICIENT
    assert log_load_ratio(row(*[300] * 61), weeks=3).status[0, -1] == Status.OK  # 21 + 40


def test_log_ratio_refuses_other_windows() -> None:
    with pytest.raises(ValueError, match="weeks must be 1 or 3, got 2"):
        log_load_ratio(row(1), weeks=2)
    with pytest.raises(ValueError, match="offset must be positive, got 0"):
        log_load_ratio(row(1), offset=0)
