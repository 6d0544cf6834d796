import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.metrics.averages import EwmaConvention
from recovery.engine.metrics.fitness import rest_days_until_balance, training_balance
from recovery.engine.status import Status
from tests.engine.factories import NAN, row


def test_balance_is_shown_the_day_after() -> None:
    load = row(*[100] * 20)
    shown, same = training_balance(load), training_balance(load, next_day=False)
    assert_allclose(shown.balance.value[0, 15:], same.balance.value[0, 14:-1])
    assert_allclose(
        same.balance.value[0, 14:], (same.chronic.value - same.acute.value)[0, 14:], rtol=1e-12
    )


def test_relative_balance_matches_hand_calculation() -> None:
    chart = training_balance(row(*[100] * 43))
    chronic, acute = 100 * -np.expm1(-1), 100 * -np.expm1(-6)
    assert chart.balance.value[0, -1] == pytest.approx(chronic - acute)
    assert chart.relative_balance.value[0, -1] == pytest.approx((chronic - acute) / chronic)
    one_over_n = training_balance(row(*[100] * 43), convention=EwmaConvention.RECIPROCAL)
    assert one_over_n.chronic.value[0, 41] == pytest.approx(63.65440, abs=5e-6)


def test_balance_is_provisional_from_two_weeks_and_settled_from_six() -> None:
    status = training_balance(row(*[100] * 43)).chronic.status[0]
    assert status[12] == Status.INSUFFICIENT
    assert status[13] == status[40] == Status.PROVISIONAL
    assert status[41] == Status.OK


def test_balance_needs_two_thirds_of_the_days() -> None:
    load = row(*[100] * 60)
    load[0, -15:] = NAN  # 27 of 42 known
    status = training_balance(load).acute.status[0]
    assert status[-1] == Status.INSUFFICIENT
    assert status[-2] == Status.OK


def test_an_unknown_day_counts_as_the_usual_weekday_and_is_marked() -> None:
    week = [0, 100, 200, 300, 100, 400, 50]
    known = row(*week * 7)
    gap = known.copy()
    gap[0, -2] = NAN  # a day of 400 in every earlier week
    chart = training_balance(gap)
    assert_allclose(chart.chronic.value[0, -1], training_balance(known).chronic.value[0, -1])
    assert np.flatnonzero(chart.filled_in).tolist() == [47]


def test_an_unknown_weekday_without_precedent_keeps_the_averages() -> None:
    chart = training_balance(row(*[100] * 3, NAN, *[100] * 16))
    assert not chart.filled_in.any()
    plain = training_balance(row(*[100] * 19)).chronic.value[0, -1]
    assert chart.chronic.value[0, -1] == pytest.approx(plain)


def test_relative_balance_without_load_is_not_applicable() -> None:
    chart = training_balance(row(*[0] * 45))
    assert chart.relative_balance.status[0, -1] == Status.NOT_APPLICABLE
    assert chart.balance.value[0, -1] == 0


def test_rest_days_until_balance_match_hand_calculation() -> None:
    # 60 e^(-d/42) = 90 e^(-d/7): d = ln(1.5) / (1/7 - 1/42)
    days = rest_days_until_balance(row(60, 60, 0, NAN), row(90, 30, 10, 10))
    assert days.value[0, 0] == pytest.approx(np.log(1.5) / (1 / 7 - 1 / 42))
    assert days.value[0, 1] == 0
    assert days.status[0, 2:].tolist() == [Status.NOT_APPLICABLE, Status.INSUFFICIENT]
    for chronic, acute in ((-0.5, 1), (1, -0.5)):
        with pytest.raises(ValueError, match="must not be negative"):
            rest_days_until_balance(row(chronic), row(acute))
