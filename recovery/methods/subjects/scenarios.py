"""Scenarios that the rules are shown and checked with, and what their cards share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine import DEFAULTS, Level, assess
from recovery.figures import Status
from recovery.methods.cards import Figure, Source, Vector
from recovery.methods.drawings import line
from recovery.methods.examples import USUAL_ANSWERS, WEEK, series
from recovery.methods.formulas import Symbol
from recovery.methods.notation import said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django_stubs_ext import StrOrPromise

P = DEFAULTS

MEEUSEN = Source(
    "R. Meeusen et al., Med. Sci. Sports Exerc. 45(1), 186–205, 2013",
    "10.1249/MSS.0b013e318279a10a",
)

SAW = Source(
    "A. E. Saw et al., Br. J. Sports Med. 50(5), 281–291, 2016", "10.1136/bjsports-2015-094758"
)

SAW_2015 = Source("A. E. Saw et al., J. Sports Sci. Med. 14, 732–739, 2015")

LEVEL_WORDS: dict[float, StrOrPromise] = {
    Level.UNKNOWN: pgettext_lazy("level", "Not enough data"),
    Level.USUAL: pgettext_lazy("level", "As usual"),
    Level.NOTICE: pgettext_lazy("level", "Take note"),
    Level.IMBALANCE: pgettext_lazy("level", "Imbalance"),
    Level.RECOVERY_LOW: pgettext_lazy("level", "Recovery low, load normal"),
    Level.PERSISTENT: pgettext_lazy("level", "Persistent"),
    Level.ILL: pgettext_lazy("level", "Ill"),
    Level.LOCAL_PROBLEM: pgettext_lazy("level", "One sore spot"),
    Level.DATA_MISSING: pgettext_lazy("level", "Answers have stopped"),
}

SYMBOLS = {
    "answers": Symbol(
        pgettext_lazy("in a formula", "answers"),
        _("What somebody answers to each question, and one better about stress; 5 is best."),
    ),
    "load": Symbol(
        pgettext_lazy("in a formula", "load"), _("Load of each day, minutes times exertion [AU].")
    ),
    "level": Symbol(
        pgettext_lazy("in a formula", "level"), _("What the model says of the last day.")
    ),
}

ILL_SYMBOLS = SYMBOLS | {
    "ill": Symbol(
        pgettext_lazy("in a formula", "days ill"), _("Days up to today on which you said so.")
    )
}
SORE_SYMBOLS = SYMBOLS | {
    "sore": Symbol(
        pgettext_lazy("in a formula", "days sore"), _("Days running in the same region.")
    )
}

# Twelve ordinary weeks, before something happens.
ORDINARY = (*USUAL_ANSWERS,) * 12

TRAINED = (*WEEK,) * 12

HEAVY = 700.0  # AU a day, twice what this athlete is used to

UNIT = _("None: it is a level, one word a day.")

WINDOW = said(
    _("The last {days} days, today included; the own normal is that of {normal} days before."),
    days=P.open_of_days,
    normal=P.baseline_days,
)

MINIMUM = said(
    _("At least {answers} check-ins in your own normal, and {opening} in the last 7 days."),
    answers=P.learning_answers,
    opening=P.opening_check_ins,
)
MISSING = said(
    _(
        "Nothing opens without news: a check-in of today, or a rated session of yesterday. Nothing"
        " closes without a check-in: silence is neither better nor worse. After {days} days of"
        " silence a warning lapses."
    ),
    days=P.lapse_days,
)
REFRACTORY = said(
    _("After a warning has closed, none opens for {days} days."), days=P.refractory_days
)
ONE_WAY = _("There is no better than “as usual”: a level only says that something is behind.")


def vector(
    answers: Sequence[float | None],
    load: Sequence[float],
    level: Level,
    *,
    before: bool = True,
    **also: float,
) -> Vector:
    """Return an example: these last days, after twelve ordinary weeks."""
    weeks = (ORDINARY, TRAINED) if before else ((), ())
    return Vector(
        given={"answers": (*weeks[0], *answers), "load": (*weeks[1], *load), **also},
        expected={"level": float(level)},
        origin=_("by scenario, run through the whole model"),
    )


def drawing(
    answers: Sequence[float | None],
    load: Sequence[float],
    caption: StrOrPromise,
    *,
    ill_days: int = 0,
    sore_days: int = 0,
) -> Callable[[], Figure]:
    """Return a drawing of a scenario: recovery in its band, coloured by the level of each day."""

    def draw() -> Figure:
        first = len(ORDINARY) - 28
        given = (*ORDINARY, *answers)
        facts = series(given, (*TRAINED, *load), ill_days=ill_days, sore_region_days=sore_days)
        told = assess(facts)
        levels = [Level(level) for level in told.level[0, first:]]
        recovery = -told.response[0, first:]
        answered = np.array([answer is not None for answer in given[first:]])
        # Silence is not health: the line ends where nothing can be said any more.
        silent = np.isin(levels, (Level.UNKNOWN, Level.DATA_MISSING)) & ~answered
        count = len(levels)
        return line(
            np.where(silent, np.nan, recovery),
            caption=str(caption),
            key=gettext(
                "The line is recovery as it builds up over days, and the band the own normal. A"
                " dot is a day with answers, hatched is a day without."
            ),
            column=gettext("Recovery"),
            ends=(pgettext("end of a scale", "better"), pgettext("end of a scale", "worse")),
            band=([-P.response_band] * count, [P.response_band] * count),
            statuses=[Status.of_level(level) for level in levels],
            dots=np.where(answered, recovery, np.nan),
        )

    return draw
