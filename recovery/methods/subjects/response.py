"""From answers to recovery R: the own normal, one check-in, and many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine import DEFAULTS, ITEM_INDEX, ITEMS, assess
from recovery.engine.baseline import item_z, own_normal
from recovery.engine.items import WEIGHTS
from recovery.engine.response import LevelFilter, composite
from recovery.figures import Status
from recovery.methods.cards import Card, Figure, Group, Source, Vector
from recovery.methods.drawings import line
from recovery.methods.examples import NAN, USUAL_ANSWERS, WEEK, series
from recovery.methods.formulas import Formula, Steps, Symbol
from recovery.methods.notation import said
from recovery.methods.subjects.common import (
    HIGHER_IS_WORSE,
    OURS,
    SDS,
    SYNTHETIC,
)
from recovery.methods.subjects.scenarios import SAW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

P = DEFAULTS

FATIGUE = ITEM_INDEX["fatigue"]

PRIOR = ITEMS[FATIGUE]

EXAMPLE_ANSWERS = (
    *(*USUAL_ANSWERS,) * 8,
    3.0,
    3.0,
    2.0,
    3.0,
    2.0,
    2.0,
    2.0,
    3.0,
    3.0,
    4.0,
    4.0,
    4.0,
    *USUAL_ANSWERS,
)

EXAMPLE_LOAD = (*(*WEEK,) * 8, *(650.0,) * 6, *WEEK[:6], *WEEK)

SHOWN_DAYS = 40

HECKSTEDEN = Source(
    "A. Hecksteden et al., Int. J. Sports Physiol. Perform. 12(3), 2017", "10.1123/ijspp.2016-0120"
)


def _ends() -> tuple[str, str]:
    return pgettext("end of a scale", "better"), pgettext("end of a scale", "worse")


def _z(answers: Sequence[float | None], today: float) -> Mapping[str, float]:
    """Answer these, wait out the gap, then answer ``today``."""
    values = [*answers, *[None] * (P.baseline_gap_days - 1), today]
    items = np.full((1, len(values), len(ITEMS)), np.nan)
    items[0, :, FATIGUE] = np.asarray(values, dtype=np.float64)
    normal = own_normal(items, np.zeros((1, len(values)), dtype=np.bool_))
    z = item_z(items, normal.mean, normal.sd, normal.answers)
    last = (0, -1, FATIGUE)
    return {"normal": float(normal.mean[last]), "sd": float(normal.sd[last]), "z": float(z[last])}


def _draw_z() -> Figure:
    told = assess(series(EXAMPLE_ANSWERS, EXAMPLE_LOAD))
    normal, sd = (values[0, -SHOWN_DAYS:, FATIGUE] for values in (told.normal, told.normal_sd))
    asked = 6 - told.items[0, -SHOWN_DAYS:, FATIGUE]
    return line(
        asked,
        caption=gettext("Answers about fatigue: as usual, and one bad week below the own normal."),
        key=gettext(
            "The band is the own normal; it ends a week before, so a bad week cannot become normal."
        ),
        column=gettext("Answer"),
        ends=_ends(),
        band=((6 - normal - sd).tolist(), (6 - normal + sd).tolist()),
        dots=asked,
    )


OWN_NORMAL = Card(
    slug="own-normal",
    group=Group.RESPONSE,
    title=_("Your own normal"),
    question=_("Is this answer unusual for me?"),
    what=(
        _(
            "We compare you with yourself. From your answers of six weeks we work out what is usual"
            " for you, and how much you vary from day to day. An answer counts for more the further"
            " it lies outside that."
        ),
        _(
            "The six weeks end a week ago; otherwise a slow decline would become the very normal it"
            " is compared with. At first, what is usual for people stands in, and gives way as your"
            " own answers come in."
        ),
    ),
    formula=Formula(
        lines={
            "own": "count(answers) * (1 - repeat) / (1 + repeat)",
            "prior": "(1 - icc) / icc",
            "normal": "(prior * prior_mean + own * mean(answers)) / (prior + own)",
            "squares": "sum((answers - mean(answers)) ** 2)",
            "variance": "(weight * prior_sd ** 2 + squares) / (weight + count(answers) - 1)",
            "sd": "sqrt(max(variance, floor ** 2) * (1 + 1 / (prior + own)))",
            "z": "clip((today - normal) / sd, -limit, limit)",
        },
        symbols={
            "answers": Symbol(
                pgettext_lazy("in a formula", "answers"),
                _("Your answers of the six weeks, turned so that 5 is the worst."),
            ),
            "today": Symbol(pgettext_lazy("in a formula", "today"), _("Today’s answer.")),
            "own": Symbol(
                pgettext_lazy("in a formula", "own weight"),
                _("How many answers yours count as; those of successive days repeat one another."),
            ),
            "prior": Symbol(
                pgettext_lazy("in a formula", "general weight"),
                _("How many answers the general mean counts as."),
            ),
            "normal": Symbol(pgettext_lazy("in a formula", "normal")),
            "squares": Symbol(pgettext_lazy("in a formula", "squares")),
            "variance": Symbol(pgettext_lazy("in a formula", "variance")),
            "sd": Symbol(pgettext_lazy("in a formula", "spread")),
            "z": Symbol("z", _("How many spreads today lies from normal.")),
        },
        constants={
            "repeat": P.day_to_day_correlation,
            "icc": PRIOR.icc,
            "prior_mean": PRIOR.prior_mean,
            "prior_sd": PRIOR.prior_sd,
            "floor": PRIOR.floor_sd,
            "weight": P.prior_answers,
            "limit": P.z_limit,
        },
    ),
    unit=SDS,
    window=said(
        _("{days} days that end {gap} days ago."), days=P.baseline_days, gap=P.baseline_gap_days
    ),
    minimum=said(
        _(
            "None for your own page. No warning opens under {answers} check-ins; over {full} the"
            " normal is well known. Heart values wait for {heart} of your own."
        ),
        answers=P.learning_answers,
        full=P.full_answers,
        heart=ITEMS[ITEM_INDEX["resting_heart_rate"]].minimum_answers,
    ),
    missing=_("Days without an answer, and days of illness, are left out. Nothing is filled in."),
    direction=HIGHER_IS_WORSE,
    failures=(
        _("A new job, season or bed changes what is normal; it takes weeks to follow."),
        _(
            "Somebody who answers 3 every day has a narrow normal. A least spread keeps that in"
            " check."
        ),
    ),
    sources=(HECKSTEDEN, OURS),
    compute=_z,
    vectors=(
        Vector(
            given={"answers": (2, 3, 2, 2, 3, 3, 2, 2, 3, 2), "today": 4},
            expected={"normal": 2.418499, "sd": 0.717187, "z": 2.205145},
            tolerance=5e-7,
        ),
        Vector(
            given={"answers": (2, 3, 2, 2, 3, 3, 2, 2, 3, 2), "today": 2},
            expected={"z": -0.583529},
            tolerance=5e-7,
        ),
    ),
    draw=_draw_z,
)


def _composite(z: Sequence[float | None], weight: Sequence[float]) -> Mapping[str, float]:
    row, weights = np.full(len(ITEMS), np.nan), WEIGHTS.copy()
    row[: len(z)], weights[: len(z)] = np.asarray(z, dtype=np.float64), weight
    return {"day": float(composite(row, weights=weights))}


def _draw_composite() -> Figure:
    told = assess(series(EXAMPLE_ANSWERS, EXAMPLE_LOAD))
    day = -told.composite[0, -SHOWN_DAYS:]
    return line(
        np.full(SHOWN_DAYS, np.nan),
        caption=gettext("Each check-in on its own jumps about, also when nothing is the matter."),
        key=gettext("A dot is one check-in, all answers together."),
        column=gettext("Answers of the day"),
        ends=_ends(),
        dots=day,
    )


COMPOSITE = Card(
    slug="answers-of-a-day",
    group=Group.RESPONSE,
    title=_("The answers of one day together"),
    question=_("How was this check-in, all in all?"),
    what=(
        _(
            "All answers of one check-in in one number: how far they lie from your own normal"
            " together. Five answers that are all a bit worse say more than one that is bad."
        ),
        _(
            "Answers hang together: who sleeps badly is often tired too. That is taken into"
            " account,"
            " or a bad night would count five times. Heart values, if you measure them, together"
            " weigh as much as half an answer."
        ),
    ),
    formula=Formula(
        lines={
            "total": "sum(weight * z)",
            "spread": "(1 - together) * sum(weight ** 2) + together * sum(weight) ** 2",
            "day": "total / sqrt(spread)",
        },
        symbols={
            "z": Symbol("z", _("Each answer’s distance from your own normal; higher is worse.")),
            "weight": Symbol(
                pgettext_lazy("in a formula", "weight"),
                said(
                    _("{body} for fatigue and soreness, {rest} for the other questions."),
                    body=ITEMS[FATIGUE].weight,
                    rest=ITEMS[ITEM_INDEX["stress"]].weight,
                ),
            ),
            "total": Symbol(pgettext_lazy("in a formula", "total")),
            "spread": Symbol(
                pgettext_lazy("in a formula", "spread"),
                _("How far it lies from 0 by chance [SD²]."),
            ),
            "day": Symbol(pgettext_lazy("in a formula", "day")),
        },
        constants={"together": P.item_correlation},
    ),
    unit=SDS,
    window=_("One check-in."),
    minimum=said(
        _("{items} answers; heart values do not count as answers."), items=P.minimum_items
    ),
    missing=_("A question that was skipped is left out. The others are not changed for it."),
    direction=HIGHER_IS_WORSE,
    failures=(
        _("It hides which answer moved, so every page shows the answers one by one as well."),
        _("One bad day means little. Only several in a row do."),
    ),
    sources=(SAW, OURS),
    compute=_composite,
    vectors=(
        Vector(
            given={"z": (1.2, 0.8, 2.0, 1.0, 0.5), "weight": (1, 1, 1, 1, 1)},
            expected={"day": 1.587713},
            tolerance=5e-7,
        ),
        Vector(
            given={"z": (1.2, 0.8, 2.0), "weight": (1, 1, 0.6)},
            expected={"day": 1.620383},
            tolerance=5e-7,
        ),
        Vector(given={"z": (1.2, 0.8), "weight": (1, 1)}, expected={"day": NAN}),
    ),
    draw=_draw_composite,
)


def _response(day: Sequence[float | None]) -> Mapping[str, float]:
    state = LevelFilter(1, retention=P.response_retention, drift=P.response_drift)
    for observed in np.asarray(day, dtype=np.float64):
        state.step(np.array([observed]), noise=P.response_noise)
    return {"response": float(state.mean[0]), "variance": float(state.variance[0])}


def _draw_response() -> Figure:
    told = assess(series(EXAMPLE_ANSWERS, EXAMPLE_LOAD))
    recovery = -told.response[0, -SHOWN_DAYS:]
    levels = told.level[0, -SHOWN_DAYS:]
    return line(
        recovery,
        caption=gettext(
            "Recovery sinks below the own normal in a bad week, and comes back slowly."
        ),
        key=gettext("The line is recovery as it builds up over days, and the band the own normal."),
        column=gettext("Recovery"),
        ends=_ends(),
        band=([-P.response_band] * SHOWN_DAYS, [P.response_band] * SHOWN_DAYS),
        statuses=[Status.of_level(int(level)) for level in levels],
        dots=recovery,
    )


RESPONSE = Card(
    slug="recovery",
    group=Group.RESPONSE,
    title=_("Recovery (R)"),
    question=_("How am I doing over the past days, compared with my own normal?"),
    what=(
        _(
            "The answers of many days in one line. Each check-in pulls the line a bit towards it,"
            " so"
            " one bad morning hardly moves it and a bad week does. On the pages down is worse; the"
            " band is where your own normal lies."
        ),
        _(
            "Without check-ins the line drifts slowly back to normal and is trusted less and less."
            " It is then not shown as fine: a warning can neither open nor close."
        ),
    ),
    formula=Formula(
        lines={
            "foreseen": "keeps * before",
            "doubt": "keeps ** 2 * variance_before + drift",
            "gain": "doubt / (doubt + noise) if known(today) else 0",
            "response": "foreseen + gain * (today - foreseen) if known(today) else foreseen",
            "variance": "doubt * (1 - gain)",
        },
        symbols={
            "day": Symbol(
                pgettext_lazy("in a formula", "day"),
                _("The answers of each day together; higher is worse."),
            ),
            "today": Symbol(pgettext_lazy("in a formula", "day")),
            "before": Symbol(pgettext_lazy("in a formula", "R before"), _("R of the day before.")),
            "variance_before": Symbol(
                pgettext_lazy("in a formula", "doubt before"), _("Doubt of the day before.")
            ),
            "foreseen": Symbol(
                pgettext_lazy("in a formula", "expected"), _("R, before today’s answers are seen.")
            ),
            "doubt": Symbol(pgettext_lazy("in a formula", "greater doubt"), _("A day later.")),
            "gain": Symbol(
                pgettext_lazy("in a formula", "pull"),
                _("How much of the way to today’s answers R goes."),
            ),
            "response": Symbol("R"),
            "variance": Symbol(pgettext_lazy("in a formula", "doubt"), _("About R [SD²].")),
        },
        constants={
            "keeps": P.response_retention,
            "drift": P.response_drift,
            "noise": P.response_noise,
        },
        steps=Steps(
            over={"today": "day"},
            carries={"before": "response", "variance_before": "variance"},
            start={"before": "0", "variance_before": str(P.response_start_variance)},
            skips_unknown=False,
        ),
    ),
    unit=SDS,
    window=_("All days so far; an answer fades over some weeks."),
    minimum=_("One check-in. A warning asks for more: see the warnings."),
    missing=_("The line is carried on with growing doubt. No answers are made up."),
    direction=said(
        _(
            "Higher is further behind (the drawings are turned round: down is worse). Within"
            " {band} either way is the own normal, where about 98 of 100 quiet days lie."
        ),
        band=P.response_band,
    ),
    failures=(
        _("It follows with a delay of days to a week; a sudden change is seen late."),
        said(
            _(
                "Check-ins filled in without looking (nearly all of four weeks with one answer to"
                " everything) count less: their noise is {times} times as large."
            ),
            times=P.careless_noise,
        ),
        _("It is as honest as the answers are."),
        SYNTHETIC,
    ),
    sources=(
        Source("R. E. Kalman, J. Basic Eng. 82(1), 35–45, 1960", "10.1115/1.3662552"),
        SAW,
        OURS,
    ),
    compute=_response,
    vectors=(
        Vector(
            given={"day": (0.5, None, 1.5, 2.0, 1.0, 1.8)},
            expected={"response": 0.754634, "variance": 0.115861},
            tolerance=5e-7,
        ),
        Vector(
            given={"day": (0.5, None)},
            expected={"response": 0.099398, "variance": 0.201807},
            tolerance=5e-7,
        ),
    ),
    draw=_draw_response,
)

CARDS = (RESPONSE, COMPOSITE, OWN_NORMAL)
