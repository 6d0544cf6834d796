import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from recovery.engine import ITEM_INDEX, Series, assess
from recovery.laboratory import baselines
from recovery.laboratory.detectors import Detector
from recovery.laboratory.worlds import Facts
from tests.engine.factories import answers, no_items, row, series
from tests.laboratory.factories import simulated_facts


def facts(one: Series) -> Facts:
    return Facts(one, assess(one))


def loaded(*loads: float) -> Facts:
    return facts(series(items=no_items(len(loads)), load=row(*loads)))


def test_coupled_ratio_reads_training_up_to_the_evening_before() -> None:
    value = baselines.coupled_ratio(loaded(*[300.0] * 21, *[500.0] * 7, 0.0))
    # Of the last seven days 500, of the 28 that hold them 350.
    assert value[0, -1] == pytest.approx(500 / 350)
    assert np.isnan(value[0, -2])


def test_ewma_ratio_reads_training_up_to_the_evening_before() -> None:
    value = baselines.ewma_ratio(loaded(*[30.0] * 21, *[50.0] * 7, 0.0))
    assert value[0, -1] == pytest.approx(1.24975, abs=1e-4)


def test_balance_is_in_points_of_which_an_hour_of_seven_is_a_hundred() -> None:
    value = baselines.negative_balance(loaded(*[420.0] * 7, 0.0))
    # Chronic 15.35 and acute 63.21 after a week of 100 points a day.
    assert value[0, -1] == pytest.approx(63.21206 - 15.35183, abs=1e-3)


def test_balance_is_carried_over_a_day_nobody_logged() -> None:
    value = baselines.negative_balance(loaded(*[420.0] * 7, np.nan, 420.0))
    assert value[0, 8] == value[0, 7] > 0


def test_hard_week_is_over_the_four_weeks_before() -> None:
    value = baselines.hard_week(loaded(*[300.0] * 28, *[390.0] * 7, 0.0))
    assert value[0, -1] == pytest.approx(1.3)


def test_strain_ratio_is_one_where_every_week_is_alike() -> None:
    week = [0.0, 300.0, 450.0, 200.0, 600.0, 150.0, 400.0]
    value = baselines.strain_ratio(loaded(*week * 6, 0.0))
    assert value[0, -1] == pytest.approx(1.0)


def test_daily_z_against_the_days_before() -> None:
    one = facts(series(items=answers([2.0, 4.0] * 14 + [5.0])))
    # Seven questions, of which one is a point better: the deviations are those of the answers.
    spread = np.std([2.0, 4.0] * 14, ddof=1)
    assert baselines.daily_z(one)[0, -1] == pytest.approx((5 - 3) / spread)
    assert np.isnan(baselines.daily_z(one)[0, 10])


def test_daily_z_of_someone_who_never_varies_says_nothing() -> None:
    assert np.isnan(baselines.daily_z(facts(series(items=answers([3.0] * 40))))).all()


def test_weekly_z_is_the_mean_of_seven() -> None:
    one = simulated_facts()
    daily, weekly = baselines.daily_z(one), baselines.weekly_z(one)
    athlete, day = np.argwhere(~np.isnan(weekly))[50]
    assert weekly[athlete, day] == pytest.approx(np.nanmean(daily[athlete, day - 6 : day + 1]))


def test_t2_is_positive_where_answers_are_worse_than_usual() -> None:
    one = simulated_facts(athletes=30)
    items = one.series.items.copy()
    asked = [ITEM_INDEX[code] for code in ("fatigue", "soreness", "stress", "mood")]
    items[:, 80:, asked] = 5
    value = baselines.signed_t2(facts_with(one, items))[:, 87]
    known = ~np.isnan(value) & (one.series.answered[:, 80:88].sum(axis=1) >= 5)
    assert known.sum() > 10
    assert (value[known] > 0).all()
    assert np.median(value[known]) > np.nanmedian(np.abs(baselines.signed_t2(one)[:, 87]))


def facts_with(one: Facts, items: np.ndarray) -> Facts:
    answered = one.series.answered[..., None]
    changed = Series(
        np.where(answered, items, np.nan),
        one.series.answered,
        one.series.load,
        one.series.day_state,
        one.series.ill,
        one.series.sessions,
        one.series.first_day,
    )
    return Facts(changed, one.assessment)


@pytest.mark.parametrize("detector", baselines.BASELINES, ids=lambda each: each.name)
def test_baseline_never_reads_ahead(detector: Detector) -> None:
    """A score is that of the morning: cutting off what comes later changes nothing."""
    if detector.name in ("at random", "MEWMA T²"):
        pytest.skip("noise, and a covariance pooled over all days, belong to the whole set")
    one = simulated_facts(athletes=6, days=80)
    cut = 70
    earlier = Series(
        one.series.items[:, :cut],
        one.series.answered[:, :cut],
        one.series.load[:, :cut],
        one.series.day_state[:, :cut],
        one.series.ill[:, :cut],
        type(one.series.sessions).none(6),
        one.series.first_day,
    )
    whole = detector.score(one)
    assert_allclose(detector.score(Facts(earlier, one.assessment)), whole[:, :cut])


def test_random_alarms_are_the_same_in_every_run() -> None:
    one = simulated_facts()
    assert_array_equal(baselines.at_random(one), baselines.at_random(one))
