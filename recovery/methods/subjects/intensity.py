"""How training is spread over intensities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine import pack_sessions
from recovery.engine.metrics.intensity import (
    DISTRIBUTION_DAYS,
    DISTRIBUTION_MINIMUM,
    POLARIZED,
    IntensityMethod,
    intensity_distribution,
    polarization_index,
    training_in_zones,
)
from recovery.methods.cards import Card, Figure, Group, Source, Vector
from recovery.methods.drawings import bars, line, month, session
from recovery.methods.examples import NAN
from recovery.methods.formulas import Formula, Symbol
from recovery.methods.notation import number, said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def _distribution(exertion: Sequence[float]) -> Mapping[str, float]:
    count = len(exertion)
    zeros = np.zeros(count, dtype=np.int64)
    packed = pack_sessions(
        n_athletes=1,
        athlete=zeros,
        day=np.arange(count),
        started=np.arange(count),
        kind=zeros,
        minutes=np.full(count, 60.0),
        rpe=np.asarray(exertion, dtype=np.float64),
        planned_rpe=np.full(count, np.nan),
    )
    method = IntensityMethod.SESSIONS
    amount, counted = training_in_zones(packed, count, method=method)
    shares = intensity_distribution(amount, counted, method=method).shares.value[0, -1]
    return dict(zip(("easy", "middle", "hard"), shares.tolist(), strict=True))


MONTH = (3.0, 7.0, 3.0, 4.0, 8.0, 2.0, 3.0, 5.0, 3.0, 7.5, 3.0, 4.0, 3.0, 8.0, 2.0, 3.0)


def _draw_distribution() -> Figure:
    easy = [
        100 * _distribution(MONTH[:count])["easy"] if count >= DISTRIBUTION_MINIMUM else NAN
        for count in range(1, len(MONTH) + 1)
    ]
    return line(
        easy,
        caption=gettext("A month in which about two of three sessions are easy."),
        key=gettext("The line is the share of easy sessions, from the eighth session on."),
        column=gettext("Easy sessions in %"),
        ends=(f"{number(round(np.nanmax(easy)))}%", f"{number(round(np.nanmin(easy)))}%"),
        beside=(gettext("Exertion"), MONTH),
        step=session,
    )


DISTRIBUTION = Card(
    slug="intensity-distribution",
    group=Group.INTENSITY,
    title=_("Easy, middle and hard sessions"),
    question=_("How much of my training is easy?"),
    what=(
        _(
            "Which share of your sessions of four weeks was easy (exertion up to 4), in the middle,"
            " or hard (7 and more). In endurance sports most of it is usually easy."
        ),
        _("Count sessions or count minutes: the same month gives other numbers. We say which."),
    ),
    formula=Formula(
        lines={
            "easy": "share(exertion <= 4)",
            "hard": "share(exertion >= 7)",
            "middle": "1 - easy - hard",
        },
        symbols={
            "exertion": Symbol(
                pgettext_lazy("in a formula", "exertion"), _("Of each session, 0 to 10.")
            ),
            "easy": Symbol(pgettext_lazy("in a formula", "easy")),
            "hard": Symbol(pgettext_lazy("in a formula", "hard")),
            "middle": Symbol(pgettext_lazy("in a formula", "middle")),
        },
    ),
    unit=_("share, 0 to 1"),
    window=said(_("{days} days."), days=DISTRIBUTION_DAYS),
    minimum=said(_("{sessions} sessions with an exertion."), sessions=DISTRIBUTION_MINIMUM),
    missing=_("A session without an exertion is left out."),
    direction=_("Neither more nor less is better: it depends on the plan."),
    failures=(
        _("“80/20” is about sessions. By minutes of heart rate the same month looks far easier."),
        _("One hard block in an easy hour makes the whole session count as hard."),
    ),
    sources=(
        Source(
            "S. Seiler, Int. J. Sports Physiol. Perform. 5(3), 276–291, 2010",
            "10.1123/ijspp.5.3.276",
        ),
    ),
    compute=_distribution,
    vectors=(
        Vector(
            given={"exertion": (3, 3, 2, 4, 3, 3, 2, 4, 5, 8)},
            expected={"easy": 0.8, "middle": 0.1, "hard": 0.1},
        ),
        Vector(given={"exertion": (3, 3, 8)}, expected={"easy": NAN}),
    ),
    draw=_draw_distribution,
)


def _polarization(easy: float, middle: float, hard: float) -> Mapping[str, float]:
    index = polarization_index(np.array([[easy, middle, hard]])).value
    return {"index": float(index[0])}


MONTHS = (
    (0.9, 0.08, 0.02),
    (0.85, 0.1, 0.05),
    (0.8, 0.1, 0.1),
    (0.8, 0.05, 0.15),
    (0.75, 0.05, 0.2),
)


def _draw_polarization() -> Figure:
    return bars(
        polarization_index(np.array(MONTHS)).value,
        [POLARIZED] * len(MONTHS),
        caption=gettext(
            "Five months with more and more hard training: the last two lie above the line."
        ),
        key=gettext(
            "A bar is a month; the dashed line is 2, from which on it is called polarized."
        ),
        columns=(gettext("Index"), gettext("Limit")),
        unit="",
        step=month,
    )


POLARIZATION = Card(
    slug="polarization-index",
    group=Group.INTENSITY,
    title=_("Polarization index"),
    question=_("Is my training either easy or hard, with little in between?"),
    what=(
        _(
            "One number for how much your training avoids the middle. Above 2, with most of it easy"
            " and least in the middle, it is called polarized. That is a description and no goal."
        ),
    ),
    formula=Formula(
        lines={"index": "log10(easy / middle * hard * 100)"},
        symbols={
            "index": Symbol(pgettext_lazy("in a formula", "index")),
            "easy": Symbol(pgettext_lazy("in a formula", "easy"), _("Share of easy training.")),
            "middle": Symbol(
                pgettext_lazy("in a formula", "middle"), _("Share of training in the middle.")
            ),
            "hard": Symbol(pgettext_lazy("in a formula", "hard"), _("Share of hard training.")),
        },
    ),
    unit=pgettext_lazy("unit", "none: it is a logarithm"),
    window=said(_("{days} days."), days=DISTRIBUTION_DAYS),
    minimum=said(_("{sessions} sessions with an exertion."), sessions=DISTRIBUTION_MINIMUM),
    missing=_("A session without an exertion is left out."),
    direction=_("Higher is more polarized, neither better nor worse."),
    failures=(
        _("Without a middle it would be endless; a share of 0.01 then stands in."),
        _("In another order of the three the number alone can mislead. We check the order too."),
    ),
    sources=(
        Source("G. Treff et al., Front. Physiol. 10, 707, 2019", "10.3389/fphys.2019.00707"),
        Source("Commentary, Front. Physiol. 14, 1179769, 2023", "10.3389/fphys.2023.1179769"),
    ),
    compute=_polarization,
    vectors=(
        Vector(
            given={"easy": 0.8, "middle": 0.05, "hard": 0.15},
            expected={"index": 2.38021},
            tolerance=5e-6,
        ),
        Vector(
            given={"easy": 0.9, "middle": 0.08, "hard": 0.02},
            expected={"index": 1.35218},
            tolerance=5e-6,
        ),
    ),
    draw=_draw_polarization,
)
