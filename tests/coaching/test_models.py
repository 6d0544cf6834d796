"""Every rule of the database, by name, past all forms and services."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from coaching.models import (
    AthleteMessage,
    ClubRole,
    ConsentEvent,
    Membership,
    StaffNote,
    StaffRole,
    Team,
    TeamCalibration,
    TemplateEntry,
    WarningAction,
    WeekTemplate,
)
from tests.coaching.factories import NOW, TODAY, create_coach, create_member, create_team
from tests.factories import create_athlete, create_user

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - dt.timedelta(days=1)


def test_team_name_is_unique() -> None:
    create_team(name="A")
    with pytest.raises(IntegrityError, match="coaching_team_name"):
        create_team(name="A")


def test_team_public_id_is_unique() -> None:
    team = create_team()
    with pytest.raises(IntegrityError, match="coaching_team_public_id"):
        Team.objects.create(name="B", public_id=team.public_id)


def test_membership_ends_after_it_starts() -> None:
    with pytest.raises(IntegrityError, match="coaching_membership_ends_after_it_starts"):
        Membership.objects.create(
            athlete=create_athlete(), team=create_team(), from_day=TODAY, until_day=YESTERDAY
        )


def test_staff_role_ends_after_it_starts() -> None:
    with pytest.raises(IntegrityError, match="coaching_staffrole_ends_after_it_starts"):
        StaffRole.objects.create(
            user=create_user(), team=create_team(), from_day=TODAY, until_day=YESTERDAY
        )


def test_club_role_ends_after_it_starts() -> None:
    with pytest.raises(IntegrityError, match="coaching_clubrole_ends_after_it_starts"):
        ClubRole.objects.create(user=create_user(), from_day=TODAY, until_day=YESTERDAY)


def test_membership_once_at_a_time() -> None:
    member = create_member(team=create_team())
    with pytest.raises(IntegrityError, match="coaching_membership_once_at_a_time"):
        create_member(team=member.team, athlete=member.athlete)


def test_staff_role_once_at_a_time() -> None:
    team = create_team()
    coach = create_coach(team=team)
    with pytest.raises(IntegrityError, match="coaching_staffrole_once_at_a_time"):
        StaffRole.objects.create(user=coach, team=team, from_day=TODAY)


def test_club_role_once_at_a_time() -> None:
    user = create_user()
    ClubRole.objects.create(user=user, from_day=TODAY)
    with pytest.raises(IntegrityError, match="coaching_clubrole_once_at_a_time"):
        ClubRole.objects.create(user=user, from_day=TODAY)


def test_consent_event_is_of_one_class() -> None:
    member = create_member(team=create_team())
    with pytest.raises(IntegrityError, match="coaching_consentevent_one_class"):
        ConsentEvent.objects.create(
            membership=member, data_class=3, granted=True, text_version="1", by=member.athlete.user
        )


def create_action(**changes: Any) -> WarningAction:
    team = create_team()
    fields: dict[str, Any] = {
        "team": team,
        "athlete": create_athlete(),
        "opened_on": TODAY,
        "kind": "spoke",
        "by": create_coach(team=team),
    }
    return WarningAction.objects.create(**fields | changes)


def test_action_is_sent_once() -> None:
    action = create_action(client_id=uuid.uuid4())
    with pytest.raises(IntegrityError, match="coaching_action_sent_once"):
        create_action(client_id=action.client_id, team=action.team)


def test_action_kind_is_known() -> None:
    with pytest.raises(IntegrityError, match="coaching_action_kind_known"):
        create_action(kind="ignored")


@pytest.mark.parametrize(
    "changes",
    [{"kind": "watch"}, {"kind": "spoke", "watch_until": TODAY}],
)
def test_action_watch_has_a_day(changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="coaching_action_watch_has_a_day"):
        create_action(**changes)


@pytest.mark.parametrize(
    "changes",
    [{"kind": "not_useful"}, {"kind": "spoke", "reason": "planned"}],
)
def test_action_not_useful_has_a_reason(changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="coaching_action_not_useful_has_a_reason"):
        create_action(**changes)


def create_entry(**changes: Any) -> TemplateEntry:
    team = create_team()
    template = WeekTemplate.objects.create(team=team, name="Build", by=create_coach(team=team))
    fields: dict[str, Any] = {"weekday": 0, "sport": "running", "minutes": 60, "rpe": 4}
    return TemplateEntry.objects.create(template=template, **fields | changes)


def test_template_has_a_name_of_its_own() -> None:
    template = create_entry().template
    with pytest.raises(IntegrityError, match="coaching_weektemplate_one_of_a_name"):
        WeekTemplate.objects.create(team=template.team, name="Build", by=template.by)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"weekday": 7}, "coaching_templateentry_weekday_0_to_6"),
        ({"kind": "party"}, "coaching_templateentry_kind_known"),
        ({"minutes": 601}, "coaching_templateentry_minutes_1_to_600"),
        ({"rpe": Decimal("7.3")}, "coaching_templateentry_rpe_in_halves"),
        ({"minutes": None}, "coaching_templateentry_rest_or_effort"),
        ({"kind": "rest"}, "coaching_templateentry_rest_or_effort"),
    ],
)
def test_template_entry_is_rest_or_effort_on_a_day(
    changes: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        create_entry(**changes)


def create_calibration(**changes: Any) -> TeamCalibration:
    fields: dict[str, Any] = {
        "team": create_team(),
        "at": NOW,
        "cause": "monthly",
        "budget": Decimal("0.2"),
        "outcome": "too_little",
        "evidence_before": 0.93,
        "counted": {},
    }
    return TeamCalibration.objects.create(**fields | changes)


def test_calibration_is_to_a_budget_that_is_offered() -> None:
    create_calibration(budget=None)
    with pytest.raises(IntegrityError, match="coaching_teamcalibration_budget_offered"):
        create_calibration(budget=Decimal("0.5"))


@pytest.mark.parametrize("cause", ["choice", "monthly"])
def test_calibration_by_choice_is_somebodys(cause: str) -> None:
    by = None if cause == "choice" else create_user()
    with pytest.raises(IntegrityError, match="coaching_teamcalibration_choice_is_somebodys"):
        create_calibration(cause=cause, by=by)


@pytest.mark.parametrize(
    "changes",
    [{"outcome": "learned"}, {"outcome": "over"}, {"outcome": "built_in", "evidence": 0.8}],
)
def test_calibration_has_a_threshold_if_it_learned_one(changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="coaching_teamcalibration_threshold_if_learned"):
        create_calibration(**changes)


@pytest.mark.parametrize(
    ("model", "wrong", "constraint"),
    [
        (StaffNote, {"text": ""}, "coaching_staffnote_says_something"),
        (StaffNote, {"readers": "club"}, "coaching_staffnote_readers_known"),
        (AthleteMessage, {"text": ""}, "coaching_athletemessage_says_something"),
    ],
)
def test_what_is_written_says_something_to_somebody(
    model: type[StaffNote | AthleteMessage], wrong: dict[str, str], constraint: str
) -> None:
    team = create_team()
    written = {"text": "Easy"} | ({"readers": "self"} if model is StaffNote else {}) | wrong
    with pytest.raises(IntegrityError, match=constraint):
        model._default_manager.create(
            athlete=create_member(team=team).athlete,
            team=team,
            by=create_coach(team=team),
            **written,
        )


@pytest.mark.parametrize(
    ("model", "more"), [(StaffNote, {"readers": "self"}), (AthleteMessage, {})]
)
def test_what_is_written_is_kept_once(
    model: type[StaffNote | AthleteMessage], more: dict[str, str]
) -> None:
    team = create_team()
    athlete, by = create_member(team=team).athlete, create_coach(team=team)
    same = {"athlete": athlete, "team": team, "by": by, "client_id": uuid.UUID(int=1), **more}
    model._default_manager.create(text="Easy", **same)
    with pytest.raises(IntegrityError, match=f"coaching_{model.__name__.lower()}_sent_once"):
        model._default_manager.create(text="Hard", **same)
