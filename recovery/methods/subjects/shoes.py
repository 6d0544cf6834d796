"""Shoes: how far each pair has gone, and how they rotate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from recovery.engine.metrics.shoes import ROTATION_DAYS, rotation_index, shoe_distance
from recovery.methods.cards import Card, Figure, Group, Source, Vector
from recovery.methods.drawings import line
from recovery.methods.examples import days, latest
from recovery.methods.formulas import Formula, Symbol
from recovery.methods.notation import number, said
from recovery.methods.subjects.common import (
    MORE_IS_MORE,
    OURS,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RUNS_1 = (10.0, 0.0, 8.0, 0.0, 14.0, 0.0, 6.0, 10.0, 0.0, 8.0, 0.0, 16.0)

RUNS_2 = (0.0, 6.0, 0.0, 8.0, 0.0, 0.0, 0.0, 0.0, 6.0, 0.0, 8.0, 0.0)


def _distance(km: Sequence[float | None], start: float) -> Mapping[str, float]:
    total = shoe_distance(days(km)[..., None], start=np.array([[start]], dtype=np.float64))
    return {"distance": float(total.value[0, -1, 0])}


def _draw_distance() -> Figure:
    total = shoe_distance(days(RUNS_1)[..., None], start=np.array([[420.0]])).value[0, :, 0]
    return line(
        total,
        caption=gettext("A pair of shoes that went 420 km before, over twelve days."),
        key=gettext("The line is all the kilometres of the pair."),
        column=gettext("In all, km"),
        ends=(
            gettext("%(distance)s km") % {"distance": number(float(total.max()))},
            gettext("%(distance)s km") % {"distance": number(float(total.min()))},
        ),
        beside=(gettext("Of the day, km"), RUNS_1),
    )


DISTANCE = Card(
    slug="shoe-distance",
    group=Group.PLANNING,
    title=_("Kilometres of a pair of shoes"),
    question=_("How far have these shoes gone?"),
    what=(
        _(
            "The kilometres that you entered for a pair, plus those of every session in them. You"
            " choose at how many you want to look at their wear; we then say so once."
        ),
    ),
    formula=Formula(
        lines={"distance": "start + sum(km)"},
        symbols={
            "distance": Symbol(pgettext_lazy("in a formula", "distance")),
            "start": Symbol(
                pgettext_lazy("in a formula", "start"), _("When the pair was entered.")
            ),
            "km": Symbol("km", _("Of each session in them.")),
        },
    ),
    unit=_("kilometres"),
    window=_("The life of the pair."),
    minimum=_("None."),
    missing=_("A session without a distance adds nothing: the number is then “at least”."),
    direction=MORE_IS_MORE,
    failures=(
        _("That shoes are worn out at 500 or 800 km is lore of makers. Look at the sole."),
        _("It is in no warning."),
    ),
    sources=(OURS,),
    compute=_distance,
    vectors=(
        Vector(given={"km": (10, 0, 12), "start": 100}, expected={"distance": 122}),
        Vector(given={"km": (10, None, 12), "start": 100}, expected={"distance": 122}),
    ),
    draw=_draw_distance,
)


def _rotation(pair_1: float, pair_2: float) -> Mapping[str, float]:
    worn = np.array([[[pair_1, pair_2]]], dtype=np.float64)
    return {"rotation": latest(rotation_index(worn).value)}


def _draw_rotation() -> Figure:
    worn = np.stack([days(RUNS_1), days(RUNS_2)], axis=-1)
    rotation = rotation_index(worn).value[0]
    return line(
        rotation,
        caption=gettext("With one pair alone it is 0; the second pair lifts it towards a half."),
        key=gettext("The line is the rotation of the days so far."),
        column=gettext("Rotation"),
        ends=(number(round(float(rotation.max()), 2)), number(round(float(rotation.min()), 2))),
        beside=(gettext("Second pair, km"), RUNS_2),
    )


ROTATION = Card(
    slug="shoe-rotation",
    group=Group.PLANNING,
    title=_("Rotation of shoes"),
    question=_("Do I vary between pairs?"),
    what=(
        _(
            "0 is one pair for everything; two pairs worn equally are 0.5, three 0.67. Another pair"
            " loads the legs a little differently each time."
        ),
    ),
    formula=Formula(
        lines={
            "share": "pair_1 / (pair_1 + pair_2)",
            "rotation": "1 - share ** 2 - (1 - share) ** 2",
        },
        symbols={
            "pair_1": Symbol(pgettext_lazy("in a formula", "pair 1"), _("Kilometres.")),
            "pair_2": Symbol(pgettext_lazy("in a formula", "pair 2"), _("Kilometres.")),
            "share": Symbol(pgettext_lazy("in a formula", "share")),
            "rotation": Symbol(pgettext_lazy("in a formula", "rotation")),
        },
    ),
    unit=_("share, 0 to 1"),
    window=said(_("{days} days."), days=ROTATION_DAYS),
    minimum=_("One session with a distance."),
    missing=_("A session without a distance counts for nothing."),
    direction=_("Higher is more variation. It is in no warning."),
    failures=(
        _(
            "Runners with several pairs had fewer complaints in one study that only watched."
            " People with several pairs may differ in other ways too."
        ),
        _("New shoes count at once, and legs need two weeks to get used to them."),
    ),
    sources=(
        Source(
            "L. Malisoux et al., Scand. J. Med. Sci. Sports 25(1), 110–115, 2015",
            "10.1111/sms.12154",
        ),
    ),
    compute=_rotation,
    vectors=(
        Vector(given={"pair_1": 10, "pair_2": 10}, expected={"rotation": 0.5}),
        Vector(given={"pair_1": 10, "pair_2": 0}, expected={"rotation": 0}),
        Vector(given={"pair_1": 20, "pair_2": 10}, expected={"rotation": 0.444444}, tolerance=5e-7),
    ),
    draw=_draw_rotation,
)
