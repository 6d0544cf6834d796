"""What several cards say in the same words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from recovery.methods.cards import OWN_DESIGN, Source
from recovery.methods.formulas import Symbol

OURS = Source(OWN_DESIGN)
SYNTHETIC = _(
    "Its thresholds were tried on simulated athletes. How they do at your club, only the days of"
    " your own club can tell."
)

NO_UNIT = pgettext_lazy("unit", "none: it is a ratio")
AU = pgettext_lazy("unit", "AU: minutes times exertion")
AU_A_DAY = pgettext_lazy("unit", "AU a day")
SDS = pgettext_lazy("unit", "SD: the usual distance between two ordinary days of one athlete")
HOURS = pgettext_lazy("unit", "hours")
OWN_UNIT = _("points of its own; never add them to load, nor to those of another formula")
PERCENT = pgettext_lazy("unit", "%")

UNKNOWN_IS_NOT_REST = _(
    "A day of which nothing is known is left out. It is never counted as a rest day; a rest day"
    " that somebody told us of counts as 0."
)
NEVER_FINE = _("Shown as not enough data, never as fine.")

MORE_IS_MORE = _("Higher means more, not better or worse.")
HIGHER_IS_WORSE = _("Higher is further behind your own normal; below 0 is better than usual.")

NOT_A_JUDGEMENT = _(
    "It is shown as context and never as a warning: it describes training, and says nothing of how"
    " somebody takes it."
)

LOAD = Symbol(
    pgettext_lazy("in a formula", "load"), _("Load of each day, minutes times exertion [AU].")
)
A_WEEK = _("Seven days, today included.")

NIGHT_LEFT_OUT = _("A night that is not known has no value. Nothing is filled in.")
SUM_NEEDS_ALL = _("Without all answers there is no sum: three answers are no smaller four.")
NO_MARK = _("It has no pass mark. What counts is the distance from your own usual score.")

CLARKE = Source(
    "D. C. Clarke, P. F. Skiba, Adv. Physiol. Educ. 37(2), 134–152, 2013",
    "10.1152/advan.00078.2011",
)
