"""In which order rows stand, what brings one up and what lets it rest."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError

from coaching.models import Team, WarningAction
from coaching.services.warnings import act
from recovery.assessments.models import CurrentState, Level, RecoveryWarning
from tests.coaching.factories import NOW, TODAY, create_member
from tests.coaching.queues import LENS, SHARES, create_row, days_ago, names, url

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from coaching.models import Membership
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db


def test_rows_stand_in_order_of_need(client: Client, team: Team, coach: User) -> None:
    create_row(team, "Usual Anna")
    create_row(team, "Low Bram", Level.RECOVERY_LOW, opened=2)
    create_row(team, "Mild Cas", Level.IMBALANCE, opened=2, evidence=1.8)
    create_row(team, "Strong Daan", Level.IMBALANCE, opened=2, evidence=2.4)
    create_row(team, "Persistent Emma", Level.PERSISTENT, opened=8)
    create_member(team=team, name="Silent Fleur", shares=SHARES)
    create_row(team, "Noticed Gijs", Level.NOTICE)

    response = client.get(url(team))

    assert names(response) == [
        "Persistent Emma",
        "Strong Daan",
        "Mild Cas",
        "Low Bram",
        "Silent Fleur",
        "Noticed Gijs",
        "Usual Anna",
    ]
    assert "Four athletes need a look" in response.content.decode()
    assert "Monday 23 November · 6 of 7 have checked in, the last at 07:39" in (
        response.content.decode()
    )


def test_row_says_why_now(client: Client, team: Team, coach: User) -> None:
    create_row(team, "New", Level.IMBALANCE, opened=0)
    create_row(team, "Fresh", Level.IMBALANCE, opened=1)
    waiting = create_row(team, "Waiting", Level.IMBALANCE, opened=2, evidence=1.0)
    risen = create_row(team, "Risen", Level.PERSISTENT, opened=5)
    RecoveryWarning.objects.filter(athlete=risen.athlete).update(
        transitions=[[days_ago(5).isoformat(), 3], [TODAY.isoformat(), 5]]
    )
    page = client.get(url(team))
    content = page.content.decode()
    assert content.count("New today") == 1
    assert "Became “Persistent” today" in content
    assert "Open for 3 days, nothing done yet" in content
    # What waits stands before what is as strong and new, but not before what is worse.
    assert names(page)[:2] == ["Risen", "Waiting"]
    WarningAction.objects.create(
        athlete=waiting.athlete, team=team, opened_on=days_ago(2), kind="spoke", by=coach, level=3
    )
    assert "nothing done yet" not in client.get(url(team)).content.decode()


def test_watched_row_goes_down_until_its_day_or_until_it_gets_worse(
    client: Client, team: Team, coach: User
) -> None:
    watched = create_row(team, "Anna", Level.IMBALANCE, opened=4, evidence=2.5)
    create_row(team, "Bram", Level.RECOVERY_LOW, opened=2)
    action = WarningAction.objects.create(
        athlete=watched.athlete,
        team=team,
        opened_on=days_ago(4),
        kind=WarningAction.Kind.WATCH,
        watch_until=days_ago(-2),
        by=coach,
    )
    WarningAction.objects.filter(pk=action.pk).update(at=NOW - dt.timedelta(days=1))
    response = client.get(url(team))
    assert names(response) == ["Bram", "Anna"]
    assert "Watching until Wednesday 25 November, yesterday by Marit" in response.content.decode()

    warning = watched.athlete.warnings.get()
    warning.transitions.append([TODAY.isoformat(), int(Level.PERSISTENT)])
    warning.save()
    assert names(client.get(url(team))) == ["Anna", "Bram"]

    warning.transitions.pop()
    warning.save()
    WarningAction.objects.filter(pk=action.pk).update(watch_until=TODAY)
    assert names(client.get(url(team))) == ["Anna", "Bram"]


def test_watched_row_comes_back_at_once_if_it_gets_worse_the_same_day(
    client: Client, team: Team, coach: User
) -> None:
    watched = create_row(team, "Anna", Level.RECOVERY_LOW, opened=4)
    create_row(team, "Bram", Level.RECOVERY_LOW, opened=2)
    act(
        athlete=watched.athlete,
        team=team,
        opened_on=days_ago(4),
        kind="watch",
        reason="hard_week",
        watch_until=days_ago(-7),
        by=coach,
        now=NOW,
    )
    assert names(client.get(url(team))) == ["Bram", "Anna"]

    def become(level: Level) -> Response:
        for model in (RecoveryWarning, CurrentState):
            model._default_manager.filter(athlete=watched.athlete).update(level=level)
        return client.get(url(team))

    page = become(Level.IMBALANCE)
    assert names(page) == ["Anna", "Bram"]
    assert "Back because it got worse since somebody acted" in page.content.decode()

    WarningAction.objects.update(watch_until=TODAY)
    page = become(Level.RECOVERY_LOW)
    assert "Back because you wanted to look again by now" in page.content.decode()


def respond(member: Membership, by: User, *, opened: int, kind: str, **fields: Any) -> None:
    WarningAction.objects.create(
        athlete=member.athlete,
        team=member.team,
        opened_on=days_ago(opened),
        kind=kind,
        by=by,
        level=Level.IMBALANCE,
        **fields,
    )


def test_warning_that_somebody_did_something_about_stays_until_it_closes(
    client: Client, team: Team, coach: User
) -> None:
    member = create_row(team, "Noor", Level.IMBALANCE, opened=2)
    respond(member, coach, opened=2, kind="spoke")
    page = client.get(url(team)).content.decode()
    assert "One athlete needs a look" in page
    assert "by Marit" in page
    assert RecoveryWarning.objects.open().count() == 1


@pytest.mark.parametrize(("opened", "waits"), [(0, False), (1, False), (2, True), (9, True)])
def test_warning_waits_from_the_second_day_on(
    client: Client, team: Team, coach: User, *, opened: int, waits: bool
) -> None:
    create_row(team, "Strong", Level.IMBALANCE, opened=1, evidence=2.5)
    create_row(team, "Noor", Level.IMBALANCE, opened=opened, evidence=1.8)
    page = client.get(url(team))
    assert ("nothing done yet" in page.content.decode()) is waits
    assert names(page) == (["Noor", "Strong"] if waits else ["Strong", "Noor"])


@pytest.mark.parametrize("kind", ["spoke", "adjusted"])
def test_warning_that_somebody_saw_does_not_wait(
    client: Client, team: Team, coach: User, kind: str
) -> None:
    create_row(team, "Strong", Level.IMBALANCE, opened=1, evidence=2.5)
    member = create_row(team, "Noor", Level.IMBALANCE, opened=4, evidence=1.8)
    respond(member, coach, opened=4, kind=kind)
    page = client.get(url(team))
    assert "nothing done yet" not in page.content.decode()
    assert names(page) == ["Strong", "Noor"]


def test_warning_that_was_not_useful_rests_until_it_gets_worse(
    client: Client, team: Team, coach: User
) -> None:
    create_row(team, "Low", Level.RECOVERY_LOW, opened=1)
    member = create_row(team, "Noor", Level.IMBALANCE, opened=4)
    respond(member, coach, opened=4, kind="not_useful", reason="nothing_wrong")
    assert names(client.get(url(team))) == ["Low", "Noor"]
    RecoveryWarning.objects.filter(athlete=member.athlete).update(level=Level.PERSISTENT)
    page = client.get(url(team))
    assert names(page) == ["Noor", "Low"]
    assert "Back because it got worse since somebody acted" in page.content.decode()


def test_athlete_has_one_open_warning_at_a_time(team: Team) -> None:
    member = create_row(team, "Noor", Level.IMBALANCE, opened=4)
    opened = days_ago(1)
    with pytest.raises(IntegrityError, match="assessments_warning_one_open"):
        RecoveryWarning.objects.create(
            athlete=member.athlete,
            lens=LENS,
            opened_on=opened,
            level=Level.PERSISTENT,
            transitions=[[opened.isoformat(), int(Level.PERSISTENT)]],
            payload={},
        )
