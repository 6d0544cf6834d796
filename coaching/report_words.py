"""What the reports say, in whole sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coaching.words import day_name, period
from recovery.assessments.models import Level
from recovery.words import number

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from coaching.selectors.reports import MonthDay, WeekRow
    from recovery.assessments.models import RecoveryWarning

WHOLE_WEEK = 7  # days


def week_heading(monday: dt.date, sunday: dt.date) -> str:
    first = date_format(monday, pgettext("date format", "j F"))
    return _("Week of %(first)s to %(last)s") % {
        "first": first,
        "last": date_format(sunday, pgettext("date format", "j F Y")),
    }


def week_context(rows: Sequence[WeekRow], *, days: int) -> str:
    """Say how much there is to go by, and how many had a warning."""
    if not rows or not days:
        return ""
    warned = sum(bool(row.warnings) for row in rows)
    said = ngettext("%(count)s athlete with a warning", "%(count)s athletes with a warning", warned)
    return _("%(answered)s of %(expected)s check-ins · %(warned)s") % {
        "answered": sum(row.check_ins for row in rows),
        "expected": days * len(rows),
        "warned": said % {"count": warned},
    }


def nothing_known() -> str:
    return _("Not shared or not filled in")


def load(value: float | None, *, usual: float | None, known_days: int) -> str:
    """Say the load of a week, and beside the usual one where every day is known."""
    if value is None:
        return ""
    said = number(value)
    if usual is None or known_days < WHOLE_WEEK:
        return said
    percent = round(100 * (value / usual - 1))
    return f"{said} ({percent:+d}%)".replace("-", "−")


def warning(each: RecoveryWarning) -> str:
    """Say which warning, and from when till when."""
    values = {"level": str(Level(each.level).label)}
    if each.closed_on is None:
        values["since"] = day_name(each.opened_on)
        return _("%(level)s, since %(since)s") % values
    values["period"] = period(each.opened_on, each.closed_on)
    return _("%(level)s: %(period)s") % values


def month_heading(first: dt.date) -> str:
    return capfirst(date_format(first, pgettext("date format", "F Y")))


def month_summary(days: Sequence[MonthDay]) -> str:
    """Say how much there is to go by in a month."""
    if not days:
        return ""
    loads = [day.load for day in days if day.load is not None]
    answered = sum(day.answered for day in days)
    said = ngettext("%(count)s check-in", "%(count)s check-ins", answered) % {"count": answered}
    if not loads:
        return said
    return _("%(check_ins)s · load %(load)s over %(days)s known days") % {
        "check_ins": said,
        "load": number(sum(loads)),
        "days": len(loads),
    }
