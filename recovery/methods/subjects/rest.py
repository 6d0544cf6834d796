"""Rest days, the time after a session, and active recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine.metrics.rhythm import RHYTHM_DAYS, RHYTHM_MINIMUM, days_since_rest
from recovery.engine.metrics.session_recovery import (
    ACTIVE_LOAD_SHARE,
    ACTIVE_MINUTES,
    EASY_HEART_RATE,
    EASY_RPE,
    LONGEST_HOURS,
    SHORT_NIGHT,
    SHORTEST_HOURS,
    SLOWED,
    SORE,
    SPREAD,
    USUAL_HOURS,
    active_recovery,
    recovery_time,
)
from recovery.methods.cards import Card, Figure, Group, Source, Vector
from recovery.methods.drawings import bars, line, session
from recovery.methods.examples import NAN, days, latest
from recovery.methods.formulas import Formula, Rules, Steps, Symbol
from recovery.methods.notation import number, said
from recovery.methods.subjects.common import (
    HOURS,
    LOAD,
    OURS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def _since_rest(load: Sequence[float | None]) -> Mapping[str, float]:
    since = days_since_rest(days(load))
    return {"at_least": latest(since.at_least.value), "at_most": latest(since.at_most.value)}


RHYTHM = (
    *(0.0, 300.0, 250.0, 400.0, 0.0, 350.0, 450.0) * 3,
    *(0.0, 300.0, 250.0, 400.0, 300.0, 350.0, NAN, 250.0, 400.0, 300.0, 0.0, 200.0),
)


def _draw_rest() -> Figure:
    since = days_since_rest(days(RHYTHM))
    return line(
        since.at_most.value[0],
        caption=gettext("Two rest days a week, and then nine days without one, or at least three."),
        key=gettext("The line is the most it can be: on the twenty-eighth day nothing is known."),
        column=gettext("Days since rest, at most"),
        ends=(number(float(np.nanmax(since.at_most.value))), "0"),
        beside=(gettext("Load"), RHYTHM),
    )


REST = Card(
    slug="days-since-rest",
    group=Group.PLANNING,
    title=_("Days since the last rest day"),
    question=_("How long ago did I really rest?"),
    what=(
        _(
            "How many days have passed since a day without training. A rest day counts when you"
            " told"
            " us of it. A day that nobody logged may have been rest or training; then we say “at"
            " least” and “at most”."
        ),
        _("Rest is where training turns into getting better. Plan it as carefully as training."),
    ),
    formula=Formula(
        lines={
            "at_least": "least_before + 1 if today > 0 else 0",
            "at_most": "0 if today == 0 else most_before + 1",
        },
        symbols={
            "load": LOAD,
            "today": Symbol(pgettext_lazy("in a formula", "load")),
            "at_least": Symbol(
                pgettext_lazy("in a formula", "at least"), _("As if every unknown day was rest.")
            ),
            "least_before": Symbol(pgettext_lazy("in a formula", "at least, before")),
            "at_most": Symbol(
                pgettext_lazy("in a formula", "at most"), _("As if no unknown day was rest.")
            ),
            "most_before": Symbol(pgettext_lazy("in a formula", "at most, before")),
        },
        steps=Steps(
            over={"today": "load"},
            carries={"least_before": "at_least", "most_before": "at_most"},
            start={"least_before": "0", "most_before": "0"},
            skips_unknown=False,
        ),
    ),
    unit=_("days"),
    window=said(_("{days} days."), days=RHYTHM_DAYS),
    minimum=said(_("{least} known days of {days}."), least=RHYTHM_MINIMUM, days=RHYTHM_DAYS),
    missing=_("An unknown day makes a range of it: at least, and at most."),
    direction=_("More is longer without rest. How long is too long differs for everybody."),
    failures=(
        _("A day off with a removal is a rest day here, and none for your back."),
        _("Easy movement on a rest day can be good: it need not be a day on the sofa."),
    ),
    sources=(OURS,),
    compute=_since_rest,
    vectors=(
        Vector(
            given={"load": (*(0, 300) * 10, 0, 300, 400, 200)},
            expected={"at_least": 3, "at_most": 3},
        ),
        Vector(
            given={"load": (*(0, 300) * 10, 0, 300, None, 400, 200)},
            expected={"at_least": 2, "at_most": 4},
        ),
    ),
    draw=_draw_rest,
)

ZONE_HOURS = {f"zone_{zone}": float(hours) for zone, hours in enumerate(USUAL_HOURS, 1)}


def _after(
    load: float, usual: float, zone: float, asleep: float, soreness: float
) -> Mapping[str, float]:
    after = recovery_time(
        np.array([load], dtype=np.float64),
        np.array([zone], dtype=np.int8),
        usual_load=np.array([usual], dtype=np.float64),
        asleep=np.array([asleep], dtype=np.float64),
        soreness=np.array([soreness], dtype=np.float64),
    )
    return {"shortest": float(after.shortest.value[0]), "longest": float(after.longest.value[0])}


AFTER = ((150, 1), (300, 1), (300, 2), (600, 2), (300, 3), (600, 3))


def _draw_after() -> Figure:
    ends = [_after(load, 300, zone, 8, 1) for load, zone in AFTER]
    return bars(
        [each["longest"] for each in ends],
        [each["shortest"] for each in ends],
        caption=gettext(
            "Six sessions, from short and easy to long and hard: from half a day to four."
        ),
        key=gettext("A bar is the longest it is likely to take, the dashed line the shortest."),
        columns=(gettext("At most"), gettext("At least")),
        unit=pgettext("unit", "h"),
        step=session,
    )


RECOVERY_TIME = Card(
    slug="recovery-time",
    group=Group.PLANNING,
    title=_("Recovery time after a session"),
    question=_("When can I go hard again?"),
    what=(
        _(
            "A rough range: about a day after an easy session, one to two after a middling one, two"
            " or three after a hard one. It is longer if the session was longer than your sessions"
            " of that kind usually are, after a short night, or with sore legs."
        ),
        _("It is a range in words and never a countdown. Your own legs know better."),
    ),
    formula=Formula(
        lines={
            "harder": "zone_2 if zone == 2 else zone_3",
            "base": "zone_1 if zone == 1 else harder",
            "sore": "slower if soreness >= sore_from else 1",
            "slowed": "slower if asleep < short_night else sore",
            "hours": "base * sqrt(load / usual) * slowed",
            "shortest": "clip(hours / spread, lowest, highest)",
            "longest": "clip(hours * spread, lowest, highest)",
        },
        symbols={
            "load": Symbol(pgettext_lazy("in a formula", "load"), _("Of the session [AU].")),
            "usual": Symbol(
                pgettext_lazy("in a formula", "usual"),
                _("Middle load of your sessions in that zone [AU]."),
            ),
            "zone": Symbol(
                pgettext_lazy("in a formula", "zone"), _("1 easy, 2 in the middle, 3 hard.")
            ),
            "asleep": Symbol(pgettext_lazy("in a formula", "slept"), _("Hours, the night after.")),
            "soreness": Symbol(
                pgettext_lazy("in a formula", "soreness"), _("The answer after it; 5 is the most.")
            ),
            "harder": Symbol(pgettext_lazy("in a formula", "not easy")),
            "base": Symbol(pgettext_lazy("in a formula", "base")),
            "sore": Symbol(pgettext_lazy("in a formula", "if sore")),
            "slowed": Symbol(pgettext_lazy("in a formula", "slowed")),
            "hours": Symbol(pgettext_lazy("in a formula", "hours")),
            "shortest": Symbol(pgettext_lazy("in a formula", "at least")),
            "longest": Symbol(pgettext_lazy("in a formula", "at most")),
        },
        constants={
            **ZONE_HOURS,
            "slower": SLOWED,
            "short_night": SHORT_NIGHT,
            "sore_from": SORE,
            "spread": float(SPREAD),
            "lowest": SHORTEST_HOURS,
            "highest": LONGEST_HOURS,
        },
    ),
    unit=HOURS,
    window=_("One session."),
    minimum=_("Load and zone of the session; five earlier ones of that zone for your own usual."),
    missing=_("Without an own usual the session counts as a usual one."),
    direction=_("More hours is longer to recover."),
    failures=(
        _(
            "It follows the nervous system of the heart. Muscles and energy stores have other"
            " clocks."
        ),
        _("Apart from the hours of the zones it is a choice of ours: half and twice are possible."),
        _("Two hard days in a row can be just what a plan wants."),
    ),
    sources=(
        Source(
            "J. Stanley et al., Sports Med. 43(12), 1259–1277, 2013", "10.1007/s40279-013-0083-4"
        ),
        OURS,
    ),
    compute=_after,
    vectors=(
        Vector(
            given={"load": 300, "usual": 300, "zone": 2, "asleep": 8, "soreness": 1},
            expected={"shortest": 21.2132, "longest": 42.4264},
            tolerance=5e-5,
        ),
        Vector(
            given={"load": 300, "usual": 300, "zone": 2, "asleep": 5, "soreness": 1},
            expected={"longest": 53.0330},
            tolerance=5e-5,
        ),
        Vector(
            given={"load": 1200, "usual": 300, "zone": 3, "asleep": 8, "soreness": 1},
            expected={"longest": 96},
        ),
    ),
    draw=_draw_after,
)


def _is_active(
    minutes: float, load: float, exertion: float, share: float, usual: float
) -> Mapping[str, float]:
    told = active_recovery(
        np.array([minutes], dtype=np.float64),
        np.array([load], dtype=np.float64),
        rpe=np.array([exertion], dtype=np.float64),
        heart_rate_share=np.array([share], dtype=np.float64),
        impact=np.array([0.0]),
        usual_day=np.array([usual], dtype=np.float64),
    )
    return {"active": float(told.value[0])}


EASY_SESSIONS = ((20, 2), (30, 2), (45, 2), (30, 3), (60, 2), (30, 5))


def _draw_active() -> Figure:
    loads = [float(minutes * rpe) for minutes, rpe in EASY_SESSIONS]
    counted = [
        load if _is_active(minutes, load, rpe, NAN, 400)["active"] else NAN
        for (minutes, rpe), load in zip(EASY_SESSIONS, loads, strict=True)
    ]
    return bars(
        loads,
        counted,
        caption=gettext(
            "Six short sessions: the first four count as active recovery, the last two do not."
        ),
        key=gettext("A bar is the load of a session; the dashed line joins those that count."),
        columns=(gettext("Load"), gettext("Active recovery")),
        unit=pgettext("unit", "AU"),
        step=session,
    )


ACTIVE = Card(
    slug="active-recovery",
    group=Group.PLANNING,
    title=_("Active recovery"),
    question=_("Was that recovering, or still training?"),
    what=(
        _(
            "Moving gently to recover: a short ride, a walk, an easy swim. It eases soreness better"
            " than lying still. But it has to stay really easy and short, or it is one more"
            " session."
        ),
        _(
            "When you are tired all over, ill, or have a warning that persists, full rest goes"
            " first."
        ),
    ),
    formula=Rules(
        sentences=(
            said(
                _("It takes {low} to {high} minutes;"),
                low=ACTIVE_MINUTES[0],
                high=ACTIVE_MINUTES[1],
            ),
            said(
                _(
                    "exertion is {rpe} or less, and the mean heart rate {share} of the maximum or"
                    " less;"
                ),
                rpe=EASY_RPE,
                share=EASY_HEART_RATE,
            ),
            said(
                _(
                    "there is no jumping or braking in it, and its load is at most {share} of"
                    " your usual training day."
                ),
                share=ACTIVE_LOAD_SHARE,
            ),
        ),
        symbols={
            "minutes": Symbol(pgettext_lazy("in a formula", "minutes")),
            "load": Symbol(pgettext_lazy("in a formula", "load")),
            "exertion": Symbol(pgettext_lazy("in a formula", "exertion")),
            "share": Symbol(
                pgettext_lazy("in a formula", "heart rate"), _("As a share of the maximum.")
            ),
            "usual": Symbol(
                pgettext_lazy("in a formula", "usual"), _("Middle load of your days with training.")
            ),
            "active": Symbol(pgettext_lazy("in a formula", "active recovery")),
        },
    ),
    unit=_("yes or no"),
    window=_("One session."),
    minimum=_("Minutes, and exertion or heart rate."),
    missing=_("What is not known cannot rule it out; without enough there is no answer."),
    direction=_("Yes is light training, and no rest day."),
    failures=(
        _("That it makes you better the next day has not been shown. It feels better."),
        _("Alone it stays easy, in company seldom."),
    ),
    sources=(
        Source("O. Dupuy et al., Front. Physiol. 9, 403, 2018", "10.3389/fphys.2018.00403"),
        OURS,
    ),
    compute=_is_active,
    vectors=(
        Vector(
            given={"minutes": 30, "load": 60, "exertion": 2, "share": 0.6, "usual": 400},
            expected={"active": 1},
        ),
        Vector(
            given={"minutes": 60, "load": 120, "exertion": 2, "share": 0.6, "usual": 400},
            expected={"active": 0},
        ),
        Vector(
            given={"minutes": 30, "load": 150, "exertion": 5, "share": 0.6, "usual": 400},
            expected={"active": 0},
        ),
    ),
    draw=_draw_active,
    words={
        0.0: pgettext_lazy("result of an example", "no"),
        1.0: pgettext_lazy("result of an example", "yes"),
    },
)
