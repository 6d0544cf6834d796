"""Load against habit, as an effect size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine.metrics.habit import habitual_load_effect
from recovery.methods.cards import Card, Figure, Group, Vector
from recovery.methods.drawings import line
from recovery.methods.examples import NAN, days, latest, training
from recovery.methods.formulas import Formula, Symbol
from recovery.methods.notation import number
from recovery.methods.subjects.common import (
    LOAD,
    MORE_IS_MORE,
    NOT_A_JUDGEMENT,
    OURS,
    UNKNOWN_IS_NOT_REST,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def _effect(load: Sequence[float | None]) -> Mapping[str, float]:
    return {"effect": latest(habitual_load_effect(days(load)).value)}


def _draw_effect() -> Figure:
    effect = habitual_load_effect(training()).value[0]
    return line(
        effect,
        caption=gettext("Around 0 in ordinary weeks; the two hard weeks at the end stand out."),
        key=gettext("The line is the past week beside the four before; 0 is as usual."),
        column=gettext("Effect size"),
        ends=(
            number(round(float(np.nanmax(effect)), 1)),
            number(round(float(np.nanmin(effect)), 1)),
        ),
        beside=(gettext("Load"), training()[0]),
    )


EFFECT = Card(
    slug="load-effect-size",
    group=Group.LOAD,
    title=_("Load against habit (effect size)"),
    question=_("Is this week unusual for me?"),
    what=(
        _(
            "The mean day of the past week minus that of the four weeks before, divided by how much"
            " those days differ. 0 is as usual; 1 means that an average day was as heavy as one of"
            " the heavier days before."
        ),
        _("Unlike a ratio it stays calm after a break, and no day is on both sides."),
    ),
    formula=Formula(
        lines={
            "effect": (
                "(mean(last(load, 7)) - mean(previous(load, 28, 7))) / sd(previous(load, 28, 7))"
            )
        },
        symbols={"effect": Symbol(pgettext_lazy("in a formula", "effect size")), "load": LOAD},
    ),
    unit=_("SD of the load of single days"),
    window=_("7 days, today included, and the 28 before those."),
    minimum=_("5 of 7 and 20 of 28 known days, not all alike."),
    missing=UNKNOWN_IS_NOT_REST,
    direction=MORE_IS_MORE,
    failures=(
        _(
            "Somebody who trains the same every day has hardly any spread: a bit more then looks"
            " a lot."
        ),
        NOT_A_JUDGEMENT,
    ),
    sources=(OURS,),
    compute=_effect,
    vectors=(
        Vector(
            given={"load": (*(0, 200) * 14, *(200,) * 7)},
            expected={"effect": 0.981981},
            tolerance=5e-7,
        ),
        Vector(given={"load": (*(200,) * 35,)}, expected={"effect": NAN}),
    ),
    draw=_draw_effect,
)
