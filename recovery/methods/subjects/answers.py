"""Food ticks, soreness that stays, and questionnaires of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine.metrics.nutrition import WEEK_MINIMUM as FOOD_MINIMUM
from recovery.engine.metrics.nutrition import nutrition_score, nutrition_week
from recovery.engine.metrics.questionnaires import hooper_index, mclean_wellness
from recovery.engine.metrics.soreness import (
    ABOVE_NORMAL,
    LEAST_SORE,
    NORMAL_DAYS,
    NORMAL_GAP,
    soreness_days,
)
from recovery.methods.cards import Card, Figure, Group, Source, Vector
from recovery.methods.drawings import bars, line
from recovery.methods.examples import NAN, days, latest
from recovery.methods.formulas import Formula, Steps, Symbol
from recovery.methods.notation import number, said
from recovery.methods.subjects.common import (
    NO_MARK,
    OURS,
    SUM_NEEDS_ALL,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FOOD = Symbol(
    pgettext_lazy("in a formula", "carbohydrates"), _("Enough for the day: 0 no, 1 partly, 2 yes.")
)

FED = (
    (2, 2, 1),
    (2, 1, 1),
    (1, 2, 0),
    (2, 2, 2),
    (0, 1, 0),
    (1, 1, 1),
    (2, 2, 1),
    (2, 2, 2),
    (2, 1, 2),
)


def _food(
    carbohydrates: Sequence[float | None],
    protein: Sequence[float | None],
    after: Sequence[float | None],
) -> Mapping[str, float]:
    ticks = np.stack([days(carbohydrates), days(protein), days(after)], axis=-1)
    return {"week": latest(nutrition_week(nutrition_score(ticks).value).value)}


def _draw_food() -> Figure:
    score = nutrition_score(np.array([FED], dtype=np.float64)).value
    return bars(
        score[0],
        nutrition_week(score).value[0],
        caption=gettext(
            "Nine days of ticks: one poor day pulls the mean of a week down by less than one."
        ),
        key=gettext("Bars are the ticks of a day; the dashed line is the mean of seven days."),
        columns=(gettext("Ticks"), gettext("Mean of 7 days")),
        unit=pgettext("unit", "ticks"),
    )


NUTRITION = Card(
    slug="nutrition",
    group=Group.BODY,
    title=_("Food ticks"),
    question=_("Do I eat enough to train on?"),
    what=(
        _(
            "Three questions a day: enough carbohydrates for today’s load, protein with each meal,"
            " and something to eat or drink within two hours of training. Yes counts 2, partly 1."
            " The figure is the mean of a week, from 0 to 6."
        ),
        _("No calories and no body weight: they are not asked, and nobody is compared by them."),
    ),
    formula=Formula(
        lines={"week": "mean(carbohydrates + protein + after)"},
        symbols={
            "week": Symbol(pgettext_lazy("in a formula", "week")),
            "carbohydrates": FOOD,
            "protein": Symbol(pgettext_lazy("in a formula", "protein"), _("With each meal.")),
            "after": Symbol(
                pgettext_lazy("in a formula", "after training"), _("Within two hours.")
            ),
        },
    ),
    unit=_("ticks a day, 0 to 6"),
    window=_("Seven days, today included."),
    minimum=said(_("{days} answered days of the seven."), days=FOOD_MINIMUM),
    missing=_("A day with a question left open is left out: two ticks are no smaller three."),
    direction=_("Higher is better fed."),
    failures=(
        _("It is coarse on purpose, and nobody has tested it. It opens a talk and no warning."),
        _("If you think a lot about food, you may do better without this. Then leave it open."),
    ),
    sources=(
        Source(
            "D. T. Thomas et al., Med. Sci. Sports Exerc. 48(3), 543–568, 2016",
            "10.1249/MSS.0000000000000852",
        ),
        OURS,
    ),
    compute=_food,
    vectors=(
        Vector(
            given={"carbohydrates": (2, 1, 2), "protein": (2, 2, 1), "after": (0, 1, 1)},
            expected={"week": 4},
        ),
        Vector(
            given={"carbohydrates": (2, 1), "protein": (2, 2), "after": (0, 1)},
            expected={"week": NAN},
        ),
    ),
    draw=_draw_food,
)

SORE = (1.0, 2.0, 1.0, 1.0, 2.0, 3.0, 4.0, 4.0, NAN, 3.0, 3.0, 2.0, 1.0, 1.0)

USUAL_DAYS = 10


def _soreness(soreness: Sequence[float | None], normal: float) -> Mapping[str, float]:
    """Answer ``normal`` on some days, wait out the gap, then answer these (seven at most)."""
    values = [*(normal,) * USUAL_DAYS, *(None,) * (NORMAL_GAP - 1), *soreness]
    return {"run": latest(soreness_days(days(values)).value)}


def _draw_soreness() -> Figure:
    run = soreness_days(days(SORE)).value[0]
    return line(
        run,
        caption=gettext(
            "Soreness of 3 and more for six days, with one day not answered in between."
        ),
        key=gettext(
            "The line counts the days running; the table has the answers, 5 the most sore."
        ),
        column=gettext("Days running"),
        ends=(number(float(run.max())), number(float(run.min()))),
        beside=(gettext("Soreness"), SORE),
    )


SORENESS = Card(
    slug="soreness-that-stays",
    group=Group.BODY,
    title=_("Soreness that stays"),
    question=_("For how many days have I been sorer than usual?"),
    what=(
        _(
            "Muscle soreness after hard or new training is normal: it is at its worst after one to"
            " three days and gone in about a week. We count the days on which it is well above your"
            " own normal. If it stays, that is worth attention."
        ),
        _("Seven days in one spot is a question about that spot, and not about load in general."),
    ),
    formula=Formula(
        lines={
            "limit": "max(least, normal + above)",
            "answered": "before + 1 if today >= limit else 0",
            "bridged": "before + 1 if before > 0 else 0",
            "run": "answered if known(today) else bridged",
        },
        symbols={
            "soreness": Symbol(
                pgettext_lazy("in a formula", "soreness"),
                _("Each day’s answer; 5 is the most sore."),
            ),
            "today": Symbol(pgettext_lazy("in a formula", "soreness")),
            "normal": Symbol(
                pgettext_lazy("in a formula", "normal"), _("Your own middle answer of six weeks.")
            ),
            "before": Symbol(pgettext_lazy("in a formula", "days before")),
            "limit": Symbol(pgettext_lazy("in a formula", "limit")),
            "answered": Symbol(pgettext_lazy("in a formula", "with an answer")),
            "bridged": Symbol(
                pgettext_lazy("in a formula", "without one"), _("For one day at most.")
            ),
            "run": Symbol(pgettext_lazy("in a formula", "days")),
        },
        constants={"least": LEAST_SORE, "above": ABOVE_NORMAL},
        steps=Steps(
            over={"today": "soreness"},
            carries={"before": "run"},
            start={"before": "0"},
            skips_unknown=False,
        ),
    ),
    unit=_("days running"),
    window=said(
        _("As long as it lasts; the own normal is of {days} days that end a week ago."),
        days=NORMAL_DAYS,
    ),
    minimum=_("One answer."),
    missing=_("One day without an answer is bridged within a run. Two end it."),
    direction=_("More days is a soreness that stays longer."),
    failures=(
        _("A new exercise makes sore for days without anything being wrong."),
        _("Pain is something else than soreness. With pain, see somebody who knows about it."),
    ),
    sources=(
        Source(
            "K. Cheung et al., Sports Med. 33(2), 145–164, 2003", "10.2165/00007256-200333020-00005"
        ),
        OURS,
    ),
    compute=_soreness,
    vectors=(
        Vector(given={"soreness": (3, 4, None, 3), "normal": 2}, expected={"run": 4}),
        Vector(given={"soreness": (3, 4, 3), "normal": 3}, expected={"run": 0}),
        Vector(given={"soreness": (4, 2, 3), "normal": 1}, expected={"run": 1}),
    ),
    draw=_draw_soreness,
)

HOOPER_DAYS = (
    (2, 3, 3, 2),
    (2, 2, 3, 3),
    (3, 3, 4, 4),
    (3, 4, 5, 4),
    (4, 4, 5, 4),
    (3, 3, 4, 3),
    (2, 3, 3, 2),
)

MCLEAN_DAYS = tuple(
    (*(6 - each for each in day), 4)
    for day in (
        (2, 3, 2, 2),
        (3, 3, 3, 2),
        (3, 4, 4, 3),
        (4, 4, 4, 3),
        (3, 3, 3, 3),
        (2, 3, 2, 2),
        (2, 2, 2, 2),
    )
)


def _hooper(sleep: float, stress: float, fatigue: float, soreness: float) -> Mapping[str, float]:
    answers = np.array([[sleep, stress, fatigue, soreness]], dtype=np.float64)
    return {"index": float(hooper_index(answers).value[0])}


def _draw_hooper() -> Figure:
    index = hooper_index(np.array(HOOPER_DAYS, dtype=np.float64)).value
    return bars(
        index,
        caption=gettext("A week in which stress and fatigue rise together, and fall again."),
        key=gettext("A bar is the index of one day; higher is worse."),
        columns=(gettext("Hooper index"),),
        unit=pgettext("unit", "points"),
    )


HOOPER = Card(
    slug="hooper-index",
    group=Group.BODY,
    title=_("Hooper index"),
    question=_("How do sleep, stress, fatigue and soreness add up?"),
    what=(
        _(
            "Four answers from 1 to 7, added up: sleep, stress, fatigue and soreness. 4 is the best"
            " there is and 28 the worst. Many teams know it; our own check-in asks differently."
        ),
    ),
    formula=Formula(
        lines={"index": "sleep + stress + fatigue + soreness"},
        symbols={
            "index": Symbol(pgettext_lazy("in a formula", "index")),
            "sleep": Symbol(
                pgettext_lazy("in a formula", "sleep"), _("1 very, very good – 7 very, very bad.")
            ),
            "stress": Symbol(
                pgettext_lazy("in a formula", "stress"), _("1 very, very low – 7 very, very high.")
            ),
            "fatigue": Symbol(pgettext_lazy("in a formula", "fatigue"), _("As stress.")),
            "soreness": Symbol(pgettext_lazy("in a formula", "soreness"), _("As stress.")),
        },
    ),
    unit=_("points, 4 to 28"),
    window=_("One day."),
    minimum=_("All four answers."),
    missing=SUM_NEEDS_ALL,
    direction=_("Higher is worse."),
    failures=(
        _("A sum hides which answer moved: always look at the four as well."),
        _("Limits such as “above 12” have no published basis."),
        _("Beside McLean’s questionnaire it runs the other way: there, higher is better."),
    ),
    sources=(
        Source(
            "S. L. Hooper, L. T. Mackinnon, Sports Med. 20(5), 321–327, 1995",
            "10.2165/00007256-199520050-00003",
        ),
    ),
    compute=_hooper,
    vectors=(
        Vector(
            given={"sleep": 2, "stress": 3, "fatigue": 4, "soreness": 2}, expected={"index": 11}
        ),
        Vector(
            given={"sleep": 7, "stress": 7, "fatigue": 7, "soreness": 7}, expected={"index": 28}
        ),
    ),
    draw=_draw_hooper,
)


def _mclean(
    fatigue: float, sleep: float, soreness: float, stress: float, mood: float
) -> Mapping[str, float]:
    answers = np.array([[fatigue, sleep, soreness, stress, mood]], dtype=np.float64)
    return {"wellness": float(mclean_wellness(answers).value[0])}


def _draw_mclean() -> Figure:
    wellness = mclean_wellness(np.array(MCLEAN_DAYS, dtype=np.float64)).value
    return bars(
        wellness,
        caption=gettext("The same kind of week, on a scale where lower is worse."),
        key=gettext("A bar is the score of one day; higher is better."),
        columns=(gettext("Wellness"),),
        unit=pgettext("unit", "points"),
    )


MCLEAN = Card(
    slug="mclean-wellness",
    group=Group.BODY,
    title=_("Wellness of McLean"),
    question=_("How do five answers about today add up?"),
    what=(
        _(
            "Five answers from 1 to 5, added up: fatigue, sleep, soreness, stress and mood. 25 is"
            " the best there is and 5 the worst. Here, higher is better."
        ),
    ),
    formula=Formula(
        lines={"wellness": "fatigue + sleep + soreness + stress + mood"},
        symbols={
            "wellness": Symbol(pgettext_lazy("in a formula", "wellness")),
            "fatigue": Symbol(
                pgettext_lazy("in a formula", "fatigue"), _("5 is the best answer, 1 the worst.")
            ),
            "sleep": Symbol(pgettext_lazy("in a formula", "sleep")),
            "soreness": Symbol(pgettext_lazy("in a formula", "soreness")),
            "stress": Symbol(pgettext_lazy("in a formula", "stress")),
            "mood": Symbol(pgettext_lazy("in a formula", "mood")),
        },
    ),
    unit=_("points, 5 to 25"),
    window=_("One day."),
    minimum=_("All five answers."),
    missing=SUM_NEEDS_ALL,
    direction=_("Higher is better."),
    failures=(
        _("A sum hides which answer moved: always look at the five as well."),
        _("Mixing it with an index where higher is worse is the classic mistake."),
        NO_MARK,
    ),
    sources=(
        Source(
            "B. D. McLean et al., Int. J. Sports Physiol. Perform. 5(3), 367–383, 2010",
            "10.1123/ijspp.5.3.367",
        ),
    ),
    compute=_mclean,
    vectors=(
        Vector(
            given={"fatigue": 4, "sleep": 3, "soreness": 4, "stress": 5, "mood": 4},
            expected={"wellness": 20},
        ),
    ),
    draw=_draw_mclean,
)
