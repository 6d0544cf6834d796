"""What is said of the record of a team's warnings, in whole sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coaching import words
from coaching.calibration_words import option_label
from coaching.record import (
    BUDGETED,
    LEAST_ANSWERED,
    Kind,
    Proposal,
    Verdict,
    interval,
    next_budget,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from decimal import Decimal

    from coaching.models import Team
    from coaching.record import Event, Judged, Tally


def heading(found: Sequence[Tally]) -> str:
    answered = sum(tally.answered for tally in found)
    if not found:
        return _("No warning in half a year")
    if not answered:
        return _("Nobody has said yet what the warnings were worth")
    return ngettext(
        "One answered warning, of which %(useful)s was useful",
        "%(useful)s of %(answered)s answered warnings were useful",
        answered,
    ) % {"useful": sum(tally.useful for tally in found), "answered": answered}


def context(team: Team) -> str:
    return _("%(team)s · the last half year, of who is in the team and shares answers now") % {
        "team": team
    }


def out_of(count: int, total: int) -> str:
    return _("%(count)s of %(total)s") % {"count": count, "total": total} if total else "–"


def share(count: int, total: int) -> str:
    """Say a share with its interval, or that it is too little to say one."""
    if not total:
        return pgettext("a share that is not known", "not known")
    low, high = interval(count, total)
    return _("%(share)s%%, between %(low)s and %(high)s") % {
        "share": round(100 * count / total),
        "low": round(100 * low),
        "high": round(100 * high),
    }


def early(days: float | None) -> str:
    if days is None:
        return "–"
    count = number_format(days, 0 if days == int(days) else 1)
    return ngettext("%(days)s day", "%(days)s days", round(days)) % {"days": count}


def opened(day: dt.date) -> str:
    return capfirst(words.day_name(day))


def verdict(given: Verdict) -> str:
    return {
        Verdict.USEFUL: pgettext("what a warning was", "Useful"),
        Verdict.KNOWN: pgettext("what a warning was", "Right, but already known"),
        Verdict.FALSE: pgettext("what a warning was", "False"),
        Verdict.OPEN: pgettext("what a warning was", "Not answered"),
    }[given]


def events(each: Judged) -> list[str]:
    """Say what came after a warning: every test, of the rest the first and how many."""
    said = [_event(event, each) for event in each.events if event.kind == Kind.TEST]
    for kind in (Kind.MISSED, Kind.NOT_FULLY, Kind.ILL):
        found = [event for event in each.events if event.kind == kind]
        if found:
            said.insert(0, _with_count(_event(found[0], each), kind, len(found)))
    return said


def _event(event: Event, each: Judged) -> str:
    later = (event.day - each.opened_on).days
    values = {"day": words.day_name(event.day), "later": later, "said": event.said}
    match event.kind:
        case Kind.ILL:
            said = ngettext(
                "Ill on %(day)s, %(later)s day later",
                "Ill on %(day)s, %(later)s days later",
                later,
            )
        case Kind.NOT_FULLY:
            said = ngettext(
                "Did not take part fully in the week of %(day)s, %(later)s day later",
                "Did not take part fully in the week of %(day)s, %(later)s days later",
                later,
            )
        case Kind.TEST:
            # Translators: a test's name and verdict come last, as in
            # Tested on Friday 6 November, 3 days later. Jump: as usual.
            said = ngettext(
                "Tested on %(day)s, %(later)s day later. %(said)s",
                "Tested on %(day)s, %(later)s days later. %(said)s",
                later,
            )
        case Kind.MISSED:
            said = ngettext(
                "Training of %(day)s not done, %(later)s day later",
                "Training of %(day)s not done, %(later)s days later",
                later,
            )
    return said % values


def _with_count(first: str, kind: Kind, count: int) -> str:
    if count == 1:
        return first
    said = (
        _("%(first)s; %(count)s weeks in all")
        if kind == Kind.NOT_FULLY
        else _("%(first)s; %(count)s days in all")
    )
    return said % {"first": first, "count": count}


def proposal(proposed: Proposal, found: Sequence[Tally], *, current: Decimal | None) -> str:
    """Say whether another budget is worth a thought, and on what that rests."""
    ruled = [tally for tally in found if tally.level in BUDGETED]
    values = {
        "false": sum(tally.false for tally in ruled),
        "answered": sum(tally.answered for tally in ruled),
        "least": LEAST_ANSWERED,
    }
    if proposed == Proposal.TOO_LITTLE:
        return (
            _(
                "Nothing is proposed: %(answered)s of the warnings that the budget governs have"
                " been answered, and it takes %(least)s."
            )
            % values
        )
    rests_on = _("%(false)s of %(answered)s answered warnings were false.") % values
    step = next_budget(proposed, current)
    if proposed == Proposal.KEEP:
        return _two(rests_on, _("That does not speak for another budget."))
    if step is None:
        return _two(
            rests_on,
            _("Fewer warnings would fit that, but no smaller budget can be chosen from here.")
            if proposed == Proposal.FEWER
            else _("More warnings would fit that, but no larger budget can be chosen from here."),
        )
    meant = {"budget": option_label(step)}
    return _two(
        rests_on,
        _("Worth a thought: a smaller budget, “%(budget)s”.") % meant
        if proposed == Proposal.FEWER
        else _("Worth a thought: a larger budget, “%(budget)s”, which finds more.") % meant,
    )


def _two(first: str, second: str) -> str:
    return f"{first} {second}"
