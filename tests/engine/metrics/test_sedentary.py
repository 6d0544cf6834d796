import pytest

from recovery.engine.metrics.sedentary import sitting_hours, work_share
from recovery.engine.status import Status
from tests.engine.factories import NAN, row


def test_sitting_is_the_mean_of_at_least_three_days() -> None:
    assert sitting_hours(row(8, NAN, 11, NAN, 5, NAN, NAN)).value[0, -1] == 8
    assert sitting_hours(row(8, 8)).status[0, -1] == Status.INSUFFICIENT
    with pytest.raises(ValueError, match="hours sat must lie between 0 and 24, got 25"):
        sitting_hours(row(25))


def test_share_of_work_matches_hand_calculation() -> None:
    share = work_share(row(400, 0, 300, NAN, 300), row(100, 0, 300, NAN, 0))
    assert share.status[0, -1] == Status.INSUFFICIENT
    share = work_share(row(400, 0, 300, NAN, 300, 0), row(100, 0, 300, NAN, 0, 0))
    assert share.value[0, -1] == pytest.approx(0.4)
    assert work_share(row(*[0] * 7), row(*[0] * 7)).status[0, -1] == Status.NOT_APPLICABLE
    with pytest.raises(ValueError, match="between 0 and the whole load"):
        work_share(row(100), row(101))
