"""What is said of a team's alert budget, in whole sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.decisions import chosen_of
from coaching.models import TeamCalibration
from recovery.engine import DEFAULTS, ITEM_CODES
from recovery.engine.budget import LEAST_ATHLETES, LEAST_QUIET_DAYS
from recovery.words import number

if TYPE_CHECKING:
    from decimal import Decimal

DAYS_PER_MONTH = 30
LEAST_SHOWN = 0.1  # a month; below it a number says more than is known


def per_month(budget: Decimal, members: int) -> float:
    """Return how many warnings a budget allows for so many athletes in thirty days."""
    return float(budget) / 100 * members * DAYS_PER_MONTH


def heading(budget: Decimal | None, *, members: int, learned: bool) -> str:
    """Say what the squad may expect, or that nothing has been learned for it."""
    if budget is None or not learned or not members:
        return _("The built-in threshold holds")
    return about(per_month(budget, members))


def about(count: float) -> str:
    """Return so many warnings a month, as a sentence."""
    if count < LEAST_SHOWN:
        return _("Hardly any warning a month when nothing is wrong")
    return _("About %(count)s new warnings a month when nothing is wrong") % {
        "count": number(count, 1)
    }


def watched(members: int) -> str:
    if not members:
        return _("Nobody in this team shares answers yet.")
    return ngettext(
        "%(count)s athlete shares answers with this team.",
        "%(count)s athletes share answers with this team.",
        members,
    ) % {"count": members}


def option_label(budget: Decimal | None) -> str:
    if budget is None:
        return _("The built-in threshold")
    return _("%(budget)s in 100 athlete-days") % {"budget": number(budget, 1)}


def option_effect(budget: Decimal | None, *, members: int, threshold: float | None) -> str:
    """Say what choosing it would mean for this squad."""
    built_in = number(DEFAULTS.imbalance_evidence, 2)
    if budget is None:
        return _("%(built_in)s, whatever the history says") % {"built_in": built_in}
    monthly = ngettext(
        "about %(count)s a month for %(members)s athlete",
        "about %(count)s a month for %(members)s athletes",
        members,
    ) % {"count": number(per_month(budget, members), 1), "members": members}
    if threshold is None:
        return _("%(monthly)s; built-in threshold until the history is long enough") % {
            "monthly": monthly
        }
    return _("%(monthly)s; threshold %(threshold)s") % {
        "monthly": monthly,
        "threshold": number(threshold, 2),
    }


def reason(decided: TeamCalibration) -> str:
    """Say why a decision is what it is, and what it rests on."""
    counted = decided.counted
    values = {
        "days": number(counted["quiet_days"]),
        "athletes": counted["athletes"],
        "least_days": number(LEAST_QUIET_DAYS),
        "least_athletes": LEAST_ATHLETES,
    }
    if decided.outcome == TeamCalibration.Outcome.BUILT_IN:
        return _("The built-in threshold is wanted, whatever the history says.")
    if decided.outcome == TeamCalibration.Outcome.TOO_LITTLE:
        return (
            _(
                "Too little quiet history to learn from: %(days)s of the %(least_days)s days that"
                " it takes, of %(athletes)s athletes where it takes %(least_athletes)s."
                " So the built-in threshold holds."
            )
            % values
        )
    chosen = chosen_of(decided)
    values |= {
        "budget": number(decided.budget or 0, 1),
        "openings": chosen.openings,
        "rate": number(chosen.rate, 2),
        "low": number(chosen.low, 2),
        "high": number(chosen.high, 2),
    }
    if decided.outcome == TeamCalibration.Outcome.OVER:
        return (
            _(
                "Not even the highest threshold keeps to %(budget)s in 100 days: on %(days)s quiet"
                " days of %(athletes)s athletes it would have given %(openings)s warnings,"
                " %(rate)s in 100 days (%(low)s to %(high)s)."
            )
            % values
        )
    return (
        _(
            "The lowest threshold that keeps to %(budget)s in 100 days: on %(days)s quiet days of"
            " %(athletes)s athletes it would have given %(openings)s warnings, %(rate)s in 100"
            " days (%(low)s to %(high)s)."
        )
        % values
    )


def newcomers(decided: TeamCalibration) -> str:
    """Say what somebody starts from whom nobody knows yet."""
    learned = len(decided.priors)
    if not learned:
        return _("Newcomers start from what is usual for people, not from this team.")
    return _(
        "Newcomers start from what is usual in this team for %(learned)s of the %(all)s questions"
        " and measurements; for the rest, from what is usual for people."
    ) % {"learned": learned, "all": len(ITEM_CODES)}


def who(decided: TeamCalibration) -> str:
    return str(decided.by) if decided.by else decided.get_cause_display()


def change(decided: TeamCalibration, *, after: float) -> str:
    """Return the threshold before and after, or that it stayed."""
    before = decided.evidence_before
    if round(before, 2) == round(after, 2):
        return _("threshold stays %(after)s") % {"after": number(after, 2)}
    return _("threshold from %(before)s to %(after)s") % {
        "before": number(before, 2),
        "after": number(after, 2),
    }
