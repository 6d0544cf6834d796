import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.metrics.questionnaires import (
    HOOPER,
    MCLEAN,
    SRSS,
    acute_recovery_and_stress,
    high_fatigue_days,
    hooper_index,
    mclean_wellness,
    recovery_and_stress,
    worse_upwards,
)
from recovery.engine.status import Status
from tests.engine.factories import NAN, row


def test_sums_match_hand_calculation() -> None:
    assert hooper_index(row(2, 3, 4, 7)).value.tolist() == [16]
    assert mclean_wellness(row(5, 5, 5, 5, 5)).value.tolist() == [25]


def test_there_is_no_sum_with_an_item_missing() -> None:
    for result in (hooper_index(row(2, NAN, 4, 7)), mclean_wellness(row(1, 2, 3, NAN, 5))):
        assert np.isnan(result.value[0])
        assert result.status[0] == Status.INSUFFICIENT


def test_instruments_point_in_opposite_directions_until_turned() -> None:
    tired_hooper, tired_mclean = row(7, 7, 7, 7), row(1, 1, 1, 1, 1)
    assert hooper_index(tired_hooper).value[0] == 28  # the highest
    assert mclean_wellness(tired_mclean).value[0] == 5  # the lowest
    assert (worse_upwards(tired_hooper, HOOPER) == HOOPER.high).all()
    assert (worse_upwards(tired_mclean, MCLEAN) == MCLEAN.high).all()


def test_turning_twice_gives_the_answers_back() -> None:
    for instrument in (HOOPER, MCLEAN, SRSS):
        answers = np.random.default_rng(4).integers(
            instrument.low, instrument.high + 1, (5, len(instrument.items))
        )
        turned = worse_upwards(answers.astype(np.float64), instrument)
        assert_allclose(worse_upwards(turned, instrument), answers)
    assert worse_upwards(row(*[0] * 8), SRSS).tolist() == [[6, 6, 6, 6, 0, 0, 0, 0]]


def test_recovery_and_stress_have_no_grand_total() -> None:
    result = recovery_and_stress(row(4, 5, 3, 4, 1, 2, NAN, 3))
    assert result.recovery.value[0] == 4
    assert result.stress.status[0] == Status.INSUFFICIENT
    assert result.scores.value[0, 7] == 3
    assert result.scores.status[0, 6] == Status.INSUFFICIENT
    assert recovery_and_stress(row(4, 5, 3, 4, 1, 2, 2, 3)).stress.value[0] == 2


def test_the_long_form_is_eight_means_of_four() -> None:
    answers = np.tile(np.arange(8.0)[:, None] % 7, (2, 1, 4))
    answers[1, 2, 3] = NAN
    result = acute_recovery_and_stress(answers)
    assert result.value[0].tolist() == [0, 1, 2, 3, 4, 5, 6, 0]
    assert np.flatnonzero(result.status[1]).tolist() == [2]
    with pytest.raises(ValueError, match="expected 8 scales of 4 answers"):
        acute_recovery_and_stress(answers[..., :3])
    with pytest.raises(ValueError, match="between 0 and 6, got 7"):
        acute_recovery_and_stress(answers + 1)


def test_answers_outside_the_scale_or_the_wrong_number_are_refused() -> None:
    with pytest.raises(ValueError, match="between 1 and 7, got 8"):
        hooper_index(row(8, 1, 1, 1))
    with pytest.raises(ValueError, match="between 1 and 5, got 0"):
        mclean_wellness(row(0, 1, 1, 1, 1))
    with pytest.raises(ValueError, match="expected 8 answers"):
        recovery_and_stress(row(1, 2, 3))


def test_high_fatigue_is_counted_in_days_running() -> None:
    days = high_fatigue_days(row(6, 7, 5, 6, NAN, 6))
    assert_allclose(days.value, row(1, 2, 0, 1, NAN, 1))
    assert days.status[0, 4] == Status.INSUFFICIENT
    assert high_fatigue_days(row(*[6] * 8)).value[0, -1] == 8
    with pytest.raises(ValueError, match="fatigue must lie between 1 and 7"):
        high_fatigue_days(row(0))
