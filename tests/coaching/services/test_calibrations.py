from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from athletes.models import Calibration, FactChange
from coaching.decisions import threshold_of
from coaching.models import DataClass, TeamCalibration, WarningAction
from coaching.selectors.quiet_history import taught_by
from coaching.services.calibrations import (
    calibrate_if_due,
    calibrate_team,
    choose_budget,
    due_teams,
)
from coaching.services.teams import add_member, end_membership
from coaching.tasks import calibrate_due_teams_task
from recovery.assessments.services import assess
from recovery.engine import DEFAULTS, ENGINE_VERSION
from tests.assessments.histories import derived, derived_from_scratch, write_history
from tests.coaching.clubs import SHARED, create_squad
from tests.coaching.factories import (
    NOW,
    TODAY,
    create_coach,
    create_member,
    create_team,
    mask,
)
from tests.factories import create_athlete

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Team

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + dt.timedelta(days=1)
BODY_ITEMS = {"fatigue", "soreness", "sleep_quality", "sleep_hours"}
# What a count might look like: 0.1, 0.2 and 0.3 in 100 of 2,000 days are 2, 4 and 6 openings.
COUNTED = {
    "thresholds": [0.7, 0.8, 0.9, 1.0],
    "openings": [9, 6, 4, 2],
    "quiet_days": 2000,
    "athletes": 12,
    "members": 12,
    "items": {},
}
MOOD = {"mood": [2.1, 0.7, 0.4]}


def create_calibration(*, team: Team, **changes: Any) -> TeamCalibration:
    """Save what a team decided, as the monthly calibration does."""
    fields: dict[str, Any] = {
        "at": NOW,
        "cause": "monthly",
        "budget": Decimal("0.2"),
        "outcome": "learned",
        "evidence_before": 0.93,
        "evidence": 0.9,
        "engine_version": ENGINE_VERSION,
        "priors": MOOD,
        "counted": COUNTED,
    }
    return TeamCalibration.objects.create(team=team, **fields | changes)


def test_a_squad_of_twelve_gets_a_threshold_within_bounds_and_its_own_priors(team: Team) -> None:
    members = create_squad(team, athletes=12, days=220)
    decided = calibrate_team(team=team, now=NOW)
    counted = decided.counted
    assert counted["quiet_days"] > 1500
    assert counted["athletes"] == counted["members"] == 12
    assert decided.outcome in {"learned", "over"}
    assert decided.evidence is not None
    assert DEFAULTS.lowest_evidence <= decided.evidence <= DEFAULTS.highest_evidence
    assert decided.evidence_before == DEFAULTS.imbalance_evidence
    assert set(decided.priors) == BODY_ITEMS  # of what is shared
    held = Calibration.objects.all()
    assert {row.athlete_id for row in held} == {member.athlete_id for member in members}
    for row in held:
        assert (row.from_day, row.evidence) == (TOMORROW, decided.evidence)
        assert row.priors == decided.priors
    ids = [member.athlete_id for member in members]
    tomorrow = NOW + dt.timedelta(days=1)
    assess(athlete_ids=ids, now=tomorrow)
    assert derived() == derived_from_scratch(now=tomorrow, athlete_ids=ids)


def test_too_little_history_keeps_the_built_in_threshold_and_says_so(team: Team) -> None:
    create_squad(team, athletes=8, days=20)
    decided = calibrate_team(team=team, now=NOW)
    assert (decided.outcome, decided.evidence) == ("too_little", None)
    assert threshold_of(decided) == DEFAULTS.imbalance_evidence
    assert set(decided.priors) == BODY_ITEMS  # answers there are enough of


def test_a_team_that_shares_nothing_is_logged_and_nobody_moves(team: Team) -> None:
    create_squad(team, athletes=8, days=20, shares=())
    decided = calibrate_team(team=team, now=NOW)
    assert (decided.outcome, decided.priors) == ("too_little", {})
    assert decided.counted["quiet_days"] == 0
    assert not Calibration.objects.exists()


