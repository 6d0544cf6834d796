"""What a session to come would do, in plain words: what would hold, in how many mornings.

Read by the athlete and by whom they share it with, so nobody is spoken to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from athletes.conflicts import DAYS_WITHOUT_REST, HARD_DAYS
from recovery.assessments.drawings import Drawing
from recovery.assessments.explanations import LOAD_AS_USUAL
from recovery.assessments.models import Level
from recovery.engine import DEFAULTS, Status
from recovery.figures import Spread, spreads, table
from recovery.methods.registry import BY_LEVEL
from recovery.words import number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from recovery.assessments.what_if import Choice, WhatIf

TENTH, MIDDLE, NINETIETH = 10, 50, 90
TEN, FIVE = 10, 5  # [AU], [min]: the steps in which a range is told
LONGEST_MINUTES = 600
# How they are counted on the page: what is most to think about last.
LEVELS = (
    Level.USUAL,
    Level.NOTICE,
    Level.LOCAL_PROBLEM,
    Level.RECOVERY_LOW,
    Level.IMBALANCE,
    Level.PERSISTENT,
    Level.UNKNOWN,
    Level.DATA_MISSING,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the choices are compared by, and the card that explains it."""

    label: str
    cells: Sequence[str]
    method: str = ""


def choice_name(choice: Choice) -> str:
    """Name a choice over its column: "Rest", "60 min at 6"."""
    if choice.name:
        return choice.name
    if choice.is_rest:
        return pgettext("a day without training", "Rest")
    if choice.load != choice.minutes * choice.rpe:  # several sessions, of different exertion
        return _("As planned")
    return _("%(minutes)d min at %(rpe)s") % {
        "minutes": choice.minutes,
        "rpe": number_format(f"{choice.rpe:g}", use_l10n=True),
    }


def heading(found: WhatIf, place: int) -> str:
    """Say what the choice at this place would make of the week; the first one is rest."""
    percent = _percent(found, place)
    if percent is None:
        return _("Too little is known of earlier weeks to say what this would do")
    if _is_far_more(found, place) and not _is_far_more(found, 0):
        return _("The week would be far heavier than usual")
    if percent >= LOAD_AS_USUAL:
        return _("The week would be %(percent)d%% above usual") % {"percent": percent}
    if percent <= -LOAD_AS_USUAL:
        return _("The week would be %(percent)d%% below usual") % {"percent": -percent}
    return _("The week would be as usual")


def lines(found: WhatIf) -> list[Line]:
    """Return what the choices are compared by, the day itself first."""
    return [
        _line(
            found,
            _("Load of the day"),
            lambda place: _au(found.done + found.choices[place].load),
            "load",
        ),
        _line(found, _("Week up to then"), lambda place: _week(found, place), "week-load"),
        _line(found, _("Last rest day"), lambda place: _rest(found, place), "days-since-rest"),
        _line(found, _("Hard days in a row"), lambda place: _hard(found, place)),
        _line(found, _("Monotony"), lambda place: _monotony(found, place), "monotony"),
        _line(
            found,
            _("Far more load than usual"),
            lambda place: _excess(found, place),
            "load-excess",
        ),
    ]


def mornings(found: WhatIf) -> list[Line]:
    """Return in how many of their own mornings each level would hold; nothing with too few."""
    outlook = found.outlook
    if not outlook.is_told:
        return []
    counts = {level: (outlook.levels == level).sum(axis=1) for level in LEVELS}
    return [
        Line(
            str(level.label),
            [
                _("%(count)d of %(mornings)d") % {"count": count, "mornings": outlook.mornings}
                for count in of_level
            ],
            BY_LEVEL[level].slug if level in BY_LEVEL else "",
        )
        for level, of_level in counts.items()
        if of_level.any()
    ]


