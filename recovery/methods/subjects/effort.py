"""Effort: sessions that feel harder than they should, and easy ones that are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine import DEFAULTS, pack_sessions
from recovery.engine.dissociation import (
    RESIDUAL_LIMIT,
    centred_residual,
    dissociation,
    easy_creep,
)
from recovery.methods.cards import Card, Figure, Group, Source, Vector
from recovery.methods.drawings import line, session
from recovery.methods.examples import NAN, latest
from recovery.methods.formulas import Formula, Steps, Symbol
from recovery.methods.notation import number, said
from recovery.methods.subjects.common import (
    OURS,
    SYNTHETIC,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from recovery.engine.arrays import IntArray
    from recovery.engine.series import Sessions

P = DEFAULTS


def _sessions(
    felt: Sequence[float | None], planned: Sequence[float | None], day: IntArray
) -> Sessions:
    count = len(felt)
    zeros = np.zeros(count, dtype=np.int64)
    return pack_sessions(
        n_athletes=1,
        athlete=zeros,
        day=day,
        started=np.arange(count),
        kind=zeros,
        minutes=np.full(count, 60.0),
        rpe=np.asarray(felt, dtype=np.float64),
        planned_rpe=np.asarray(planned, dtype=np.float64),
    )


def _dissociation(
    felt: Sequence[float | None],
    expected: Sequence[float | None],
    earlier: Sequence[float] = (),
) -> Mapping[str, float]:
    """Feel one session a day, None for none, long after ``earlier`` ones felt so much harder."""
    wait = P.usual_residual_gap_days + 1 if earlier else 0
    rpe = [*(5 + harder for harder in earlier), *(None,) * wait, *felt]
    planned = [*(5.0,) * len(earlier), *(None,) * wait, *expected]
    trained = [day for day, value in enumerate(rpe) if value is not None]
    sessions = _sessions(
        [rpe[day] for day in trained], [planned[day] for day in trained], np.array(trained)
    )
    # Of the morning after the last day.
    value, _observed = dissociation(sessions, len(rpe) + 1)
    centred, _count = centred_residual(sessions, len(rpe) + 1)
    last = sessions.rpe[0, -1] - sessions.planned_rpe[0, -1]
    return {"usual": float(last - centred[0, trained[-1]]), "harder": latest(value)}


FELT = (4, 6, None, 3, 5, 7, None, 4, 5.5, 5, None, 7.5, 5, 8, None, 5.5, 7, 6)
PLANNED = (4, 6, None, 3, 5, 7, None, 4, 5, 4, None, 6, 3, 6, None, 4, 5, 4)


def _draw_dissociation() -> Figure:
    counts = range(1, len(FELT) + 1)
    harder = np.array([_dissociation(FELT[:n], PLANNED[:n])["harder"] for n in counts])
    felt, planned = (np.asarray(each, dtype=np.float64) for each in (FELT, PLANNED))
    return line(
        harder,
        caption=gettext("Halfway, sessions begin to feel harder than planned, and the line rises."),
        key=gettext("The line is dissociation on the morning after; 0 is as hard as expected."),
        column=gettext("Dissociation"),
        ends=(
            number(round(float(np.nanmax(harder)), 1)),
            number(round(float(np.nanmin(harder)), 1)),
        ),
        beside=(gettext("Felt minus planned"), (felt - planned).tolist()),
    )


DISSOCIATION = Card(
    slug="dissociation",
    group=Group.LOAD,
    title=_("Dissociation (D)"),
    question=_("Does the same training feel harder than it should?"),
    what=(
        _(
            "We compare how hard a session felt with how hard it was meant to be. If one session"
            " after another feels harder than planned, your body has less to give than the plan"
            " asks for."
        ),
        said(
            _(
                "Without a plan we compare with your own earlier sessions of that kind, once there"
                " are {sessions} of them."
            ),
            sessions=P.own_rpe_minimum,
        ),
    ),
    formula=Formula(
        lines={
            "usual": "sum(earlier) / (count(earlier) + caution)",
            "surprise": "clip((felt_now - expected_now - usual) / spread, -limit, limit)",
            "foreseen": "keeps * before",
            "doubt": "keeps ** 2 * variance_before + drift",
            "pull": "doubt / (doubt + 1)",
            "harder": "foreseen + pull * (surprise - foreseen) if known(surprise) else foreseen",
            "variance": "doubt * (1 - pull) if known(surprise) else doubt",
        },
        symbols={
            "felt": Symbol(pgettext_lazy("in a formula", "felt"), _("Exertion, day by day.")),
            "expected": Symbol(
                pgettext_lazy("in a formula", "expected"), _("Planned, or the usual of its kind.")
            ),
            "earlier": Symbol(
                pgettext_lazy("in a formula", "earlier"),
                said(
                    _(
                        "How much harder than expected each session felt in {days} days that end"
                        " {gap} days ago."
                    ),
                    days=P.usual_residual_days,
                    gap=P.usual_residual_gap_days,
                ),
            ),
            "felt_now": Symbol(pgettext_lazy("in a formula", "felt")),
            "expected_now": Symbol(pgettext_lazy("in a formula", "expected")),
            "usual": Symbol(
                pgettext_lazy("in a formula", "usual"), _("What is usual between you and the plan.")
            ),
            "surprise": Symbol(pgettext_lazy("in a formula", "surprise")),
            "before": Symbol(pgettext_lazy("in a formula", "D before"), _("D of the day before.")),
            "variance_before": Symbol(
                pgettext_lazy("in a formula", "doubt before"), _("Doubt of the day before.")
            ),
            "foreseen": Symbol(
                pgettext_lazy("in a formula", "foreseen"), _("D, before today’s session is seen.")
            ),
            "doubt": Symbol(pgettext_lazy("in a formula", "greater doubt"), _("A day later.")),
            "pull": Symbol(
                pgettext_lazy("in a formula", "pull"),
                _("How much of the way to today’s session D goes."),
            ),
            "harder": Symbol("D"),
            "variance": Symbol(pgettext_lazy("in a formula", "doubt"), _("About D [SD²].")),
        },
        constants={
            "caution": P.usual_residual_weight,
            "spread": P.rpe_residual_sd,
            "limit": RESIDUAL_LIMIT,
            "keeps": P.rpe_residual_retention,
            "drift": P.rpe_residual_drift,
        },
        steps=Steps(
            over={"felt_now": "felt", "expected_now": "expected"},
            carries={"before": "harder", "variance_before": "variance"},
            start={"before": "0", "variance_before": "drift / (1 - keeps ** 2)"},
            skips_unknown=False,
        ),
    ),
    unit=_("SD: the usual distance between expected and felt"),
    window=_("All sessions up to yesterday, the latest most; a session fades over some weeks."),
    minimum=_("One session with both numbers."),
    missing=_("A session without exertion, or without anything to compare with, is left out."),
    direction=said(
        _(
            "Higher is harder than expected, below 0 easier. In the warnings it counts up to"
            " {limit} either way."
        ),
        limit=P.dissociation_limit,
    ),
    failures=(
        _("Heat, hills, wind or a plan that was too light make sessions feel harder as well."),
        _("What always feels harder than the plan is taken for usual, also when it should not be."),
        SYNTHETIC,
    ),
    sources=(OURS,),
    compute=_dissociation,
    vectors=(
        Vector(
            given={
                "felt": (4, None, 6, None, 5, 7, None, 6),
                "expected": (4, None, 5, None, 4, 5, None, 4),
                "earlier": (),
            },
            expected={"usual": 0, "harder": 0.665013},
            tolerance=5e-7,
        ),
        Vector(
            given={"felt": (5,), "expected": (4,), "earlier": (1,) * 10},
            expected={"usual": 0.5},
        ),
    ),
    draw=_draw_dissociation,
)


def _creep(felt: Sequence[float | None], planned: Sequence[float | None]) -> Mapping[str, float]:
    day = 2 * np.arange(len(felt))
    value = easy_creep(_sessions(felt, planned, day), int(day[-1]) + 2)
    return {"creep": latest(value)}


EASY_FELT = (3.0, 2.5, 3.0, 3.5, 4.0, 4.5, 4.0, 5.0, 4.5, 5.0)

EASY_PLANNED = (3.0, 2.0, 3.0, 3.0, 3.0, 3.0, 2.0, 3.0, 3.0, 3.0)


def _draw_creep() -> Figure:
    creep = np.array(
        [
            _creep(EASY_FELT[:count], EASY_PLANNED[:count])["creep"]
            for count in range(1, len(EASY_FELT) + 1)
        ]
    )
    return line(
        creep,
        caption=gettext("Ten easy sessions that felt less and less easy."),
        key=gettext("The line is how much harder than planned they felt, on average."),
        column=gettext("Creep"),
        ends=(number(round(float(np.nanmax(creep)), 1)), number(round(float(np.nanmin(creep)), 1))),
        beside=(gettext("Felt"), EASY_FELT),
        step=session,
    )


CREEP = Card(
    slug="easy-day-creep",
    group=Group.LOAD,
    title=_("Easy sessions that get harder"),
    question=_("Are my easy days still easy?"),
    what=(
        _(
            "Easy sessions are there to recover. This is how much harder than planned they felt, on"
            " average, over four weeks. If easy days become hard, hard days can no longer be hard"
            " enough."
        ),
    ),
    formula=Formula(
        lines={"creep": "mean(felt - planned)"},
        symbols={
            "creep": Symbol(pgettext_lazy("in a formula", "creep")),
            "felt": Symbol(
                pgettext_lazy("in a formula", "felt"), _("Exertion of each easy session.")
            ),
            "planned": Symbol(
                pgettext_lazy("in a formula", "planned"),
                said(_("As it was meant: {rpe} or less."), rpe=P.easy_rpe),
            ),
        },
    ),
    unit=_("points of exertion, 0–10"),
    window=_("28 days, up to yesterday."),
    minimum=said(_("{sessions} easy sessions."), sessions=P.easy_creep_minimum),
    missing=_("Sessions without a plan, or without exertion, do not take part."),
    direction=said(
        _("Higher is harder than meant. From {rpe} on it is worth a notice."), rpe=P.easy_creep_rpe
    ),
    failures=(
        _("Over 27 studies athletes felt easy sessions harder than their coaches meant them."),
        _("Running an easy session in a fast group says more of the group than of you."),
    ),
    sources=(
        Source("A. Inoue et al., Sports Med. Open 8, 2022", "10.1186/s40798-022-00420-3"),
        OURS,
    ),
    compute=_creep,
    vectors=(
        Vector(given={"felt": (4, 5, 3), "planned": (3, 3, 3)}, expected={"creep": 1}),
        Vector(given={"felt": (4, 5), "planned": (3, 3)}, expected={"creep": NAN}),
    ),
    draw=_draw_creep,
)
