"""Monotony and strain: how alike the days of a week are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine.metrics.load import (
    SMALLEST_SD_SHARE,
    monotony,
    strain,
)
from recovery.methods.cards import PUBLISHED, Card, Figure, Group, Source, Vector
from recovery.methods.drawings import line
from recovery.methods.examples import NAN, days, latest, varied_then_even
from recovery.methods.formulas import Formula, Symbol
from recovery.methods.notation import number
from recovery.methods.subjects.common import (
    A_WEEK,
    AU,
    LOAD,
    NO_UNIT,
    NOT_A_JUDGEMENT,
    UNKNOWN_IS_NOT_REST,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

from recovery.methods.subjects.load import FOSTER_2001

FOSTER_1998 = Source(
    "C. Foster, Med. Sci. Sports Exerc. 30(7), 1164–1168, 1998", "10.1097/00005768-199807000-00023"
)

HAND_WEEK = (0, 300, 450, 200, 600, 150, 400)

RISING_WEEK = (0, 100, 200, 300, 400, 500, 600)


def _monotony(load: Sequence[float | None]) -> Mapping[str, float]:
    return {"monotony": latest(monotony(days(load)).value)}


def _draw_monotony() -> Figure:
    value = monotony(varied_then_even()).value[0]
    return line(
        value,
        caption=gettext(
            "Three weeks of hard and easy days, then two of the same load with all days alike:"
            " monotony leaps."
        ),
        key=gettext("The line is the monotony of the past seven days."),
        column=gettext("Monotony"),
        ends=(number(round(float(np.nanmax(value)), 2)), number(round(float(np.nanmin(value)), 2))),
        beside=(gettext("Load"), varied_then_even()[0]),
    )


EVENNESS = {
    "monotony": Symbol(pgettext_lazy("in a formula", "monotony")),
    "load": LOAD,
}

EVENNESS_LINE = "mean(load) / max(sd(load), smallest * mean(load))"


MONOTONY = Card(
    slug="monotony",
    group=Group.LOAD,
    title=_("Monotony"),
    question=_("Are hard days really hard, and easy days really easy?"),
    what=(
        _(
            "How much the days of a week are alike. A week of hard days and rest days gives a low"
            " number; the same training every day gives a high one. Variation gives the body time"
            " to recover."
        ),
    ),
    formula=Formula(
        lines={"monotony": EVENNESS_LINE},
        symbols=EVENNESS,
        constants={"smallest": SMALLEST_SD_SHARE},
    ),
    unit=NO_UNIT,
    window=A_WEEK,
    minimum=_("Six known days of the seven, with some training."),
    missing=UNKNOWN_IS_NOT_REST,
    direction=_("Higher is more of the same. It is never above 10."),
    failures=(
        _(
            "Published limits differ, also because some divide by another standard deviation: we"
            " use the sample form (n − 1), which gives 7 percent less over a week."
        ),
        _("Seven equal days may also mean that somebody filled in the same number every day."),
        NOT_A_JUDGEMENT,
    ),
    sources=(FOSTER_1998,),
    compute=_monotony,
    vectors=(
        Vector(given={"load": HAND_WEEK}, expected={"monotony": 1.48461}, tolerance=5e-6),
        Vector(given={"load": RISING_WEEK}, expected={"monotony": 1.38873}, tolerance=5e-6),
        Vector(given={"load": (*(300,) * 6, 0)}, expected={"monotony": 2.26779}, tolerance=5e-6),
        Vector(given={"load": (300,) * 7}, expected={"monotony": 10}),
        Vector(given={"load": (0,) * 7}, expected={"monotony": NAN}),
    ),
    draw=_draw_monotony,
)


def _strain(load: Sequence[float | None]) -> Mapping[str, float]:
    return {**_monotony(load), "strain": latest(strain(days(load)).value)}


def _draw_strain() -> Figure:
    value = strain(varied_then_even()).value[0]
    return line(
        value,
        caption=gettext(
            "Three weeks of hard and easy days, then the same load spread evenly: strain rises"
            " with monotony."
        ),
        key=gettext("The line is the strain of the past seven days."),
        column=gettext("Strain"),
        ends=(
            gettext("%(load)s AU") % {"load": number(round(float(np.nanmax(value))))},
            gettext("%(load)s AU") % {"load": number(round(float(np.nanmin(value))))},
        ),
        beside=(gettext("Load"), varied_then_even()[0]),
    )


# A published product of week and monotony (Foster 2001, table 5): six equal days and one other
# have any monotony wanted.
PRINTED_LOAD, PRINTED_MONOTONY, PRINTED_STRAIN = 3400, 1.26, 4284

_MEAN = PRINTED_LOAD / 7

_STEP = _MEAN / PRINTED_MONOTONY / 7**0.5

PRINTED_WEEK = (*(round(_MEAN - _STEP, 4),) * 6, round(_MEAN + 6 * _STEP, 4))


STRAIN = Card(
    slug="strain",
    group=Group.LOAD,
    title=_("Strain"),
    question=_("Was it much, and every day the same?"),
    what=(
        _(
            "The load of the week times its monotony. It is high when you train much without easy"
            " days in between. The same load with variation gives a lower strain."
        ),
    ),
    formula=Formula(
        lines={"monotony": EVENNESS_LINE, "strain": "7 * mean(load) * monotony"},
        symbols=EVENNESS | {"strain": Symbol(pgettext_lazy("in a formula", "strain"))},
        constants={"smallest": SMALLEST_SD_SHARE},
    ),
    unit=AU,
    window=A_WEEK,
    minimum=_("Six known days of the seven, with some training."),
    missing=UNKNOWN_IS_NOT_REST,
    direction=_("Higher is more load with less variation. Compare with your own weeks only."),
    failures=(
        _("Limits such as 6,000 go round without a source. The study used each athlete’s own."),
        NOT_A_JUDGEMENT,
    ),
    sources=(FOSTER_1998, FOSTER_2001),
    compute=_strain,
    vectors=(
        Vector(
            given={"load": HAND_WEEK},
            expected={"monotony": 1.48461, "strain": 3117.691},
            tolerance=5e-4,
        ),
        Vector(
            given={"load": PRINTED_WEEK},
            expected={"monotony": PRINTED_MONOTONY, "strain": PRINTED_STRAIN},
            tolerance=5e-3,
            origin=PUBLISHED,
        ),
    ),
    draw=_draw_strain,
)
