"""Training load of a day and a week, and how it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine import DayKind, daily_load, pack_sessions
from recovery.engine.arrays import rolling_mean
from recovery.engine.metrics.load import (
    CHANGE_BASE_SHARE,
    week_change,
    week_load,
)
from recovery.engine.sessions import IMPUTE_MINIMUM, IMPUTE_WITHIN_DAYS
from recovery.methods.cards import Card, Figure, Group, Source, Vector
from recovery.methods.drawings import bars, line
from recovery.methods.examples import NAN, days, latest, training
from recovery.methods.formulas import Formula, Symbol
from recovery.methods.notation import number, said
from recovery.methods.subjects.common import (
    A_WEEK,
    AU,
    LOAD,
    MORE_IS_MORE,
    NOT_A_JUDGEMENT,
    PERCENT,
    UNKNOWN_IS_NOT_REST,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recovery.engine.arrays import FloatArray

FOSTER_2001 = Source(
    "C. Foster et al., J. Strength Cond. Res. 15(1), 109–115, 2001",
    "10.1519/00124278-200102000-00019",
)

HAND_WEEK = (0, 300, 450, 200, 600, 150, 400)

RISING_WEEK = (0, 100, 200, 300, 400, 500, 600)


def _day(rpe: Sequence[float | None], minutes: Sequence[float]) -> Mapping[str, float]:
    count = len(minutes)
    zeros = np.zeros(count, dtype=np.int64)
    packed = pack_sessions(
        n_athletes=1,
        athlete=zeros,
        day=zeros,
        started=np.arange(count),
        kind=zeros,
        minutes=np.asarray(minutes, dtype=np.float64),
        rpe=np.asarray(rpe, dtype=np.float64),
        planned_rpe=np.full(count, np.nan),
    )
    _state, load = daily_load(packed, np.array([[DayKind.TRAINING]], dtype=np.int8))
    return {"load": latest(load)}


def _drawn_training(caption: str, line_of: FloatArray, name: str, key: str) -> Figure:
    return bars(
        training()[0],
        line_of[0],
        caption=caption,
        key=key,
        columns=(gettext("Load"), name),
        unit=pgettext("unit", "AU"),
    )


def _draw_day() -> Figure:
    load = training()
    return _drawn_training(
        gettext(
            "Ten weeks of one athlete: two days a week are light, and the last weeks are hard."
        ),
        rolling_mean(load, 28, minimum=20),
        gettext("Mean of 28 days"),
        gettext(
            "A bar is a day’s load, minutes times exertion (AU). The dashed line is the mean of 28"
            " days; hatched is a day of which nothing is known."
        ),
    )


DAY_LOAD = Card(
    slug="load",
    group=Group.LOAD,
    title=_("Load"),
    question=_("How much training was it?"),
    what=(
        _(
            "How hard a session felt, from 0 to 10, times how many minutes it took. An hour at 5"
            " counts as 300; so does half an hour at 10. The load of a day is the sum of its"
            " sessions."
        ),
        _(
            "It needs no watch and works for every sport, because it asks the one who was there."
            " Give the number about half an hour after the session; later works too."
        ),
    ),
    formula=Formula(
        lines={"load": "sum(rpe * minutes)"},
        symbols={
            "load": Symbol(pgettext_lazy("in a formula", "load")),
            "rpe": Symbol(
                pgettext_lazy("in a formula", "exertion"),
                _("How hard each session felt, CR-10 scale: 0 is rest, 10 the hardest there is."),
            ),
            "minutes": Symbol(
                pgettext_lazy("in a formula", "minutes"),
                _("How long it took, warming up and breaks included."),
            ),
        },
    ),
    unit=AU,
    window=_("One day."),
    minimum=_("One session with minutes and exertion, or word that it was a rest day."),
    missing=said(
        _(
            "A session without exertion takes the middle value of your sessions of that kind in the"
            " {days} days before, if there are {least} or more. Otherwise the load of the day is"
            " unknown. A day without any word is unknown too, not rest."
        ),
        days=IMPUTE_WITHIN_DAYS,
        least=IMPUTE_MINIMUM,
    ),
    direction=MORE_IS_MORE,
    failures=(
        _("Strength training with long breaks gets a high number for its minutes."),
        _("A number given in company, or for the coach to see, may not be what it felt like."),
        _("Loads of different people say little of who worked harder: each has their own scale."),
    ),
    sources=(
        FOSTER_2001,
        Source(
            "C. Foster et al., Int. J. Sports Physiol. Perform. 16(5), 612–621, 2021",
            "10.1123/ijspp.2020-0599",
        ),
    ),
    compute=_day,
    vectors=(
        Vector(given={"rpe": (5,), "minutes": (60,)}, expected={"load": 300}),
        Vector(given={"rpe": (6.5, 3), "minutes": (80, 30)}, expected={"load": 610}),
        Vector(given={"rpe": (None,), "minutes": (60,)}, expected={"load": NAN}),
    ),
    draw=_draw_day,
)


def _week(load: Sequence[float | None]) -> Mapping[str, float]:
    return {"week": latest(week_load(days(load)).value)}


def _draw_week() -> Figure:
    load = training()
    return _drawn_training(
        gettext("The load of seven days, spread over them, follows every hard and easy week."),
        week_load(load).value / 7,
        gettext("Week ÷ 7"),
        gettext(
            "Bars are days; the dashed line is the load of the past seven days, divided by seven."
        ),
    )


WEEK_LOAD = Card(
    slug="week-load",
    group=Group.LOAD,
    title=_("Load of a week"),
    question=_("How much did I train in the past seven days?"),
    what=(
        _(
            "All load of the past seven days together. If nothing is known of a day or two, the"
            " other days stand in for them: their mean, times seven."
        ),
    ),
    formula=Formula(
        lines={"week": "7 * mean(last(load, 7))"},
        symbols={"week": Symbol(pgettext_lazy("in a formula", "week")), "load": LOAD},
    ),
    unit=AU,
    window=A_WEEK,
    minimum=_("Five known days of the seven."),
    missing=UNKNOWN_IS_NOT_REST,
    direction=MORE_IS_MORE,
    failures=(
        _("If exactly the rest days were not reported, the week comes out too high."),
        _("Two weeks with the same total can be very different weeks."),
    ),
    sources=(FOSTER_2001,),
    compute=_week,
    vectors=(
        Vector(given={"load": HAND_WEEK}, expected={"week": 2100}),
        Vector(given={"load": (0, 300, None, 200, 600, None, 400)}, expected={"week": 2100}),
        Vector(given={"load": (0, 300, None, None, 600, None, 400)}, expected={"week": NAN}),
    ),
    draw=_draw_week,
)


def _change(load: Sequence[float | None]) -> Mapping[str, float]:
    percentage, difference = week_change(days(load))
    return {"difference": latest(difference), "change": latest(percentage.value)}


def _draw_change() -> Figure:
    percentage, _difference = week_change(training())
    change = percentage.value[0]
    return line(
        change,
        caption=gettext(
            "Steps of about ten percent, a lighter week, and then two that are far heavier."
        ),
        key=gettext("The line is each day’s past seven days against the seven before those."),
        column=gettext("Change in %"),
        ends=(
            f"+{number(round(float(np.nanmax(change))))}%",
            f"{number(round(float(np.nanmin(change))))}%",
        ),
        beside=(gettext("Load"), training()[0]),
    )


WEEK_CHANGE = Card(
    slug="week-change",
    group=Group.LOAD,
    title=_("Change from week to week"),
    question=_("How much more, or less, than the week before?"),
    what=(
        _(
            "The past seven days compared with the seven before those. Plus 20 percent means a"
            " fifth more. Big steps are worth a thought; how big is too big differs from one"
            " athlete"
            " to the next."
        ),
        _("That a week should never grow by more than ten percent has not been confirmed."),
    ),
    formula=Formula(
        lines={
            "difference": "7 * mean(last(load, 7)) - 7 * mean(previous(load, 7, 7))",
            "change": "100 * difference / (7 * mean(previous(load, 7, 7)))",
        },
        symbols={
            "difference": Symbol(pgettext_lazy("in a formula", "difference"), _("In AU.")),
            "change": Symbol(pgettext_lazy("in a formula", "change"), _("In percent.")),
            "load": LOAD,
        },
    ),
    unit=PERCENT,
    window=_("Seven days against the seven before those, today included."),
    minimum=said(
        _(
            "Five known days in each week. No percentage where the earlier week was under {share}"
            " times the usual one: after a break percentages explode."
        ),
        share=CHANGE_BASE_SHARE,
    ),
    missing=UNKNOWN_IS_NOT_REST,
    direction=MORE_IS_MORE,
    failures=(
        _("After a lighter week on purpose, an ordinary one looks like a leap."),
        NOT_A_JUDGEMENT,
    ),
    sources=(
        Source(
            "I. Buist et al., Am. J. Sports Med. 36(1), 33–39, 2008", "10.1177/0363546507307505"
        ),
    ),
    compute=_change,
    vectors=(
        Vector(
            given={"load": (*(300,) * 7, *(360,) * 7)},
            expected={"difference": 420, "change": 20},
        ),
        Vector(given={"load": (*HAND_WEEK, *RISING_WEEK)}, expected={"difference": 0, "change": 0}),
        Vector(given={"load": HAND_WEEK}, expected={"difference": NAN, "change": NAN}),
    ),
    draw=_draw_change,
)
