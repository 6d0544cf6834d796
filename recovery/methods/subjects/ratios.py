"""Averages and ratios of load as other products show them, each with its convention named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine.metrics.averages import (
    ACUTE_DAYS,
    CHRONIC_DAYS,
    CHRONIC_MINIMUM,
    FITNESS_DAYS,
    RatioConvention,
    acute_chronic_ratio,
    ewma,
    performance_management,
)
from recovery.methods.cards import PUBLISHED, Card, Figure, Group, Source, Vector
from recovery.methods.drawings import bars, line
from recovery.methods.examples import NAN, USED_TO, days, latest, training
from recovery.methods.formulas import Formula, Steps, Symbol
from recovery.methods.notation import number, said
from recovery.methods.subjects.common import (
    AU_A_DAY,
    CLARKE,
    LOAD,
    MORE_IS_MORE,
    NO_UNIT,
    NOT_A_JUDGEMENT,
    UNKNOWN_IS_NOT_REST,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

WILLIAMS = Source(
    "S. Williams et al., Br. J. Sports Med. 51(3), 209–210, 2017", "10.1136/bjsports-2016-096589"
)
LOLLI = Source(
    "L. Lolli et al., Br. J. Sports Med. 53(15), 921–922, 2019", "10.1136/bjsports-2017-098110"
)
IMPELLIZZERI = Source(
    "F. M. Impellizzeri et al., Sports Med. 51, 581–592, 2021", "10.1007/s40279-020-01378-6"
)
# 21 days of 30 and a week of 50: the pattern of "athlete 1", whose values Williams prints.
ATHLETE_1 = (*(30,) * 21, *(50,) * 7)
DAYS = {"fast": float(ACUTE_DAYS), "slow": float(CHRONIC_DAYS)}

TODAY = Symbol(pgettext_lazy("in a formula", "load"), _("Load of each day, oldest first."))
BEFORE = _("The value of the day before.")
RATIO_FAILURES = (
    _(
        "It does not tell beforehand who gets hurt: in a large analysis it did no better than a"
        " guess, and a ratio to other people’s loads did as well. So we draw no zones in it."
    ),
    _("After weeks of steady hard training it is 1, as in weeks of steady easy training."),
    _("Coming back from a break it is high, whatever one does; we then show none."),
    NOT_A_JUDGEMENT,
)
RATIO_MINIMUM = said(
    _(
        "{days} days of history with {least} of them known, and a usual load that is not next to"
        " nothing."
    ),
    least=CHRONIC_MINIMUM,
    days=CHRONIC_DAYS,
)


def _draw_ratio(convention: RatioConvention, caption: str) -> Figure:
    value = acute_chronic_ratio(training(), convention=convention).value[0]
    return line(
        value,
        caption=caption,
        key=gettext("The line is the ratio; 1 is as much as usual."),
        column=gettext("Ratio"),
        ends=(number(round(float(np.nanmax(value)), 2)), number(round(float(np.nanmin(value)), 2))),
        beside=(gettext("Load"), training()[0]),
    )


def _average(load: Sequence[float | None], days_of_n: float) -> Mapping[str, float]:
    return {"average": latest(ewma(days(load), days=int(days_of_n)))}


def _draw_average() -> Figure:
    load = training()
    return bars(
        load[0],
        ewma(load, days=CHRONIC_DAYS)[0],
        caption=gettext("A moving average follows slowly, and forgets old days bit by bit."),
        key=gettext("Bars are days; the dashed line is the moving average of 28 days."),
        columns=(gettext("Load"), gettext("Moving average")),
        unit=pgettext("unit", "AU"),
    )


AVERAGE = Card(
    slug="moving-average",
    group=Group.CONTEXT,
    title=_("Moving average of load"),
    question=_("What load am I used to by now?"),
    what=(
        _(
            "A mean in which recent days count most. Each day the average moves a small step"
            " towards"
            " the load of that day, so old days fade instead of dropping out at once."
        ),
        _(
            "The step is 2 / (N + 1) for N days. Beware: another custom takes 1 / N or nearly so,"
            " and"
            " “28 days” there remembers twice as long."
        ),
    ),
    formula=Formula(
        lines={"average": "before + 2 / (days_of_n + 1) * (today - before)"},
        symbols={
            "average": Symbol(pgettext_lazy("in a formula", "average")),
            "before": Symbol(pgettext_lazy("in a formula", "average before"), BEFORE),
            "today": TODAY,
            "load": LOAD,
            "days_of_n": Symbol("N", _("Number of days; more is slower.")),
        },
        steps=Steps(
            over={"today": "load"}, carries={"before": "average"}, start={"before": "first(load)"}
        ),
    ),
    unit=AU_A_DAY,
    window=_("All days so far, the recent ones most."),
    minimum=_("One known day; it takes about as many days as N to forget where it began."),
    missing=_("On a day of which nothing is known the average stays as it was."),
    direction=MORE_IS_MORE,
    failures=(
        _("In the first weeks it depends on what the first day happened to be."),
        _("The same words stand for other numbers elsewhere: compare only within one product."),
    ),
    sources=(WILLIAMS,),
    compute=_average,
    vectors=(
        Vector(given={"load": (8, 4, 10), "days_of_n": 3}, expected={"average": 8}),
        Vector(given={"load": (0, 0, 100), "days_of_n": 7}, expected={"average": 25}),
        Vector(
            given={"load": ATHLETE_1, "days_of_n": 28},
            expected={"average": 37.8720},
            tolerance=5e-5,
        ),
    ),
    draw=_draw_average,
)


def _ratio_under(convention: RatioConvention) -> Callable[..., Mapping[str, float]]:
    def ratio(load: Sequence[float | None]) -> Mapping[str, float]:
        return {"ratio": latest(acute_chronic_ratio(days(load), convention=convention).value)}

    return ratio


RATIO = Symbol(pgettext_lazy("in a formula", "ratio"))

COUPLED = Card(
    slug="acute-chronic-ratio",
    group=Group.CONTEXT,
    title=_("Acute:chronic ratio, coupled"),
    question=_("How does this week compare with the past four?"),
    what=(
        _(
            "The mean load of the past 7 days divided by that of the past 28. 1 means a week like"
            " the others, 1.5 half as much again. It describes your training, and no more than"
            " that."
        ),
        _("Coupled means that the 28 days contain the 7, so it can never be more than 4."),
    ),
    formula=Formula(
        lines={"ratio": "mean(last(load, fast)) / mean(last(load, slow))"},
        symbols={"ratio": RATIO, "load": LOAD},
        constants=DAYS,
    ),
    unit=NO_UNIT,
    window=_("7 days and 28 days, today included."),
    minimum=RATIO_MINIMUM,
    missing=UNKNOWN_IS_NOT_REST,
    direction=MORE_IS_MORE,
    failures=(
        _("Because the two share days, they go together even in made-up numbers."),
        *RATIO_FAILURES,
    ),
    sources=(LOLLI, IMPELLIZZERI),
    compute=_ratio_under(RatioConvention.COUPLED),
    vectors=(
        Vector(
            given={"load": ATHLETE_1},
            expected={"ratio": 1.43},
            tolerance=5e-3,
            origin=PUBLISHED,
        ),
        Vector(given={"load": ATHLETE_1}, expected={"ratio": 1.428571}, tolerance=5e-7),
        Vector(given={"load": (100,) * 19}, expected={"ratio": NAN}),
    ),
    draw=lambda: _draw_ratio(
        RatioConvention.COUPLED,
        gettext("At first there is no ratio; it jumps in the two hard weeks at the end."),
    ),
)

UNCOUPLED = Card(
    slug="acute-chronic-ratio-uncoupled",
    group=Group.CONTEXT,
    title=_("Acute:chronic ratio, uncoupled"),
    question=_("How does this week compare with the three weeks before it?"),
    what=(
        _(
            "The mean load of the past 7 days divided by that of the 21 days before them. 1 means a"
            " week like the others. The two share no days, so it moves more than the coupled ratio."
        ),
        _("A coupled ratio of 1.3 is an uncoupled one of 1.44: never compare the two."),
    ),
    formula=Formula(
        lines={"ratio": "mean(last(load, fast)) / mean(previous(load, 21, fast))"},
        symbols={"ratio": RATIO, "load": LOAD},
        constants={"fast": float(ACUTE_DAYS)},
    ),
    unit=NO_UNIT,
    window=_("7 days, today included, and the 21 days before those."),
    minimum=RATIO_MINIMUM,
    missing=UNKNOWN_IS_NOT_REST,
    direction=MORE_IS_MORE,
    failures=RATIO_FAILURES,
    sources=(LOLLI, IMPELLIZZERI),
    compute=_ratio_under(RatioConvention.UNCOUPLED),
    vectors=(
        Vector(given={"load": ATHLETE_1}, expected={"ratio": 1.666667}, tolerance=5e-7),
        Vector(given={"load": (300,) * 28}, expected={"ratio": 1}),
    ),
    draw=lambda: _draw_ratio(
        RatioConvention.UNCOUPLED,
        gettext("The same ten weeks, uncoupled: the same shape with larger swings."),
    ),
)


def _ewma_ratio(load: Sequence[float | None]) -> Mapping[str, float]:
    ratio = acute_chronic_ratio(days(load), convention=RatioConvention.EWMA)
    return {
        "acute": latest(ewma(days(load), days=ACUTE_DAYS)),
        "chronic": latest(ewma(days(load), days=CHRONIC_DAYS)),
        "ratio": latest(ratio.value),
    }


EWMA_RATIO = Card(
    slug="acute-chronic-ratio-ewma",
    group=Group.CONTEXT,
    title=_("Acute:chronic ratio, with moving averages"),
    question=_("How does this week compare with what I am used to?"),
    what=(
        _(
            "The same comparison with two moving averages: a fast one of 7 days over a slow one of"
            " 28. Yesterday counts more than last week, and no day drops out all at once."
        ),
    ),
    formula=Formula(
        lines={
            "acute": "acute_before + 2 / (fast + 1) * (today - acute_before)",
            "chronic": "chronic_before + 2 / (slow + 1) * (today - chronic_before)",
            "ratio": "acute / chronic",
        },
        symbols={
            "acute": Symbol(pgettext_lazy("in a formula", "fast")),
            "acute_before": Symbol(pgettext_lazy("in a formula", "fast before"), BEFORE),
            "chronic": Symbol(pgettext_lazy("in a formula", "slow")),
            "chronic_before": Symbol(pgettext_lazy("in a formula", "slow before"), BEFORE),
            "ratio": RATIO,
            "today": TODAY,
            "load": LOAD,
        },
        constants=DAYS,
        steps=Steps(
            over={"today": "load"},
            carries={"acute_before": "acute", "chronic_before": "chronic"},
            start={"acute_before": "first(load)", "chronic_before": "first(load)"},
        ),
    ),
    unit=NO_UNIT,
    window=_("All days so far, the recent ones most."),
    minimum=RATIO_MINIMUM,
    missing=_("On a day of which nothing is known both averages stay as they were."),
    direction=MORE_IS_MORE,
    failures=RATIO_FAILURES,
    sources=(WILLIAMS, IMPELLIZZERI),
    compute=_ewma_ratio,
    vectors=(
        Vector(
            given={"load": ATHLETE_1}, expected={"ratio": 1.25}, tolerance=5e-3, origin=PUBLISHED
        ),
        Vector(
            given={"load": ATHLETE_1},
            expected={"acute": 47.3303, "chronic": 37.8720, "ratio": 1.24975},
            tolerance=5e-5,
        ),
    ),
    draw=lambda: _draw_ratio(
        RatioConvention.EWMA,
        gettext(
            "With moving averages the ratio swings less, and no day drops out of it all at once."
        ),
    ),
)


def _form(load: Sequence[float | None], start: float) -> Mapping[str, float]:
    chronic, acute, balance = performance_management(days(load), start=start)
    return {"chronic": latest(chronic), "acute": latest(acute), "balance": latest(balance)}


def _draw_form() -> Figure:
    load = training()
    # From the load this athlete is used to, or the first weeks would only show the start.
    _chronic, _acute, balance = performance_management(load, start=USED_TO)
    value = balance[0]
    return line(
        value,
        caption=gettext(
            "Form sinks while training builds up, and comes back in the lighter weeks."
        ),
        key=gettext(
            "The line is long-term minus short-term load; below 0 the recent days were heavier."
        ),
        column=gettext("Form (TSB)"),
        ends=(number(round(float(np.nanmax(value)))), number(round(float(np.nanmin(value))))),
        beside=(gettext("Load"), load[0]),
    )


FORM = Card(
    slug="form",
    group=Group.CONTEXT,
    title=_("Long-term load, short-term load and form (CTL, ATL, TSB)"),
    question=_("Have the past days been heavier than the past weeks?"),
    what=(
        _(
            "Two averages of the same load: a slow one of six weeks, often called fitness, and a"
            " fast one of a week, often called fatigue. Form is the one minus the other: below 0"
            " you"
            " trained more lately than you are used to, above 0 less."
        ),
        _(
            "The names promise more than the numbers hold: they know what you trained and nothing"
            " of"
            " how you slept, felt or performed."
        ),
    ),
    formula=Formula(
        lines={
            "chronic": "chronic_before + (1 - exp(-1 / slow)) * (today - chronic_before)",
            "acute": "acute_before + (1 - exp(-1 / fast)) * (today - acute_before)",
            "balance": "chronic - acute",
        },
        symbols={
            "chronic": Symbol("CTL", _("Long-term load.")),
            "chronic_before": Symbol(pgettext_lazy("in a formula", "CTL before"), BEFORE),
            "acute": Symbol("ATL", _("Short-term load.")),
            "acute_before": Symbol(pgettext_lazy("in a formula", "ATL before"), BEFORE),
            "balance": Symbol("TSB", _("Form, at the end of the day.")),
            "today": TODAY,
            "load": LOAD,
            "start": Symbol(
                pgettext_lazy("in a formula", "start"), _("Both averages before the first day.")
            ),
        },
        constants={"slow": float(FITNESS_DAYS), "fast": float(ACUTE_DAYS)},
        steps=Steps(
            over={"today": "load"},
            carries={"chronic_before": "chronic", "acute_before": "acute"},
            start={"chronic_before": "start", "acute_before": "start"},
        ),
    ),
    unit=AU_A_DAY,
    window=said(
        _("All days so far; time constants of {slow} and {fast} days."),
        slow=FITNESS_DAYS,
        fast=ACUTE_DAYS,
    ),
    minimum=_("Six weeks, before the slow average has forgotten where it began."),
    missing=_("On a day of which nothing is known both averages stay as they were."),
    direction=_("Below 0 is heavier lately, above 0 lighter. Neither is good or bad in itself."),
    failures=(
        _("“Trouble below −30” is a rule of thumb of a vendor, for another unit, never tested."),
        _("Some products use a step of 1 / N instead, and show form a day later."),
        NOT_A_JUDGEMENT,
    ),
    sources=(CLARKE,),
    compute=_form,
    vectors=(
        Vector(
            given={"load": (100,) * 7, "start": 0},
            expected={"chronic": 15.35183, "acute": 63.21206},
            tolerance=5e-6,
        ),
        Vector(
            given={"load": (100,) * 7, "start": 50},
            expected={"chronic": 57.67591, "acute": 81.60603, "balance": -23.93011},
            tolerance=1.1e-5,
        ),
    ),
    draw=_draw_form,
)

CARDS = (AVERAGE, COUPLED, UNCOUPLED, EWMA_RATIO, FORM)
