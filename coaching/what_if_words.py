"""What a change to the plan would do, in words for who plans it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from athletes import plan_words
from recovery.assessments import what_if_words as words
from recovery.assessments.what_if_words import Line
from recovery.engine.what_if import FEWEST_MORNINGS
from recovery.words import and_list, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from athletes.conflicts import Conflict
    from athletes.plan import Week
    from coaching.selectors.what_if import Case, Tried


def said_of(tried: Tried) -> dict[str, object]:
    """Return all that a page says about what was tried."""
    last = len(tried.cases) - 1
    found = tried.found
    shown: dict[str, object] = {
        "columns": [column(case) for case in tried.cases],
        "lines": [*plan_lines(tried.cases), *([] if found is None else words.lines(found))],
        "appear": plan_words.listed(_appear(tried)),
        "vanish": plan_words.listed(_vanish(tried)),
        "few": FEWEST_MORNINGS,
    }
    if found is None:
        return shown | {"heading": _plan_heading(tried)}
    return shown | {
        "heading": words.heading(found, last),
        "usual_range": words.usual_range(found, last),
        # What the plan says already need not be said of what was done.
        "conflicts": [] if shown["appear"] else words.conflicts(found, last),
        "mornings": words.mornings(found),
        "rests_on": words.rests_on(found),
        "figure": words.drawing(found),
    }


def column(case: Case) -> str:
    """Name a case over its column, with what would be done on the day: "Moved: 60 min at 6"."""
    choice = case.choice
    what = []
    if choice.minutes:
        rpe = number_format(f"{choice.rpe:g}", use_l10n=True)
        what.append(_("%(minutes)d min at %(rpe)s") % {"minutes": choice.minutes, "rpe": rpe})
    if choice.others:
        what.append(
            ngettext("%(count)d other session", "%(count)d other sessions", len(choice.others))
            % {"count": len(choice.others)}
        )
    nothing = pgettext("a day of a plan", "nothing")
    return f"{choice.name}: {and_list(what) or nothing}"


def plan_lines(cases: Sequence[Case]) -> list[Line]:
    """Return what a change makes of each week of the plan."""
    lines = []
    for place, week in enumerate(cases[0].weeks):
        dates = {"first": plan_words.day_and_month(week.monday)}
        weeks = [case.weeks[place] for case in cases]
        lines.append(
            Line(_("Planned in the week of %(first)s") % dates, [_planned(each) for each in weeks])
        )
    return lines


def _planned(week: Week) -> str:
    rests = sum(any(each.entry.is_rest for each in day.planned) for day in week.days)
    load = _("%(load)s AU") % {"load": number(week.load)}
    days = ngettext("%(count)d rest day", "%(count)d rest days", rests) % {"count": rests}
    return f"{load}, {days}"


def _plan_heading(tried: Tried) -> str:
    place = next(
        place
        for place, week in enumerate(tried.cases[-1].weeks)
        if week.monday <= tried.day <= week.sunday
    )
    before, after = (tried.cases[each].weeks[place].load for each in (tried.stands, -1))
    values = {
        "before": number(before),
        "after": number(after),
    }
    if round(before) == round(after):
        return _("The plan of that week holds a load of %(after)s") % values
    return _("The plan of that week would go from a load of %(before)s to %(after)s") % values


def _conflicts(case: Case) -> list[Conflict]:
    """Return what does not go together in these weeks, each once."""
    return list(dict.fromkeys(found for week in case.weeks for found in week.conflicts))


def _appear(tried: Tried) -> list[Conflict]:
    before = _conflicts(tried.cases[tried.stands])
    return [found for found in _conflicts(tried.cases[-1]) if found not in before]


def _vanish(tried: Tried) -> list[Conflict]:
    """Return what is no longer so; what only became longer or shorter is not among it."""
    after = _conflicts(tried.cases[-1])
    return [
        found
        for found in _conflicts(tried.cases[tried.stands])
        if not any(
            each.kind == found.kind and each.touches(found.first, found.last) for each in after
        )
    ]
