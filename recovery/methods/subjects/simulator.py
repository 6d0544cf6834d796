"""Fitness and fatigue as a thought experiment, not as anybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine.metrics.fitness_fatigue import Response, impulse_response
from recovery.methods.cards import PUBLISHED, Card, Figure, Group, Vector
from recovery.methods.drawings import line
from recovery.methods.examples import days, latest
from recovery.methods.formulas import Formula, Steps, Symbol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
from recovery.methods.subjects.common import CLARKE


def _simulate(
    *, work: Sequence[float], start: float, k1: float, k2: float, slow: float, fast: float
) -> Mapping[str, float]:
    response = Response(fitness_gain=k1, fatigue_gain=k2, fitness_days=slow, fatigue_days=fast)
    simulated = impulse_response(days(work), response, initial_performance=start)
    return {
        "fitness": latest(simulated.fitness.value),
        "fatigue": latest(simulated.fatigue.value),
        "performance": latest(simulated.performance.value),
    }


BLOCK = (*(100.0,) * 28, *(0.0,) * 21)


def _draw_simulate() -> Figure:
    response = Response()
    performance = impulse_response(days(BLOCK), response).performance.value[0]
    return line(
        performance,
        caption=gettext(
            "Four weeks of equal training and three of rest: first down, then above where it began."
        ),
        key=gettext("The line is the performance that the model makes up, not anybody’s."),
        column=gettext("Performance"),
        ends=(pgettext("end of a scale", "better"), pgettext("end of a scale", "worse")),
        beside=(gettext("Training"), BLOCK),
    )


CLARKE_SETTING = {"start": 500, "k1": 1, "k2": 2, "slow": 27, "fast": 10}


SIMULATOR = Card(
    slug="fitness-and-fatigue",
    group=Group.PERFORMANCE,
    title=_("Fitness and fatigue, as a simulator"),
    question=_("Why does performance come after rest?"),
    what=(
        _(
            "A thought experiment: every session makes you both fitter and more tired. Fatigue is"
            " the larger of the two but fades within two weeks, fitness fades slowly. So training"
            " first costs performance, and rest brings out what it gave."
        ),
        _(
            "We use it to explain and to plan with “what if”. It is not fitted to you: from the few"
            " tests that people do, two programs find very different athletes, both fitting well."
        ),
    ),
    formula=Formula(
        lines={
            "fitness": "fitness_before * exp(-1 / slow) + today",
            "fatigue": "fatigue_before * exp(-1 / fast) + today",
            "performance": "start + k1 * fitness - k2 * fatigue",
        },
        symbols={
            "work": Symbol(pgettext_lazy("in a formula", "training"), _("Of each day.")),
            "today": Symbol(pgettext_lazy("in a formula", "training")),
            "fitness": Symbol(pgettext_lazy("in a formula", "fitness")),
            "fitness_before": Symbol(pgettext_lazy("in a formula", "fitness before")),
            "fatigue": Symbol(pgettext_lazy("in a formula", "fatigue")),
            "fatigue_before": Symbol(pgettext_lazy("in a formula", "fatigue before")),
            "performance": Symbol(pgettext_lazy("in a formula", "performance")),
            "start": Symbol(pgettext_lazy("in a formula", "start"), _("Before any training.")),
            "k1": Symbol("k₁", _("How much fitness is worth.")),
            "k2": Symbol("k₂", _("How much fatigue costs.")),
            "slow": Symbol(
                pgettext_lazy("in a formula", "slow"), _("Days in which fitness fades.")
            ),
            "fast": Symbol(
                pgettext_lazy("in a formula", "fast"), _("Days in which fatigue fades.")
            ),
        },
        steps=Steps(
            over={"today": "work"},
            carries={"fitness_before": "fitness", "fatigue_before": "fatigue"},
            start={"fitness_before": "0", "fatigue_before": "0"},
        ),
    ),
    unit=_("that of the training, times the gains"),
    window=_("All days so far."),
    minimum=_("Every day must be known."),
    missing=_("From an unknown day on there is no value: a sum with a gap is not known."),
    direction=_("Higher is a better performance, in the model."),
    failures=(
        _("It knows no illness, no sleep and no limit: twice the training gives twice the gain."),
        _("It says nothing about a single athlete, and we never show it as if it did."),
    ),
    sources=(CLARKE,),
    compute=_simulate,
    vectors=(
        Vector(
            given={"work": (100,), **CLARKE_SETTING},
            expected={"performance": 400},
            origin=PUBLISHED,
        ),
        Vector(
            given={"work": (100,) * 7, **CLARKE_SETTING},
            expected={"performance": 70.09763},
            tolerance=5e-6,
            origin=PUBLISHED,
        ),
        Vector(
            given={"work": (100,) * 22, **CLARKE_SETTING},
            expected={"fitness": 1532.68841, "fatigue": 934.39756, "performance": 163.89329},
            tolerance=5e-6,
            origin=PUBLISHED,
        ),
    ),
    draw=_draw_simulate,
)
