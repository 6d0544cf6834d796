"""A warning is answered by another plan, in one step, and taken back in another."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from athletes.models import PlannedSession
from coaching.models import DataClass, PlanAdjustment, WarningAction
from recovery.assessments.models import Level
from tests.coaching.factories import TODAY, create_member, create_state, create_team
from tests.factories import create_planned, create_session

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from coaching.models import Membership, Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

OPENED = TODAY - dt.timedelta(days=2)
TOMORROW = TODAY + dt.timedelta(days=1)
HTMX = {"HX-Request": "true", "HX-Trigger": "act", "HX-Target": "queue"}


@pytest.fixture
def member(team: Team) -> Membership:
    """Return Noor, with an imbalance that opened two days ago."""
    member = create_member(team=team, shares=[DataClass.SESSIONS, DataClass.BODY])
    lens = DataClass.SESSIONS + DataClass.BODY
    create_state(athlete=member.athlete, lens=lens, level=Level.IMBALANCE, opened_on=OPENED)
    return member


@pytest.fixture
def planned(member: Membership, coach: User) -> PlannedSession:
    """Return intervals of tomorrow, planned by the team."""
    return create_planned(
        athlete=member.athlete,
        day=TOMORROW,
        minutes=75,
        rpe=7.5,
        title="Intervals",
        description="6 × 800 m",
        planned_by=coach,
        planned_for=member.team.public_id,
    )


def adjust(client: Client, member: Membership, **data: Any) -> Response:
    url = reverse("coaching:act", args=[member.team.public_id, member.athlete.public_id])
    form = {"kind": "adjusted", "opened_on": OPENED.isoformat(), "page": "queue", **data}
    return client.post(url, form, headers=HTMX)


def undo(client: Client, member: Membership, *, headers: dict[str, str] | None = None) -> Response:
    team, athlete = member.team.public_id, member.athlete.public_id
    action = WarningAction.objects.latest("pk")
    return client.post(reverse("coaching:undo", args=[team, athlete, action.pk]), headers=headers)


def intent(planned: PlannedSession) -> tuple[object, ...]:
    planned.refresh_from_db()
    return planned.kind, planned.sport, planned.minutes, planned.rpe, planned.title


INTERVALS = ("training", "running", 75, Decimal("7.5"), "Intervals")


@pytest.mark.parametrize(
    ("change", "became", "said"),
    [
        (
            "active_recovery",
            ("active_recovery", "running", 30, Decimal(2), ""),
            "Active recovery on Tuesday 24 November instead of Intervals, today by Marit",
        ),
        (
            "lighter",
            ("training", "running", 50, Decimal("6.5"), "Intervals"),
            "Intervals on Tuesday 24 November made lighter, today by Marit",
        ),
        (
            "rest",
            ("rest", "", None, None, ""),
            "Rest on Tuesday 24 November instead of Intervals, today by Marit",
        ),
    ],
)
def test_session_is_adjusted_told_and_put_back(  # noqa: PLR0917  (fixtures and cases)
    client: Client,
    coach: User,
    member: Membership,
    planned: PlannedSession,
    change: str,
    became: tuple[object, ...],
    said: str,
) -> None:
    response = adjust(client, member, change=change, target=f"plan:{planned.pk}")
    assert response.status_code == 200
    assert intent(planned) == became
    assert said in response.content.decode()
    assert PlanAdjustment.objects.filter(before__title="Intervals").exists()

    page = undo(client, member, headers=HTMX).content.decode()

    assert 'data-announce="Taken back."' in page
    assert said not in page
    assert intent(planned) == INTERVALS
    assert planned.description == "6 × 800 m"
    assert WarningAction.objects.get().undone_by == coach


def test_tomorrow_is_what_the_card_offers_first(
    client: Client, coach: User, member: Membership, planned: PlannedSession
) -> None:
    later = create_planned(
        athlete=member.athlete,
        day=TODAY + dt.timedelta(days=3),
        kind="rest",
        planned_by=coach,
        planned_for=member.team.public_id,
    )
    create_planned(athlete=member.athlete, day=TOMORROW, title="Own swim")
    queue = reverse("coaching:queue", args=[member.team.public_id])
    page = client.get(queue, {"open": str(member.athlete.public_id)}).content.decode()
    options = page.partition('<select name="target"')[2].partition("</select>")[0]
    assert "Own swim" not in options  # the athlete's own is not the team's to change
    first = f'<option value="plan:{planned.pk}">Tomorrow, Tuesday 24 November: Intervals'
    assert options.index(first) < options.index(f'value="plan:{later.pk}"')


def test_day_without_a_plan_gets_active_recovery_and_loses_it_again(
    client: Client, coach: User, member: Membership
) -> None:
    response = adjust(client, member, change="active_recovery", target=f"day:{TOMORROW}")
    made = PlannedSession.objects.get()
    assert (made.kind, made.sport, made.minutes, made.day) == (
        "active_recovery",
        "walking",
        30,
        TOMORROW,
    )
    assert made.planned_for == member.team.public_id
    said = "Active recovery planned on Tuesday 24 November, today by Marit"
    assert said in response.content.decode()
    undo(client, member)
    assert not PlannedSession.objects.exists()


@pytest.mark.parametrize(
    ("change", "target", "message"),
    [
        ("lighter", f"day:{TOMORROW}", "There is no session to make lighter"),
        ("rest", f"day:{TODAY - dt.timedelta(days=1)}", "That day is over"),
        ("rest", "plan:0", "That is no longer in the plan"),
        ("rest", "plan:soon", "That is no longer in the plan"),
        ("rest", "", "That is no longer in the plan"),
        ("harder", f"day:{TOMORROW}", "Select a valid choice"),
    ],
)
def test_adjustment_that_cannot_be_keeps_nothing(  # noqa: PLR0917  (fixtures and cases)
    client: Client, coach: User, member: Membership, change: str, target: str, message: str
) -> None:
    response = adjust(client, member, change=change, target=target, note="typed with care")
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert "typed with care" in page
    assert not WarningAction.objects.exists()
    assert not PlannedSession.objects.exists()


def test_what_another_team_planned_is_not_this_teams_to_change(
    client: Client, coach: User, member: Membership
) -> None:
    theirs = create_planned(
        athlete=member.athlete, day=TOMORROW, planned_for=create_team().public_id
    )
    response = adjust(client, member, change="rest", target=f"plan:{theirs.pk}")
    assert response.status_code == 422
    assert intent(theirs)[0] == "training"


def test_form_that_is_sent_twice_adjusts_once(
    client: Client, coach: User, member: Membership, planned: PlannedSession
) -> None:
    client_id = uuid.uuid4()
    for _press in range(2):
        target = f"plan:{planned.pk}"
        adjust(client, member, change="lighter", target=target, client_id=client_id)
    assert intent(planned)[2] == 50  # and not two thirds of that


def test_plan_that_changed_since_stays_when_the_action_is_taken_back(
    client: Client, coach: User, member: Membership, planned: PlannedSession
) -> None:
    adjust(client, member, change="lighter", target=f"plan:{planned.pk}")
    PlannedSession.objects.update(minutes=40)
    page = undo(client, member, headers=HTMX).content.decode()
    assert "The plan has changed since and stays as it is now." in page
    assert intent(planned)[2] == 40


def test_session_that_was_done_meanwhile_stays_as_it_was_meant(
    client: Client, coach: User, member: Membership, planned: PlannedSession
) -> None:
    adjust(client, member, change="lighter", target=f"plan:{planned.pk}")
    create_session(athlete=member.athlete, day=TODAY, planned_session=planned)
    undo(client, member)
    assert intent(planned)[2] == 50


def test_action_is_taken_back_once(client: Client, coach: User, member: Membership) -> None:
    adjust(client, member)
    undo(client, member)
    first = WarningAction.objects.get().undone_at
    assert undo(client, member).status_code == 302
    assert WarningAction.objects.get().undone_at == first


def test_open_queue_of_a_colleague_shows_what_was_taken_back(
    client: Client, coach: User, member: Membership
) -> None:
    adjust(client, member)
    url = reverse("coaching:queue", args=[member.team.public_id])
    version = client.get(url).context["version"]
    undo(client, member)
    poll = {**HTMX, "HX-Trigger": "queue", "If-None-Match": version}
    response = client.get(url, headers=poll)
    assert response.status_code == 200
    assert "Training adjusted" not in response.content.decode()


def test_action_of_another_athlete_is_not_found(
    client: Client, coach: User, member: Membership
) -> None:
    adjust(client, member)
    other = create_member(team=member.team, name="Bram")
    assert undo(client, other).status_code == 404


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"change": "harder", "before": {}}, "coaching_adjustment_change_known"),
        ({"change": "lighter"}, "coaching_adjustment_lighter_than_something"),
    ],
)
def test_adjustment_that_makes_no_sense_is_not_stored(
    coach: User, member: Membership, fields: dict[str, Any], constraint: str
) -> None:
    action = WarningAction.objects.create(
        athlete=member.athlete, team=member.team, opened_on=OPENED, kind="adjusted", by=coach
    )
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PlanAdjustment.objects.create(action=action, day=TOMORROW, **fields)


def test_action_is_undone_by_somebody(coach: User, member: Membership) -> None:
    with pytest.raises(IntegrityError, match="coaching_action_undone_by_somebody"):
        WarningAction.objects.create(
            athlete=member.athlete,
            team=member.team,
            opened_on=OPENED,
            kind="spoke",
            by=coach,
            undone_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
        )
