"""Health problems, by the weekly questionnaire of the OSTRC."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine.metrics.health_problems import CANNOT, ostrc_severity
from recovery.methods.cards import PUBLISHED, Card, Figure, Group, Source, Vector
from recovery.methods.drawings import bars, week
from recovery.methods.formulas import Formula, Symbol

if TYPE_CHECKING:
    from collections.abc import Mapping


def _severity(q1: float, q2: float, q3: float, q4: float) -> Mapping[str, float]:
    return {"severity": float(ostrc_severity(np.array([[q1, q2, q3, q4]])).value[0])}


PROBLEM = (
    (8, 8, 0, 8),
    (8, 17, 8, 8),
    (25, 25, 25, 25),
    (17, 17, 17, 8),
    (8, 8, 8, 8),
    (0, 0, 0, 0),
)


def _draw_severity() -> Figure:
    return bars(
        ostrc_severity(np.array(PROBLEM, dtype=np.float64)).value,
        caption=gettext("Six weeks of one problem: in the third week training was not possible."),
        key=gettext("A bar is the severity of one week."),
        columns=(gettext("Severity"),),
        unit=pgettext("unit", "points"),
        step=week,
    )


SEVERITY = Card(
    slug="health-problem",
    group=Group.PERFORMANCE,
    title=_("Severity of a health problem (OSTRC-H2)"),
    question=_("How much did a pain or an illness get in the way this week?"),
    what=(
        _(
            "Four questions a week about one problem: could you take part, did you train less, did"
            " you perform less, did it hurt. Each answer counts 0, 8, 17 or 25; together that is 0"
            " to 100. Not being able to take part at all is 100."
        ),
        _("It is no input of a warning. An open problem is an explanation of its own."),
    ),
    formula=Formula(
        lines={
            "sum": "q1 + q2 + q3 + q4",
            "rest": "100 if q1 == cannot else sum",
            "severity": "0 if q1 == 0 else rest",
        },
        symbols={
            "q1": Symbol(pgettext_lazy("in a formula", "question 1"), _("Taking part.")),
            "q2": Symbol(pgettext_lazy("in a formula", "question 2"), _("Training less.")),
            "q3": Symbol(pgettext_lazy("in a formula", "question 3"), _("Performing less.")),
            "q4": Symbol(pgettext_lazy("in a formula", "question 4"), _("Complaints.")),
            "sum": Symbol(pgettext_lazy("in a formula", "sum")),
            "rest": Symbol(pgettext_lazy("in a formula", "with a problem")),
            "severity": Symbol(pgettext_lazy("in a formula", "severity")),
        },
        constants={"cannot": CANNOT},
    ),
    unit=_("points, 0 to 100"),
    window=_("One week, one problem."),
    minimum=_("The first question; the others unless it ends there."),
    missing=_("Nothing is carried over from another week."),
    direction=_("Higher is more in the way."),
    failures=(
        _("There is no limit above which it is bad. Look at whether it rises or falls."),
        _("Programs that only add up give 25 or nothing to somebody who could not take part."),
    ),
    sources=(
        Source(
            "B. Clarsen et al., Br. J. Sports Med. 54(7), 390–396, 2020",
            "10.1136/bjsports-2019-101337",
        ),
    ),
    compute=_severity,
    vectors=(
        Vector(
            given={"q1": 17, "q2": 25, "q3": 25, "q4": 25},
            expected={"severity": 92},
            origin=PUBLISHED,
        ),
        Vector(
            given={"q1": 8, "q2": 17, "q3": 8, "q4": 8},
            expected={"severity": 41},
            origin=PUBLISHED,
        ),
        Vector(given={"q1": 25, "q2": 0, "q3": 0, "q4": 0}, expected={"severity": 100}),
        Vector(given={"q1": 0, "q2": 8, "q3": 0, "q4": 0}, expected={"severity": 0}),
    ),
    draw=_draw_severity,
)
