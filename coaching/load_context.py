"""An athlete's load in the numbers that others use, each with its convention and what it is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from django.utils.translation import gettext as _

from recovery.engine.metrics import (
    RatioConvention,
    acute_chronic_ratio,
    monotony,
    performance_management,
    strain,
    week_change,
)
from recovery.engine.status import Status
from recovery.words import number, signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recovery.engine.arrays import FloatArray
    from recovery.engine.status import Metric

DAYS = 182  # half a year settles the averages of six weeks
FORM_DAYS = 42  # before which those averages are mostly their start
FORM_KNOWN = 30  # days of them with a load that is known


@dataclass(frozen=True, slots=True)
class Convention:
    """One number, ready to print, with the card that explains it."""

    name: str
    value: str
    words: str
    method: str


class _Told(NamedTuple):
    value: float
    status: Status


def load_context(loads: Sequence[float | None]) -> list[Convention]:
    """Return the conventions for the last of these days. [AU] None where a day is unknown."""
    if all(load is None for load in loads):
        return []
    load = np.array([[np.nan if each is None else each for each in loads]])
    change, difference = week_change(load)
    said = [
        Convention(
            name=_("Change from week to week"),
            value=_change(_last(change), float(difference[0, -1])),
            words=_("The last seven days beside the seven before. No limit to it has held up."),
            method="week-change",
        )
    ]
    said += [
        Convention(
            name=name,
            value=_number(_last(acute_chronic_ratio(load, convention=convention)), 2),
            words=words,
            method=method,
        )
        for convention, name, words, method in (
            (
                RatioConvention.COUPLED,
                _("Acute:chronic, coupled"),
                _("Seven days over the 28 that contain them: never above 4."),
                "acute-chronic-ratio",
            ),
            (
                RatioConvention.UNCOUPLED,
                _("Acute:chronic, uncoupled"),
                _("Seven days over the 21 before them: higher than the coupled when load rises."),
                "acute-chronic-ratio-uncoupled",
            ),
            (
                RatioConvention.EWMA,
                _("Acute:chronic, moving averages"),
                _("Averages that forget, of 7 and of 28 days. A long overload hides in all three."),
                "acute-chronic-ratio-ewma",
            ),
        )
    ]
    return [
        *said,
        Convention(
            name=_("CTL, ATL and TSB"),
            value=_form(load),
            words=_(
                "Load over 42 and over 7 days, and the one less the other, in AU a day. Limits to "
                "TSB are rules of thumb on another scale."
            ),
            method="form",
        ),
        Convention(
            name=_("Monotony"),
            value=_number(_last(monotony(load)), 1),
            words=_("How alike the seven days were: their mean over their spread."),
            method="monotony",
        ),
        Convention(
            name=_("Strain"),
            value=_number(_last(strain(load)), 0),
            words=_("The week’s load times its monotony. Compare it with the athlete’s own."),
            method="strain",
        ),
    ]


def _last(found: Metric) -> _Told:
    return _Told(float(found.value[0, -1]), Status(found.status[0, -1]))


def _number(told: _Told, decimals: int) -> str:
    if told.status is Status.INSUFFICIENT:
        return _("too few known days")
    if told.status is Status.NOT_APPLICABLE:
        return _("not after a break")
    said = number(told.value, decimals)
    return said if told.status is Status.OK else _("%(number)s, for now") % {"number": said}


def _change(told: _Told, difference: float) -> str:
    if told.status is Status.INSUFFICIENT:
        return _("too few known days")
    load = _("%(load)s AU") % {"load": _signed(difference)}
    if told.status is Status.NOT_APPLICABLE:
        return load
    return _("%(percent)s%%, %(load)s") % {"percent": _signed(told.value), "load": load}


def _form(load: FloatArray) -> str:
    known = int(np.isfinite(load[0, -FORM_DAYS:]).sum())
    history = load.shape[1] - int(np.isfinite(load[0]).argmax())
    if history < FORM_DAYS or known < FORM_KNOWN:
        return _("too few known days")
    # On a day that is unknown the averages stand as they were.
    chronic, acute, balance = (
        float(each[0][np.isfinite(each[0])][-1]) for each in performance_management(load)
    )
    return " · ".join([number(chronic), number(acute), _signed(balance)])


def _signed(value: float) -> str:
    """Return a whole number with its sign; nought has none."""
    return signed(value, 0) if round(value) else number(0)
