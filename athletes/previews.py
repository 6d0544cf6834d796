"""The first rows of a table as they would be read, before anything is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from athletes.comparisons import kilometres
from athletes.imports.profile import SCALE_ITEMS as SCALE_CODES
from athletes.imports.refusals import HistoryError
from athletes.imports.tables import HEAD, only_athlete, profile_of, read_table
from athletes.instruments import SCALE_ITEMS
from athletes.models import Session

if TYPE_CHECKING:
    import datetime as dt
    import zoneinfo
    from decimal import Decimal

    from athletes.imports.history import CheckInDraft, SessionDraft
    from athletes.imports.profile import Profile
    from athletes.imports.tables import Columns

SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class PreviewRow:
    day: dt.date
    words: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What the first rows became, and which of them could not be read."""

    rows: list[PreviewRow]
    problems: list[str]


def preview(
    content: bytes, columns: Columns, *, name: str, time_zone: zoneinfo.ZoneInfo, now: dt.datetime
) -> Preview:
    """Read the beginning of a table. No queries."""
    head = content[:HEAD]
    if len(content) > HEAD:
        head = head[: head.rfind(b"\n") + 1]
    profile = profile_of(columns, time_zone=time_zone)
    try:
        history = read_table(head, profile, name=name, now=now)
    except HistoryError as error:
        return Preview([], [str(error)])
    told = only_athlete(history)
    rows = []
    if told is not None:
        rows += [PreviewRow(each.day, _session(each)) for each in told.sessions.values()]
        rows += [PreviewRow(day, _answers(draft, profile)) for day, draft in told.check_ins.items()]
    rows.sort(key=lambda row: row.day)
    return Preview(rows[:SHOWN], [str(each) for each in history.refusals[:SHOWN]])


def _session(draft: SessionDraft) -> str:
    parts = [
        str(Session.Sport(draft.sport).label),
        _("%(minutes)s min") % {"minutes": draft.minutes},
    ]
    if draft.started_at is not None:
        parts.insert(1, draft.started_at.strftime("%H:%M"))
    if draft.distance_m is not None:
        parts.append(kilometres(draft.distance_m))
    if draft.rpe is not None:
        parts.append(_("felt %(rpe)s of 10") % {"rpe": _number(draft.rpe)})
    if draft.heart_rate_mean is not None:
        parts.append(_("heart rate %(rate)s") % {"rate": draft.heart_rate_mean})
    return " · ".join(parts)


def _answers(draft: CheckInDraft, profile: Profile) -> str:
    language = get_language() or "en"
    others = {
        "sleep_hours": _("slept %(value)s hours"),
        "resting_heart_rate": _("resting heart rate %(value)s"),
        "variability": _("heart rate variability %(value)s"),
    }
    parts = []
    for item, value in draft.answers.items():
        if item in SCALE_CODES and profile.instrument is not None:
            # In the words of our own scale, so that a scale that is turned around shows.
            place = round(6 - profile.instrument.oriented(float(value)))
            words = SCALE_ITEMS[item].anchors_in(language)[place - 1].replace("\u00ad", "")
            parts.append(f"{SCALE_ITEMS[item].label_in(language)} {_number(value)} ({words})")
        else:
            parts.append(others[item] % {"value": _number(value)})
    return " · ".join(parts)


def _number(value: Decimal) -> str:
    return number_format(f"{value.normalize():f}")
