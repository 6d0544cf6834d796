"""What an athlete withholds moves no team-mate, by way of what the team learns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from athletes.models import Calibration
from athletes.plan import monday_of
from coaching.models import DataClass, TeamCalibration
from coaching.services.calibrations import calibrate_team
from recovery.assessments.services import assess
from recovery.engine import DataClass as EngineDataClass
from tests.assessments.histories import derived, write_history
from tests.assessments.test_lenses import CHANGES
from tests.coaching.clubs import create_squad
from tests.coaching.factories import NOW, create_member, create_team
from tests.factories import create_health_week

if TYPE_CHECKING:
    from athletes.models import Athlete
    from coaching.models import Membership, Team

pytestmark = pytest.mark.django_db

TOMORROW = NOW + dt.timedelta(days=1)


def change(athlete: Athlete, data_class: DataClass) -> None:
    """Change every fact of one class, past all services."""
    if data_class == DataClass.AVAILABILITY:
        create_health_week(athlete=athlete, monday=monday_of(NOW.date()))
        return
    CHANGES[EngineDataClass(data_class)](athlete)


def told_of(team: Team, members: list[Membership]) -> list[str]:
    """Calibrate anew; return all that is decided and all that is then derived of these."""
    TeamCalibration.objects.all().delete()
    Calibration.objects.all().delete()
    decided = calibrate_team(team=team, now=NOW)
    ids = [member.athlete_id for member in members]
    assess(athlete_ids=ids, now=TOMORROW)
    kept = Calibration.objects.filter(athlete__in=ids).order_by("athlete")
    return [
        str((decided.outcome, decided.evidence, decided.priors, decided.counted)),
        *(str((row.athlete_id, row.from_day, row.evidence, row.priors)) for row in kept),
        *derived(ids),
    ]


@pytest.mark.parametrize("hidden", list(DataClass), ids=lambda each: each.name)
def test_a_hidden_class_moves_no_byte_of_a_team_mate(team: Team, hidden: DataClass) -> None:
    everything = list(DataClass)
    members = create_squad(team, athletes=8, days=45, shares=everything)
    shares = [each for each in everything if each != hidden]
    secretive = create_member(team=team, name="Secretive", shares=shares)
    write_history(secretive.athlete, days=45, seed=99)
    before = told_of(team, members)

    change(secretive.athlete, hidden)

    assert told_of(team, members) == before


def test_who_shares_nothing_moves_no_byte_of_a_team_mate(team: Team) -> None:
    members = create_squad(team, athletes=8, days=45, shares=list(DataClass))
    before = told_of(team, members)

    secretive = create_member(team=team, name="Secretive")
    write_history(secretive.athlete, days=45, seed=99)
    assert told_of(team, members) == before
    for data_class in DataClass:
        change(secretive.athlete, data_class)

    assert told_of(team, members) == before


def test_what_one_team_may_not_see_does_not_reach_it_through_another(team: Team) -> None:
    """Of an athlete in both teams the one must not learn what only the other is shown."""
    squad = create_squad(team, athletes=8, days=45, shares=[DataClass.MIND])
    other = create_team(name="Other")
    shared_player = create_member(team=other, athlete=squad[0].athlete, shares=[DataClass.BODY])
    before = told_of(team, [shared_player])
    for member in squad[1:]:
        change(member.athlete, DataClass.MIND)
    assert told_of(team, [shared_player])[1:] == before[1:]


def test_what_is_shared_does_move_them(team: Team) -> None:
    """The tests above could be blind: here the same change must show."""
    members = create_squad(team, athletes=8, days=45, shares=list(DataClass))
    before = told_of(team, members[1:])
    change(members[0].athlete, DataClass.BODY)
    after = told_of(team, members[1:])
    assert len(after) == len(before)
    assert after[0] != before[0]
    assert after[-1] != before[-1] or after != before
