import numpy as np
import pytest
from numpy.testing import assert_allclose

from recovery.engine.metrics.health_problems import ostrc_severity, ostrc_substantial
from recovery.engine.status import Status
from tests.engine.factories import NAN, row


def test_severity_is_the_sum_of_four() -> None:
    result = ostrc_severity(np.array([[17.0, 25, 25, 25], [8, 17, 8, 8], [8, 17, 17, 0]]))
    assert result.value.tolist() == [92, 41, 42]


def test_who_could_not_participate_scores_a_hundred_without_the_rest() -> None:
    assert ostrc_severity(row(25, NAN, NAN, NAN)).value.tolist() == [100]
    assert ostrc_severity(row(25, 0, 0, 0)).value.tolist() == [100]


def test_full_participation_ends_the_questionnaire() -> None:
    assert ostrc_severity(row(0, NAN, NAN, NAN)).value.tolist() == [0]


def test_a_missing_answer_is_not_a_lower_score() -> None:
    for answers in (row(17, 8, NAN, 8), row(NAN, 0, 0, 0)):
        assert ostrc_severity(answers).status.tolist() == [Status.INSUFFICIENT]


def test_substantial_is_moderate_loss_or_no_participation() -> None:
    result = ostrc_substantial(
        np.array(
            [
                [8.0, 8, 8, 25],  # symptoms alone do not make it substantial
                [17, 17, 0, 0],
                [25, NAN, NAN, NAN],
                [0, NAN, NAN, NAN],
                [8, NAN, 17, NAN],  # one moderate answer decides
                [8, NAN, 0, 0],
                [NAN, 17, 17, 17],
            ]
        )
    )
    assert_allclose(result.value, [0, 1, 1, NAN, 1, NAN, NAN])
    assert result.status[[3, 5, 6]].tolist() == [
        Status.NOT_APPLICABLE,
        Status.INSUFFICIENT,
        Status.INSUFFICIENT,
    ]


def test_options_of_the_first_version_are_refused() -> None:
    with pytest.raises(ValueError, match="must be 0, 8, 17 or 25, got 13"):
        ostrc_severity(row(8, 13, 8, 8))
    with pytest.raises(ValueError, match="expected 4 answers"):
        ostrc_substantial(row(8, 8))
