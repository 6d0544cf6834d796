from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from athletes.models import FactChange
from athletes.services.reminders import CHECK_IN
from coaching.models import ASSESSED, DataClass, StaffRole, Team, WarningAction
from coaching.services.consent import grant, withdraw
from coaching.services.people import deactivate
from coaching.services.teams import end_membership, end_role
from coaching.services.warnings import act
from recovery.accounts.models import UserSession
from recovery.assessments import explanations
from recovery.assessments.models import (
    Calculation,
    CurrentState,
    DailyState,
    Level,
    RecoveryWarning,
)
from recovery.engine import ITEM_CODES
from recovery.methods.measured import NOTHING, measurements
from recovery.outbox.models import Message
from tests.coaching.factories import (
    NOW,
    TODAY,
    create_days,
    create_member,
    create_state,
    mask,
)
from tests.factories import create_check_in, create_day_mark, create_user

if TYPE_CHECKING:
    import time_machine
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Membership
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

SHARES = [DataClass.SESSIONS, DataClass.BODY]
LENS = 3


def url(team: Team) -> str:
    return reverse("coaching:queue", args=[team.public_id])


def days_ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def create_row(
    team: Team, name: str, level: int = Level.USUAL, *, opened: int | None = None, **payload: Any
) -> Membership:
    """Save a member who shares sessions and body, and what is to be said of them."""
    member = create_member(team=team, name=name, shares=SHARES)
    create_state(
        athlete=member.athlete,
        lens=LENS,
        level=level,
        opened_on=None if opened is None else days_ago(opened),
        **payload,
    )
    create_check_in(athlete=member.athlete, day=TODAY, recorded_at=NOW - dt.timedelta(minutes=3))
    return member


def names(response: Response) -> list[str]:
    return re.findall(r'class="row-link"[^>]*>([^<]+)</a>', response.content.decode())


def poll(client: Client, page: Response, address: str) -> Response:
    """Ask as the page asks, every second, whether it changed."""
    version = re.search(r'"If-None-Match": "([^"]+)"', page.content.decode())
    assert version is not None
    return client.get(
        address,
        headers={
            "HX-Request": "true",
            "HX-Trigger": "queue",
            "HX-Target": "queue",
            "If-None-Match": version[1],
        },
    )


# --- what it says --------------------------------------------------------------------------------


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


def test_row_says_level_duration_and_reason(client: Client, team: Team, coach: User) -> None:
    create_row(team, "Noor", Level.PERSISTENT, opened=8, percent=31)
    page = client.get(url(team)).content.decode()
    assert "Persistent · day 9" in page
    assert "while load is 31% above usual" in page
    assert '<use href="#glyph-act" />' in page


def answer_days(member: Membership, *, soreness: tuple[float, float], response: float) -> None:
    """Give a member an answer for yesterday and today, and a change of response to today."""
    for day, answer, level in zip(
        (days_ago(1), TODAY), soreness, (0.1, 0.1 + response), strict=True
    ):
        values = [answer if code == "soreness" else float("nan") for code in ITEM_CODES]
        sds = [0.8 if code == "soreness" else float("nan") for code in ITEM_CODES]
        DailyState.objects.filter(athlete=member.athlete, day=day).update(
            response=level, item_values=values, item_sds=sds
        )


@pytest.mark.parametrize(
    ("soreness", "response", "said"),
    [
        ((4, 2), 0.3, "Worse than yesterday; soreness worse: 2, was 4"),
        ((2, 4), -0.3, "Better than yesterday; soreness better: 4, was 2"),
        ((3, 3), 0.3, "Worse than yesterday<"),
        ((3, float("nan")), 0.2, "Much like yesterday<"),
    ],
)
def test_row_says_what_changed_since_yesterday(  # noqa: PLR0917  (fixtures and cases)
    client: Client,
    team: Team,
    coach: User,
    soreness: tuple[float, float],
    response: float,
    said: str,
) -> None:
    member = create_row(team, "Noor", Level.IMBALANCE, opened=1)
    answer_days(member, soreness=soreness, response=response)
    assert said in client.get(url(team)).content.decode()


