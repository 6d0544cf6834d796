"""A plan, and what became of it, in words for the athlete and for who planned it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from athletes.conflicts import ConflictKind
from athletes.instruments import EXERTION
from recovery.words import and_list

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from decimal import Decimal

    from athletes.conflicts import Conflict
    from athletes.models import PlannedSession
    from athletes.models.plans import Intention
    from athletes.plan import Planned, Tally, Week


def exertion(rpe: Decimal | float) -> str:
    """Return a point of the CR-10 with its word, where it has one: "4, somewhat hard"."""
    number = number_format(rpe.normalize() if hasattr(rpe, "normalize") else rpe, use_l10n=True)
    word = _anchor(rpe)
    if not word:
        return number
    return pgettext("a point of a scale and its word", "%(number)s, %(word)s") % {
        "number": number,
        "word": word,
    }


def _anchor(rpe: Decimal | float) -> str:
    anchors = EXERTION.anchors_in(get_language() or "en")
    return anchors[int(rpe)] if rpe == int(rpe) else ""


def exertion_choices() -> list[tuple[str, str]]:
    """Return all points of the CR-10, halves included, easiest first."""
    choices = []
    for halves in range(21):
        point = halves / 2
        word = _anchor(point)
        number = number_format(point if halves % 2 else int(point), use_l10n=True)
        label = f"{number} · {word}" if word else number
        choices.append((f"{point:g}", label))
    return choices


def intent(entry: Intention) -> str:
    """Say when, how long and how hard it is meant to be; nothing of a rest."""
    if entry.minutes is None or entry.rpe is None:
        return ""
    effort = _("%(minutes)s min · meant %(rpe)s") % {
        "minutes": entry.minutes,
        "rpe": exertion(entry.rpe),
    }
    return effort if entry.starts_at is None else f"{entry.starts_at:%H:%M} · {effort}"


def intent_short(entry: Intention) -> str:
    """Say how long and how hard in a cell of a table: "60 min · 4"."""
    if entry.minutes is None or entry.rpe is None:
        return ""
    return _("%(minutes)s min · %(rpe)s") % {
        "minutes": entry.minutes,
        "rpe": number_format(entry.rpe.normalize(), use_l10n=True),
    }


def became(planned: Planned) -> str:
    """Say what became of it; nothing while its day is still to come."""
    session = planned.session
    if session is not None and planned.state == "shifted":
        return _("Done on %(day)s") % {"day": weekday(session.day)}
    return {
        "on_time": _("Done on the day"),
        "missed": _("Not done"),
        "rested": _("Rested"),
        "trained": _("Trained after all"),
        "unknown": _("Not known whether you rested"),
    }.get(planned.state, "")


def became_short(planned: Planned) -> str:
    """Say the same in one word, to whoever planned it."""
    return {
        "on_time": pgettext("what became of a planned session", "done"),
        "shifted": pgettext("what became of a planned session", "shifted"),
        "missed": pgettext("what became of a planned session", "missed"),
        "rested": pgettext("what became of a planned rest", "rested"),
        "trained": pgettext("what became of a planned rest", "trained"),
        "unknown": pgettext("what became of a planned rest", "not known"),
    }.get(planned.state, "")


def felt(planned: Planned) -> str:
    """Say how long and how hard it turned out to be, where it was rated."""
    session = planned.session
    if session is None or session.minutes is None or session.rpe is None:
        return ""
    return _("%(minutes)s min · felt %(rpe)s") % {
        "minutes": session.minutes,
        "rpe": exertion(session.rpe),
    }


def moved_from(entry: PlannedSession) -> str:
    if entry.original_day is None:
        return ""
    return _("Moved from %(day)s") % {"day": weekday_and_date(entry.original_day)}


def weekday(day: dt.date) -> str:
    return date_format(day, "l")


def weekday_and_date(day: dt.date) -> str:
    # Translators: a day within some weeks of today, as in "Friday 27 November".
    return date_format(day, pgettext("date format", "l j F"))


def weekday_short(day: dt.date) -> str:
    return date_format(day, "D")


def day_and_month(day: dt.date) -> str:
    # Translators: a day in a narrow column, as in "23 Nov".
    return date_format(day, pgettext("date format", "j M"))


def conflict(found: Conflict) -> str:
    """Say what does not go together, and when."""
    days = (found.last - found.first).days + 1
    values = {
        "days": days,
        "first": weekday_and_date(found.first),
        "last": weekday_and_date(found.last),
    }
    if found.kind is ConflictKind.HARD_DAYS:
        return _("%(days)s hard days in a row, from %(first)s to %(last)s.") % values
    if found.kind is ConflictKind.NO_REST:
        return _("No rest day in %(days)s days, from %(first)s to %(last)s.") % values
    return (
        ngettext(
            "Training is planned on a day of not being available: %(first)s.",
            "Training is planned on days of not being available: %(first)s to %(last)s.",
            days,
        )
        % values
    )


def tally(counted: Tally) -> str:
    """Say how much was done of what was planned: "3 on time, 1 shifted"; nothing if nothing."""
    counts = (
        (_("%(n)s on time"), counted.on_time),
        (_("%(n)s shifted"), counted.shifted),
        (_("%(n)s missed"), counted.missed),
        (_("%(n)s unplanned"), counted.unplanned),
    )
    return and_list(words % {"n": n} for words, n in counts if n)


def heading(week: Week, *, today: dt.date) -> str:
    """Say what kind of week it is, as the heading of the page."""
    if not week.sessions_count:
        if any(each.entry.is_rest for day in week.days for each in day.planned):
            return _("A week of rest")
        return _("Nothing planned in this week")
    values = {
        "count": week.sessions_count,
        "duration": duration(week.minutes),
    }
    if week.sunday < today:
        return (
            ngettext(
                "%(count)s session was planned, %(duration)s in all",
                "%(count)s sessions were planned, %(duration)s in all",
                week.sessions_count,
            )
            % values
        )
    return (
        ngettext(
            "%(count)s session planned, %(duration)s in all",
            "%(count)s sessions planned, %(duration)s in all",
            week.sessions_count,
        )
        % values
    )


def duration(minutes: int) -> str:
    """Return minutes as hours and minutes: 6:30."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    return _("%(hours)s hours") % {"hours": f"{hours}:{rest:02}"}


def week_of(monday: dt.date, sunday: dt.date) -> str:
    """Say which days a week has: "23 – 29 November"."""
    # Translators: the first and last day of a week, as in "23 November – 29 November 2026".
    return _("%(first)s – %(last)s") % {
        "first": date_format(monday, pgettext("date format", "j F")),
        "last": date_format(sunday, pgettext("date format", "j F Y")),
    }


def listed(found: Iterable[Conflict]) -> list[str]:
    return [conflict(each) for each in found]
