from __future__ import annotations

import datetime as dt
import random

import pytest
from django.core.exceptions import ValidationError

from athletes.models import FactChange
from coaching.access import visible_members
from coaching.models import ConsentEvent, DataClass, Membership
from coaching.services.consent import TEXT_VERSION, grant, withdraw
from coaching.services.teams import add_member, end_membership
from recovery.assessments.models import Lens
from tests.coaching.factories import NOW, create_member, create_team, mask
from tests.factories import create_athlete

pytestmark = pytest.mark.django_db

BODY, MIND, SESSIONS = DataClass.BODY, DataClass.MIND, DataClass.SESSIONS


def shared(membership: Membership) -> int:
    return visible_members(membership.team, now=NOW).get(pk=membership.pk).classes


def lenses(membership: Membership) -> set[int]:
    rows = Lens.objects.filter(athlete=membership.athlete)
    return set(rows.values_list("classes", flat=True))


def test_new_member_shares_nothing() -> None:
    assert shared(create_member(team=create_team())) == 0


def test_grant_shares_one_class_and_asks_for_its_lens() -> None:
    member = create_member(team=create_team())

    event = grant(
        athlete=member.athlete, team=member.team, data_class=BODY, by=member.athlete.user, now=NOW
    )

    assert event is not None
    assert event.text_version == TEXT_VERSION
    assert shared(member) == BODY
    assert lenses(member) == {BODY}
    changes = FactChange.objects.filter(athlete=member.athlete)
    assert changes.get().reason == FactChange.Reason.CONSENT


def test_grant_twice_writes_one_event() -> None:
    member = create_member(team=create_team(), shares=[BODY])

    again = grant(
        athlete=member.athlete, team=member.team, data_class=BODY, by=member.athlete.user, now=NOW
    )

    assert again is None
    assert ConsentEvent.objects.count() == 1


def test_withdraw_keeps_the_grant_on_record() -> None:
    member = create_member(team=create_team(), shares=[BODY, MIND])

    withdraw(
        athlete=member.athlete, team=member.team, data_class=MIND, by=member.athlete.user, now=NOW
    )

    assert shared(member) == BODY
    assert list(ConsentEvent.objects.values_list("data_class", "granted")) == [
        (BODY, True),
        (MIND, True),
        (MIND, False),
    ]


def test_all_classes_are_the_athletes_own_lens_and_need_no_row() -> None:
    member = create_member(team=create_team())
    for data_class in DataClass:
        grant(
            athlete=member.athlete,
            team=member.team,
            data_class=data_class,
            by=member.athlete.user,
            now=NOW,
        )
    assert shared(member) == 31
    assert lenses(member) == set()


def test_grant_to_a_team_one_is_not_in_is_refused() -> None:
    athlete = create_athlete()
    with pytest.raises(ValidationError, match="not in this team"):
        grant(athlete=athlete, team=create_team(), data_class=BODY, by=athlete.user, now=NOW)


@pytest.mark.parametrize("nonsense", [0, 3, 64, -1])
def test_unknown_class_is_refused(nonsense: int) -> None:
    member = create_member(team=create_team())
    with pytest.raises(ValidationError, match="no such kind"):
        grant(
            athlete=member.athlete,
            team=member.team,
            data_class=nonsense,
            by=member.athlete.user,
            now=NOW,
        )


def test_consent_ends_with_the_membership_and_does_not_revive() -> None:
    member = create_member(team=create_team(), shares=[BODY])

    end_membership(membership=member, now=NOW)
    back = add_member(athlete=member.athlete, team=member.team, now=NOW)

    assert back.pk != member.pk
    assert shared(back) == 0
    assert lenses(back) == set()


@pytest.mark.parametrize("seed", range(6))
def test_random_histories_agree_with_a_model_in_plain_sets(seed: int) -> None:
    """Two teams, everything an athlete can do in any order, checked after each step."""
    chance = random.Random(seed)
    athlete = create_athlete()
    teams = [create_team(), create_team()]
    members: dict[int, Membership] = {}
    model: dict[int, set[DataClass]] = {}
    now = NOW

    for _step in range(40):
        now += dt.timedelta(hours=chance.choice([0, 1, 30]))
        team = chance.choice(teams)
        step = chance.choice(["grant", "grant", "grant", "withdraw", "join", "leave"])
        data_class = chance.choice(list(DataClass))
        if step == "join":
            members[team.pk] = add_member(athlete=athlete, team=team, now=now)
            model.setdefault(team.pk, set())
        elif step == "leave" and team.pk in members:
            end_membership(membership=members.pop(team.pk), now=now)
            del model[team.pk]
        elif step in {"grant", "withdraw"}:
            change = grant if step == "grant" else withdraw
            if team.pk not in model:
                with pytest.raises(ValidationError):
                    change(
                        athlete=athlete, team=team, data_class=data_class, by=athlete.user, now=now
                    )
            else:
                change(athlete=athlete, team=team, data_class=data_class, by=athlete.user, now=now)
                (model[team.pk].add if step == "grant" else model[team.pk].discard)(data_class)

        for each in teams:
            seen = {row.athlete_id: row.classes for row in visible_members(each, now=now)}
            expected = {athlete.pk: mask(model[each.pk])} if each.pk in model else {}
            assert seen == expected, f"seed {seed}"
        wanted = {mask(classes) for classes in model.values()} - {0, 31}
        kept = set(Lens.objects.filter(athlete=athlete).values_list("classes", flat=True))
        assert kept == wanted, f"seed {seed}"


def test_taking_part_is_shared_without_a_lens() -> None:
    member = create_member(team=create_team())
    for change, expected in ((grant, True), (grant, None), (withdraw, False)):
        event = change(
            athlete=member.athlete,
            team=member.team,
            data_class=DataClass.AVAILABILITY,
            by=member.athlete.user,
            now=NOW,
        )
        assert (event.granted if event else None) is expected
        assert shared(member) == 0
        assert lenses(member) == set()