def test_days_around_a_warning_that_somebody_could_use_are_not_quiet(team: Team) -> None:
    members = create_squad(team, athletes=2, days=90, poor_days=14)
    lens = mask(SHARED)
    for member in members:
        member.athlete.lenses.create(classes=lens)
    assess(athlete_ids=[member.athlete_id for member in members], now=NOW)
    coach = create_coach(team=team)

    def quiet_days() -> int:
        openings = taught_by(team, now=NOW).openings
        assert openings is not None
        return openings.quiet_days

    def answer(kind: str, reason: str = "") -> None:
        warning = members[0].athlete.warnings.filter(lens=lens).latest("opened_on")
        WarningAction.objects.create(
            team=team,
            athlete=members[0].athlete,
            opened_on=warning.opened_on,
            kind=kind,
            reason=reason,
            by=coach,
        )

    everything = quiet_days()
    answer("not_useful", "nothing_wrong")
    assert quiet_days() == everything
    answer("not_useful", "already_knew")
    without = quiet_days()
    assert everything - 40 < without < everything - 14
    answer("spoke")
    assert quiet_days() == without
    answer("not_useful", "wrong_data")  # the last word counts
    assert quiet_days() == everything


def test_a_choice_follows_from_the_last_count_and_names_who(team: Team) -> None:
    create_member(team=team)
    create_calibration(team=team)
    coach = create_coach(team=team)
    thresholds = {}
    for budget in ("0.1", "0.3", "0.2"):
        decided = choose_budget(team=team, budget=Decimal(budget), by=coach, now=NOW)
        thresholds[budget] = decided.evidence
        assert (decided.by, decided.cause, decided.outcome) == (coach, "choice", "learned")
        assert decided.priors == MOOD
    assert thresholds == {"0.1": 1.0, "0.3": 0.8, "0.2": 0.9}
    befores = TeamCalibration.objects.order_by("pk").values_list("evidence_before", flat=True)
    assert list(befores) == [0.93, 0.9, 1.0, 0.8]
    assert Calibration.objects.latest("pk").evidence == 0.9

    decided = choose_budget(team=team, budget=None, by=coach, now=NOW)
    assert (decided.outcome, decided.evidence, decided.evidence_before) == ("built_in", None, 0.9)
    assert Calibration.objects.latest("pk").evidence is None
    # A later calibration respects it.
    assert calibrate_team(team=team, now=NOW).outcome == "built_in"


def test_the_same_choice_twice_is_one(team: Team) -> None:
    coach = create_coach(team=team)
    for _click in range(2):
        choose_budget(team=team, budget=Decimal("0.3"), by=coach, now=NOW)
    decided = TeamCalibration.objects.get()
    assert (decided.outcome, decided.budget) == ("too_little", Decimal("0.3"))
    with pytest.raises(ValidationError) as refusal:
        choose_budget(team=team, budget=Decimal("0.9"), by=coach, now=NOW)
    assert refusal.value.code == "unknown_budget"


def test_a_threshold_of_another_engine_is_the_built_in_one(team: Team) -> None:
    old = create_calibration(team=team, engine_version="1.0")
    assert threshold_of(old) == DEFAULTS.imbalance_evidence


def test_who_joins_goes_by_the_team_from_tomorrow_and_who_leaves_no_longer(team: Team) -> None:
    create_calibration(team=team)
    athlete = create_athlete()
    membership = add_member(athlete=athlete, team=team, now=NOW)
    held = athlete.calibrations.get()
    assert (held.from_day, held.evidence, held.priors) == (TOMORROW, 0.9, MOOD)

    end_membership(membership=membership, now=NOW + dt.timedelta(days=5))

    left = athlete.calibrations.latest("pk")
    assert (left.evidence, left.priors) == (None, {})
    assert left.from_day == TOMORROW + dt.timedelta(days=5)


