"""The athlete's log: what is known of each of the last four weeks' days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from athletes.instruments import SCALE_ITEMS
from athletes.models import OptionalItem, RecoveryTool
from athletes.own_normal import clock_hours
from athletes.services.changes import ADD_WITHIN_DAYS
from athletes.training import DayFacts

if TYPE_CHECKING:
    from athletes.models import Athlete, CheckIn

DAYS = 28
OPTIONAL_SCALES = {OptionalItem.CONCENTRATION, OptionalItem.MOTIVATION}


@dataclass(frozen=True, kw_only=True)
class LogDay(DayFacts):
    """One day of the log."""

    check_in: CheckIn | None
    can_add: bool
    asked: int  # hours slept and the scales that the athlete is asked

    @property
    def is_unknown(self) -> bool:
        return self.check_in is None and self.training_is_unknown

    @property
    def slept(self) -> str:
        """Return the hours slept as 7:15, or nothing where they are not known."""
        body = getattr(self.check_in, "body", None)
        hours = getattr(body, "sleep_hours", None)
        return "" if hours is None else clock_hours(float(hours))

    @property
    def done_to_recover(self) -> list[str]:
        """Return what was ticked, in words."""
        body = getattr(self.check_in, "body", None)
        tools = getattr(body, "recovery_tools", [])
        return [str(RecoveryTool(tool).label) for tool in tools]

    @property
    def answers_count(self) -> int:
        """Return how many of the scales, with the hours slept, were answered."""
        if self.check_in is None:
            return 0
        body, mind = (getattr(self.check_in, name, None) for name in ("body", "mind"))
        values = [getattr(body, "sleep_hours", None)]
        values += [getattr(row, item, None) for row in (body, mind) for item in SCALE_ITEMS]
        return sum(value is not None for value in values)

    @property
    def asked_count(self) -> int:
        """Return of how many: more may have been asked that day than today."""
        return max(self.asked, self.answers_count)


@dataclass(frozen=True)
class Log:
    """Four weeks of days, newest first, and from which day on an older page would go."""

    days: list[LogDay]
    older: dt.date | None
    is_latest: bool


def athlete_log(athlete: Athlete, *, until: dt.date, today: dt.date) -> Log:
    """Read four weeks up to ``until``. Four queries, however much was logged."""
    first = until - dt.timedelta(days=DAYS - 1)
    check_ins = {row.day: row for row in athlete.check_ins.with_answers().between(first, until)}
    marks = {mark.day: mark for mark in athlete.day_marks.between(first, until)}
    sessions = defaultdict(list)
    for session in (
        athlete.sessions.between(first, until).select_related("shoe").order_by("started_at", "pk")
    ):
        sessions[session.day].append(session)
    asked = 1 + len(SCALE_ITEMS) - len(OPTIONAL_SCALES - set(athlete.asked))
    days = [
        LogDay(
            day=day,
            check_in=check_ins.get(day),
            sessions=sessions.get(day, []),
            mark=marks.get(day),
            can_add=(today - day).days <= ADD_WITHIN_DAYS,
            asked=asked,
        )
        for day in (until - dt.timedelta(days=back) for back in range(DAYS))
    ]
    older = _has_facts_before(athlete, first)
    return Log(
        days=days,
        older=first - dt.timedelta(days=1) if older else None,
        is_latest=until == today,
    )


def _has_facts_before(athlete: Athlete, day: dt.date) -> bool:
    """Ask all three tables at once."""
    facts = [
        rows.filter(day__lt=day).order_by().values("day")
        for rows in (athlete.check_ins.all(), athlete.sessions.all(), athlete.day_marks.all())
    ]
    return facts[0].union(*facts[1:]).exists()
