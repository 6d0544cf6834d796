import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.arrays import FloatArray
from recovery.engine.metrics.session_recovery import (
    RecoveryRange,
    active_recovery,
    recovery_time,
    usual_session_load,
)
from recovery.engine.status import Metric, Status
from tests.engine.factories import NAN, row


def after(
    load: FloatArray, zone: int, *, usual: float = 300, asleep: float = 8, sore: float = 1
) -> RecoveryRange:
    return recovery_time(
        load,
        np.full(load.shape, zone, dtype=np.int8),
        usual_load=np.full(load.shape, usual),
        asleep=np.full(load.shape, asleep),
        soreness=np.full(load.shape, sore),
    )


def test_recovery_is_a_range_around_the_usual_hours() -> None:
    for zone, hours in ((1, 18), (2, 30), (3, 48)):
        result = after(row(300), zone)
        assert result.shortest.value[0, 0] == pytest.approx(hours / np.sqrt(2))
        assert result.longest.value[0, 0] == pytest.approx(hours * np.sqrt(2))


def test_recovery_grows_with_the_root_of_the_load() -> None:
    usual, fourfold = after(row(300), 1), after(row(1200), 1)
    assert_allclose(fourfold.longest.value, 2 * usual.longest.value)


def test_a_short_night_or_soreness_takes_a_quarter_longer() -> None:
    plain = after(row(300), 2).longest.value
    for result in (
        after(row(300), 2, asleep=5.9),
        after(row(300), 2, sore=4),
        after(row(300), 2, asleep=5, sore=5),
    ):
        assert_allclose(result.longest.value, 1.25 * plain)
    unknown = after(row(300), 2, asleep=NAN, sore=NAN)
    assert_allclose(unknown.longest.value, plain)


def test_recovery_stays_between_six_hours_and_four_days() -> None:
    assert after(row(0), 1).shortest.value[0, 0] == after(row(0), 1).longest.value[0, 0] == 6
    assert after(row(9000), 3).longest.value[0, 0] == 96


def test_recovery_without_own_sessions_is_provisional() -> None:
    result = after(row(900), 2, usual=NAN)
    assert result.longest.value[0, 0] == pytest.approx(30 * np.sqrt(2))
    assert result.longest.status[0, 0] == Status.PROVISIONAL
    assert after(row(NAN), 2).shortest.status[0, 0] == Status.INSUFFICIENT
    assert after(row(300), 0).shortest.status[0, 0] == Status.INSUFFICIENT


def test_recovery_refuses_impossible_values() -> None:
    with pytest.raises(ValueError, match="load must not be negative"):
        after(row(-1), 1)
    for bad in (0, 6):
        with pytest.raises(ValueError, match=f"soreness must lie between 1 and 5, got {bad}"):
            after(row(1), 1, sore=bad)
    with pytest.raises(ValueError, match="hours asleep must lie between 0 and 24, got 25"):
        after(row(1), 1, asleep=25)
    with pytest.raises(ValueError, match="zone must lie between 0 and 3, got 4"):
        after(row(1), 4)


def test_usual_load_is_the_median_of_five_sessions_of_the_zone() -> None:
    load = row(100, 200, 300, 400, 900, 500, NAN)
    zone = np.array([[1, 1, 1, 1, 1, 2, 2]], dtype=np.int8)
    result = usual_session_load(load, zone)
    assert_allclose(result.value, row(300, NAN, NAN))
    assert result.status[0, 1] == Status.INSUFFICIENT
    assert usual_session_load(load[:, :0], zone[:, :0]).status[0].tolist() == [2, 2, 2]


def easy(
    *,
    minutes: float = 30,
    load: float = 60,
    rpe: float = 2,
    share: float = 0.6,
    impact: float = 0,
    usual: float = 400,
) -> Metric:
    return active_recovery(
        row(minutes),
        row(load),
        rpe=row(rpe),
        heart_rate_share=row(share),
        impact=row(impact),
        usual_day=row(usual),
    )


def test_an_easy_half_hour_is_active_recovery() -> None:
    result = easy()
    assert (result.value[0, 0], result.status[0, 0]) == (1, Status.OK)
    assert easy(rpe=NAN).value[0, 0] == easy(share=NAN).value[0, 0] == 1


@pytest.mark.parametrize(
    "what",
    [
        {"minutes": 14},
        {"minutes": 46},
        {"rpe": 3.5},
        {"share": 0.66},
        {"impact": 1},
        {"load": 101},
    ],
)
def test_anything_more_is_training(what: dict[str, float]) -> None:
    assert easy(**what).value[0, 0] == 0


def test_active_recovery_says_what_it_does_not_know() -> None:
    assert easy(rpe=NAN, share=NAN).status[0, 0] == Status.INSUFFICIENT
    assert easy(minutes=NAN).status[0, 0] == Status.INSUFFICIENT
    assert easy(usual=NAN).status[0, 0] == Status.PROVISIONAL
    ruled_out = easy(minutes=90, rpe=NAN, share=NAN, usual=NAN)
    assert (ruled_out.value[0, 0], ruled_out.status[0, 0]) == (0, Status.OK)
    with pytest.raises(ValueError, match="rpe must lie between 0 and 10"):
        easy(rpe=11)
