"""Sleep: how much is owed, how much of the night was slept, and how regularly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine.metrics.sleep import (
    DEBT_DAYS,
    DEBT_MINIMUM,
    DEBT_RETENTION,
    REGULARITY_MINIMUM,
    sleep_debt,
    sleep_efficiency,
    sleep_epochs,
    sleep_regularity_index,
)
from recovery.methods.cards import Card, Figure, Group, Source, Vector
from recovery.methods.drawings import bars, line, night
from recovery.methods.examples import NAN, days, latest
from recovery.methods.formulas import Formula, Steps, Symbol
from recovery.methods.notation import number, said
from recovery.methods.subjects.common import (
    HOURS,
    NIGHT_LEFT_OUT,
    OURS,
    PERCENT,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NIGHTS = (8.0, 7.5, 8.25, 6.5, 6.0, 7.0, 8.5, 8.0, 6.25, 5.5, 6.0, 7.5, 9.0, 9.25, 8.5, 8.0)

NEED = 8.0


def _debt(asleep: Sequence[float | None], need: float) -> Mapping[str, float]:
    return {"debt": latest(sleep_debt(days(asleep), need=np.array([need])).value)}


def _draw_debt() -> Figure:
    debt = sleep_debt(days(NIGHTS), need=np.array([NEED])).value[0]
    return bars(
        NIGHTS,
        debt,
        caption=gettext(
            "A week of short nights builds up a debt; three long ones pay most of it off."
        ),
        key=gettext("Bars are hours slept; the dashed line is the debt, from the eighth night on."),
        columns=(gettext("Hours slept"), gettext("Sleep debt")),
        unit=pgettext("unit", "h"),
        step=night,
    )


SLEEP_DEBT = Card(
    slug="sleep-debt",
    group=Group.BODY,
    title=_("Sleep debt"),
    question=_("How much sleep do I still owe myself?"),
    what=(
        _(
            "What your nights fell short of the sleep that you need, added up over two weeks. A"
            " longer night pays some of it off, and each day a tenth is forgotten."
        ),
        _(
            "What you need is what you say it is, or else how long you sleep when no alarm wakes"
            " you. For most adults that is 7 to 9 hours, for teenagers 8 to 10."
        ),
    ),
    formula=Formula(
        lines={
            "short": "need - tonight if known(tonight) else 0",
            "debt": "max(keeps * before + short, 0)",
        },
        symbols={
            "asleep": Symbol(
                pgettext_lazy("in a formula", "slept"), _("Hours slept, naps included.")
            ),
            "tonight": Symbol(pgettext_lazy("in a formula", "slept")),
            "need": Symbol(pgettext_lazy("in a formula", "need"), _("Hours of sleep needed.")),
            "before": Symbol(pgettext_lazy("in a formula", "debt before")),
            "short": Symbol(pgettext_lazy("in a formula", "short of it")),
            "debt": Symbol(pgettext_lazy("in a formula", "debt")),
        },
        constants={"keeps": DEBT_RETENTION},
        steps=Steps(
            over={"tonight": "asleep"},
            carries={"before": "debt"},
            start={"before": "0"},
            skips_unknown=False,
        ),
    ),
    unit=HOURS,
    window=said(_("{nights} nights."), nights=DEBT_DAYS),
    minimum=said(_("{nights} known nights of the fourteen."), nights=DEBT_MINIMUM),
    missing=_("A night that is not known adds nothing; the debt of before fades as always."),
    direction=_("Higher is more sleep owed. From about 5 hours on it is worth showing."),
    failures=(
        _("People tend to say that they slept longer than they did."),
        _("The number rests on the need that was set: half an hour matters a lot in two weeks."),
        _("How fast a body really forgets a short night is not known; a tenth a day is a choice."),
    ),
    sources=(
        Source(
            "M. Hirshkowitz et al., Sleep Health 1(1), 40–43, 2015", "10.1016/j.sleh.2014.12.010"
        ),
        OURS,
    ),
    compute=_debt,
    vectors=(
        Vector(given={"asleep": (*(8,) * 12, 6, 7), "need": 8}, expected={"debt": 2.8}),
        Vector(given={"asleep": (*(8,) * 12, 6, None), "need": 8}, expected={"debt": 1.8}),
        Vector(given={"asleep": (*(8,) * 12, 6, 10), "need": 8}, expected={"debt": 0}),
        Vector(given={"asleep": (7,) * 7, "need": 8}, expected={"debt": NAN}),
    ),
    draw=_draw_debt,
)

IN_BED = (8.5, 8.25, 9.0, 8.0, 7.5, 9.5, 9.0)

ASLEEP = (7.75, 7.5, 8.0, 6.25, 7.0, 8.0, 8.25)


def _efficiency(asleep: float, in_bed: float) -> Mapping[str, float]:
    return {"efficiency": latest(sleep_efficiency(days((asleep,)), days((in_bed,))).value)}


def _draw_efficiency() -> Figure:
    efficiency = sleep_efficiency(days(ASLEEP), days(IN_BED)).value[0]
    return line(
        efficiency,
        caption=gettext(
            "A week of nights: on the fourth, much of the time in bed was spent awake."
        ),
        key=gettext("The line is the share of the time in bed that was slept."),
        column=gettext("Efficiency in %"),
        ends=(
            f"{number(round(float(efficiency.max())))}%",
            f"{number(round(float(efficiency.min())))}%",
        ),
        beside=(gettext("Hours in bed"), IN_BED),
        step=night,
    )


SLEEP_EFFICIENCY = Card(
    slug="sleep-efficiency",
    group=Group.BODY,
    title=_("Sleep efficiency"),
    question=_("How much of my time in bed did I sleep?"),
    what=(
        _(
            "Hours asleep as a share of the hours in bed. Eight hours in bed of which you slept"
            " seven is 88 percent. A low number means lying awake: early in bed, or often awake."
        ),
    ),
    formula=Formula(
        lines={"efficiency": "100 * asleep / in_bed"},
        symbols={
            "efficiency": Symbol(pgettext_lazy("in a formula", "efficiency")),
            "asleep": Symbol(pgettext_lazy("in a formula", "slept"), _("Hours asleep.")),
            "in_bed": Symbol(
                pgettext_lazy("in a formula", "in bed"),
                _("Hours between going to sleep and getting up."),
            ),
        },
    ),
    unit=PERCENT,
    window=_("One night."),
    minimum=_("Both times of the night."),
    missing=NIGHT_LEFT_OUT,
    direction=_("Higher is better; 85 and more is usually called good."),
    failures=(
        _("Watches take lying still for sleep, and give too high a number."),
        _("If you go to bed too late you sleep efficiently, and too little."),
    ),
    sources=(
        Source("M. M. Ohayon et al., Sleep Health 3(1), 6–19, 2017", "10.1016/j.sleh.2016.11.006"),
    ),
    compute=_efficiency,
    vectors=(
        Vector(given={"asleep": 7.2, "in_bed": 8}, expected={"efficiency": 90}),
        Vector(given={"asleep": 8.5, "in_bed": 8}, expected={"efficiency": NAN}),
    ),
    draw=_draw_efficiency,
)


# Hours after noon: 11 is 23:00, 19 is 7:00.
BEDTIMES = (11.0, 11.0, 11.25, 11.0, 12.5, 13.25, 11.0, 10.75, 11.0, 11.0, 11.25, 13.0, 13.5, 11.0)

GETTING_UP = (19.0, 19.0, 19.0, 19.25, 21.0, 21.5, 19.0, 19.0, 19.0, 19.0, 19.0, 21.0, 21.5, 19.0)


def _regularity(asleep: Sequence[float], awake: Sequence[float]) -> Mapping[str, float]:
    epochs = sleep_epochs(days(asleep), days(awake))
    return {"regularity": float(sleep_regularity_index(epochs).value[0])}


def _draw_regularity() -> Figure:
    first = REGULARITY_MINIMUM + 1
    regularity = [
        _regularity(BEDTIMES[:count], GETTING_UP[:count])["regularity"] if count >= first else NAN
        for count in range(1, len(BEDTIMES) + 1)
    ]
    return line(
        regularity,
        caption=gettext("Two weeks: regular on school nights, and every weekend costs some of it."),
        key=gettext("The line is the regularity of all nights so far."),
        column=gettext("Regularity"),
        ends=(
            number(round(float(np.nanmax(regularity)))),
            number(round(float(np.nanmin(regularity)))),
        ),
        beside=(gettext("Hours slept"), np.subtract(GETTING_UP, BEDTIMES).tolist()),
        step=night,
    )


REGULARITY = Card(
    slug="sleep-regularity",
    group=Group.BODY,
    title=_("Sleep regularity index (SRI)"),
    question=_("Do I sleep at the same hours every day?"),
    what=(
        _(
            "How often you are in the same state, asleep or awake, as at the same time the day"
            " before. 100 is every day alike. Going to bed and getting up an hour later than the"
            " day before costs 17 points for that day."
        ),
        _("Regular hours make it easier to fall asleep, and to get up."),
    ),
    formula=Formula(
        lines={
            "shift": "mean(abs(change(asleep)) + abs(change(awake)))",
            "regularity": "100 - 200 * shift / 24",
        },
        symbols={
            "asleep": Symbol(
                pgettext_lazy("in a formula", "asleep from"), _("Hours after noon, each night.")
            ),
            "awake": Symbol(
                pgettext_lazy("in a formula", "awake from"), _("Hours after noon, each night.")
            ),
            "shift": Symbol(
                pgettext_lazy("in a formula", "shift"), _("Hours, from one day to the next.")
            ),
            "regularity": Symbol("SRI"),
        },
    ),
    unit=_("points, from −100 to 100"),
    window=_("7 to 28 nights."),
    minimum=said(
        _("{pairs} pairs of successive nights; seven is better."), pairs=REGULARITY_MINIMUM
    ),
    missing=_("A pair in which a night is not known is left out."),
    direction=_("Higher is more regular."),
    failures=(
        _("Some apps show 0 to 100 instead: 92 points here are 96 there."),
        _("From bed times alone it knows nothing of lying awake at night."),
    ),
    sources=(
        Source("A. J. K. Phillips et al., Sci. Rep. 7, 3216, 2017", "10.1038/s41598-017-03171-4"),
    ),
    compute=_regularity,
    vectors=(
        Vector(
            given={"asleep": (11,) * 7, "awake": (19,) * 7},
            expected={"regularity": 100},
        ),
        Vector(
            given={"asleep": (11, 12, 11, 12, 11, 12), "awake": (19,) * 6},
            expected={"regularity": 91.667},
            tolerance=5e-4,
        ),
        Vector(
            given={"asleep": (11, 12, 11, 12, 11, 12), "awake": (19, 20, 19, 20, 19, 20)},
            expected={"regularity": 83.333},
            tolerance=5e-4,
        ),
    ),
    draw=_draw_regularity,
)