def test_row_says_that_today_is_not_answered_yet(client: Client, team: Team, coach: User) -> None:
    member = create_row(team, "Noor", Level.IMBALANCE, opened=1)
    DailyState.objects.filter(athlete=member.athlete, day=TODAY).update(answered=False)
    assert "No check-in yet today" in client.get(url(team)).content.decode()


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


def test_how_many_are_nothing_is_what_was_measured(
    client: Client, team: Team, coach: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "warnings like these" not in client.get(url(team)).content.decode()
    create_row(team, "Noor", Level.IMBALANCE, opened=2)
    create_row(team, "Bram", Level.PERSISTENT, opened=2)
    shares = {
        name: rule.wrong_share.value
        for name, rule in measurements().rules.items()
        if rule.wrong_share
    }
    mean = (shares["imbalance"] + shares["persistent"]) / 2
    nearest = min(explanations.SPOKEN_SHARES, key=lambda spoken: abs(spoken - mean))
    said = str(explanations.SPOKEN_SHARES[nearest])
    assert said in client.get(url(team)).content.decode()
    monkeypatch.setattr(explanations, "measurements", lambda: NOTHING)
    assert "is not measured yet" in client.get(url(team)).content.decode()


def remind(member: Membership, *, at: dt.datetime, outcome: str = "sent") -> None:
    Message.objects.create(
        recipient=member.athlete.user,
        key=f"reminder {member.pk} {at}",
        kind=CHECK_IN,
        created_at=at,
        not_before=at,
        expires_at=at + dt.timedelta(hours=2),
        outcome=outcome,
        done_at=at,
    )


def create_silent(
    team: Team, name: str, *, days: int, shares: list[DataClass] | None = None
) -> Membership:
    """Save a member whose last check-in was so many days ago."""
    shares = list(ASSESSED) if shares is None else shares
    member = create_member(team=team, name=name, shares=shares)
    create_state(athlete=member.athlete, lens=mask(shares), level=Level.UNKNOWN, with_days=False)
    create_days(athlete=member.athlete, lens=mask(shares), last=days_ago(days), count=20)
    return member


def test_silent_says_for_how_long_and_whether_they_were_reminded(
    client: Client, team: Team, coach: User
) -> None:
    reminded = create_silent(team, "Anna", days=3)
    remind(reminded, at=NOW - dt.timedelta(minutes=12))
    remind(reminded, at=NOW - dt.timedelta(days=1))
    unreminded = create_silent(team, "Bram", days=20)
    remind(unreminded, at=NOW - dt.timedelta(days=1), outcome="dropped")

    page = client.get(url(team))

    anna, bram = re.findall(r'<li class="row.*?</li>', page.content.decode(), re.DOTALL)
    assert "No check-in for 3 days" in anna
    assert "Reminded today at 07:30" in anna
    assert "No check-in for 20 days" in bram
    assert "Not reminded in the last week" in bram


@pytest.mark.parametrize("hidden", [each for each in ASSESSED if each != DataClass.SESSIONS])
def test_reminder_tells_nothing_of_a_check_in_that_is_shared_in_part(
    client: Client, team: Team, coach: User, hidden: DataClass
) -> None:
    """Whoever answered what is hidden is not reminded: so a reminder would tell of it."""
    member = create_silent(
        team, "Anna", days=3, shares=[each for each in ASSESSED if each != hidden]
    )
    before = client.get(url(team)).content.decode()
    assert "No check-in for 3 days" in before
    assert "eminded" not in before
    remind(member, at=NOW)
    assert "eminded" not in client.get(url(team)).content.decode()


def test_notice_is_the_athletes_own_business(client: Client, team: Team, coach: User) -> None:
    create_row(team, "Noor", Level.NOTICE)
    page = client.get(url(team)).content.decode()
    assert "A usual morning" in page
    assert "Take note" not in page
    assert "is-watch" not in page.split('id="queue"')[1]


def test_nobody_shared_yet(client: Client, team: Team, coach: User) -> None:
    create_member(team=team)
    assert "Nobody has shared yet" in client.get(url(team)).content.decode()


def test_team_without_athletes_says_what_will_be_here(
    client: Client, team: Team, coach: User
) -> None:
    assert "Nobody is in this team yet" in client.get(url(team)).content.decode()


@pytest.mark.parametrize(
    ("kind", "shares", "said"),
    [
        ("unavailable", SHARES, "Not available until Wednesday 25 November"),
        ("travel", SHARES, "Travelling until Wednesday 25 November"),
        ("ill", [*SHARES, DataClass.HEALTH], "Ill until Wednesday 25 November"),
        ("ill", SHARES, "Not available until Wednesday 25 November"),
        ("unavailable", [DataClass.BODY], "No answers"),
        ("rest", SHARES, "No answers"),
    ],
)
def test_absence_is_told_as_far_as_it_is_shared(  # noqa: PLR0917  (fixtures and cases)
    client: Client, team: Team, coach: User, kind: str, shares: list[DataClass], said: str
) -> None:
    member = create_member(team=team, shares=shares)
    for ahead in range(3):
        create_day_mark(athlete=member.athlete, day=days_ago(-ahead), kind=kind)

    page = client.get(url(team)).content.decode()

    assert said in page
    assert ("Ill" in page) == (DataClass.HEALTH in shares)


def test_not_shared_and_not_filled_in_look_the_same(
    client: Client, team: Team, coach: User
) -> None:
    withholding = create_member(team=team, name="Anna")
    create_state(athlete=withholding.athlete, lens=31, level=Level.PERSISTENT, opened_on=TODAY)
    create_check_in(athlete=withholding.athlete, day=TODAY, fatigue=1)
    silent = create_member(team=team, name="Bram", shares=SHARES)
    create_state(
        athlete=silent.athlete,
        lens=LENS,
        level=Level.UNKNOWN,
        phase="learning",
        with_days=False,
        percent=None,
    )

    rows = re.findall(r'<li class="row.*?</li>', client.get(url(team)).content.decode(), re.DOTALL)

    def anonymous(row: str, member: Membership) -> str:
        name = member.athlete.user.name
        return row.replace(str(member.athlete.public_id), "ID").replace(name, "NAME")

    assert anonymous(rows[0], withholding) == anonymous(rows[1], silent)


def test_usual_rows_are_folded_in_a_large_team(client: Client, team: Team, coach: User) -> None:
    for number in range(31):
        create_row(team, f"Usual {number:02}")
    assert names(client.get(url(team))) == []
    assert "Show all 31 who are as usual" in client.get(url(team)).content.decode()
    assert len(names(client.get(url(team), {"all": "1"}))) == 31


def test_row_that_waits_says_so_and_then_loses_its_colour(
    client: Client, team: Team, coach: User
) -> None:
    member = create_row(team, "Noor", Level.IMBALANCE, opened=2)
    change = FactChange.objects.create(
        athlete=member.athlete, from_day=TODAY, reason=FactChange.Reason.CHECK_IN
    )

    def behind(seconds: int) -> str:
        at = NOW - dt.timedelta(seconds=seconds)
        FactChange.objects.filter(pk=change.pk).update(created_at=at)
        return client.get(url(team)).content.decode()

    assert "Being updated" not in behind(59)
    assert "Being updated" in behind(61)
    assert "is-stale" not in behind(14 * 60)
    assert "is-stale" in behind(15 * 60 + 1)


def test_day_that_nobody_computed_loses_its_colour(
    client: Client, team: Team, coach: User, clock: time_machine.Traveller
) -> None:
    create_row(team, "Noor")
    clock.move_to(NOW + dt.timedelta(days=1))
    assert "is-stale" in client.get(url(team)).content.decode()


def test_set_aside_is_never_shown_as_fine(client: Client, team: Team, coach: User) -> None:
    member = create_row(team, "Noor")
    Calculation.objects.filter(athlete=member.athlete).update(set_aside_at=NOW)
    page = client.get(url(team)).content.decode()
    assert "Could not be computed" in page
    assert "As usual" not in page


# --- finding somebody -----------------------------------------------------------------------------


def test_search_keeps_who_is_called_so_and_unfolds_them(
    client: Client, team: Team, coach: User
) -> None:
    create_row(team, "Zoë Groen", Level.IMBALANCE, opened=2)
    for number in range(31):
        create_row(team, f"Usual {number:02}")
    page = client.get(url(team), {"q": "ZOE"})
    assert names(page) == ["Zoë Groen"]
    assert "One athlete needs a look" in page.content.decode()
    assert names(client.get(url(team), {"q": "usual 07"})) == ["Usual 07"]
    assert "called “&lt;b&gt;”" in client.get(url(team), {"q": "<b>"}).content.decode()


def test_search_lasts_through_polls_links_and_actions(
    client: Client, team: Team, coach: User
) -> None:
    member = create_row(team, "Noor", Level.IMBALANCE, opened=2)
    create_row(team, "Bram", Level.IMBALANCE, opened=2)
    page = client.get(url(team), {"q": "noor", "open": str(member.athlete.public_id)})
    content = page.content.decode()
    assert f'hx-get="{url(team)}?q=noor&amp;open={member.athlete.public_id}"' in content
    assert f'href="{url(team)}?q=noor"' in content
    assert content.count('name="q" value="noor"') == 4
    create_row(team, "Cas", Level.IMBALANCE, opened=2)
    assert names(poll(client, page, f"{url(team)}?q=noor")) == ["Noor"]


def test_search_says_aloud_how_many_it_found(client: Client, team: Team, coach: User) -> None:
    create_row(team, "Noor")
    headers = {"HX-Request": "true", "HX-Trigger": "queue-find", "HX-Target": "queue"}
    for search, said in (("oo", "1 athlete found"), ("x", "Nobody of that name")):
        page = client.get(url(team), {"q": search}, headers=headers)
        assert f'data-announce="{said}"' in page.content.decode()


# --- the card ------------------------------------------------------------------------------------


def test_open_row_shows_its_case_and_actions(client: Client, team: Team, coach: User) -> None:
    member = create_row(team, "Noor", Level.IMBALANCE, opened=2)
    page = client.get(url(team), {"open": str(member.athlete.public_id)}).content.decode()
    for words in ("Speaks for it", "Soreness", "Speaks against it", "Fatigue", "not shared or not"):
        assert words in page
    assert page.count('name="kind"') == 4


@pytest.mark.parametrize("opened", ["nonsense", "00000000-0000-4000-8000-000000000000", ""])
def test_open_of_somebody_else_opens_nothing(
    client: Client, team: Team, coach: User, opened: str
) -> None:
    create_row(team, "Noor", Level.IMBALANCE, opened=2)
    response = client.get(url(team), {"open": opened})
    assert response.status_code == 200
    assert "Speaks for it" not in response.content.decode()


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


def test_action_on_an_earlier_warning_is_not_shown_on_this_one(
    client: Client, team: Team, coach: User
) -> None:
    member = create_row(team, "Noor", Level.IMBALANCE, opened=2)
    WarningAction.objects.create(
        athlete=member.athlete, team=team, opened_on=days_ago(40), kind="spoke", by=coach
    )
    assert "Spoke" not in client.get(url(team)).content.decode()


# --- what it costs -------------------------------------------------------------------------------


def test_query_count_is_the_same_for_one_ten_and_two_hundred(
    client: Client,
    team: Team,
    coach: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    size = 0
    long_silent = create_silent(team, "Long silent", days=30)
    for expected in (1, 10, 200):
        for number in range(size, expected):
            level, opened = (Level.IMBALANCE, 2) if number % 4 == 0 else (Level.USUAL, None)
            create_row(team, f"Athlete {number:03}", level, opened=opened)
            if number % 50 == 1:
                create_silent(team, f"Silent {number:03}", days=number % 30)
        size = expected
        # session, user, team, version, members, time zones, states, days, warnings, actions,
        # who is away, check-ins, changes, the last answers of the long silent, answers of two
        # days, reminders, roles for the navigation
        with django_assert_num_queries(17):
            response = client.get(url(team), {"all": "1"})
        assert len(names(response)) >= expected
    remind(long_silent, at=NOW)
    with django_assert_num_queries(17):
        client.get(url(team), {"all": "1"})


def test_poll_costs_one_query_while_nothing_changed(
    client: Client,
    team: Team,
    coach: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(20):
        create_row(team, f"Athlete {number}")
    page = client.get(url(team))
    with django_assert_num_queries(1):
        response = poll(client, page, url(team))
    assert response.status_code == 304
    assert response["Cache-Control"] == "no-store"


# --- when it changes -----------------------------------------------------------------------------


@pytest.fixture
def open_page(client: Client, team: Team, coach: User) -> Response:
    """A queue that stands open, on which Noor is as usual."""
    create_row(team, "Noor")
    page = client.get(url(team))
    assert poll(client, page, url(team)).status_code == 304
    return page


def test_poll_sees_a_computation(client: Client, team: Team, open_page: Response) -> None:
    Calculation.objects.update(computed_at=NOW + dt.timedelta(seconds=1))
    assert poll(client, open_page, url(team)).status_code == 200


def test_poll_answers_with_the_fragment_alone(
    client: Client, team: Team, open_page: Response
) -> None:
    Calculation.objects.update(computed_at=NOW + dt.timedelta(seconds=1))
    page = poll(client, open_page, url(team)).content.decode()
    assert page.lstrip().startswith('<div id="queue"')
    assert "<html" not in page


def test_poll_says_aloud_who_newly_needs_a_look(
    client: Client, team: Team, open_page: Response
) -> None:
    create_row(team, "Bram", Level.IMBALANCE, opened=0)
    page = poll(client, open_page, url(team))
    assert 'data-announce="One athlete needs a look"' in page.content.decode()
    create_row(team, "Cas")
    assert "data-announce" not in poll(client, page, url(team)).content.decode()


def test_poll_sees_an_action(client: Client, team: Team, coach: User, open_page: Response) -> None:
    member = team.memberships.get()
    WarningAction.objects.create(
        athlete=member.athlete, team=team, opened_on=TODAY, kind="spoke", by=coach
    )
    assert poll(client, open_page, url(team)).status_code == 200


def test_poll_sees_consent_given_and_taken_back(
    client: Client, team: Team, open_page: Response
) -> None:
    athlete = team.memberships.get().athlete
    grant(athlete=athlete, team=team, data_class=DataClass.MIND, by=athlete.user, now=NOW)
    page = poll(client, open_page, url(team))
    assert page.status_code == 200
    withdraw(athlete=athlete, team=team, data_class=DataClass.MIND, by=athlete.user, now=NOW)
    assert poll(client, page, url(team)).status_code == 200


def test_poll_sees_who_comes_and_goes(client: Client, team: Team, open_page: Response) -> None:
    member = create_member(team=team, name="Bram")
    page = poll(client, open_page, url(team))
    assert names(page) == ["Bram", "Noor"]
    end_membership(membership=member, now=NOW)
    assert names(poll(client, page, url(team))) == ["Noor"]


def test_poll_sees_that_a_row_is_late(
    client: Client, team: Team, open_page: Response, clock: time_machine.Traveller
) -> None:
    athlete = team.memberships.get().athlete
    FactChange.objects.create(athlete=athlete, from_day=TODAY, reason="check_in")
    FactChange.objects.update(created_at=NOW)
    assert poll(client, open_page, url(team)).status_code == 304
    clock.move_to(NOW + dt.timedelta(seconds=61))
    page = poll(client, open_page, url(team))
    assert "Being updated" in page.content.decode()
    clock.move_to(NOW + dt.timedelta(minutes=2))
    assert poll(client, page, url(team)).status_code == 304


def test_poll_sees_that_the_day_has_turned(
    client: Client, team: Team, open_page: Response, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + dt.timedelta(days=1))
    page = poll(client, open_page, url(team)).content.decode()
    assert "Tuesday 24 November" in page


def test_poll_does_not_see_what_somebody_saves_who_shares_nothing(
    client: Client, team: Team, coach: User
) -> None:
    withholding = create_member(team=team)
    Calculation.objects.create(athlete=withholding.athlete, computed_at=NOW)
    page = client.get(url(team))
    Calculation.objects.update(computed_at=NOW + dt.timedelta(seconds=1), set_aside_at=NOW)
    FactChange.objects.create(athlete=withholding.athlete, from_day=TODAY, reason="check_in")
    FactChange.objects.update(created_at=NOW - dt.timedelta(hours=1))
    assert poll(client, page, url(team)).status_code == 304


def test_poll_of_a_coach_whose_role_ended_is_not_found(
    client: Client, team: Team, open_page: Response
) -> None:
    end_role(role=StaffRole.objects.get(), now=NOW)
    assert poll(client, open_page, url(team)).status_code == 404


def test_poll_after_the_password_changed_elsewhere_leads_to_the_login(
    client: Client, team: Team, coach: User, open_page: Response
) -> None:
    coach.set_password("another long password")
    coach.save()
    response = poll(client, open_page, url(team))
    assert response.status_code == 401
    assert response["HX-Redirect"].startswith("/account/login/")


def test_poll_of_a_closed_account_leads_to_the_login(
    client: Client, team: Team, coach: User, open_page: Response
) -> None:
    coach.is_active = False
    coach.save()
    assert poll(client, open_page, url(team)).status_code == 401


def test_athlete_with_a_closed_account_is_gone_and_an_open_queue_learns_it(
    client: Client, team: Team, open_page: Response
) -> None:
    member = create_member(team=team, name="Sem Closed", shares=SHARES)
    open_page = client.get(url(team))
    assert "Sem Closed" in open_page.content.decode()

    deactivate(user=member.athlete.user, by=create_user())

    response = poll(client, open_page, url(team))
    assert response.status_code == 200
    assert "Sem Closed" not in response.content.decode()


def test_poll_of_an_expired_session_leads_to_the_login(
    client: Client, team: Team, open_page: Response
) -> None:
    UserSession.objects.update(expire_date=NOW - dt.timedelta(seconds=1))
    assert poll(client, open_page, url(team)).status_code == 401


def test_poll_of_somebody_else_with_a_coachs_version_is_refused(
    client: Client, team: Team, open_page: Response
) -> None:
    client.force_login(create_user())
    assert poll(client, open_page, url(team)).status_code == 404


def test_link_in_the_list_is_no_poll_though_it_carries_the_version(
    client: Client, team: Team, open_page: Response
) -> None:
    version = re.search(r'"If-None-Match": "([^"]+)"', open_page.content.decode())
    assert version is not None
    response = client.get(
        url(team),
        headers={
            "HX-Request": "true",
            "HX-Trigger": "open-1",
            "HX-Target": "queue",
            "If-None-Match": version[1],
        },
    )
    assert response.status_code == 200


def test_queue_speaks_the_language_of_the_account_in_polls_too(
    client: Client, team: Team, coach: User, open_page: Response
) -> None:
    coach.language = "nl"
    coach.save()
    response = poll(client, open_page, url(team))
    assert response["Content-Language"] == "nl"
