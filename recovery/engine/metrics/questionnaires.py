"""Daily wellness questionnaires: scores from answers, never the questions themselves.

The wordings belong to their authors and are not shipped. What is shipped is the arithmetic and,
with each instrument, which way its answers point: mixing an index where 7 is bad with one where
5 is good is the classic mistake.
"""

from dataclasses import dataclass

import numpy as np

from recovery.engine.arrays import FloatArray, require_between
from recovery.engine.status import Metric, metric

HIGH_FATIGUE = 5.0  # of 7; above it
HIGH_FATIGUE_DAYS = 7  # running; more than these


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A questionnaire: its items, its scale and its direction.

    Attributes
    ----------
    items : tuple of str
        Codes of the items, in the order of the answers.
    low, high : int
        Ends of the scale.
    larger_is_worse : tuple of bool
        Direction of each item as answered.
    """

    items: tuple[str, ...]
    low: int
    high: int
    larger_is_worse: tuple[bool, ...]

    def check(self, answers: FloatArray) -> None:
        """Refuse answers of another shape or outside the scale; NaN is not answered.

        Raises
        ------
        ValueError
        """
        if answers.shape[-1:] != (len(self.items),):
            raise ValueError(f"expected {len(self.items)} answers, got shape {answers.shape}")
        require_between("answers", answers, self.low, self.high)


HOOPER = Instrument(
    items=("sleep", "stress", "fatigue", "soreness"),
    low=1,
    high=7,
    larger_is_worse=(True, True, True, True),
)
MCLEAN = Instrument(
    items=("fatigue", "sleep_quality", "soreness", "stress", "mood"),
    low=1,
    high=5,
    larger_is_worse=(False, False, False, False, False),
)
SRSS = Instrument(
    items=(
        "physical_performance_capability",
        "mental_performance_capability",
        "emotional_balance",
        "overall_recovery",
        "muscular_stress",
        "lack_of_activation",
        "negative_emotional_state",
        "overall_stress",
    ),
    low=0,
    high=6,
    larger_is_worse=(False, False, False, False, True, True, True, True),
)


def worse_upwards(answers: FloatArray, instrument: Instrument) -> FloatArray:
    """Turn answers so that larger is worse on every item; turns them back as well.

    Parameters
    ----------
    answers : ndarray of shape (..., n_items)
        NaN stays NaN.
    instrument : Instrument

    Examples
    --------
    >>> worse_upwards(np.array([5.0, 4, 3, 2, 1]), MCLEAN).tolist()
    [1.0, 2.0, 3.0, 4.0, 5.0]
    """
    instrument.check(answers)
    turned = instrument.low + instrument.high - answers
    return np.where(np.array(instrument.larger_is_worse), answers, turned)


def hooper_index(answers: FloatArray) -> Metric:
    """Hooper index [1]_: sum of sleep, stress, fatigue and soreness. [4 to 28, larger is worse]

    Parameters
    ----------
    answers : ndarray of shape (..., 4)
        In the order of ``HOOPER.items``, 1 (very, very good or low) to 7. NaN is not answered.

    Returns
    -------
    Metric of shape (...)
        Insufficient if an item is missing: a sum of three is not a smaller sum of four.

    Raises
    ------
    ValueError
        If there are not four answers, or one is outside the scale.

    Notes
    -----
    Cut-offs such as "above 12" have no published basis. A sum hides which item moved; show the
    items beside it.

    References
    ----------
    .. [1] S. L. Hooper and L. T. Mackinnon, "Monitoring overtraining in athletes," Sports Med.
       20(5), 321-327, 1995. doi:10.2165/00007256-199520050-00003

    Examples
    --------
    >>> float(hooper_index(np.array([2.0, 3, 4, 2])).value)
    11.0
    """
    return _sum(answers, HOOPER)


def mclean_wellness(answers: FloatArray) -> Metric:
    """Wellness of McLean et al. [1]_: sum of five items. [5 to 25, larger is **better**]

    Parameters
    ----------
    answers : ndarray of shape (..., 5)
        In the order of ``MCLEAN.items``, 5 (best) to 1. NaN is not answered.

    Returns
    -------
    Metric of shape (...)
        Insufficient if an item is missing.

    Raises
    ------
    ValueError
        If there are not five answers, or one is outside the scale.

    References
    ----------
    .. [1] B. D. McLean et al., "Neuromuscular, endocrine, and perceptual fatigue responses
       during different length between-match microcycles in professional rugby league players,"
       Int. J. Sports Physiol. Perform. 5(3), 367-383, 2010. doi:10.1123/ijspp.5.3.367

    Examples
    --------
    >>> float(mclean_wellness(np.array([4.0, 3, 4, 5, 4])).value)
    20.0
    """
    return _sum(answers, MCLEAN)


@dataclass(frozen=True, slots=True)
class RecoveryAndStress:
    """Scores of the short recovery and stress scale. There is no grand total.

    Attributes
    ----------
    scores : Metric of shape (..., 8)
        Each item as answered.
    recovery : Metric of shape (...)
        Mean of the four recovery items. [0 to 6, larger is better]
    stress : Metric of shape (...)
        Mean of the four stress items. [0 to 6, larger is worse]
    """

    scores: Metric
    recovery: Metric
    stress: Metric


def recovery_and_stress(answers: FloatArray) -> RecoveryAndStress:
    """Score the short recovery and stress scale, SRSS [1]_.

    Parameters
    ----------
    answers : ndarray of shape (..., 8)
        In the order of ``SRSS.items``, 0 (does not apply at all) to 6. NaN is not answered.

    Returns
    -------
    RecoveryAndStress
        Each item stands alone; a mean is insufficient if one of its four is missing.

    Raises
    ------
    ValueError
        If there are not eight answers, or one is outside the scale.

    References
    ----------
    .. [1] M. Kellmann and S. Kölling, Recovery and Stress in Sport: A Manual for Testing and
       Assessment, Routledge, 2019.
    """
    SRSS.check(answers)
    recovery, stress = answers[..., :4].mean(axis=-1), answers[..., 4:].mean(axis=-1)
    return RecoveryAndStress(
        metric(answers, enough=~np.isnan(answers)),
        metric(recovery, enough=~np.isnan(recovery)),
        metric(stress, enough=~np.isnan(stress)),
    )


def acute_recovery_and_stress(answers: FloatArray) -> Metric:
    """Score the acute recovery and stress scale, ARSS: eight scales of four adjectives each.

    The long, weekly form of `recovery_and_stress`; the same reference.

    Parameters
    ----------
    answers : ndarray of shape (..., 8, 4)
        Scales in the order of ``SRSS.items``; 0 (does not apply at all) to 6. NaN is not
        answered.

    Returns
    -------
    Metric of shape (..., 8)
        Mean of each scale; insufficient if one of its adjectives is missing.

    Raises
    ------
    ValueError
        If there are not eight times four answers, or one is outside the scale.
    """
    if answers.shape[-2:] != (8, 4):
        raise ValueError(f"expected 8 scales of 4 answers, got shape {answers.shape}")
    require_between("answers", answers, SRSS.low, SRSS.high)
    mean = answers.mean(axis=-1)
    return metric(mean, enough=~np.isnan(mean))


def high_fatigue_days(fatigue: FloatArray) -> Metric:
    """Days running with fatigue above 5 of 7, as in the staleness criterion of Hooper [1]_. [d]

    More than seven is the published rule of persistence.

    Parameters
    ----------
    fatigue : ndarray of shape (n_athletes, n_days)
        1 to 7, larger is worse. NaN is not answered.

    Returns
    -------
    Metric
        Insufficient on a day without an answer, which also ends the run: the criterion is a
        strict one.

    Raises
    ------
    ValueError
        If an answer is outside the scale.

    References
    ----------
    .. [1] S. L. Hooper et al., "Markers for monitoring overtraining and recovery," Med. Sci.
       Sports Exerc. 27(1), 106-112, 1995. doi:10.1249/00005768-199501000-00019
    """
    require_between("fatigue", fatigue, HOOPER.low, HOOPER.high)
    run = np.zeros(fatigue.shape[0])
    runs = np.zeros(fatigue.shape)
    for day in range(fatigue.shape[1]):
        run = np.where(fatigue[:, day] > HIGH_FATIGUE, run + 1, 0.0)
        runs[:, day] = run
    return metric(runs, enough=~np.isnan(fatigue))


def _sum(answers: FloatArray, instrument: Instrument) -> Metric:
    instrument.check(answers)
    total = answers.sum(axis=-1)
    return metric(total, enough=~np.isnan(total))
