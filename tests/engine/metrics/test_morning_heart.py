import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.metrics.morning_heart import (
    VariabilityKind,
    days_outside_band,
    log_variability,
    resting_heart_rate_z,
    variability_band,
    variability_deviation,
    variability_week,
    variability_week_variation,
)
from recovery.engine.status import Status
from tests.engine.factories import NAN, row

RMSSD = [65.0, 72, 58, 70, 61, 66, 69]


def test_kinds_of_variability_never_meet() -> None:
    kinds = np.array([[VariabilityKind.RMSSD, VariabilityKind.SDNN, VariabilityKind.DEVICE]])
    values = row(60, 80, 70)
    for index, kind in enumerate(VariabilityKind):
        result = log_variability(values, kinds.astype(np.int8), kind=kind)
        assert result.value[0, index] == pytest.approx(np.log(values[0, index]))
        assert (result.status[0] == Status.INSUFFICIENT).sum() == 2


def test_a_measurement_with_artefacts_or_out_of_range_does_not_count() -> None:
    result = log_variability(
        row(60, 60, 60, 4, 251, NAN),
        np.ones((1, 6), dtype=np.int8),
        kind=VariabilityKind.RMSSD,
        artefacts=row(5, 5.1, NAN, 0, 0, 0),
    )
    assert result.status[0].tolist() == [
        Status.OK,
        Status.NOT_APPLICABLE,
        Status.OK,
        Status.NOT_APPLICABLE,
        Status.NOT_APPLICABLE,
        Status.INSUFFICIENT,
    ]
    with pytest.raises(ValueError, match="must be positive"):
        log_variability(row(0), np.ones((1, 1), dtype=np.int8), kind=VariabilityKind.RMSSD)


def test_week_of_variability_matches_hand_calculation() -> None:
    log_values = np.log(row(*RMSSD))
    assert variability_week(log_values).value[0, -1] == pytest.approx(4.184947, abs=5e-7)
    assert variability_week_variation(log_values).value[0, -1] == pytest.approx(1.8506, abs=5e-5)


def test_week_needs_three_values_and_its_variation_five() -> None:
    values = row(4.1, NAN, 4.2, NAN, 4.0, NAN, NAN)
    assert variability_week(values).value[0, -1] == pytest.approx(4.1)
    assert variability_week_variation(values).status[0, -1] == Status.INSUFFICIENT
    values[0, 2] = NAN
    assert variability_week(values).status[0, -1] == Status.INSUFFICIENT


def test_band_is_half_a_standard_deviation_on_both_sides() -> None:
    baseline = np.random.default_rng(5).normal(4.2, 0.1, 60)
    band = variability_band(row(*baseline, *[3.9] * 7))
    mean, sd = baseline.mean(), baseline.std(ddof=1)
    assert_allclose(
        [band.lower[0, -1], band.mean.value[0, -1], band.upper[0, -1]],
        [mean - sd / 2, mean, mean + sd / 2],
    )
    deviation = variability_deviation(row(*baseline, *[3.9] * 7)).value[0, -1]
    assert deviation == pytest.approx((3.9 - mean) / sd)


def test_band_needs_fourteen_values_before_the_week() -> None:
    values = np.random.default_rng(6).normal(4.2, 0.1, (1, 21))
    status = variability_band(values).mean.status[0]
    assert (status[19], status[20]) == (Status.INSUFFICIENT, Status.OK)
    with pytest.raises(ValueError, match="between 30 and 60, got 28"):
        variability_band(values, days=28)


def test_deviation_from_a_baseline_without_spread_is_not_applicable() -> None:
    values = row(*[4.2] * 30, *[4.0] * 7)
    assert variability_deviation(values).status[0, -1] == Status.NOT_APPLICABLE


def test_days_outside_the_band_are_signed() -> None:
    quiet = np.tile([4.1, 4.3], 15)
    low, high = row(*quiet, *[3.5] * 7), row(*quiet, *[4.9] * 7)
    below, above = days_outside_band(low).value[0], days_outside_band(high).value[0]
    assert below[-1] < 0
    assert above[-1] == -below[-1]
    assert below[-1] == below[-2] - 1
    assert days_outside_band(low[:, :29]).value[0, -1] == 0
    assert days_outside_band(row(4.2)).status[0, 0] == Status.INSUFFICIENT


def test_resting_heart_rate_is_compared_with_weeks_that_end_a_week_before() -> None:
    baseline = np.random.default_rng(7).normal(52, 4, 42).round()
    z = resting_heart_rate_z(row(*baseline, *[60] * 7)).value[0, -1]
    assert z == pytest.approx((60 - baseline.mean()) / baseline.std(ddof=1))


def test_resting_heart_rate_out_of_range_counts_as_not_measured() -> None:
    values = row(*[50, 52] * 20, 51, 51, 51)
    wild = values.copy()
    wild[0, [3, 41]] = [250, 20]
    assert resting_heart_rate_z(wild).value[0, -1] == pytest.approx(0, abs=0.2)
    assert resting_heart_rate_z(row(*[50] * 19, *[54] * 7)).value[0, -1] == pytest.approx(4 / 1.5)
    assert resting_heart_rate_z(row(*[50] * 20)).status[0, -1] == Status.INSUFFICIENT
    with pytest.raises(ValueError, match="must be positive"):
        resting_heart_rate_z(row(0))