def test_an_athlete_of_two_teams_goes_by_what_is_built_in(team: Team) -> None:
    """What is withheld from one team would reach it by way of what the other learned."""
    other = create_team()
    create_calibration(team=team)
    create_calibration(team=other, evidence=1.1)
    athlete = create_athlete()
    add_member(athlete=athlete, team=team, now=NOW)
    second = add_member(athlete=athlete, team=other, now=NOW)
    assert athlete.calibrations.latest("pk").evidence is None

    coach = create_coach(team=team)
    choose_budget(team=team, budget=Decimal("0.3"), by=coach, now=NOW)
    assert athlete.calibrations.latest("pk").evidence is None

    end_membership(membership=second, now=NOW)
    assert athlete.calibrations.latest("pk").evidence == 0.8


def test_a_team_is_due_every_four_weeks_once(team: Team) -> None:
    create_team()  # without anybody in it
    create_member(team=team)
    assert list(due_teams(now=NOW)) == [team]

    calibrate_due_teams_task()
    calibrate_due_teams_task()

    decided = TeamCalibration.objects.get()
    assert (decided.cause, decided.at, decided.by) == ("monthly", NOW, None)
    assert calibrate_if_due(team=team, now=NOW + dt.timedelta(days=27)) is None
    # A choice in between is no calibration.
    choose_budget(team=team, budget=None, by=create_coach(team=team), now=NOW)
    assert list(due_teams(now=NOW + dt.timedelta(days=28))) == [team]
    assert calibrate_if_due(team=team, now=NOW + dt.timedelta(days=28)) is not None


def test_one_team_that_fails_does_not_hold_the_others(team: Team) -> None:
    member = create_member(team=team, shares=SHARED)
    Calibration.objects.create(
        athlete=member.athlete, from_day=TODAY, decided_at=NOW, priors={"mood": ["unreadable"]}
    )
    other = create_team()
    create_member(team=other)
    calibrate_due_teams_task()
    assert not team.calibrations.exists()
    assert other.calibrations.exists()


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("calibrate", *arguments, "--no-progress", stdout=out)
    return out.getvalue()


def test_command_decides_or_only_says_what_it_would(team: Team) -> None:
    create_squad(team, athletes=8, days=20)
    create_team(name="Other")
    said = run("--team", team.name, "--dry-run")
    assert "U19 Sprint: threshold stays 0.93. Too little quiet history" in said
    assert "in this team for 4 of the 10 questions" in said
    assert not TeamCalibration.objects.exists()
    assert not Calibration.objects.exists()
    assert not FactChange.objects.exists()

    assert run("--team", team.name) == said
    assert TeamCalibration.objects.get().cause == "by_hand"
    assert Calibration.objects.count() == FactChange.objects.count() == 8
    assert "Other: " in run()


def test_command_refuses_a_team_that_is_not_there() -> None:
    with pytest.raises(CommandError, match="There is no team Nowhere"):
        run("--team", "Nowhere")


def test_query_count_does_not_grow_with_athletes(
    team: Team, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (8, 16):
        while team.memberships.count() < count:
            member = create_member(team=team, shares=SHARED)
            write_history(member.athlete, days=30, seed=team.memberships.count())
        # savepoint and its release; turn, latest, members, athletes and their clocks, check-ins,
        # sessions, day marks, overloads, tests, calibrations, actions, warnings, decision, whom it
        # is for; and eight to have it hold for them
        with django_assert_num_queries(25):
            calibrate_team(team=team, now=NOW)


def test_what_is_shared_decides_which_priors_are_learned(team: Team) -> None:
    create_squad(team, athletes=8, days=20, shares=[DataClass.MIND])
    decided = calibrate_team(team=team, now=NOW)
    assert set(decided.priors) == {"stress", "mood", "concentration", "motivation"}
