import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine import DayKind, Sessions, pack_sessions
from recovery.engine.arrays import (
    FloatArray,
    known_days,
    rolling_mean,
    rolling_sum,
    shift_days,
)
from recovery.engine.metrics.load import (
    bounded_monotony,
    day_load,
    logged_session_load,
    monotonous_week,
    monotony,
    monotony_percentile,
    rating_delay,
    session_rpe_load,
    strain,
    week_change,
    week_load,
)
from recovery.engine.status import Status
from tests.engine.factories import NAN, row

WEEK = row(0, 300, 450, 200, 600, 150, 400)


def last(values: FloatArray) -> float:
    return float(values[0, -1])


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        (WEEK, 1.48461),
        (row(0, 100, 200, 300, 400, 500, 600), 1.38873),
        (row(*[300] * 7), 10.0),
        (row(300, 300, 300, 300, 300, 300, 0), 2.26779),
        (row(100, 0, 100, 0, 100, 0, 100), 1.0690449676496976),
    ],
)
def test_monotony_matches_hand_calculation(week: FloatArray, expected: float) -> None:
    assert last(monotony(week).value) == pytest.approx(expected, abs=5e-6)


@pytest.mark.parametrize(
    ("week", "expected"),
    [(WEEK, 1.60357), (row(0, 100, 200, 300, 400, 500, 600), 1.5)],
)
def test_monotony_with_population_sd_matches_hand_calculation(
    week: FloatArray, expected: float
) -> None:
    assert last(monotony(week, ddof=0).value) == pytest.approx(expected, abs=5e-6)


def test_strain_is_week_times_monotony() -> None:
    assert last(week_load(WEEK).value) == 2100
    assert last(strain(WEEK).value) == pytest.approx(3117.691, abs=5e-4)


def test_strain_reproduces_published_products() -> None:
    """Foster 2001, table 5: 3400 x 1.26 = 4284; a published training log: 1592 x 1.63 = 2595."""
    for load_sum, evenness, printed in ((3400, 1.26, 4284), (1592, 1.63, 2595)):
        # Six equal days and one other give any monotony: solve for the spread.
        mean = load_sum / 7
        step = mean / evenness / np.sqrt(7)  # six at mean - step, one at mean + 6 * step
        week = row(*[mean - step] * 6, mean + 6 * step)
        assert last(strain(week).value) == pytest.approx(printed, abs=0.6)


def test_monotony_of_a_week_without_load_is_not_applicable() -> None:
    result = monotony(row(*[0] * 7))
    assert np.isnan(last(result.value))
    assert result.status[0, -1] == Status.NOT_APPLICABLE


def test_monotony_needs_six_known_days() -> None:
    result = monotony(row(300, 200, NAN, 100, 300, NAN, 200))
    assert np.isnan(last(result.value))
    assert result.status[0, -1] == Status.INSUFFICIENT


def test_monotony_drops_an_unknown_day_instead_of_counting_it_as_rest() -> None:
    known = np.array([300.0, 450, 200, 600, 150, 400])
    expected = known.mean() / known.std(ddof=1)
    assert last(monotony(row(NAN, *known)).value) == pytest.approx(expected)


def test_monotony_ignores_the_order_of_days_in_a_week() -> None:
    shuffled = row(600, 0, 400, 150, 300, 450, 200)
    assert last(monotony(shuffled).value) == pytest.approx(last(monotony(WEEK).value))


def test_monotony_refuses_another_ddof() -> None:
    with pytest.raises(ValueError, match="ddof must be 0 or 1, got 2"):
        monotony(WEEK, ddof=2)


def test_scaling_the_load_scales_strain_and_leaves_monotony() -> None:
    assert_allclose(monotony(3 * WEEK).value, monotony(WEEK).value)
    assert_allclose(strain(3 * WEEK).value, 3 * strain(WEEK).value)


def test_rolling_mean_is_over_known_days() -> None:
    load = row(100, NAN, 300, 200, 0, 400, NAN)
    assert last(rolling_mean(load, 7, minimum=5)) == 200
    assert np.isnan(last(rolling_mean(load, 7, minimum=6)))
    assert known_days(load, 7)[0].tolist() == [1, 1, 2, 3, 4, 5, 5]


def test_week_load_scales_partial_weeks_to_seven_days() -> None:
    assert last(week_load(row(100, NAN, 300, 200, 0, 400, NAN)).value) == 1400


