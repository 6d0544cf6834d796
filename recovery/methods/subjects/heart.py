"""The heart in the morning: its variability, and its rate at rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine.metrics.morning_heart import (
    BAND_SD,
    BASELINE_MINIMUM,
    RESTING_DAYS,
    RESTING_FLOOR,
    WEEK_MINIMUM,
    VariabilityKind,
    log_variability,
    resting_heart_rate_z,
    variability_band,
    variability_week,
)
from recovery.methods.cards import Card, Figure, Group, Source, Vector
from recovery.methods.drawings import line
from recovery.methods.examples import NAN, days, latest
from recovery.methods.formulas import Formula, Symbol
from recovery.methods.notation import number, said
from recovery.methods.subjects.common import (
    OURS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recovery.engine.arrays import FloatArray


# Milliseconds each morning: five usual weeks, then a week that is lower.
MORNINGS = (
    *(68.0, 75.0, 61.0, 72.0, 66.0, 70.0, 78.0) * 5,
    64.0,
    58.0,
    55.0,
    57.0,
    52.0,
    56.0,
    60.0,
)


def _log(milliseconds: Sequence[float | None]) -> FloatArray:
    values = days(milliseconds)
    kinds = np.full(values.shape, VariabilityKind.RMSSD, dtype=np.int8)
    return log_variability(values, kinds, kind=VariabilityKind.RMSSD).value


def _variability(rmssd: Sequence[float | None]) -> Mapping[str, float]:
    values = _log(rmssd)
    band = variability_band(values)
    return {
        "week": latest(variability_week(values).value),
        "lower": latest(band.lower),
        "upper": latest(band.upper),
    }


def _draw_variability() -> Figure:
    values = _log(MORNINGS)
    band, week = variability_band(values), variability_week(values).value[0]
    return line(
        week,
        caption=gettext(
            "Six weeks of mornings: in the last, the mean of the week sinks below the band."
        ),
        key=gettext(
            "The line is the mean of seven days, a dot one morning, the band the own normal."
        ),
        column=gettext("Mean of 7 days (ln)"),
        ends=(pgettext("end of a scale", "higher"), pgettext("end of a scale", "lower")),
        band=(
            [None if np.isnan(each) else float(each) for each in band.lower[0]],
            [None if np.isnan(each) else float(each) for each in band.upper[0]],
        ),
        dots=values[0],
        beside=(gettext("Milliseconds"), MORNINGS),
    )


VARIABILITY = Card(
    slug="heart-rate-variability",
    group=Group.BODY,
    title=_("Heart rate variability"),
    question=_("Is my heart rate variability within my own band?"),
    what=(
        _(
            "The small differences between one heartbeat and the next, measured on waking. One"
            " morning says little, so we take the mean of seven days and lay it beside the band in"
            " which it usually lies for you."
        ),
        _(
            "Below the band on several days it may support what you answer. Above it is no better"
            " news: hard training can push it either way. It never opens a warning by itself."
        ),
    ),
    formula=Formula(
        lines={
            "week": "mean(ln(last(rmssd, 7)))",
            "normal": "mean(ln(previous(rmssd, 60, 7)))",
            "spread": "sd(ln(previous(rmssd, 60, 7)))",
            "lower": "normal - half * spread",
            "upper": "normal + half * spread",
        },
        symbols={
            "rmssd": Symbol("rMSSD", _("Each morning, in milliseconds.")),
            "week": Symbol(pgettext_lazy("in a formula", "week")),
            "normal": Symbol(pgettext_lazy("in a formula", "normal")),
            "spread": Symbol(pgettext_lazy("in a formula", "spread")),
            "lower": Symbol(pgettext_lazy("in a formula", "lower edge"), _("Of the band.")),
            "upper": Symbol(pgettext_lazy("in a formula", "upper edge"), _("Of the band.")),
        },
        constants={"half": BAND_SD},
    ),
    unit=_("the natural logarithm of milliseconds (ln ms)"),
    window=_("Seven days against the 60 before those."),
    minimum=said(
        _("{week} mornings of the seven, and {normal} of the sixty."),
        week=WEEK_MINIMUM,
        normal=BASELINE_MINIMUM,
    ),
    missing=_("A morning without a measurement is left out; so is one that cannot be right."),
    direction=_("Neither high nor low is good in itself: within the own band is usual."),
    failures=(
        _("Another device, posture or time of day gives another number. Change nothing."),
        _("In athletes who did too much it has been seen at half and at twice the normal."),
        _("A late meal, alcohol, a cold or a short night move it more than training does."),
    ),
    sources=(
        Source(
            "D. J. Plews et al., Int. J. Sports Physiol. Perform. 9(5), 783–790, 2014",
            "10.1123/ijspp.2013-0455",
        ),
    ),
    compute=_variability,
    vectors=(
        Vector(
            given={"rmssd": (*(60, 80) * 10, *(65, 72, 58, 70, 61, 66, 69))},
            expected={"week": 4.184947},
            tolerance=5e-7,
        ),
        Vector(
            given={"rmssd": (*(60, 80) * 10, 50, None, None, 52, None, 54, None)},
            expected={"week": 3.950750, "lower": 4.164397, "upper": 4.311974},
            tolerance=5e-7,
        ),
        Vector(
            given={"rmssd": (*(60, 80) * 10, 50, None, None, 52, None, None, None)},
            expected={"week": NAN},
        ),
    ),
    draw=_draw_variability,
)

BEATS = (*(52.0, 50.0, 53.0, 51.0, 54.0, 52.0, 51.0) * 6, 53.0, 55.0, 56.0, 58.0, 57.0, 59.0, 57.0)


def _resting(beats: Sequence[float | None]) -> Mapping[str, float]:
    return {"z": latest(resting_heart_rate_z(days(beats)).value)}


def _draw_resting() -> Figure:
    z = resting_heart_rate_z(days(BEATS)).value[0]
    return line(
        z,
        caption=gettext("A heart rate that creeps up in the seventh week stands out within days."),
        key=gettext(
            "The line is the mean of seven days beside the six weeks before; 0 is as usual."
        ),
        column=gettext("Deviation"),
        ends=(number(round(float(np.nanmax(z)), 1)), number(round(float(np.nanmin(z)), 1))),
        beside=(gettext("Beats a minute"), BEATS),
    )


RESTING = Card(
    slug="resting-heart-rate",
    group=Group.BODY,
    title=_("Resting heart rate"),
    question=_("Does my heart beat faster in the morning than is usual for me?"),
    what=(
        _(
            "Your heart rate on waking, as the mean of seven days, beside that of the six weeks"
            " before. 1 means one usual spread higher. It rises with fatigue, heat, illness or a"
            " short night, so it asks a question and gives no answer."
        ),
    ),
    formula=Formula(
        lines={
            "spread": "max(sd(previous(beats, window, 7)), least)",
            "z": "(mean(last(beats, 7)) - mean(previous(beats, window, 7))) / spread",
        },
        symbols={
            "beats": Symbol(
                pgettext_lazy("in a formula", "heart rate"), _("Each morning, beats a minute.")
            ),
            "spread": Symbol(pgettext_lazy("in a formula", "spread")),
            "z": Symbol("z"),
        },
        constants={"least": RESTING_FLOOR, "window": float(RESTING_DAYS)},
    ),
    unit=_("SD: the usual distance between two mornings"),
    window=said(_("Seven days against the {days} before those."), days=RESTING_DAYS),
    minimum=said(
        _("{week} mornings of the seven, and {normal} of the six weeks."),
        week=WEEK_MINIMUM,
        normal=BASELINE_MINIMUM,
    ),
    missing=_("A morning without a measurement is left out; so is one that cannot be right."),
    direction=_("Higher is a faster heart than usual."),
    failures=(
        _(
            "Five to ten beats more from one day to the next, with complaints, ask for illness"
            " first."
        ),
        _("Getting fitter lowers it for months; the band follows slowly."),
    ),
    sources=(
        Source("M. Buchheit, Front. Physiol. 5, 73, 2014", "10.3389/fphys.2014.00073"),
        OURS,
    ),
    compute=_resting,
    vectors=(
        Vector(
            given={"beats": (*(50,) * 19, *(54,) * 7)}, expected={"z": 2.666667}, tolerance=5e-7
        ),
        Vector(given={"beats": (50,) * 20}, expected={"z": NAN}),
    ),
    draw=_draw_resting,
)
