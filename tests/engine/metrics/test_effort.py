import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine import Sessions, pack_sessions
from recovery.engine.metrics.effort import plan_compression, plan_mismatch
from recovery.engine.status import Status
from tests.engine.factories import NAN, row


def planned(rpe: list[float], plan: list[float]) -> Sessions:
    """An hour a day of one athlete."""
    count = len(rpe)
    return pack_sessions(
        n_athletes=1,
        athlete=np.zeros(count, dtype=np.int64),
        day=np.arange(count),
        started=np.arange(count),
        kind=np.zeros(count, dtype=np.int64),
        minutes=np.full(count, 60.0),
        rpe=np.array(rpe),
        planned_rpe=np.array(plan),
    )


def test_mismatch_is_felt_minus_planned() -> None:
    result = plan_mismatch(planned([5, 3, NAN, 4], [3, 4, 4, NAN]))
    assert_allclose(result.value, row(2, -1, NAN, NAN))
    assert result.status[0].tolist() == [0, 0, Status.INSUFFICIENT, Status.NOT_APPLICABLE]


def test_easy_harder_and_hard_easier_is_compression() -> None:
    sessions = planned([4, 6, 4, 7, 4, 6, 5], [3, 8, 3, 8, 3, 8, 5])
    result = plan_compression(sessions, 7)
    assert result.easy.value[0, -1] == pytest.approx(1)
    assert result.hard.value[0, -1] == pytest.approx(-5 / 3)
    assert result.compressed.value[0, -1] == 1
    assert result.easy.status[0, 3] == Status.INSUFFICIENT
    assert result.compressed.status[0, 4] == Status.INSUFFICIENT


def test_what_the_whole_team_feels_is_taken_off_first() -> None:
    sessions = planned([4, 6, 4, 7, 4, 6], [3, 8, 3, 8, 3, 8])
    result = plan_compression(sessions, 6, team_easy_offset=1.0)
    assert result.easy.value[0, -1] == pytest.approx(0)
    assert result.compressed.value[0, -1] == 0


def test_without_sessions_there_is_nothing_to_say() -> None:
    result = plan_compression(Sessions.none(2), 3)
    assert (result.compressed.status == Status.INSUFFICIENT).all()
    assert plan_mismatch(Sessions.none(2)).value.shape == (2, 0)