def test_week_change_matches_hand_calculation() -> None:
    percentage, difference = week_change(row(*[100] * 7, *[130] * 7))
    assert last(percentage.value) == pytest.approx(30)
    assert last(difference) == pytest.approx(210)
    assert percentage.status[0, -1] == Status.OK


def test_week_change_after_a_break_is_a_difference_only() -> None:
    percentage, difference = week_change(row(*[300] * 56, *[10] * 7, *[200] * 7))
    assert np.isnan(last(percentage.value))
    assert percentage.status[0, -1] == Status.NOT_APPLICABLE
    assert last(difference) == pytest.approx(1330)


def test_week_change_from_nothing_is_not_a_percentage() -> None:
    percentage, difference = week_change(row(*[0] * 14))
    assert percentage.status[0, -1] == Status.NOT_APPLICABLE
    assert last(difference) == 0


def test_week_change_without_an_earlier_week_is_insufficient() -> None:
    percentage, _difference = week_change(row(*[100] * 9))
    assert percentage.status[0, -1] == Status.INSUFFICIENT


def test_week_load_with_four_known_days_is_insufficient() -> None:
    result = week_load(row(100, NAN, 300, 200, NAN, 400, NAN))
    assert np.isnan(last(result.value))
    assert result.status[0, -1] == Status.INSUFFICIENT


def test_session_load_is_exertion_times_minutes() -> None:
    result = session_rpe_load(row(7, 0, NAN, 4.5), row(60, 90, 30, NAN))
    assert_allclose(result.value, row(420, 0, NAN, NAN))
    assert result.status.tolist() == [[0, 0, Status.INSUFFICIENT, Status.INSUFFICIENT]]


