"""The weekly OSTRC questionnaire on health problems, second version.

An outcome beside the warnings, not an input to them: an open substantial problem is its own
explanation. The questions are the authors' and keep their wording; here is the arithmetic.
"""

import numpy as np

from recovery.engine.arrays import FloatArray
from recovery.engine.status import Metric, metric

OPTIONS = (0.0, 8.0, 17.0, 25.0)  # none, minor, moderate, major or cannot
MODERATE = 17.0
CANNOT = 25.0
QUESTIONS = ("participation", "modified_training", "performance", "symptoms")


def ostrc_severity(answers: FloatArray) -> Metric:
    """Severity of one health problem in one week, OSTRC-H2 [1]_. [0 to 100]

    Parameters
    ----------
    answers : ndarray of shape (..., 4)
        In the order of `QUESTIONS`: 0, 8, 17 or 25. NaN is not asked or not answered.

    Returns
    -------
    Metric of shape (...)
        The first question is the gate: full participation without problems is 0 and ends it,
        and who could not participate scores 100 without being asked the rest. Otherwise the
        sum of all four; insufficient if one is missing. Nothing is carried over from another
        week.

    Raises
    ------
    ValueError
        If there are not four answers, or one is not an option of this version.

    Notes
    -----
    Software that only sums gives those who could not participate 25 or nothing. There is no
    clinical cut-off.

    References
    ----------
    .. [1] B. Clarsen et al., "Improved reporting of overuse injuries and health problems in
       sport: an update of the Oslo Sport Trauma Research Center questionnaires," Br. J. Sports
       Med. 54(7), 390-396, 2020. doi:10.1136/bjsports-2019-101337

    Examples
    --------
    >>> answers = np.array([[8.0, 17, 8, 8], [25, np.nan, np.nan, np.nan]])
    >>> ostrc_severity(answers).value.tolist()
    [41.0, 100.0]
    """
    _check(answers)
    participation = answers[..., 0]
    total = answers.sum(axis=-1)
    severity = np.select([participation == 0, participation == CANNOT], [0.0, 100.0], total)
    return metric(severity, enough=~np.isnan(severity))


def ostrc_substantial(answers: FloatArray) -> Metric:
    """Whether a health problem is a substantial one. [0 or 1]

    Parameters
    ----------
    answers : ndarray of shape (..., 4)
        As in `ostrc_severity`.

    Returns
    -------
    Metric of shape (...)
        1 for who could not participate, or modified training or lost performance at least
        moderately. Not applicable without a problem; insufficient where an answer that decides
        is missing.

    Raises
    ------
    ValueError
        As `ostrc_severity`.
    """
    _check(answers)
    participation, consequences = answers[..., 0], answers[..., 1:3]
    substantial = (participation == CANNOT) | (consequences >= MODERATE).any(axis=-1)
    decided = substantial | (participation == 0) | ~np.isnan(consequences).any(axis=-1)
    return metric(
        substantial.astype(np.float64),
        enough=~np.isnan(participation) & decided,
        applicable=participation > 0,
    )


def _check(answers: FloatArray) -> None:
    if answers.shape[-1:] != (len(QUESTIONS),):
        raise ValueError(f"expected {len(QUESTIONS)} answers, got shape {answers.shape}")
    unknown = answers[~np.isnan(answers) & ~np.isin(answers, OPTIONS)]
    if unknown.size:
        raise ValueError(f"an answer must be 0, 8, 17 or 25, got {unknown.flat[0]:g}")
