"""What holds of every metric of daily values, whatever it measures."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.arrays import FloatArray
from recovery.engine.metrics import (
    averages,
    control_charts,
    fitness,
    fitness_fatigue,
    habit,
    intensity,
    load,
    load_exchange,
    morning_heart,
    nutrition,
    performance,
    questionnaires,
    rhythm,
    sedentary,
    session_recovery,
    shoes,
    sleep,
    soreness,
    standardisation,
)
from recovery.engine.status import Metric, Status

Daily = Callable[[FloatArray], object]

N_ATHLETES, N_DAYS = 4, 260


def _loads(draw: np.random.Generator) -> FloatArray:
    """Training, rest and unknown days; one athlete starts late, one takes a break."""
    values = draw.gamma(4, 90, (N_ATHLETES, N_DAYS)).round()
    values[draw.random(values.shape) < 0.25] = 0
    values[draw.random(values.shape) < 0.06] = np.nan
    values[1, :60] = np.nan
    values[2, 150:200] = 0
    values[3, 100:140] = np.nan
    return values


def _ratings(draw: np.random.Generator) -> FloatArray:
    """Ratings in halves from 0 to 10, gaps included."""
    values = draw.integers(0, 21, (N_ATHLETES, N_DAYS)) / 2
    values[draw.random(values.shape) < 0.1] = np.nan
    return values


def _answers(draw: np.random.Generator) -> FloatArray:
    """Whole answers from 1 to 5, gaps included."""
    values = draw.integers(1, 6, (N_ATHLETES, N_DAYS)).astype(np.float64)
    values[draw.random(values.shape) < 0.2] = np.nan
    return values


def _heart(draw: np.random.Generator) -> FloatArray:
    """Values near 50, with a fortnight missing."""
    values = draw.normal(50, 4, (N_ATHLETES, N_DAYS))
    values[draw.random(values.shape) < 0.2] = np.nan
    values[:, 100:114] = np.nan
    return values


DAILY: dict[str, tuple[Daily, Callable[[np.random.Generator], FloatArray]]] = {
    "week_load": (load.week_load, _loads),
    "week_change": (lambda values: load.week_change(values)[0], _loads),
    "monotony": (load.monotony, _loads),
    "bounded_monotony": (load.bounded_monotony, _loads),
    "strain": (load.strain, _loads),
    "monotony_percentile": (load.monotony_percentile, _loads),
    "monotonous_week": (load.monotonous_week, _loads),
    **{
        f"acute_chronic_ratio {one.name}": (
            partial(averages.acute_chronic_ratio, convention=one),
            _loads,
        )
        for one in averages.RatioConvention
    },
    "habitual_load_effect": (habit.habitual_load_effect, _loads),
    "log_load_ratio": (habit.log_load_ratio, _loads),
    "log_load_ratio of three weeks": (lambda v: habit.log_load_ratio(v, weeks=3), _loads),
    "days_since_rest": (rhythm.days_since_rest, _loads),
    "longest_run_without_rest": (rhythm.longest_run_without_rest, _loads),
    "training_balance": (fitness.training_balance, _loads),
    "training_balance of the same day": (
        lambda values: fitness.training_balance(values, next_day=False),
        _loads,
    ),
    "impulse_response": (
        lambda values: fitness_fatigue.impulse_response(values, fitness_fatigue.Response()),
        _loads,
    ),
    "rolling_z": (standardisation.rolling_z, _answers),
    "high_fatigue_days": (questionnaires.high_fatigue_days, _answers),
    "soreness_days": (soreness.soreness_days, _answers),
    "nutrition_week": (nutrition.nutrition_week, _answers),
    "sitting_hours": (sedentary.sitting_hours, _answers),
    "work_share": (lambda values: sedentary.work_share(values, values / 3), _loads),
    "sleep_debt": (
        lambda values: sleep.sleep_debt(2 * values, need=np.full(len(values), 8.0)),
        _answers,
    ),
    "sleep_shortfall": (
        lambda values: sleep.sleep_shortfall(2 * values, need=np.full(len(values), 8.0)),
        _answers,
    ),
    "variability_week": (lambda values: morning_heart.variability_week(np.log(values)), _heart),
    "variability_week_variation": (
        lambda values: morning_heart.variability_week_variation(np.log(values)),
        _heart,
    ),
    "variability_band": (lambda values: morning_heart.variability_band(np.log(values)), _heart),
    "variability_deviation": (
        lambda values: morning_heart.variability_deviation(np.log(values)),
        _heart,
    ),
    "days_outside_band": (lambda values: morning_heart.days_outside_band(np.log(values)), _heart),
    "resting_heart_rate_z": (morning_heart.resting_heart_rate_z, _heart),
    "jump_change": (performance.jump_change, _heart),
    "performance_change": (
        lambda values: performance.performance_change(values, larger_is_better=True),
        _heart,
    ),
    "performance_decrement": (
        lambda values: performance.performance_decrement(values - 50, typical_error=1.0),
        _heart,
    ),
    "ewma_chart": (
        lambda values: control_charts.ewma_chart(
            values, target=np.full(len(values), 50.0), sd=np.full(len(values), 4.0)
        ),
        _heart,
    ),
    "cusum": (
        lambda values: control_charts.cusum(
            values, target=np.full(len(values), 50.0), slack=2.0, decision=16.0
        ),
        _heart,
    ),
    "days_on_one_side": (
        lambda values: control_charts.days_on_one_side(values, target=np.full(len(values), 50.0)),
        _heart,
    ),
    "hard_days_in_a_row": (rhythm.hard_days_in_a_row, _ratings),
}


def metrics_in(result: object) -> list[Metric]:
    """Return the metrics of a result, which may be one or a dataclass of several."""
    if isinstance(result, Metric):
        return [result]
    assert is_dataclass(result)
    parts = [getattr(result, field.name) for field in fields(result)]
    return [part for part in parts if isinstance(part, Metric)]


@pytest.fixture(params=DAILY)
def daily(request: pytest.FixtureRequest) -> tuple[Daily, FloatArray]:
    function, example = DAILY[request.param]
    return function, example(np.random.default_rng(11))


def test_a_batch_equals_its_athletes_one_at_a_time(daily: tuple[Daily, FloatArray]) -> None:
    function, values = daily
    alone = [metrics_in(function(values[one : one + 1])) for one in range(N_ATHLETES)]
    for index, together in enumerate(metrics_in(function(values))):
        for one in range(N_ATHLETES):
            assert_allclose(together.value[one], alone[one][index].value[0], rtol=1e-12)
            assert (together.status[one] == alone[one][index].status[0]).all()


def test_later_days_change_nothing_before_them(daily: tuple[Daily, FloatArray]) -> None:
    function, values = daily
    shorter = metrics_in(function(values[:, :177]))
    for whole, cut in zip(metrics_in(function(values)), shorter, strict=True):
        assert_allclose(whole.value[:, :177], cut.value, rtol=1e-12)
        assert (whole.status[:, :177] == cut.status).all()


def test_a_value_is_there_exactly_when_the_status_says_so(
    daily: tuple[Daily, FloatArray],
) -> None:
    function, values = daily
    for one in metrics_in(function(values)):
        assert one.status.dtype == np.int8
        withheld = np.isin(one.status, (Status.INSUFFICIENT, Status.NOT_APPLICABLE))
        assert (np.isnan(one.value) == withheld).all()
        assert not np.isinf(one.value).any()
        assert withheld.any()  # the example has too little of it somewhere
        assert not withheld.all()


def test_one_day_and_no_day_are_no_error(daily: tuple[Daily, FloatArray]) -> None:
    function, values = daily
    for n_days in (0, 1):
        for one in metrics_in(function(values[:, :n_days])):
            assert one.value.shape[:2] == (N_ATHLETES, n_days)


def test_unknown_days_alone_give_no_value(daily: tuple[Daily, FloatArray]) -> None:
    function, values = daily
    for one in metrics_in(function(np.full_like(values, np.nan))):
        assert np.isnan(one.value).all()


# Metrics of an athlete's nights, sessions or pairs of shoes: all arrays have athletes first.
BY_ATHLETE: dict[str, tuple[Callable[..., object], Callable[[np.random.Generator], list[Any]]]] = {
    "fit_trimp_to_load": (
        lambda trimp, load: load_exchange.fit_trimp_to_load(trimp, load).slope,
        lambda draw: _correlated(draw, 40),
    ),
    "start_hour_spread": (
        rhythm.start_hour_spread,
        lambda draw: [_with_gaps(draw, draw.uniform(0, 24, (N_ATHLETES, 30)))],
    ),
    "sleep_regularity_index": (
        lambda start: sleep.sleep_regularity_index(sleep.sleep_epochs(start, start + 8)),
        lambda draw: [_with_gaps(draw, draw.uniform(9, 13, (N_ATHLETES, 28)))],
    ),
    "middle_of_sleep_spread": (
        lambda start: sleep.middle_of_sleep_spread(start, start + 8),
        lambda draw: [_with_gaps(draw, draw.uniform(9, 13, (N_ATHLETES, 28)))],
    ),
    "sleep_need": (
        lambda nights, teenage: sleep.sleep_need(nights, teenage=teenage),
        lambda draw: [
            _with_gaps(draw, draw.uniform(6, 10, (N_ATHLETES, 20))),
            draw.random(N_ATHLETES) < 0.5,
        ],
    ),
    "usual_session_load": (
        session_recovery.usual_session_load,
        lambda draw: [
            _with_gaps(draw, draw.gamma(4, 90, (N_ATHLETES, 40))),
            draw.integers(0, 4, (N_ATHLETES, 40)).astype(np.int8),
        ],
    ),
    "intensity_distribution": (
        lambda amount, counted: intensity.intensity_distribution(
            amount, counted, method=intensity.IntensityMethod.TIME_IN_ZONE
        ),
        lambda draw: [
            draw.gamma(2, 10, (N_ATHLETES, 60, 3)),
            draw.integers(0, 2, (N_ATHLETES, 60)),
        ],
    ),
    "rotation_index": (shoes.rotation_index, lambda draw: [_worn(draw)]),
    "shoe_distance": (
        lambda distance, start: shoes.shoe_distance(distance, start=start),
        lambda draw: [_worn(draw), draw.uniform(0, 300, (N_ATHLETES, 3))],
    ),
    "new_shoe_share": (
        lambda distance, first: shoes.new_shoe_share(distance, first_day=first),
        lambda draw: [_worn(draw), draw.integers(-20, 50, (N_ATHLETES, 3))],
    ),
    "soreness_days of regions": (
        soreness.soreness_days,
        lambda draw: [_with_gaps(draw, draw.integers(1, 6, (N_ATHLETES, 60, 4)).astype(float))],
    ),
}


def _with_gaps(draw: np.random.Generator, values: FloatArray) -> FloatArray:
    values[draw.random(values.shape) < 0.1] = np.nan
    return values


def _correlated(draw: np.random.Generator, count: int) -> list[FloatArray]:
    trimp = draw.gamma(4, 20, (N_ATHLETES, count))
    load = 4 * trimp + draw.normal(0, 60, trimp.shape)
    return [_with_gaps(draw, trimp), _with_gaps(draw, load)]


def _worn(draw: np.random.Generator) -> FloatArray:
    distance = draw.gamma(4, 2, (N_ATHLETES, 60, 3))
    return np.where(draw.random(distance.shape) < 0.3, distance, 0.0)


@pytest.mark.parametrize("name", BY_ATHLETE)
def test_athletes_do_not_touch_one_another(name: str) -> None:
    function, example = BY_ATHLETE[name]
    arguments = example(np.random.default_rng(12))
    together = metrics_in(function(*arguments))
    for one in range(N_ATHLETES):
        alone = metrics_in(function(*(values[one : one + 1] for values in arguments)))
        for whole, part in zip(together, alone, strict=True):
            assert_allclose(whole.value[one], part.value[0], rtol=1e-12)
            assert (whole.status[one] == part.status[0]).all()
    for whole in together:
        withheld = np.isin(whole.status, (Status.INSUFFICIENT, Status.NOT_APPLICABLE))
        assert (np.isnan(whole.value) == withheld).all()
        assert not withheld.all()
