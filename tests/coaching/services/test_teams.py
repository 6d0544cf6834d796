from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from coaching.access import own_teams, visible_members
from coaching.models import ClubRole, DataClass, Membership, StaffRole
from coaching.services.consent import grant
from coaching.services.teams import (
    add_member,
    appoint,
    create_team,
    end_membership,
    end_role,
    make_club_admin,
)
from tests.athletes.services.test_check_ins import at_the_same_time
from tests.coaching.factories import NOW
from tests.factories import create_athlete, create_user

pytestmark = pytest.mark.django_db


def test_create_team_refuses_a_taken_name() -> None:
    create_team(name="U19 Sprint")
    with pytest.raises(ValidationError, match="already exists"):
        create_team(name=" U19 Sprint ")


def test_create_team_refuses_an_empty_name() -> None:
    with pytest.raises(ValidationError, match="cannot be blank"):
        create_team(name="  ")


def test_add_member_twice_is_one_membership() -> None:
    team, athlete = create_team(name="A"), create_athlete()
    first = add_member(athlete=athlete, team=team, now=NOW)
    assert add_member(athlete=athlete, team=team, now=NOW) == first
    assert Membership.objects.count() == 1


def test_membership_ends_at_once_also_just_after_midnight() -> None:
    """In Amsterdam it is the 24th already, by the clock of relations still the 23rd."""
    night = dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)
    team, athlete = create_team(name="A"), create_athlete()
    membership = add_member(athlete=athlete, team=team, now=night)
    assert visible_members(team, now=night).count() == 1

    end_membership(membership=membership, now=night)

    assert visible_members(team, now=night).count() == 0


def test_membership_that_has_yet_to_begin_never_was() -> None:
    team, athlete = create_team(name="A"), create_athlete()
    next_year = dt.date(2027, 1, 1)
    membership = Membership.objects.create(athlete=athlete, team=team, from_day=next_year)

    end_membership(membership=membership, now=NOW)

    later = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)
    assert visible_members(team, now=later).count() == 0


def test_appoint_again_changes_the_kind() -> None:
    team, user = create_team(name="A"), create_user()
    appoint(user=user, team=team, now=NOW)
    appoint(user=user, team=team, kind=StaffRole.Kind.ASSISTANT, now=NOW)
    assert StaffRole.objects.get().kind == StaffRole.Kind.ASSISTANT


def test_end_role_closes_the_team_and_allows_a_return() -> None:
    team, user = create_team(name="A"), create_user()
    role = appoint(user=user, team=team, now=NOW)

    end_role(role=role, now=NOW)
    assert not own_teams(user, now=NOW).exists()

    appoint(user=user, team=team, now=NOW)
    assert own_teams(user, now=NOW).get() == team


def test_club_admin_role_ends() -> None:
    user = create_user()
    role = make_club_admin(user=user, now=NOW)
    assert make_club_admin(user=user, now=NOW) == role
    end_role(role=role, now=NOW)
    assert not ClubRole.objects.active(NOW).exists()


@pytest.mark.django_db(transaction=True)
def test_membership_that_ends_while_its_athlete_shares_leaves_no_lens() -> None:
    team, athlete = create_team(name="A"), create_athlete()
    membership = add_member(athlete=athlete, team=team, now=NOW)
    has_shared = threading.Event()

    def share_slowly() -> None:
        with transaction.atomic():
            grant(athlete=athlete, team=team, data_class=DataClass.BODY, by=athlete.user, now=NOW)
            has_shared.set()
            time.sleep(0.3)  # long enough for the end to begin

    def end() -> None:
        has_shared.wait()
        end_membership(membership=membership, now=NOW)

    assert at_the_same_time(share_slowly, end) == []
    assert not athlete.lenses.exists()
