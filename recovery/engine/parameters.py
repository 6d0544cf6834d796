"""Every threshold of the model, with where it comes from.

Unless a line names a source, a value is a design default: chosen before any club's data were
seen and measured by simulation, not taken from the literature.
"""

import hashlib
from dataclasses import astuple, dataclass

ENGINE_VERSION = "1.0"


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

    # The filtered response state R: a local level that returns to normal.
    response_retention: float = 0.97  # [per day]
    response_drift: float = 0.08  # [SD² per day]
    response_noise: float = 1.0  # [SD²]
    response_start_variance: float = 0.5  # [SD²]
    # In an undisturbed athlete R itself has a standard deviation of 0.34 SD, or 0.43 SD with
    # the day-to-day correlation above (stationary variance K²/(1-b²)·(1+φb)/(1-φb), gain
    # K = 0.227, b = 0.97(1-K)), so a band of ±1 holds about 98 of 100 quiet days.
    response_band: float = 1.0  # [SD]

    # Load excess L.
    load_offset: float = 25.0  # [AU per day] keeps ratios tame near zero load
    week_log_sd: float = 0.22  # [ln] usual spread of ln(7 days / the 28 before)
    three_week_log_sd: float = 0.15  # [ln] usual spread of ln(21 days / the 56 before)
    load_memory_days: int = 14  # responses lag load
    break_days: int = 10  # without any training, after which usual load has a floor
    break_floor: float = 0.5  # of the mean of the 56 days before the break
    break_memory_days: int = 21

    # Dissociation D: sessions felt harder than they should.
    rpe_residual_sd: float = 1.1  # [RPE]
    rpe_residual_weight: float = 0.25  # of the newest session
    rpe_residual_retention: float = 0.95  # [per day without a session]
    rpe_residual_minimum: int = 5  # sessions with a residual in 28 days
    own_rpe_minimum: int = 15  # earlier sessions of the kind before they tell what to expect
    easy_rpe: float = 3.0  # a session planned no harder is an easy one
    easy_creep_rpe: float = 1.5  # easy sessions felt this much harder on average [RPE]
    easy_creep_minimum: int = 3  # easy sessions in 28 days

    # Evidence E = R + load_weight * L + dissociation_weight * D.
    load_weight: float = 0.35
    load_limit: float = 2.5
    dissociation_weight: float = 0.35
    dissociation_limit: float = 2.0

    # Levels. "3 of 5" and "8 of 10" are days up to and including today.
    notice_response: float = 0.7
    notice_load: float = 2.0
    notice_soreness_days: int = 4
    notice_close_days: int = 3
    imbalance_evidence: float = 1.7
    imbalance_response: float = 0.5
    # In an overload that was planned beforehand, an imbalance opens on this much more evidence;
    # "persistent" does not.
    overload_evidence: float = 0.5  # [SD]
    low_response: float = 1.3
    low_load_below: float = 1.0  # load excess and dissociation both under this: load is normal
    open_days: int = 3
    open_of_days: int = 5
    close_evidence: float = 0.8
    close_response: float = 0.6  # closes "recovery low"
    close_days: int = 3
    persistent_response: float = 1.0
    persistent_days: int = 8
    persistent_of_days: int = 10
    persistent_close_days: int = 5
    # A warning survives silence (silence is not health), but after four weeks without a single
    # check-in nothing is left that it could rest on: the level becomes unknown.
    lapse_days: int = 28
    missed_check_ins_limit: int = 3  # of the last 7; with more missed, no warning opens
    learning_answers: int = 7  # fewer in the baseline: the own normal is still being learned
    full_answers: int = 20  # more in the baseline: the own normal is known

    @property
    def version(self) -> str:
        """Engine version and a digest of all thresholds: stored with whatever rests on them."""
        digest = hashlib.blake2s(repr(astuple(self)).encode(), digest_size=4).hexdigest()
        return f"{ENGINE_VERSION}-{digest}"


DEFAULTS = Parameters()
