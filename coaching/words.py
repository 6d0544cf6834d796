"""What the coach's pages say, in whole sentences."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from athletes import plan_words
from athletes.health import Availability
from athletes.models import DayMark, PlannedSession
from coaching.models import PlanAdjustment, WarningAction
from recovery.assessments.explanations import ITEM_NAMES, LOAD_AS_USUAL, item_value
from recovery.assessments.models import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coaching.models import AthleteMessage, StaffNote
    from coaching.selectors.seen import Absence, Moved, Seen
    from recovery.engine import Payload

# A smaller change of the response than this is no news. [SD]
NOTABLE_CHANGE = 0.25


def day_name(day: dt.date) -> str:
    """Return a day as it is said, weekday first."""
    # Translators: a day within some weeks of today, as in "Friday 27 November".
    return date_format(day, pgettext("date format", "l j F"))


def heading(*, members: int, needing: int, anything_known: bool, now: dt.datetime) -> str:
    if needing:
        return ngettext(
            "%(count)s athlete needs a look", "%(count)s athletes need a look", needing
        ) % {"count": number_word(needing)}
    if not members:
        return _("Nobody is in this team yet")
    if not anything_known:
        return _("Nobody has shared yet")
    hour = timezone.localtime(now).hour
    if hour < 12:
        return _("A usual morning")
    return _("A usual afternoon") if hour < 18 else _("A usual evening")


def queue_context(everybody: Sequence[Seen], *, now: dt.datetime) -> str:
    """Say which day it is and how many have answered.

    No clock: the list is as fresh as its last second, however long it stands there.
    """
    day = capfirst(day_name(timezone.localtime(now).date()))
    if not everybody:
        return day
    values = {
        "day": day,
        "answered": sum(seen.has_checked_in for seen in everybody),
        "members": len(everybody),
    }
    moments = [seen.answered_at for seen in everybody if seen.has_checked_in and seen.answered_at]
    if not moments:
        return _("%(day)s · nobody of %(members)s has checked in yet") % values
    return _("%(day)s · %(answered)s of %(members)s have checked in, the last at %(time)s") % {
        **values,
        # Translators: a time of day, as in "07:42".
        "time": date_format(timezone.localtime(max(moments)), pgettext("date format", "H:i")),
    }


def found(count: int) -> str:
    """Say how many rows a search leaves."""
    if not count:
        return _("Nobody of that name")
    return ngettext("%(count)s athlete found", "%(count)s athletes found", count) % {"count": count}


def group_title(group: str) -> str:
    return {
        "needs-a-look": _("Needs a look"),
        "no-data": _("No data"),
        "usual": pgettext("group of athletes", "Usual"),
    }[group]


def moment(at: dt.datetime) -> str:
    """Return a day and time in few words."""
    # Translators: a day and time in a narrow column, as in "19 Nov 07:42".
    return date_format(timezone.localtime(at), pgettext("date format", "j M H:i"))


def number_word(count: int) -> str:
    """Return a number of people as the first word of a sentence."""
    words = {
        1: pgettext("number of people, first word of a sentence", "One"),
        2: pgettext("number of people, first word of a sentence", "Two"),
        3: pgettext("number of people, first word of a sentence", "Three"),
        4: pgettext("number of people, first word of a sentence", "Four"),
        5: pgettext("number of people, first word of a sentence", "Five"),
        6: pgettext("number of people, first word of a sentence", "Six"),
        7: pgettext("number of people, first word of a sentence", "Seven"),
        8: pgettext("number of people, first word of a sentence", "Eight"),
        9: pgettext("number of people, first word of a sentence", "Nine"),
        10: pgettext("number of people, first word of a sentence", "Ten"),
    }
    return words.get(count, str(count))


def level_and_duration(level: int, *, opened_on: dt.date, today: dt.date) -> str:
    return _("%(level)s · day %(number)s") % {
        "level": Level(level).label,
        "number": (today - opened_on).days + 1,
    }


def why_now(reason: str, seen: Seen) -> str:
    """Say what brings a warning up today; empty where nothing does."""
    warning = seen.warning
    if warning is None:
        return ""
    days = (seen.today - warning.opened_on).days + 1
    return {
        "nothing-new": "",
        "new": _("New today"),
        "escalated": _("Became “%(level)s” today") % {"level": Level(warning.level).label},
        "worse-since": _("Back because it got worse since somebody acted"),
        "watch-is-over": _("Back because you wanted to look again by now"),
        "waits": ngettext(
            "Open for %(days)s day, nothing done yet",
            "Open for %(days)s days, nothing done yet",
            days,
        )
        % {"days": days},
    }[reason]


def change_since_yesterday(seen: Seen) -> str:
    """Say whether recovery went up or down since the day before, and which answer moved most."""
    today = seen.days.get(seen.today)
    yesterday = seen.days.get(seen.today - dt.timedelta(days=1))
    if today is None or not today.answered:
        return _("No check-in yet today")
    if yesterday is None or today.response is None or yesterday.response is None:
        return ""
    change = today.response - yesterday.response  # larger is worse
    if change > NOTABLE_CHANGE:
        said = _("Worse than yesterday")
    elif change < -NOTABLE_CHANGE:
        said = _("Better than yesterday")
    else:
        said = _("Much like yesterday")
    return said if seen.moved is None else _with_moved(said, seen.moved)


def _with_moved(said: str, moved: Moved) -> str:
    values = {
        "change": said,
        "item": ITEM_NAMES[moved.item],
        "now": item_value(moved.item, moved.today),
        "before": item_value(moved.item, moved.yesterday),
    }
    if moved.is_worse:
        # Translators: an answer after the change as a whole, as in
        # Worse than yesterday; soreness worse: 2, was 4
        return _("%(change)s; %(item)s worse: %(now)s, was %(before)s") % values
    return _("%(change)s; %(item)s better: %(now)s, was %(before)s") % values


def reminded(seen: Seen) -> str:
    """Say whether somebody who fell silent was asked for a check-in."""
    if seen.reminded is None or seen.absence is not None:
        return ""
    if seen.reminded.at is None:
        return _("Not reminded in the last week")
    at = timezone.localtime(seen.reminded.at)
    # Translators: a time of day, as in "07:42".
    time = date_format(at, pgettext("date format", "H:i"))
    return _("Reminded %(day)s at %(time)s") % {
        "day": _on(at.date(), today=seen.today),
        "time": time,
    }


def load_beside_usual(payload: Payload) -> str:
    """Say how load is, and whether it was meant to be more: then a warning opens later."""
    load = _load(payload)
    if not payload.get("overload"):
        return load
    planned = _("Planned overload: a warning asks for more before it opens.")
    return f"{load} {planned}" if load else planned


def _load(payload: Payload) -> str:
    percent: int | None = payload["load"]["percent"]
    if percent is None:
        return ""
    if abs(percent) < LOAD_AS_USUAL:
        return _("Load as usual.")
    if percent > 0:
        return _("Load %(percent)s%% above their own normal.") % {"percent": percent}
    return _("Load %(percent)s%% below their own normal.") % {"percent": -percent}


def unknown(seen: Seen) -> tuple[str, str]:
    """Return the word and the sentence for somebody of whom nothing can be said today."""
    if seen.is_set_aside:
        return set_aside(), _(
            "Something went wrong while computing; whoever runs the site can see what."
        )
    if seen.absence is not None:
        return absence(seen.absence, today=seen.today), _("Nothing expected.")
    if seen.last_answered is None:
        load = "" if seen.state is None else load_beside_usual(seen.state.payload)
        return no_answers(), load or _("Not shared or not filled in.")
    return _silence(seen), _too_little(seen)


def set_aside() -> str:
    return _("Could not be computed")


def no_answers() -> str:
    return _("No answers")


def absence(away: Absence, *, today: dt.date) -> str:
    """Say why nothing is expected, and until when if that is known."""
    until = {"day": day_name(away.last_day)}
    if away.kind == DayMark.Kind.ILL:
        return _("Ill until %(day)s") % until if away.last_day > today else _("Ill")
    if away.kind == DayMark.Kind.TRAVEL:
        return _("Travelling until %(day)s") % until if away.last_day > today else _("Travelling")
    if away.last_day > today:
        return _("Not available until %(day)s") % until
    return _("Not available")


def _silence(seen: Seen) -> str:
    return silence((seen.today - (seen.last_answered or seen.today)).days)


def silence(days: int) -> str:
    """Say for how many days nobody has answered; that today is not over is no silence."""
    if days <= 1:
        return _("Not enough data")
    return ngettext("No check-in for %(days)s day", "No check-in for %(days)s days", days) % {
        "days": days
    }


def _too_little(seen: Seen) -> str:
    if seen.state is None:
        return ""
    payload: Payload = seen.state.payload
    if payload["phase"] == "learning":
        return _("Still learning what is normal for them; that takes two weeks of check-ins.")
    return ngettext(
        "%(count)s check-in in the last seven days.",
        "%(count)s check-ins in the last seven days.",
        payload["coverage"]["checkins_7"],
    ) % {"count": payload["coverage"]["checkins_7"]}


def done(action: WarningAction, *, now: dt.datetime) -> str:
    """Say what was done about a warning, when and by whom."""
    at = timezone.localtime(action.at)
    values = {
        "who": action.by.get_short_name() or action.by.email,
        "day": _on(at.date(), today=timezone.localtime(now).date()),
    }
    if action.kind == WarningAction.Kind.SPOKE:
        return _("Spoke, %(day)s by %(who)s") % values
    if action.kind == WarningAction.Kind.ADJUSTED:
        adjustment = getattr(action, "adjustment", None)
        if adjustment is not None:
            return _("%(what)s, %(day)s by %(who)s") % {**values, "what": adjusted(adjustment)}
        return _("Training adjusted, %(day)s by %(who)s") % values
    if action.kind == WarningAction.Kind.WATCH and action.watch_until is not None:
        until = {**values, "until": day_name(action.watch_until), "reason": action.why}
        if action.why:
            return _("Watching until %(until)s (%(reason)s), %(day)s by %(who)s") % until
        return _("Watching until %(until)s, %(day)s by %(who)s") % until
    return _("Not useful (%(reason)s), %(day)s by %(who)s") % {**values, "reason": action.why}


def adjusted(adjustment: PlanAdjustment) -> str:
    """Say what became of the plan, and instead of what."""
    day = day_name(adjustment.day)
    if adjustment.before is None:
        if adjustment.change == PlanAdjustment.Change.REST:
            return _("Rest planned on %(day)s") % {"day": day}
        return _("Active recovery planned on %(day)s") % {"day": day}
    fields = ("kind", "sport", "title")
    before = PlannedSession(**{name: adjustment.before[name] for name in fields})
    values = {"day": day, "before": before.heading}
    if adjustment.change == PlanAdjustment.Change.LIGHTER:
        return _("%(before)s on %(day)s made lighter") % values
    if adjustment.change == PlanAdjustment.Change.REST:
        return _("Rest on %(day)s instead of %(before)s") % values
    return _("Active recovery on %(day)s instead of %(before)s") % values


def target(entry: PlannedSession, *, today: dt.date) -> str:
    """Say which planned session can be adjusted, with its day."""
    intent = plan_words.intent_short(entry)
    return _("%(day)s: %(what)s") % {
        "day": capfirst(_when(entry.meant_day, today=today)),
        "what": f"{entry.heading} ({intent})" if intent else entry.heading,
    }


def empty_target(day: dt.date, *, today: dt.date) -> str:
    return _("%(day)s: %(what)s") % {
        "day": capfirst(_when(day, today=today)),
        "what": _("nothing planned"),
    }


def _when(day: dt.date, *, today: dt.date) -> str:
    if day == today + dt.timedelta(days=1):
        return _("tomorrow, %(day)s") % {"day": day_name(day)}
    return day_name(day)


def done_with_note(action: WarningAction, *, now: dt.datetime) -> str:
    said = done(action, now=now)
    if not action.note:
        return said
    return pgettext("what was done, and a note of the coach", "%(done)s: “%(note)s”") % {
        "done": said,
        "note": action.note,
    }


def written(note: StaffNote | AthleteMessage) -> str:
    """Say who wrote something, and when."""
    return _("%(who)s, %(at)s") % {
        "who": note.by.get_short_name() or note.by.email,
        "at": moment(note.at),
    }


def _on(day: dt.date, *, today: dt.date) -> str:
    if day == today:
        return pgettext("when something was done", "today")
    if day == today - dt.timedelta(days=1):
        return pgettext("when something was done", "yesterday")
    return day_name(day)


def undone(*, plan_is_back: bool) -> str:
    if plan_is_back:
        return _("Taken back.")
    return _("Taken back. The plan has changed since and stays as it is now.")


def strip_title(*, answered: int, below: int) -> str:
    """Say in words what the strip of a row shows."""
    return _(
        "The last 14 days: %(answered)s answered, of which %(below)s below their own normal."
    ) % {"answered": answered, "below": below}


def period(opened_on: dt.date, closed_on: dt.date) -> str:
    """Say from when till when a warning was open; ``closed_on`` is the first day without it."""
    last = closed_on - dt.timedelta(days=1)
    if last == opened_on:
        return capfirst(day_name(opened_on))
    return _("%(first)s – %(last)s") % {
        "first": capfirst(day_name(opened_on)),
        "last": day_name(last),
    }


def revised() -> str:
    return pgettext("of a warning", "Revised")


def why_revised() -> str:
    return _("The warning that this answered is no longer there: what it rests on has changed.")


def takes_part(availability: Availability | None) -> str:
    """Say whether somebody takes part; nothing where that is not known."""
    match availability:
        case Availability.FULL:
            return _("Takes part fully, by their weekly answers.")
        case Availability.MODIFIED:
            return _("Takes part in part, by their weekly answers. Ask what goes well.")
        case Availability.NONE:
            return _("Cannot take part, by their weekly answers. Ask how they are.")
        case None:
            return ""
