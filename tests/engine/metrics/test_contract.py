"""What holds of every metric of daily values, whatever it measures."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.arrays import FloatArray
from recovery.engine.metrics import averages, fitness, habit, impulse_response, load, rhythm
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
            lambda values, one=one: averages.acute_chronic_ratio(values, convention=one),
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
        lambda values: impulse_response.impulse_response(values, impulse_response.Response()),
        _loads,
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