@pytest.mark.parametrize(
    ("rpe", "minutes", "message"),
    [
        (10.5, 60, "rpe must lie between 0 and 10, got 10.5"),
        (6.2, 60, "rpe must be in halves, got 6.2"),
        (5, 0, "minutes must lie between 1 and 600, got 0"),
        (5, 601, "got 601"),
    ],
)
def test_session_load_refuses_impossible_values(rpe: float, minutes: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        session_rpe_load(row(rpe), row(minutes))


def sessions_of(rpe: list[float], day: list[int]) -> Sessions:
    """An hour of training each, of one athlete."""
    count = len(rpe)
    return pack_sessions(
        n_athletes=1,
        athlete=np.zeros(count, dtype=np.int64),
        day=np.array(day),
        started=np.arange(count),
        kind=np.zeros(count, dtype=np.int64),
        minutes=np.full(count, 60.0),
        rpe=np.array(rpe),
        planned_rpe=np.full(count, NAN),
    )


def test_a_session_without_a_rating_takes_the_usual_one_and_says_so() -> None:
    result = logged_session_load(sessions_of([NAN, 4, 6, 5, NAN], [0, 1, 2, 3, 4]))
    assert_allclose(result.value, row(NAN, 240, 360, 300, 300))
    assert result.status[0].tolist() == [
        Status.INSUFFICIENT,
        Status.OK,
        Status.OK,
        Status.OK,
        Status.PROVISIONAL,
    ]


def test_load_of_a_day_tells_rest_unknown_and_filled_in_apart() -> None:
    kinds = np.zeros((1, 7), dtype=np.int8)
    kinds[0, 5] = DayKind.REST
    result = day_load(sessions_of([4, 6, 5, 3, NAN], [0, 1, 2, 2, 4]), kinds)
    assert_allclose(result.value, row(240, 360, 480, NAN, 270, 0, NAN))
    assert result.status[0].tolist() == [
        Status.OK,
        Status.OK,
        Status.OK,
        Status.INSUFFICIENT,
        Status.PROVISIONAL,
        Status.OK,
        Status.INSUFFICIENT,
    ]


def test_ratings_from_a_minute_to_a_fortnight_later_are_as_good() -> None:
    delay = rating_delay(row(10, 10, 10, 10, 10), row(10.5, 10 + 336, 347, 9, NAN))
    assert_allclose(delay.value, row(0.5, 336, 337, -1, NAN))
    assert delay.status[0].tolist() == [
        Status.OK,
        Status.OK,
        Status.PROVISIONAL,
        Status.PROVISIONAL,
        Status.INSUFFICIENT,
    ]


def test_a_rating_counts_from_the_first_minute_on() -> None:
    status = rating_delay(row(0, 0), row(59 / 3600, 61 / 3600)).status[0]
    assert status.tolist() == [Status.PROVISIONAL, Status.OK]


def test_bounded_monotony_matches_hand_calculation() -> None:
    assert last(bounded_monotony(WEEK).value) == pytest.approx(300 / (300 + 202.0726))
    assert last(bounded_monotony(row(*[300] * 7)).value) == 1
    empty = bounded_monotony(row(*[0] * 7))
    assert empty.status[0, -1] == Status.NOT_APPLICABLE
    assert last(bounded_monotony(4 * WEEK).value) == last(bounded_monotony(WEEK).value)


def test_percentile_compares_a_week_with_the_athletes_own() -> None:
    uneven, even = [0, 700, 0, 0, 350, 0, 0], [150] * 7
    load = row(*(uneven * 13 + even))
    result = monotony_percentile(load)
    assert last(result.value) == 100
    assert result.status[0, -1] == Status.OK
    # Equal values count half: a plan that never changes is at its own middle.
    steady = monotony_percentile(row(*(uneven * 14)))
    assert last(steady.value) == pytest.approx(50, abs=5)


def test_percentile_needs_a_history_of_weeks() -> None:
    uneven = [0, 700, 0, 0, 350, 0, 0]
    short = monotony_percentile(row(*(uneven * 9)))
    # Six known days make a first value: day 5 is the first, day 33 has 28 earlier ones.
    assert short.status[0, 32] == Status.INSUFFICIENT
    assert short.status[0, 33] == Status.PROVISIONAL
    assert monotony_percentile(row(*[0] * 80)).status[0, -1] == Status.INSUFFICIENT


def test_percentile_forgets_after_half_a_year() -> None:
    even, uneven = [150] * 7, [0, 700, 0, 0, 350, 0, 0]
    load = row(*(even * 10 + uneven * 26 + [100, 200, 100, 200, 100, 200, 100]))
    before = monotony_percentile(load[:, : 7 * 16 + 7])
    assert last(before.value) < 100
    assert last(monotony_percentile(load).value) == 100


def test_percentile_looks_back_over_26_weeks_and_no_further() -> None:
    # The highest monotony of all on the first day that has one, then nothing as high again.
    load = row(*[100] * 6, *[0, 700, 0, 0, 350, 0, 0] * 28)
    reached = 5 + 26 * 7
    percentile = monotony_percentile(load)
    values = monotony(load).value[0]
    for day, first in ((reached, 5), (reached + 1, 6)):
        earlier = values[first:day]
        expected = (earlier < values[day]).mean() + 0.5 * (earlier == values[day]).mean()
        assert percentile.value[0, day] == pytest.approx(100 * expected)


def test_an_even_week_is_remarkable_only_when_it_is_heavy() -> None:
    usual = [0, 700, 0, 300, 350, 0, 0]  # 1350, uneven
    heavy, light = [250] * 7, [100] * 7
    assert last(monotonous_week(row(*(usual * 13 + heavy))).value) == 1
    assert last(monotonous_week(row(*(usual * 13 + light))).value) == 0
    uneven = [0, 2100, 0, 0, 0, 0, 0]
    assert last(monotonous_week(row(*(usual * 13 + uneven))).value) == 0
    few = monotonous_week(row(*(usual * 3 + heavy)))
    assert few.status[0, -1] == Status.INSUFFICIENT
    some = monotonous_week(row(*(usual * 4 + heavy)))
    assert some.status[0, -1] == Status.PROVISIONAL


def test_windows_refuse_to_look_ahead() -> None:
    with pytest.raises(ValueError, match="look ahead"):
        shift_days(WEEK, -1, fill=0)
    with pytest.raises(ValueError, match="lag >= 0, got 7 and -1"):
        rolling_sum(WEEK, 7, lag=-1)
    with pytest.raises(ValueError, match="days >= 1"):
        rolling_sum(WEEK, 0)


def test_coupling_alone_correlates_half_with_noise() -> None:
    """Lolli et al. 2019: the acute week inside the chronic month induces r of about 0.5."""
    weeks = np.random.default_rng(3).normal(300, 50, (200_000, 4))
    coupled = np.corrcoef(weeks[:, 3], weeks.mean(axis=1))[0, 1]
    uncoupled = np.corrcoef(weeks[:, 3], weeks[:, :3].mean(axis=1))[0, 1]
    assert coupled == pytest.approx(0.5, abs=0.01)
    assert uncoupled == pytest.approx(0, abs=0.01)
