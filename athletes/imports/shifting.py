"""An old history as if it were being lived now, to try the product on real people's data."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from athletes.imports.history import AthleteHistory
from athletes.imports.refusals import HistoryError

if TYPE_CHECKING:
    import zoneinfo

    from athletes.imports.history import CheckInDraft, History, SessionDraft


def shift_to_today(history: History, *, as_of: dt.date, today: dt.date) -> None:
    """Move all days by whole weeks, so that ``as_of`` was this past week; drop what is then ahead.

    Whole weeks keep the weekdays, and with them the rhythm of training and matches.
    """
    shift = dt.timedelta(weeks=(today - as_of).days // 7)
    if shift <= dt.timedelta(0):
        message = gettext("%(day)s is not at least a week ago; there is nothing to move.")
        raise HistoryError(message % {"day": as_of.isoformat()})
    shifter = _Shifter(shift, today=today, time_zone=history.profile.time_zone)
    moved = {name: shifter.athlete(each) for name, each in history.athletes.items()}
    history.athletes = {name: each for name, each in moved.items() if each.days()}
    if not history.athletes:
        message = gettext("There is nothing up to %(day)s.")
        raise HistoryError(message % {"day": as_of.isoformat()})


class _Shifter:
    def __init__(
        self, shift: dt.timedelta, *, today: dt.date, time_zone: zoneinfo.ZoneInfo
    ) -> None:
        self.shift = shift
        self.last_day = today - shift
        self.time_zone = time_zone

    def athlete(self, history: AthleteHistory) -> AthleteHistory:
        return AthleteHistory(
            history.name,
            check_ins={
                day + self.shift: self.check_in(draft)
                for day, draft in history.check_ins.items()
                if day <= self.last_day
            },
            sessions={
                key: self.session(draft)
                for key, draft in history.sessions.items()
                if draft.day <= self.last_day
            },
            rest_days={
                day + self.shift: self.moment(told_at)
                for day, told_at in history.rest_days.items()
                if day <= self.last_day
            },
        )

    def check_in(self, draft: CheckInDraft) -> CheckInDraft:
        return replace(draft, recorded_at=self.moment(draft.recorded_at))

    def session(self, draft: SessionDraft) -> SessionDraft:
        return replace(
            draft,
            day=draft.day + self.shift,
            recorded_at=self.moment(draft.recorded_at),
            started_at=self.moment(draft.started_at) if draft.started_at else None,
        )

    def moment(self, moment: dt.datetime) -> dt.datetime:
        """Return the same time on the wall, so that no summer time moves it to another day."""
        local = moment.astimezone(self.time_zone)
        return (local.replace(tzinfo=None) + self.shift).replace(tzinfo=self.time_zone)
