"""Load of a session from heart rate or power, each score in a unit of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine.metrics.heart_rate import (
    EDWARDS_WEIGHTS,
    HIGHEST_INTENSITY,
    LUCIA_WEIGHTS,
    BanisterWeights,
    banister_trimp,
    edwards_trimp,
    lucia_trimp,
    training_stress_score,
)
from recovery.methods.cards import PUBLISHED, Card, Figure, Group, Source, Vector
from recovery.methods.drawings import bars, session
from recovery.methods.examples import NAN
from recovery.methods.formulas import Formula, Symbol
from recovery.methods.notation import said
from recovery.methods.subjects.common import MORE_IS_MORE, OWN_UNIT

if TYPE_CHECKING:
    from collections.abc import Mapping
from recovery.methods.subjects.common import CLARKE

MINUTES = pgettext_lazy("in a formula", "minutes")

ONE_SESSION = _("One session.")

NO_HEART_RATE = _("Without a heart rate there is no value; load from exertion can stand in.")


def _banister(
    *, minutes: float, heart_rate: float, resting: float, maximum: float, a: float, b: float
) -> Mapping[str, float]:
    score = banister_trimp(
        np.array([minutes]),
        np.array([heart_rate]),
        resting=np.array([resting]),
        maximum=np.array([maximum]),
        weights=BanisterWeights((a, b)),
    )
    return {"trimp": float(score.value[0])}


HEART_RATES = (120.0, 130.0, 140.0, 150.0, 160.0, 170.0, 180.0)


MEN, WOMEN = ({"a": each.value[0], "b": each.value[1]} for each in BanisterWeights)


def _draw_banister() -> Figure:
    trimp = [
        _banister(minutes=60, heart_rate=rate, resting=50, maximum=190, **MEN)["trimp"]
        for rate in HEART_RATES
    ]
    return bars(
        trimp,
        caption=gettext(
            "Seven hours of training at ever higher heart rates: each step counts for more."
        ),
        key=gettext("A bar is an hour; the heart rate rises by ten beats from bar to bar."),
        columns=("TRIMP",),
        unit=pgettext("unit", "points"),
        step=session,
    )


BANISTER = Card(
    slug="trimp-banister",
    group=Group.INTENSITY,
    title=_("Training impulse of Banister (TRIMP)"),
    question=_("How much work was it for the heart?"),
    what=(
        _(
            "Minutes times how high the heart rate was between rest and maximum, and a bit more"
            " than"
            " that: a minute near the maximum counts for many easy ones."
        ),
        _("There is a curve for men and one for women. It needs your own rest and maximum."),
    ),
    formula=Formula(
        lines={
            "share": "clip((heart_rate - resting) / (maximum - resting), 0, 1)",
            "trimp": "minutes * share * a * exp(b * share)",
        },
        symbols={
            "minutes": Symbol(MINUTES),
            "heart_rate": Symbol(
                pgettext_lazy("in a formula", "heart rate"), _("Mean of the session.")
            ),
            "resting": Symbol(pgettext_lazy("in a formula", "at rest"), _("Your own.")),
            "maximum": Symbol(pgettext_lazy("in a formula", "maximum"), _("Your own.")),
            "a": Symbol(
                "a",
                said(_("{men} for men, {women} for women."), men=MEN["a"], women=WOMEN["a"]),
            ),
            "b": Symbol(
                "b",
                said(_("{men} for men, {women} for women."), men=MEN["b"], women=WOMEN["b"]),
            ),
            "share": Symbol(pgettext_lazy("in a formula", "share")),
            "trimp": Symbol("TRIMP"),
        },
    ),
    unit=OWN_UNIT,
    window=ONE_SESSION,
    minimum=_("Minutes, mean heart rate, and your own rest and maximum."),
    missing=NO_HEART_RATE,
    direction=MORE_IS_MORE,
    failures=(
        _("The mean hides intervals: hard and easy by turns count as if all had been in between."),
        _("Some programs use the men’s curve for women: a quarter too low."),
        _("In strength training the heart rate says little of the work."),
    ),
    sources=(
        Source(
            "R. H. Morton et al., J. Appl. Physiol. 69(3), 1171–1177, 1990",
            "10.1152/jappl.1990.69.3.1171",
        ),
        CLARKE,
    ),
    compute=_banister,
    vectors=(
        Vector(
            given={
                "minutes": 60.46471,
                "heart_rate": 137.76197,
                "resting": 45,
                "maximum": 190,
                **MEN,
            },
            expected={"trimp": 84.55247},
            tolerance=5e-5,
            origin=PUBLISHED,
        ),
        Vector(
            given={
                "minutes": 60.46471,
                "heart_rate": 137.76197,
                "resting": 45,
                "maximum": 190,
                **WOMEN,
            },
            expected={"trimp": 96.82469},
            tolerance=5e-5,
        ),
        Vector(
            given={"minutes": 30, "heart_rate": 130, "resting": 40, "maximum": 200, **MEN},
            expected={"trimp": 31.80},
            tolerance=5e-3,
            origin=PUBLISHED,
        ),
    ),
    draw=_draw_banister,
)


def _edwards(z1: float, z2: float, z3: float, z4: float, z5: float) -> Mapping[str, float]:
    return {"score": float(edwards_trimp(np.array([z1, z2, z3, z4, z5], dtype=np.float64)).value)}


EDWARDS_SESSIONS = (
    (20, 20, 5, 0, 0),
    (10, 30, 15, 5, 0),
    (10, 10, 10, 15, 10),
    (30, 15, 0, 0, 0),
    (5, 25, 20, 10, 0),
    (20, 30, 5, 0, 0),
)

LUCIA_SESSIONS = ((45, 0, 0), (40, 20, 0), (20, 15, 20), (45, 5, 0), (30, 30, 0), (50, 5, 0))


def _draw_edwards() -> Figure:
    return bars(
        edwards_trimp(np.array(EDWARDS_SESSIONS, dtype=np.float64)).value,
        caption=gettext(
            "Six sessions of about an hour: the third, with the most in high zones, counts most."
        ),
        key=gettext("A bar is one session."),
        columns=("TRIMP",),
        unit=pgettext("unit", "points"),
        step=session,
    )


def _zone(words: object) -> Symbol:
    return Symbol(str(words), _("Minutes at that share of the highest heart rate."))


EDWARDS = Card(
    slug="trimp-edwards",
    group=Group.INTENSITY,
    title=_("Summed heart rate zones (Edwards)"),
    question=_("How many minutes did the heart spend in which zone?"),
    what=(
        _(
            "The minutes in five zones of heart rate, where a minute counts 1 in the lowest and 5"
            " in"
            " the highest. It is easily worked out by hand, and jumps where one zone meets the"
            " next."
        ),
    ),
    formula=Formula(
        lines={"score": "w1 * z1 + w2 * z2 + w3 * z3 + w4 * z4 + w5 * z5"},
        symbols={
            "score": Symbol(pgettext_lazy("in a formula", "points")),
            "z1": _zone("50–60 %"),
            "z2": _zone("60–70 %"),
            "z3": _zone("70–80 %"),
            "z4": _zone("80–90 %"),
            "z5": _zone("90–100 %"),
        },
        constants={f"w{zone}": float(weight) for zone, weight in enumerate(EDWARDS_WEIGHTS, 1)},
    ),
    unit=OWN_UNIT,
    window=ONE_SESSION,
    minimum=_("The minutes in all five zones."),
    missing=NO_HEART_RATE,
    direction=MORE_IS_MORE,
    failures=(
        _("One beat more or less at the edge of a zone changes the weight of a minute."),
        _("It needs your own highest heart rate: 220 minus age is off by ten beats for many."),
    ),
    sources=(
        Source(
            "C. Foster et al., J. Strength Cond. Res. 15(1), 109–115, 2001",
            "10.1519/00124278-200102000-00019",
        ),
    ),
    compute=_edwards,
    vectors=(
        Vector(given={"z1": 10, "z2": 20, "z3": 5, "z4": 2, "z5": 1}, expected={"score": 78}),
        Vector(given={"z1": 30, "z2": 0, "z3": 0, "z4": 0, "z5": 0}, expected={"score": 30}),
    ),
    draw=_draw_edwards,
)


def _lucia(low: float, middle: float, high: float) -> Mapping[str, float]:
    return {"score": float(lucia_trimp(np.array([low, middle, high], dtype=np.float64)).value)}


def _draw_lucia() -> Figure:
    return bars(
        lucia_trimp(np.array(LUCIA_SESSIONS, dtype=np.float64)).value,
        caption=gettext("Six sessions of about an hour, by the minutes around the two thresholds."),
        key=gettext("A bar is one session."),
        columns=("TRIMP",),
        unit=pgettext("unit", "points"),
        step=session,
    )


LUCIA = Card(
    slug="trimp-lucia",
    group=Group.INTENSITY,
    title=_("Three zones between thresholds (Lucía)"),
    question=_("How long was I below, between and above my two thresholds?"),
    what=(
        _(
            "The minutes in three zones, counted 1, 2 and 3 times. The zones lie around two"
            " points at"
            " which breathing changes: above the first talking gets harder, above the second it is"
            " hardly possible."
        ),
    ),
    formula=Formula(
        lines={"score": "w1 * low + w2 * middle + w3 * high"},
        symbols={
            "score": Symbol(pgettext_lazy("in a formula", "points")),
            "low": Symbol(pgettext_lazy("in a formula", "low"), _("Minutes below the first.")),
            "middle": Symbol(
                pgettext_lazy("in a formula", "middle"), _("Minutes between the two.")
            ),
            "high": Symbol(pgettext_lazy("in a formula", "high"), _("Minutes above the second.")),
        },
        constants={f"w{zone}": float(weight) for zone, weight in enumerate(LUCIA_WEIGHTS, 1)},
    ),
    unit=OWN_UNIT,
    window=ONE_SESSION,
    minimum=_("Two thresholds that were measured, and the minutes in the three zones."),
    missing=NO_HEART_RATE,
    direction=MORE_IS_MORE,
    failures=(
        _(
            "The thresholds have to be measured. Shares of the highest heart rate do not replace"
            " them."
        ),
        _("Thresholds move with fitness; old ones count the wrong minutes."),
    ),
    sources=(
        Source(
            "A. Lucía et al., Med. Sci. Sports Exerc. 35(5), 872–878, 2003",
            "10.1249/01.MSS.0000064999.82036.B4",
        ),
    ),
    compute=_lucia,
    vectors=(Vector(given={"low": 30, "middle": 10, "high": 5}, expected={"score": 65}),),
    draw=_draw_lucia,
)


def _stress(seconds: float, power: float, threshold: float) -> Mapping[str, float]:
    score = training_stress_score(
        np.array([seconds], dtype=np.float64),
        np.array([power], dtype=np.float64),
        threshold_power=np.array([threshold], dtype=np.float64),
    )
    return {"score": float(score.value[0])}


RIDES = ((7200.0, 150.0), (3600.0, 200.0), (3600.0, 250.0), (5400.0, 180.0), (10800.0, 170.0))


def _draw_stress() -> Figure:
    return bars(
        [_stress(seconds, power, 250)["score"] for seconds, power in RIDES],
        caption=gettext(
            "Five rides: the third, an hour at the threshold, counts 100; two easy hours count"
            " less."
        ),
        key=gettext("A bar is one ride; the threshold is 250 watts."),
        columns=(gettext("Stress score"),),
        unit=pgettext("unit", "points"),
        step=session,
    )


STRESS = Card(
    slug="training-stress-score",
    group=Group.INTENSITY,
    title=_("Training stress score (TSS)"),
    question=_("How much was this ride, with an hour all-out as 100?"),
    what=(
        _(
            "For anybody who rides with a power meter. An hour at the power that you can just"
            " hold for an"
            " hour counts 100. Half that power for an hour counts 25: the share counts squared."
        ),
    ),
    formula=Formula(
        lines={
            "intensity": "power / threshold",
            "score": "100 * seconds / 3600 * intensity ** 2",
        },
        symbols={
            "seconds": Symbol(pgettext_lazy("in a formula", "seconds"), _("How long it took.")),
            "power": Symbol(
                pgettext_lazy("in a formula", "power"), _("Normalised power in watts.")
            ),
            "threshold": Symbol(
                pgettext_lazy("in a formula", "threshold"),
                _("The power you can hold for about an hour."),
            ),
            "intensity": Symbol(pgettext_lazy("in a formula", "intensity")),
            "score": Symbol("TSS"),
        },
    ),
    unit=_("points; 100 is an hour at the threshold"),
    window=ONE_SESSION,
    minimum=said(
        _("Time, power and threshold. None above {limit} times the threshold: then that is wrong."),
        limit=HIGHEST_INTENSITY,
    ),
    missing=_(
        "Without power there is no value. Load from exertion is another unit: never add them."
    ),
    direction=MORE_IS_MORE,
    failures=(
        _("A threshold that is 5 percent too low makes every score 11 percent too high."),
        _("The formula is a vendor’s definition and no finding about the body."),
    ),
    sources=(CLARKE,),
    compute=_stress,
    vectors=(
        Vector(
            given={"seconds": 3600, "power": 300, "threshold": 300},
            expected={"score": 100},
            origin=PUBLISHED,
        ),
        Vector(
            given={"seconds": 3627.8826, "power": 277.99124, "threshold": 315},
            expected={"score": 78.48593},
            tolerance=5e-5,
            origin=PUBLISHED,
        ),
        Vector(given={"seconds": 3600, "power": 500, "threshold": 250}, expected={"score": NAN}),
    ),
    draw=_draw_stress,
)
