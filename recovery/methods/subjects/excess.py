"""Load excess L: more training than somebody is used to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine import DEFAULTS
from recovery.engine.excess import load_excess
from recovery.methods.cards import Card, Figure, Group, Vector
from recovery.methods.drawings import line
from recovery.methods.examples import NAN, latest, training
from recovery.methods.formulas import Formula, Symbol
from recovery.methods.notation import number, said
from recovery.methods.subjects.common import (
    OURS,
    SYNTHETIC,
    UNKNOWN_IS_NOT_REST,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

P = DEFAULTS


def _excess(load: Sequence[float | None]) -> Mapping[str, float]:
    # The load given is that up to yesterday; of today nothing is known yet.
    upto_today = np.asarray([[*load, None]], dtype=np.float64)
    return {"excess": latest(load_excess(upto_today).highest.value)}


def _draw_excess() -> Figure:
    excess = load_excess(training()).highest.value[0]
    return line(
        excess,
        caption=gettext(
            "It takes weeks before there is a habit to compare with; then the hard weeks stand out."
        ),
        key=gettext(
            "The line is load excess, at its highest of the past two weeks. 0 is as usual."
        ),
        column=gettext("Load excess"),
        ends=(
            number(round(float(np.nanmax(excess)), 1)),
            number(round(float(np.nanmin(excess)), 1)),
        ),
        beside=(gettext("Load"), training()[0]),
    )


EXCESS = Card(
    slug="load-excess",
    group=Group.LOAD,
    title=_("Load excess (L)"),
    question=_("Do I train more than I am used to?"),
    what=(
        _(
            "Your past week beside the four weeks before it, and your past three weeks beside the"
            " eight before those. 0 is as usual; 1 is a step as large as your training usually"
            " makes; 2 is a lot more than you are used to."
        ),
        _(
            "Unlike the ratios found elsewhere, the weeks that are compared share no days, and a"
            " long hard block is seen too. Because the body answers late, the highest of the past"
            " two weeks counts."
        ),
    ),
    formula=Formula(
        lines={
            "week": (
                "ln((mean(last(load, 7)) + offset) / (mean(previous(load, 28, 7)) + offset))"
                " / week_spread"
            ),
            "three_weeks": (
                "ln((mean(last(load, 21)) + offset) / (mean(previous(load, 56, 21)) + offset))"
                " / three_week_spread"
            ),
            "excess": "max(week, three_weeks)",
        },
        symbols={
            "load": Symbol(
                pgettext_lazy("in a formula", "load"), _("Load of each day up to yesterday [AU].")
            ),
            "week": Symbol(pgettext_lazy("in a formula", "L of a week")),
            "three_weeks": Symbol(pgettext_lazy("in a formula", "L of three weeks")),
            "excess": Symbol("L", _("At its highest of the past two weeks.")),
        },
        constants={
            "offset": P.load_offset,
            "week_spread": P.week_log_sd,
            "three_week_spread": P.three_week_log_sd,
        },
    ),
    unit=_("SD: the usual distance between two ordinary stretches of training"),
    window=said(
        _("7 and 21 days up to yesterday, the 28 and 56 before those; highest of {days} days."),
        days=P.load_memory_days,
    ),
    minimum=_("5 of 7 and 20 of 28 known days, or 15 of 21 and 40 of 56."),
    missing=UNKNOWN_IS_NOT_REST,
    direction=said(
        _("Higher is more than usual. In the warnings it counts from 0 up to {limit}."),
        limit=P.load_limit,
    ),
    failures=(
        _("It knows that you train more, not whether that was planned."),
        said(
            _(
                "After {days} days without training, building up again looks like a leap. For"
                " {weeks} days the usual load then is at least {share} times what it was."
            ),
            days=P.break_days,
            weeks=P.break_memory_days,
            share=P.break_floor,
        ),
        SYNTHETIC,
    ),
    sources=(OURS,),
    compute=_excess,
    vectors=(
        Vector(
            given={"load": (*(300,) * 28, *(450,) * 7)},
            expected={"excess": 1.724953},
            tolerance=5e-7,
        ),
        Vector(
            given={"load": (*(300,) * 56, *(390,) * 21)},
            expected={"excess": 1.629689},
            tolerance=5e-7,
        ),
        Vector(given={"load": (300,) * 26}, expected={"excess": NAN}),
    ),
    draw=_draw_excess,
)
