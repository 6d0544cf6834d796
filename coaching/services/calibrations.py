"""When a team's warnings open, and what its newcomers start from: learned, chosen, logged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from athletes.services.calibrations import calibrate
from coaching.decisions import EVERY, FIRST_BUDGET, NOTHING_COUNTED, choice, threshold_of
from coaching.models import Membership, Team, TeamCalibration
from coaching.models.calibrations import BUDGETS
from coaching.selectors.quiet_history import taught_by
from recovery.engine import ENGINE_VERSION, ITEM_CODES, Status

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from django.db.models import QuerySet

    from athletes.models import Athlete
    from coaching.selectors.quiet_history import Taught
    from recovery.accounts.models import User

Cause = TeamCalibration.Cause


@transaction.atomic
def calibrate_team(
    *, team: Team, now: dt.datetime, cause: TeamCalibration.Cause = Cause.MONTHLY
) -> TeamCalibration:
    """Read a team's quiet history and decide from tomorrow on; the decision is always logged."""
    before = _turn(team)
    taught = taught_by(team, now=now)
    counted = _counted(taught)
    budget = FIRST_BUDGET if before is None else before.budget
    return _decide(
        team,
        before,
        cause=cause,
        by=None,
        budget=budget,
        counted=counted,
        priors=_learned(taught),
        now=now,
    )


@transaction.atomic
def calibrate_if_due(*, team: Team, now: dt.datetime) -> TeamCalibration | None:
    """Calibrate a team whose turn it is, once, however many ask at the same time."""
    _turn(team)
    return calibrate_team(team=team, now=now) if due_teams(now=now).contains(team) else None


@transaction.atomic
def choose_budget(
    *, team: Team, budget: Decimal | None, by: User, now: dt.datetime
) -> TeamCalibration:
    """Choose how many warnings may open when nothing is wrong; None for the built-in threshold.

    The threshold follows at once from what the last calibration counted, from tomorrow on.
    """
    if budget is not None and budget not in BUDGETS:
        raise ValidationError(_("There is no such budget."), code="unknown_budget")
    before = _turn(team)
    if before is not None and before.budget == budget:
        return before
    return _decide(
        team,
        before,
        cause=Cause.CHOICE,
        by=by,
        budget=budget,
        counted=NOTHING_COUNTED if before is None else before.counted,
        priors={} if before is None else before.priors,
        now=now,
    )


@transaction.atomic
def follow_team(*, athlete: Athlete, now: dt.datetime) -> None:
    """Have the athlete go by their only team from tomorrow on; by what is built in without one.

    Nor with two: what is withheld from the one would reach it by way of what the other learned.
    """
    teams = list(
        Membership.objects.active(now).filter(athlete=athlete).values_list("team", flat=True)[:2]
    )
    only = TeamCalibration.objects.filter(team__in=teams).newest_first().first()
    _apply(only if len(teams) == 1 else None, athlete_ids=[athlete.pk], now=now)


def due_teams(*, now: dt.datetime) -> QuerySet[Team]:
    """Return the teams that have members and were not calibrated for four weeks."""
    recent = TeamCalibration.objects.computed().filter(team=OuterRef("pk"), at__gt=now - EVERY)
    members = Membership.objects.active(now).filter(team=OuterRef("pk"))
    return Team.objects.filter(~Exists(recent), Exists(members)).order_by("pk")


def _turn(team: Team) -> TeamCalibration | None:
    """Wait for other decisions about this team and return the one that holds."""
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    return team.calibrations.newest_first().first()


def _decide(
    team: Team,
    before: TeamCalibration | None,
    *,
    cause: Cause,
    by: User | None,
    budget: Decimal | None,
    counted: dict[str, Any],
    priors: dict[str, list[float]],
    now: dt.datetime,
) -> TeamCalibration:
    outcome, evidence = choice(counted, budget)
    decided = TeamCalibration.objects.create(
        team=team,
        at=now,
        cause=cause,
        by=by,
        budget=budget,
        outcome=outcome,
        evidence_before=threshold_of(before),
        evidence=evidence,
        engine_version=ENGINE_VERSION,
        priors=priors,
        counted=counted,
    )
    members = Membership.objects.active(now).filter(team=team)
    elsewhere = Membership.objects.active(now).filter(athlete=OuterRef("athlete"))
    in_two = Exists(elsewhere.exclude(team=team))
    athlete_ids = members.filter(~in_two).values_list("athlete", flat=True)
    _apply(decided, athlete_ids=list(athlete_ids), now=now)
    return decided


def _apply(decided: TeamCalibration | None, *, athlete_ids: list[int], now: dt.datetime) -> None:
    calibrate(
        athlete_ids=athlete_ids,
        evidence=None if decided is None else decided.evidence,
        engine_version=ENGINE_VERSION if decided is None else decided.engine_version,
        priors={} if decided is None else decided.priors,
        now=now,
    )


def _counted(taught: Taught) -> dict[str, Any]:
    if taught.openings is None:
        return NOTHING_COUNTED
    return {
        "thresholds": taught.openings.thresholds.tolist(),
        "openings": taught.openings.openings.tolist(),
        "quiet_days": taught.openings.quiet_days,
        "athletes": taught.openings.athletes,
        "members": taught.members,
        "items": {
            code: [int(taught.priors.athletes[index]), int(taught.priors.answers[index])]
            for index, code in enumerate(ITEM_CODES)
        },
    }


def _learned(taught: Taught) -> dict[str, list[float]]:
    priors = taught.priors
    return {
        code: [float(each[index]) for each in (priors.mean, priors.sd, priors.icc)]
        for index, code in enumerate(ITEM_CODES)
        if priors.status[index] == Status.OK
    }
