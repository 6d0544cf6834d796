import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.metrics.sleep import (
    RegularityScale,
    middle_of_sleep_spread,
    sleep_debt,
    sleep_efficiency,
    sleep_epochs,
    sleep_need,
    sleep_regularity_index,
    sleep_shortfall,
    social_jetlag,
)
from recovery.engine.status import Status
from tests.engine.factories import NAN, row

EIGHT = np.array([8.0])


def test_efficiency_matches_hand_calculation() -> None:
    result = sleep_efficiency(row(6.8, 8, 9, 0, NAN), row(8, 8, 8, 0, 8))
    assert_allclose(result.value, row(85, 100, NAN, NAN, NAN))
    assert result.status[0].tolist() == [
        Status.OK,
        Status.OK,
        Status.NOT_APPLICABLE,
        Status.NOT_APPLICABLE,
        Status.INSUFFICIENT,
    ]
    with pytest.raises(ValueError, match="hours asleep must lie between 0 and 24, got 25"):
        sleep_efficiency(row(25), row(8))


def test_debt_matches_hand_calculation() -> None:
    nights = row(*[8] * 11, 6, 7, 7.5)
    # 2, then 0.9 * 2 + 1, then 0.9 * 2.8 + 0.5
    assert sleep_debt(nights, need=EIGHT).value[0, -1] == pytest.approx(3.02)


def test_debt_is_never_negative_and_a_long_night_pays_it_off() -> None:
    assert sleep_debt(row(*[9] * 14), need=EIGHT).value[0, -1] == 0
    assert sleep_debt(row(*[8] * 12, 6, 11), need=EIGHT).value[0, -1] == 0


def test_a_nap_counts_and_an_unknown_night_only_lets_the_debt_fade() -> None:
    nights, naps = row(*[8] * 12, 6, 6), row(*[NAN] * 13, 1)
    assert sleep_debt(nights, need=EIGHT, naps=naps).value[0, -1] == pytest.approx(0.9 * 2 + 1)
    nights[0, -1] = NAN
    assert sleep_debt(nights, need=EIGHT).value[0, -1] == pytest.approx(1.8)


def test_debt_forgets_after_fourteen_nights_and_needs_eight() -> None:
    nights = row(0, *[8] * 14)
    assert sleep_debt(nights, need=EIGHT).value[0, -1] == 0
    assert sleep_debt(nights, need=EIGHT).value[0, -2] == pytest.approx(8 * 0.9**13)
    assert sleep_debt(row(*[7] * 7), need=EIGHT).status[0, -1] == Status.INSUFFICIENT
    without = sleep_debt(row(*[7] * 9), need=np.array([NAN]))
    assert without.status[0, -1] == Status.INSUFFICIENT


def test_debt_refuses_impossible_values() -> None:
    with pytest.raises(ValueError, match="sleep need must lie between 7 and 10, got 5"):
        sleep_debt(row(8), need=np.array([5.0]))
    with pytest.raises(ValueError, match="hours napped must lie between 0 and 24"):
        sleep_debt(row(8), need=EIGHT, naps=row(-1))


def test_shortfall_counts_short_nights_alone() -> None:
    assert sleep_shortfall(row(7, 7, 10, 8, 8, 8, 8), need=EIGHT).value[0, -1] == pytest.approx(2)
    gaps = sleep_shortfall(row(7, NAN, 7, 7, NAN, 7, 7), need=EIGHT)
    assert gaps.value[0, -1] == pytest.approx(7)
    assert sleep_shortfall(row(7, 7, 7, 7), need=EIGHT).status[0, -1] == Status.INSUFFICIENT


def test_need_is_a_high_quartile_within_bounds() -> None:
    nights = np.array([[8, 8.2, 8.4, 8.6, 9.0], [5, 5, 5, 5, 5], [12, 12, 12, 12, NAN]])
    need = sleep_need(nights, teenage=np.array([False, True, False]))
    assert need.value[:2].tolist() == pytest.approx([8.6, 8.0])
    assert need.status.tolist() == [Status.PROVISIONAL, Status.PROVISIONAL, Status.INSUFFICIENT]
    for bad in (-0.5, 24.5):
        with pytest.raises(ValueError, match="hours asleep must lie between 0 and 24"):
            sleep_need(row(bad), teenage=np.array([False]))
    long = sleep_need(row(*[12] * 14), teenage=np.array([False]))
    assert (long.value[0], long.status[0]) == (9.5, Status.OK)


def test_regularity_of_equal_days_is_a_hundred() -> None:
    asleep = sleep_epochs(row(*[11.0] * 8), row(*[19.0] * 8))
    assert asleep.sum(axis=-1).tolist() == [[32] * 8]  # eight hours
    assert sleep_regularity_index(asleep).value[0] == 100


def test_regularity_on_both_scales() -> None:
    asleep = np.zeros((1, 8, 24))
    asleep[0, :, :8] = 1
    asleep[0, 1::2, 8] = 1  # every other day an hour longer: 23 of 24 epochs agree
    signed = sleep_regularity_index(asleep)
    agreement = sleep_regularity_index(asleep, scale=RegularityScale.AGREEMENT)
    assert signed.value[0] == pytest.approx(91.667, abs=5e-4)
    assert agreement.value[0] == pytest.approx(95.833, abs=5e-4)
    opposite = np.stack([np.tile([1.0, 0.0], 4)[:, None].repeat(24, axis=1)])
    assert sleep_regularity_index(opposite).value[0] == -100


def test_regularity_drops_pairs_with_a_gap() -> None:
    asleep = sleep_epochs(row(*[11.0] * 9), row(*[19.0] * 9))
    asleep[0, 4, 17] = NAN
    result = sleep_regularity_index(asleep)  # 8 pairs, of which two touch the gap
    assert (result.value[0], result.status[0]) == (100, Status.PROVISIONAL)
    assert sleep_regularity_index(asleep[:, 3:]).status[0] == Status.INSUFFICIENT
    with pytest.raises(ValueError, match="a state must be 1"):
        sleep_regularity_index(asleep / 2)


def test_an_epoch_is_asleep_when_its_middle_is() -> None:
    for start, first in ((11.1, 44), (11.125, 44), (11.13, 45)):
        asleep = sleep_epochs(row(start), row(19))
        assert np.flatnonzero(asleep[0, 0])[0] == first


def test_an_unknown_night_has_no_epochs() -> None:
    asleep = sleep_epochs(row(11, NAN), row(19, 19))
    assert np.isnan(asleep[0, 1]).all()
    with pytest.raises(ValueError, match="must end after it began"):
        sleep_epochs(row(12), row(11))
    with pytest.raises(ValueError, match="hour of waking"):
        sleep_epochs(row(12), row(25))


def test_middle_of_sleep_matches_hand_calculation() -> None:
    start = row(11, 11, 12, 10, 11)
    spread = middle_of_sleep_spread(start, start + 8)
    assert spread.value[0] == pytest.approx(np.std([0, 0, 1, -1, 0], ddof=1))
    assert middle_of_sleep_spread(start[:, 1:], start[:, 1:]).status[0] == Status.INSUFFICIENT


def test_social_jetlag_is_the_shift_on_free_days() -> None:
    start = row(11, 11, 11, 12.5, 13)
    free = np.array([[False, False, False, True, True]])
    assert social_jetlag(start, start + 8, free).value[0] == pytest.approx(1.75)
    assert social_jetlag(start, start + 8, ~free).value[0] == pytest.approx(1.75)
    one = free & (np.arange(5) == 3)
    assert social_jetlag(start, start, one).status[0] == Status.INSUFFICIENT
