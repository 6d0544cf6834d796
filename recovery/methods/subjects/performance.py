"""Performance against the athlete's own: tests, jumps, steady efforts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine.metrics.performance import (
    BASELINE_DAYS,
    JUMPS_MINIMUM,
    STEADY_MINUTES,
    STEADY_VARIATION,
    TESTS_MINIMUM,
    WORTHWHILE_SD,
    decoupling,
    jump_change,
    performance_change,
)
from recovery.engine.metrics.standardisation import CERTAIN
from recovery.methods.cards import Card, Figure, Group, Source, Vector
from recovery.methods.drawings import bars, line, session, week
from recovery.methods.examples import NAN, days, latest
from recovery.methods.formulas import Formula, Symbol
from recovery.methods.notation import number, said
from recovery.methods.subjects.common import PERCENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROETE = Source(
    "A. J. Roete et al., Int. J. Sports Physiol. Perform. 16(8), 1065–1073, 2021",
    "10.1123/ijspp.2021-0024",
)

HOPKINS = Source(
    "W. G. Hopkins et al., Med. Sci. Sports Exerc. 41(1), 3–13, 2009",
    "10.1249/MSS.0b013e31818cb278",
)


def _decoupling(
    output_1: float, heart_rate_1: float, output_2: float, heart_rate_2: float
) -> Mapping[str, float]:
    arrays = (np.array([each]) for each in (output_1, heart_rate_1, output_2, heart_rate_2))
    loss = decoupling(*arrays, minutes=np.array([60.0]), variation=np.array([5.0]))
    return {"loss": float(loss.value[0])}


EFFORTS = (
    (210, 138, 209, 141),
    (212, 139, 210, 142),
    (211, 140, 207, 146),
    (214, 139, 213, 141),
    (215, 138, 214, 140),
)


def _draw_decoupling() -> Figure:
    return bars(
        [_decoupling(*effort)["loss"] for effort in EFFORTS],
        caption=gettext(
            "Five steady hours: in the third, on a hot day, the second half cost more beats."
        ),
        key=gettext("A bar is how much less output a heartbeat gave in the second half."),
        columns=(gettext("Loss in %"),),
        unit="%",
        step=session,
    )


DECOUPLING = Card(
    slug="decoupling",
    group=Group.PERFORMANCE,
    title=_("Efficiency factor and decoupling"),
    question=_("Does the same pace cost more heartbeats towards the end?"),
    what=(
        _(
            "Watts (or speed) for each heartbeat is the efficiency factor of a steady session. We"
            " compare its second half with the first. If the heart beats faster for the same pace,"
            " the two drift apart: you tire, it is hot, or you drank too little."
        ),
    ),
    formula=Formula(
        lines={
            "first": "output_1 / heart_rate_1",
            "second": "output_2 / heart_rate_2",
            "loss": "100 * (first - second) / first",
        },
        symbols={
            "output_1": Symbol(
                pgettext_lazy("in a formula", "output of half 1"), _("Mean power or speed.")
            ),
            "heart_rate_1": Symbol(
                pgettext_lazy("in a formula", "heart rate of half 1"), _("Mean, beats a minute.")
            ),
            "output_2": Symbol(pgettext_lazy("in a formula", "output of half 2")),
            "heart_rate_2": Symbol(pgettext_lazy("in a formula", "heart rate of half 2")),
            "first": Symbol(pgettext_lazy("in a formula", "efficiency 1")),
            "second": Symbol(pgettext_lazy("in a formula", "efficiency 2")),
            "loss": Symbol(pgettext_lazy("in a formula", "loss")),
        },
    ),
    unit=PERCENT,
    window=_("One steady, easy session."),
    minimum=said(
        _("{minutes} minutes, in which the output varied by less than {limit} percent."),
        minutes=STEADY_MINUTES,
        limit=STEADY_VARIATION,
    ),
    missing=_("Without heart rate or output there is no value."),
    direction=_("Higher is more loss. Above 5 is a custom of coaches, and no finding."),
    failures=(
        _("Heat, hills and a late meal change it more than fitness does."),
        _(
            "Somebody who has trained too much for a while may have a lower heart rate at the"
            " same power."
            " The"
            " factor then rises without anybody being fitter: look at the exertion as well."
        ),
    ),
    sources=(ROETE,),
    compute=_decoupling,
    vectors=(
        Vector(
            given={"output_1": 220, "heart_rate_1": 140, "output_2": 212, "heart_rate_2": 146},
            expected={"loss": 7.5965},
            tolerance=5e-5,
        ),
        Vector(
            given={"output_1": 200, "heart_rate_1": 140, "output_2": 200, "heart_rate_2": 140},
            expected={"loss": 0},
        ),
    ),
    draw=_draw_decoupling,
)


def _jump(before: Sequence[float], today: float) -> Mapping[str, float]:
    return {"change": latest(jump_change(days((*before, today))).value)}


JUMPS = (38.2, 38.9, 38.0, 38.6, 38.4, 37.2, 36.9, 38.1, 38.8)


def _draw_jump() -> Figure:
    change = jump_change(days(JUMPS)).value[0]
    return line(
        change,
        caption=gettext("Two jumps in a row far below the usual, and then back again."),
        key=gettext(
            "The line begins at the fourth test. 1 and −1 are the smallest change that matters."
        ),
        column=gettext("Change"),
        ends=(
            number(round(float(np.nanmax(change)), 1)),
            number(round(float(np.nanmin(change)), 1)),
        ),
        beside=(gettext("Height in cm"), JUMPS),
    )


JUMP = Card(
    slug="jump-test",
    group=Group.PERFORMANCE,
    title=_("Jump test"),
    question=_("Do I jump lower than I usually do?"),
    what=(
        _(
            "The mean of three jumps or more, compared with your own tests of the past weeks. The"
            " unit is the smallest change that matters: half of how much you usually vary. −1 is"
            " just worth a look, −3 is clearly lower."
        ),
    ),
    formula=Formula(
        lines={"change": "(today - mean(before)) / (half * sd(before))"},
        symbols={
            "before": Symbol(
                pgettext_lazy("in a formula", "earlier tests"), _("Heights of the past weeks.")
            ),
            "today": Symbol(pgettext_lazy("in a formula", "today"), _("Height of today.")),
            "change": Symbol(pgettext_lazy("in a formula", "change")),
        },
        constants={"half": WORTHWHILE_SD},
    ),
    unit=_("SWC: smallest worthwhile change, half a standard deviation"),
    window=said(
        _("{low} to {high} days that end yesterday."), low=BASELINE_DAYS[0], high=BASELINE_DAYS[1]
    ),
    minimum=said(
        _("{tests} earlier tests of {jumps} jumps each."), tests=TESTS_MINIMUM, jumps=JUMPS_MINIMUM
    ),
    missing=_("On a day without a test there is no value."),
    direction=_("Below 0 is a lower jump than usual."),
    failures=(
        _("Other shoes, another floor or no warm-up make centimetres of difference."),
        _("With few earlier tests the usual spread is a guess, and one test is mostly error."),
    ),
    sources=(HOPKINS,),
    compute=_jump,
    vectors=(
        Vector(given={"before": (39, 40, 41), "today": 38}, expected={"change": -4}),
        Vector(given={"before": (39, 41), "today": 38}, expected={"change": NAN}),
    ),
    draw=_draw_jump,
)


def _test(before: Sequence[float], today: float, error: float) -> Mapping[str, float]:
    change = performance_change(days((*before, today)), larger_is_better=True)
    return {"change": latest(change.value), "limit": float(CERTAIN * error)}


POWERS = (301.0, 304.0, 299.0, 302.0, 300.0, 288.0, 286.0, 296.0, 303.0)


def _draw_test() -> Figure:
    change = performance_change(days(POWERS), larger_is_better=True).value[0]
    return line(
        change,
        caption=gettext("A test of power every week: two in a row about five percent lower."),
        key=gettext("The line begins at the fourth test; 0 is as before."),
        column=gettext("Change in %"),
        ends=(
            f"{number(round(float(np.nanmax(change)), 1))}%",
            f"{number(round(float(np.nanmin(change)), 1))}%",
        ),
        beside=(gettext("Watts"), POWERS),
        step=week,
    )


TEST = Card(
    slug="performance-test",
    group=Group.PERFORMANCE,
    title=_("Performance test"),
    question=_("Am I really slower, or is it chance?"),
    what=(
        _(
            "A time trial or another test, compared with your own tests of the weeks before. Nobody"
            " repeats a test exactly, so a change only counts when it is larger than the error of"
            " two tests, and only when the next test shows it too."
        ),
        _(
            "It matters because answers and load alone cannot tell a hard block from doing too"
            " much:"
            " that takes a performance that stays behind."
        ),
    ),
    formula=Formula(
        lines={
            "change": "100 * (today - mean(before)) / mean(before)",
            "limit": "1.96 * sqrt(2) * error",
        },
        symbols={
            "before": Symbol(
                pgettext_lazy("in a formula", "earlier tests"), _("Results of the past weeks.")
            ),
            "today": Symbol(pgettext_lazy("in a formula", "today"), _("Result of today.")),
            "error": Symbol(
                pgettext_lazy("in a formula", "error"),
                _("Of one test in percent: 1 to 3 for time trials, 3 to 5 for jumps."),
            ),
            "change": Symbol(pgettext_lazy("in a formula", "change")),
            "limit": Symbol(
                pgettext_lazy("in a formula", "limit"), _("Within it, a change may be chance.")
            ),
        },
    ),
    unit=PERCENT,
    window=said(
        _("{low} to {high} days that end yesterday."), low=BASELINE_DAYS[0], high=BASELINE_DAYS[1]
    ),
    minimum=said(_("{tests} earlier tests of the same kind."), tests=TESTS_MINIMUM),
    missing=_("On a day without a test there is no value."),
    direction=_("Below 0 is worse. For times the sign is turned, so that it is so there too."),
    failures=(
        _("Wind, heat and wanting to make all the difference. Keep everything else the same."),
        _("A test costs strength itself: not every week, and not in the week of a race."),
    ),
    sources=(HOPKINS,),
    compute=_test,
    vectors=(
        Vector(
            given={"before": (600, 600, 600), "today": 585, "error": 1},
            expected={"change": -2.5, "limit": 2.771859},
            tolerance=5e-7,
        ),
        Vector(given={"before": (600, 600), "today": 585, "error": 1}, expected={"change": NAN}),
    ),
    draw=_draw_test,
)
