"""The impulse-response model of fitness and fatigue, as a simulator and nothing more.

It is not fitted here to anybody's results. On the same nine tests two optimisers find gains
that differ by two thirds and fit equally well: five parameters want far more tests than people
do. Performance charts that drop the gains are another model.
"""

from dataclasses import dataclass

import numpy as np

from recovery.engine.arrays import FloatArray
from recovery.engine.status import Metric, metric


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Constants of one athlete's response.

    Attributes
    ----------
    fitness_gain, fatigue_gain : float
        k1 and k2. [performance per unit of impulse] Fatigue is usually 1.2 to 3 times fitness.
    fitness_days, fatigue_days : float
        Time constants, usually 25 to 60 and 5 to 20. [d]

    Raises
    ------
    ValueError
        If one is not positive, or fatigue does not fade faster than fitness.
    """

    fitness_gain: float = 1.0
    fatigue_gain: float = 2.0
    fitness_days: float = 45.0
    fatigue_days: float = 11.0

    def __post_init__(self) -> None:
        if min(self.fitness_gain, self.fatigue_gain, self.fitness_days, self.fatigue_days) <= 0:
            raise ValueError("gains and time constants must be positive")
        if self.fatigue_days >= self.fitness_days:
            raise ValueError(
                f"fatigue must fade faster than fitness, got {self.fatigue_days:g}"
                f" against {self.fitness_days:g} days"
            )


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the model says of every day, arrays of shape (n_athletes, n_days).

    Attributes
    ----------
    fitness, fatigue : Metric
        g and h: faded sums of the impulses. [unit of the impulse]
    performance : Metric
        p. [unit of the gains]
    """

    fitness: Metric
    fatigue: Metric
    performance: Metric


def impulse_response(
    impulse: FloatArray, response: Response, *, initial_performance: float = 0.0
) -> Simulation:
    """Simulate fitness, fatigue and performance from daily training impulses [1]_.

    ``g = g' exp(-1 / fitness_days) + w``, ``h`` likewise, and
    ``p = p0 + fitness_gain g - fatigue_gain h``, with today's impulse w counted in full.

    Parameters
    ----------
    impulse : ndarray of shape (n_athletes, n_days)
        Training of the day in any one unit. NaN is unknown.
    response : Response
    initial_performance : float
        p0, performance before any training.

    Returns
    -------
    Simulation
        Insufficient from an unknown day on: a sum with a missing term is not known.

    Raises
    ------
    ValueError
        If an impulse is negative or infinite.

    References
    ----------
    .. [1] D. C. Clarke and P. F. Skiba, "Rationale and resources for teaching the mathematical
       modeling of athletic training and performance," Adv. Physiol. Educ. 37(2), 134-152, 2013.
       doi:10.1152/advan.00078.2011

    Examples
    --------
    >>> response = Response(fitness_days=27, fatigue_days=10)
    >>> p = impulse_response(np.full((1, 2), 100.0), response, initial_performance=500).performance
    >>> p.value.round(5).tolist()
    [[400.0, 315.39656]]
    """
    if np.isinf(impulse).any() or (impulse < 0).any():
        raise ValueError("impulses must be non-negative and finite, or NaN")
    fitness = _faded_sum(impulse, response.fitness_days)
    fatigue = _faded_sum(impulse, response.fatigue_days)
    performance = (
        initial_performance + response.fitness_gain * fitness - response.fatigue_gain * fatigue
    )
    known = ~np.isnan(fitness)
    return Simulation(
        metric(fitness, enough=known),
        metric(fatigue, enough=known),
        metric(performance, enough=known),
    )


def days_to_recover(response: Response) -> Metric:
    """Time after one session until performance is back where it was: t_n. [d]

    Not applicable where fatigue weighs no more than fitness: performance never drops. The
    reference of `days_to_benefit`.
    """
    ratio = response.fatigue_gain / response.fitness_gain
    return _crossing(response, ratio)


def days_to_benefit(response: Response) -> Metric:
    """Time after one session until performance has gained most from it: t_g [1]_. [d]

    Not applicable where the gain is greatest at once.

    References
    ----------
    .. [1] J. R. Fitz-Clarke et al., "Optimizing athletic performance by influence curves,"
       J. Appl. Physiol. 71(3), 1151-1158, 1991. doi:10.1152/jappl.1991.71.3.1151
    """
    gains = response.fatigue_gain / response.fitness_gain
    return _crossing(response, gains * response.fitness_days / response.fatigue_days)


def _crossing(response: Response, ratio: float) -> Metric:
    slow, fast = response.fitness_days, response.fatigue_days
    days = np.array(slow * fast / (slow - fast) * np.log(ratio))
    return metric(days, enough=np.isfinite(days), applicable=days > 0)


def _faded_sum(impulse: FloatArray, days: float) -> FloatArray:
    fade = np.exp(-1 / days)
    total = np.zeros(impulse.shape)
    state = np.zeros(impulse.shape[0])
    for day in range(impulse.shape[1]):
        state = state * fade + impulse[:, day]
        total[:, day] = state
    return total
