"""Every threshold of the model, with where it comes from.

Unless a line names a source, a value is a design default: chosen before any club's data were
seen and measured by simulation, not taken from the literature.
"""

import hashlib
from dataclasses import astuple, dataclass

ENGINE_VERSION = "2.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Thresholds and constants of one version of the model. Days unless a unit is given."""

    # The athlete's own normal: 42 days that end a week before today, so that a slow decline
    # is not absorbed by the very baseline it is compared with.
    baseline_days: int = 42
    baseline_gap_days: int = 7
    day_to_day_correlation: float = 0.30  # answers of successive days repeat one another
    prior_answers: float = 14.0  # weight of the prior standard deviation, in answers
    z_limit: float = 4.0  # [SD]
    # The normal is kept as it was while a warning is open or the athlete is ill, and for a
    # week after; otherwise a long episode would become the normal and close its own warning.
    # At most six weeks in a row: what lasts longer (a new job, a new season) is the new normal.
    freeze_after_days: int = 7
    freeze_limit_days: int = 42

    # The composite of one check-in.
    item_correlation: float = 0.35
    minimum_items: int = 3
    heart_weight: float = 0.5  # both heart measures together; an answer weighs 1

    # The filtered response state R: a local level that drifts back to normal. Slow on purpose:
    # in simulation a gain of 0.07 a day found more and raised fewer false alarms than 0.23.
    response_retention: float = 0.99  # [per day]
    response_drift: float = 0.005  # [SD² per day]
    response_noise: float = 1.0  # [SD²]
    careless_noise: float = 4.0  # times as much, for check-ins filled in without looking
    # In an undisturbed athlete R itself has a standard deviation of 0.2 to 0.25 SD (simulated,
    # everyday stress included), so a band of ±0.5 holds about 98 of 100 quiet days.
    response_band: float = 0.5  # [SD]

    # Careless: nearly all check-ins of four weeks have the same answer to every question.
    careless_share: float = 0.8
    careless_minimum: int = 10
    careless_of_days: int = 28

    # Load excess L.
    load_offset: float = 25.0  # [AU per day] keeps ratios tame near zero load
    week_log_sd: float = 0.22  # [ln] usual spread of ln(7 days / the 28 before)
    three_week_log_sd: float = 0.15  # [ln] usual spread of ln(21 days / the 56 before)
    load_memory_days: int = 14  # responses lag load
    break_days: int = 10  # without any training, after which usual load has a floor
    break_floor: float = 0.5  # of the mean of the 56 days before the break
    break_memory_days: int = 21

    # What may be called a raised load: the last three weeks against the eight before, or while
    # those are not known the last week against the four before.
    raised_load: float = 1.15  # [SD]

    # Dissociation D: sessions felt harder than they should, filtered like R.
    rpe_residual_sd: float = 1.1  # [RPE]
    rpe_residual_retention: float = 0.99  # [per day]
    rpe_residual_drift: float = 0.006  # [SD² per day]
    # What is usual between an athlete and whoever plans their sessions: the mean residual of
    # sixteen weeks that end three weeks ago, shrunk towards 0 with the weight of ten sessions.
    usual_residual_days: int = 112
    usual_residual_gap_days: int = 21
    usual_residual_weight: float = 10.0  # [sessions]
    own_rpe_minimum: int = 15  # earlier sessions of the kind before they tell what to expect
    raised_exertion: float = 0.4  # [SD] from which sessions feel harder than they should
    easy_rpe: float = 3.0  # a session planned no harder is an easy one
    easy_creep_rpe: float = 1.5  # easy sessions felt this much harder on average [RPE]
    easy_creep_minimum: int = 3  # easy sessions in 28 days

    # Evidence E = R + dissociation_weight * D + load_weight * L.
    load_weight: float = 0.10
    load_limit: float = 2.5
    dissociation_weight: float = 1.2
    dissociation_limit: float = 2.0  # either way: easier than expected is evidence against

    # Levels. "2 of 3" and "8 of 10" are days up to and including today.
    notice_response: float = 0.5
    notice_load: float = 2.0
    notice_soreness_days: int = 4
    notice_close_days: int = 3
    local_soreness_days: int = 7  # of one region, from which it is a local problem
    imbalance_evidence: float = 0.93
    # A club's own quiet history may move that threshold, within these bounds.
    lowest_evidence: float = 0.70
    highest_evidence: float = 1.25
    imbalance_response: float = 0.0  # the answers at least not better than usual
    overload_raise: float = 0.3  # on that threshold during a planned overload
    overload_limit_days: int = 14
    low_response: float = 0.65
    open_days: int = 2
    open_of_days: int = 3
    close_evidence: float = 0.55
    close_response: float = 0.40  # closes "recovery low"
    close_days: int = 3
    refractory_days: int = 7  # after a warning has closed, none opens
    persistent_response: float = 0.7
    persistent_days: int = 12
    persistent_of_days: int = 14
    fatigue_days: int = 8  # days in a row of the two worst answers that make a warning persistent
    persistent_close_days: int = 5
    # A warning survives silence (silence is not health), but after four weeks without a single
    # check-in nothing is left that it could rest on: the level becomes unknown.
    lapse_days: int = 28
    missed_check_ins_limit: int = 3  # of the last 7; with more missed, nobody is called usual
    opening_check_ins: int = 2  # of the last 7, without which no warning opens
    learning_answers: int = 7  # fewer in the baseline: the own normal is still being learned
    provisional_raise: float = 0.3  # [SD] on thresholds at first, falling to 0 when it is known
    full_answers: int = 20  # more in the baseline: the own normal is known
    # Answers that fall away are a reason to reach out, not a sign of fatigue.
    answers_usual_days: int = 28
    answers_fall: float = 0.4  # of the days
    # Perhaps ill: two poor mornings out of nothing, while training has fallen away.
    sudden_composite: float = 2.0  # [SD]
    sudden_rise: float = 1.5  # [SD] above R of three days before

    @property
    def response_start_variance(self) -> float:
        """Variance of R while nothing has been observed. [SD²]"""
        return self.response_drift / (1 - self.response_retention**2)

    @property
    def version(self) -> str:
        """Engine version and a digest of all thresholds: stored with whatever rests on them."""
        digest = hashlib.blake2s(repr(astuple(self)).encode(), digest_size=4).hexdigest()
        return f"{ENGINE_VERSION}-{digest}"


DEFAULTS = Parameters()
