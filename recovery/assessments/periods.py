"""How far back a page of somebody's days may look."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Period(NamedTuple):
    code: str  # as the address names it
    days: int
    label: StrPromise


PERIODS = (
    Period("6w", 42, _("6 weeks")),
    Period("3m", 91, _("3 months")),
    Period("1y", 364, _("1 year")),
)
USUAL_PERIOD = PERIODS[0]


def period_or_usual(code: str) -> Period:
    """Return the period that an address asks for, or the usual one."""
    return next((period for period in PERIODS if period.code == code), USUAL_PERIOD)
