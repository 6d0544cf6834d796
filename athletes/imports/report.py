"""What an import understood, in lines for whoever runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

from athletes.imports.profile import ITEMS, SCALE_ITEMS, Twice, ZeroLoad
from recovery.words import and_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from athletes.imports.history import History
    from athletes.imports.profile import SessionColumns


def describe(history: History) -> Iterator[str]:
    """Yield what the files hold and what each column became."""
    profile, tally = history.profile, history.tally
    yield gettext("Profile %(name)s: %(title)s.") % {"name": profile.name, "title": profile.title}
    yield from _overview(history)
    yield from _items(history)
    for file in profile.files:
        if file.sessions:
            yield _sessions(file.sessions)
    if tally.unused:
        names = ", ".join(sorted(tally.unused))
        yield gettext("Not used: %(names)s.") % {"names": names}
    yield from _passed_over(history)


def _overview(history: History) -> Iterator[str]:
    days = {day for athlete in history.athletes.values() for day in athlete.days()}
    if not days:
        return
    athletes = len(history.athletes)
    yield ngettext(
        "%(athletes)d athlete from %(first)s to %(last)s, %(zone)s days.",
        "%(athletes)d athletes from %(first)s to %(last)s, %(zone)s days.",
        athletes,
    ) % {
        "athletes": athletes,
        "first": min(days),
        "last": max(days),
        "zone": history.profile.time_zone.key,
    }
    facts = counted_facts(
        check_ins=sum(1 for _check_in in history.check_ins()),
        sessions=sum(1 for _session in history.sessions()),
        rest_days=sum(len(athlete.rest_days) for athlete in history.athletes.values()),
    )
    rows = history.tally.rows
    yield ngettext("%(facts)s in %(rows)d row.", "%(facts)s in %(rows)d rows.", rows) % {
        "facts": facts,
        "rows": rows,
    }


def counted_facts(*, check_ins: int, sessions: int, rest_days: int) -> str:
    """Return how many there are of each, as "3 check-ins, 1 session and 0 rest days"."""
    return and_list(
        [
            ngettext("%(count)d check-in", "%(count)d check-ins", check_ins) % {"count": check_ins},
            ngettext("%(count)d session", "%(count)d sessions", sessions) % {"count": sessions},
            ngettext("%(count)d rest day", "%(count)d rest days", rest_days) % {"count": rest_days},
        ]
    )


def _items(history: History) -> Iterator[str]:
    for file in history.profile.files:
        for item in ITEMS:
            if column := file.answers.get(item):
                yield _item(history, item, column)


def _item(history: History, item: str, column: str) -> str:
    values = [draft.answers[item] for draft in history.check_ins() if item in draft.answers]
    place = {"column": column, "item": item, "count": len(values)}
    if not values:
        return gettext("%(column)s → %(item)s: no values.") % place
    line = ngettext(
        "%(column)s → %(item)s: %(count)d value from %(low)s to %(high)s",
        "%(column)s → %(item)s: %(count)d values from %(low)s to %(high)s",
        len(values),
    ) % {
        **place,
        "low": f"{min(values).normalize():f}",
        "high": f"{max(values).normalize():f}",
    }
    instrument = history.profile.instrument
    if item not in SCALE_ITEMS or instrument is None:
        return f"{line}."
    best = instrument.maximum if instrument.higher_is_better else instrument.minimum
    scale = gettext("on the scale from %(minimum)d to %(maximum)d where %(best)d is best.") % {
        "minimum": instrument.minimum,
        "maximum": instrument.maximum,
        "best": best,
    }
    return f"{line} {scale}"


def _sessions(columns: SessionColumns) -> str:
    if columns.minutes:
        return gettext("%(minutes)s × %(rpe)s → sessions, minutes × RPE.") % {
            "minutes": columns.minutes,
            "rpe": columns.rpe or "–",
        }
    meaning = {
        ZeroLoad.REST: gettext("a load of 0 is a rest day"),
        ZeroLoad.UNKNOWN: gettext("a load of 0 is an unknown day"),
        ZeroLoad.REST_WHEN_ANSWERED: gettext(
            "a load of 0 is a rest day if the day was answered, otherwise unknown"
        ),
    }
    return gettext("%(load)s → session load in AU; %(zero)s.") % {
        "load": columns.load,
        "zero": meaning[columns.zero_load],
    }


def _passed_over(history: History) -> Iterator[str]:
    tally = history.tally
    twice = {file.twice for file in history.profile.files} - {Twice.REFUSE}
    if tally.told_twice:
        which = gettext("first") if twice == {Twice.FIRST} else gettext("last")
        yield ngettext(
            "%(count)d row told something again; the %(which)s in the file counts.",
            "%(count)d rows told something again; the %(which)s in the file counts.",
            tally.told_twice,
        ) % {"count": tally.told_twice, "which": which}
    if tally.rows_without_facts:
        yield ngettext(
            "%(count)d row says nothing (empty, or declared as missing).",
            "%(count)d rows say nothing (empty, or declared as missing).",
            tally.rows_without_facts,
        ) % {"count": tally.rows_without_facts}
    if tally.zero_loads_unknown:
        yield ngettext(
            "%(count)d day with load 0 stays unknown.",
            "%(count)d days with load 0 stay unknown.",
            tally.zero_loads_unknown,
        ) % {"count": tally.zero_loads_unknown}
    if tally.measured_without_check_in:
        yield ngettext(
            "%(count)d measurement of a device is left out: nobody answered that day.",
            "%(count)d measurements of a device are left out: nobody answered on those days.",
            tally.measured_without_check_in,
        ) % {"count": tally.measured_without_check_in}
