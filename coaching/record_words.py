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
    from coaching.record import Judged, Tally


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
    """Say what came after a warning: the first of each kind, and how many."""
    said = []
    for kind in ("ill", "missed"):
        days = [event.day for event in each.events if event.kind == kind]
        if not days:
            continue
        later = (days[0] - each.opened_on).days
        values = {"day": words.day_name(days[0]), "later": later}
        if kind == "ill":
            said.append(
                ngettext(
                    "Ill on %(day)s, %(later)s day later",
                    "Ill on %(day)s, %(later)s days later",
                    later,
                )
                % values
            )
        else:
            said.append(
                ngettext(
                    "Training of %(day)s not done, %(later)s day later",
                    "Training of %(day)s not done, %(later)s days later",
                    later,
                )
                % values
            )
        if len(days) > 1:
            said[-1] = _("%(first)s; %(count)s days in all") % {
                "first": said[-1],
                "count": len(days),
            }
    return said


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