def usual_range(found: WhatIf, place: int) -> str:
    """Say which loads keep the week within its usual spread, in minutes where an effort is set."""
    least, greatest = found.least[place], found.greatest[place]
    if least is None or greatest is None:
        return _("Which load would keep the week as usual is not known yet.")
    if found.outlook.building_up:
        return _(
            "After a break, while training builds up again, what is usual is not settled: follow"
            " the build-up."
        )
    if greatest <= 0:
        return _("Even a rest day leaves the week heavier than weeks usually are.")
    taken = found.done + found.choices[place].beside
    least, greatest = max(least - taken, 0.0), greatest - taken
    if greatest < TEN:
        return _(
            "What is done or planned that day already fills the week to what weeks usually are:"
            " more would make it heavier."
        )
    # To tens, inwards: nobody trains to the AU.
    values = {"least": _au(TEN * -(-least // TEN)), "greatest": _au(TEN * (greatest // TEN))}
    if least > 0:
        said = [
            _("From %(least)s to %(greatest)s keeps the week within what weeks usually are.")
            % values
        ]
    else:
        said = [
            _("Anything up to %(greatest)s keeps the week within what weeks usually are.") % values
        ]
    said.append(_in_minutes(found.choices[place].rpe, least, greatest))
    if taken:
        said.append(
            _("That is beside the %(load)s done or planned that day.") % {"load": _au(taken)}
        )
    return " ".join(filter(None, said))


def _in_minutes(rpe: float, least: float, greatest: float) -> str:
    if not rpe:
        return ""
    values = {
        "rpe": number_format(f"{rpe:g}", use_l10n=True),
        "least": FIVE * int(-(-least // (FIVE * rpe))),
        "longest": FIVE * int(min(greatest / rpe, LONGEST_MINUTES) // FIVE),
    }
    if least > 0:
        return _("At an exertion of %(rpe)s that is %(least)d to %(longest)d minutes.") % values
    return _("At an exertion of %(rpe)s that is at most %(longest)d minutes.") % values


def conflicts(found: WhatIf, place: int) -> list[str]:
    """Say what does not go together with the days before, as while planning."""
    choice = found.choices[place]
    said = []
    if choice.is_hard and found.hard_days[place] + 1 >= HARD_DAYS:
        said.append(
            _("It would be hard day number %(days)d in a row.")
            % {"days": found.hard_days[place] + 1}
        )
    without = found.outlook.since_rest.at_least.value[place]
    if without >= DAYS_WITHOUT_REST:
        said.append(
            _("It would be day number %(days)d without a rest day.") % {"days": int(without)}
        )
    return said


def rests_on(found: WhatIf) -> list[str]:
    """Say what was taken for granted, and what this cannot know."""
    said = []
    if found.planned_days:
        said.append(_("What is still planned before then is taken as done."))
    if any(choice.moves for choice in found.choices):
        said.append(_("The day that it leaves is taken for rest, unless something else is on it."))
    if found.unknown_days:
        said.append(
            _("Nothing is known of today yet. It is left out, not taken for rest.")
            if found.unknown_days == 1
            else _("Days of which nothing is known are left out, not taken for rest.")
        )
    if found.outlook.open_now:
        said.append(_("A warning is open already. One day, rest or not, does not close it."))
    if found.outlook.is_told:
        said.append(
            _(
                "Nobody knows what the answers will be. These are %(mornings)d real runs of own"
                " mornings of the last eight weeks, each as if it came again."
            )
            % {"mornings": found.outlook.mornings}
        )
        said.append(
            _(
                "Load alone opens no warning: it takes answers worse than the own normal. That a"
                " harder session makes them worse is not assumed here."
            )
        )
    return said


def drawing(found: WhatIf) -> Drawing | None:
    """Draw the evidence of the morning after as a spread; nothing without mornings to tell."""
    outlook = found.outlook
    known = [~np.isnan(of_choice) for of_choice in outlook.evidence]
    if not outlook.is_told or not all(each.any() for each in known):
        return None
    rows = [
        Spread(
            choice_name(choice),
            *(float(each) for each in np.percentile(evidence[there], (TENTH, MIDDLE, NINETIETH))),
        )
        for choice, evidence, there in zip(found.choices, outlook.evidence, known, strict=True)
    ]
    caption = _("The evidence on the morning after, over own mornings lately")
    return Drawing(
        id="figure-spread",
        caption=caption,
        drawing=spreads(
            rows,
            limit=outlook.threshold,
            limit_label=_("from here a warning may open"),
            title=caption,
        ),
        table=table(
            [_("Choice"), _("Lower end"), _("Middle"), _("Upper end"), _("A warning may open")],
            [
                [
                    row.label,
                    *(number(value, 1) for value in (row.low, row.middle, row.high)),
                    _("from %(evidence)s") % {"evidence": number(outlook.threshold, 1)},
                ]
                for row in rows
            ],
        ),
        method="imbalance",
        key=_(
            "A bar holds eight in ten of those mornings, the dot is the one in the middle. Further"
            " to the right is more evidence; it has to last for two of three days."
        ),
    )


def _line(found: WhatIf, label: str, cell: Callable[[int], str], method: str = "") -> Line:
    return Line(label, [cell(place) for place in range(len(found.choices))], method)


def _percent(found: WhatIf, place: int) -> int | None:
    week, usual = float(found.outlook.week.value[place]), float(found.outlook.usual_week[place])
    if np.isnan(week) or np.isnan(usual) or usual <= 0:
        return None
    return round(100 * (week / usual - 1))


def _week(found: WhatIf, place: int) -> str:
    week, percent = float(found.outlook.week.value[place]), _percent(found, place)
    if np.isnan(week):
        return _("too few days known")
    if percent is None:
        return _au(week)
    values = {"load": _au(week), "percent": abs(percent)}
    if percent >= LOAD_AS_USUAL:
        return _("%(load)s, %(percent)d%% above usual") % values
    if percent <= -LOAD_AS_USUAL:
        return _("%(load)s, %(percent)d%% below usual") % values
    return _("%(load)s, as usual") % values


def _rest(found: WhatIf, place: int) -> str:
    since = found.outlook.since_rest
    least, most = since.at_least.value[place], since.at_most.value[place]
    if np.isnan(least):
        return _("too few days known")
    if least == 0 == most:
        return _("that day")
    if np.isnan(most):
        return ngettext(
            "at least %(days)d day before", "at least %(days)d days before", int(least)
        ) % {"days": int(least)}
    if least == most:
        return ngettext("%(days)d day before", "%(days)d days before", int(most)) % {
            "days": int(most)
        }
    return _("%(least)d to %(most)d days before") % {"least": int(least), "most": int(most)}


def _hard(found: WhatIf, place: int) -> str:
    if not found.choices[place].is_hard:
        return pgettext("no hard days in a row", "none")
    return str(found.hard_days[place] + 1)


def _monotony(found: WhatIf, place: int) -> str:
    evenness = found.outlook.monotony
    if evenness.status[place] == Status.NOT_APPLICABLE:
        return _("a week without training")
    if evenness.status[place] == Status.INSUFFICIENT:
        return _("too few days known")
    return number(float(evenness.value[place]), 1)


def _excess(found: WhatIf, place: int) -> str:
    excess = float(found.outlook.excess.value[place])
    if np.isnan(excess):
        return _("not known yet")
    if not _is_far_more(found, place):
        return _("no")
    if _is_far_more(found, 0):  # the highest of two weeks: rest tomorrow does not undo it
        return _("yes, without it too")
    return _("yes: worth a notice")


def _is_far_more(found: WhatIf, place: int) -> bool:
    return bool(found.outlook.excess.value[place] >= DEFAULTS.notice_load)


def _au(load: float) -> str:
    return _("%(load)s AU") % {"load": number(load)}
