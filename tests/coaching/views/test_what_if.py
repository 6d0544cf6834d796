"""The coach's what-if: against numbers worked out by hand, and through what is shared."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from athletes.models import PlannedSession
from coaching.models import DataClass
from recovery.assessments.services import assess
from tests.assessments.histories import change, create_steady_athlete, write_history
from tests.athletes.views.test_today import words
from tests.coaching.factories import NOW, TODAY, create_member
from tests.factories import create_planned, create_session

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Membership, Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
SHARED = (DataClass.SESSIONS, DataClass.BODY, DataClass.MIND)


def days(count: int) -> dt.date:
    return TODAY + dt.timedelta(days=count)


@pytest.fixture
def member(team: Team, coach: User) -> Membership:
    """Somebody of 300 AU on six days of seven up to yesterday, who rests on Tuesdays."""
    return create_member(team=team, athlete=create_steady_athlete(), shares=SHARED)


def put(member: Membership, day: dt.date, **fields: Any) -> PlannedSession:
    return create_planned(
        athlete=member.athlete, day=day, planned_for=member.team.public_id, **fields
    )


def url(member: Membership) -> str:
    return reverse("coaching:what-if", args=[member.team.public_id, member.athlete.public_id])


def ask(client: Client, member: Membership, **asked: Any) -> dict[str, Any]:
    """Return what the page says."""
    response = client.get(url(member), asked)
    assert response.status_code == 200
    layers: Any = response.context  # of each template that was rendered
    return {name: value for layer in layers for name, value in layer.flatten().items()}


def cells(said: dict[str, Any]) -> dict[str, list[str]]:
    return {line.label: list(line.cells) for line in said["lines"]}


def test_a_change_is_compared_with_the_plan_as_worked_out_by_hand(
    client: Client, member: Membership
) -> None:
    planned = put(member, days(1), minutes=60, rpe=6)
    put(member, days(3), kind="rest")
    said = ask(client, member, planned=planned.pk, day=days(1), kind="training", minutes=30, rpe=4)
    assert said["columns"] == [
        "Without it: nothing",
        "As it stands: 60 min at 6",
        "As changed: 30 min at 4",
    ]
    # The week up to Tuesday: of Wednesday to Sunday 5 x 300 AU, nothing known of Monday, and
    # what is chosen. The mean of six known days stands for seven; a usual week is 1800 AU.
    assert cells(said) | {"Monotony": []} == {
        "Planned in the week of 23 Nov": [
            "0 AU, 1 rest day",
            "360 AU, 1 rest day",
            "120 AU, 1 rest day",
        ],
        "Load of the day": ["0 AU", "360 AU", "120 AU"],
        "Week up to then": [
            "1,750 AU, as usual",  # 7 x 1500 / 6
            "2,170 AU, 21% above usual",  # 7 x 1860 / 6
            "1,890 AU, as usual",  # 7 x 1620 / 6
        ],
        "Last rest day": ["that day", "1 to 7 days before", "1 to 7 days before"],
        "Hard days in a row": ["none", "none", "none"],
        "Monotony": [],
        "Far more load than usual": ["no", "no", "no"],
    }
    assert said["heading"] == "The week would be as usual"
    assert [(line.label, *line.cells) for line in said["mornings"]] == [
        ("As usual", "54 of 54", "54 of 54", "54 of 54")
    ]


def test_the_load_that_keeps_today_in_the_usual_range_is_the_one_worked_out_by_hand(
    client: Client, member: Membership
) -> None:
    # 7 x ((1800/7 + 25) e^0.22 - 25) - 1500 = 786.0 AU; at the intended 6 that is 131 minutes.
    planned = put(member, TODAY, minutes=60, rpe=6)
    said = ask(client, member, planned=planned.pk, day=TODAY)
    assert said["usual_range"] == (
        "Anything up to 780 AU keeps the week within what weeks usually are."
        " At an exertion of 6 that is at most 130 minutes."
    )
    # What stands on the day besides is taken off: 786 - 300 - 120 = 366 AU, 61 minutes.
    create_session(athlete=member.athlete, day=TODAY, minutes=60, rpe=5)
    put(member, TODAY, minutes=60, rpe=2)
    said = ask(client, member, planned=planned.pk, day=TODAY)
    assert said["usual_range"] == (
        "Anything up to 360 AU keeps the week within what weeks usually are."
        " At an exertion of 6 that is at most 60 minutes."
        " That is beside the 420 AU done or planned that day."
    )
    assert cells(said)["Load of the day"] == ["420 AU", "780 AU"]


def test_a_move_says_what_it_does_to_both_weeks_and_to_the_rhythm(
    client: Client, member: Membership
) -> None:
    moved = put(member, days(1), minutes=60, rpe=8)
    for ahead in (7, 9):
        put(member, days(ahead), minutes=60, rpe=8)
    said = ask(client, member, planned=moved.pk, day=days(8))
    assert said["columns"] == ["As it stands: nothing", "Moved: 60 min at 8"]
    assert cells(said)["Planned in the week of 23 Nov"] == [
        "480 AU, 0 rest days",
        "0 AU, 0 rest days",
    ]
    assert cells(said)["Planned in the week of 30 Nov"] == [
        "960 AU, 0 rest days",
        "1,440 AU, 0 rest days",
    ]
    assert said["appear"] == [
        "3 hard days in a row, from Monday 30 November to Wednesday 2 December."
    ]
    back = ask(client, member, planned=moved.pk, day=days(1))
    assert back["appear"] == back["vanish"] == []
    PlannedSession.objects.filter(pk=moved.pk).update(day=days(8))
    away = ask(client, member, planned=moved.pk, day=days(2))
    assert away["vanish"] == said["appear"]
    moved.refresh_from_db()
    assert (moved.day, moved.original_day) == (days(8), None)  # trying changes nothing


def test_the_day_that_a_move_leaves_is_rest_and_the_week_keeps_its_load(
    client: Client, member: Membership
) -> None:
    moved = put(member, days(1), minutes=60, rpe=6)
    said = ask(client, member, planned=moved.pk, day=days(3))
    # Friday to Sunday 900 AU, Tuesday or Thursday 360, the other none: 7 x 1260 / 5.
    assert [cell.split(" AU")[0] for cell in cells(said)["Week up to then"]] == ["1,764", "1,764"]
    assert cells(said)["Last rest day"] == ["that day", "1 to 2 days before"]
    assert any("taken for rest" in each for each in said["rests_on"])


def test_who_does_not_share_training_is_compared_by_the_plan_alone(
    client: Client, team: Team, coach: User
) -> None:
    private = create_member(
        team=team, athlete=create_steady_athlete(), shares=[DataClass.BODY, DataClass.MIND]
    )
    planned = put(private, days(1), minutes=60, rpe=6)
    said = ask(client, private, planned=planned.pk, day=days(1), minutes=90, rpe=6)
    assert said["heading"] == "The plan of that week would go from a load of 360 to 540"
    assert list(cells(said)) == ["Planned in the week of 23 Nov"]
    assert "mornings" not in said
    html = words(client.get(url(private)).content.decode())
    assert "not shared with you or not filled in" in html


def test_what_is_kept_from_the_team_moves_nothing(client: Client, team: Team, coach: User) -> None:
    member = create_member(
        team=team, athlete=create_steady_athlete(), shares=[DataClass.SESSIONS, DataClass.BODY]
    )

    def page() -> str:
        html = client.get(
            url(member), {"day": str(days(1)), "minutes": "60", "rpe": "6"}
        ).content.decode()
        return "\n".join(line for line in html.splitlines() if "csrf" not in line.lower())

    before = page()
    assert "54 of 54" in before
    for check_in in member.athlete.check_ins.select_related("mind"):
        check_in.mind.stress = 1
        check_in.mind.save()
    assert page() == before
    for check_in in member.athlete.check_ins.select_related("body"):
        check_in.body.fatigue = 1 + check_in.day.toordinal() % 5
        check_in.body.save()
    assert page() != before


def test_what_cannot_be_tried_says_so_and_what_is_not_ours_is_not_there(
    client: Client, member: Membership
) -> None:
    refused: tuple[tuple[dict[str, str], str], ...] = (
        ({"day": str(days(-1))}, "That day is over"),
        ({"minutes": "601", "rpe": "5"}, "Enter a number from 1 to 600."),
        ({"minutes": "60"}, "Choose how hard."),
        ({"rpe": "5"}, "Enter the minutes."),
    )
    for asked, problem in refused:
        response = client.get(url(member), asked)
        assert response.status_code == 422
        assert problem in response.content.decode()
    done = put(member, TODAY)
    create_session(athlete=member.athlete, day=TODAY, planned_session=done)
    own = create_planned(athlete=member.athlete, day=days(1))
    for planned in (done, own):
        address = f"{url(member)}?planned={planned.pk}&day={days(2)}"
        assert client.get(address).status_code == 404


def test_the_forms_of_one_athlete_show_it_and_take_over_what_was_tried(
    client: Client, member: Membership
) -> None:
    planned = put(member, days(1))
    edit = reverse("coaching:plan-edit", args=[member.team.public_id, planned.pk])
    assert f'hx-get="{url(member)}?planned={planned.pk}"' in client.get(edit).content.decode()
    said = ask(client, member, day=days(1), minutes=45, rpe="3.5")
    form = client.get(said["plan_url"])
    assert (form.context["form"]["minutes"].value(), form.context["form"]["rpe"].value()) == (
        "45",
        "3.5",
    )
    assert f'hx-get="{url(member)}"' in form.content.decode()
    create_member(team=member.team, name="Sam Blue")
    add = reverse("coaching:plan-add", args=[member.team.public_id])
    assert "what-if" not in client.get(add).content.decode().replace("css/what_if", "")
    fragment = client.get(url(member), {"day": str(days(1))}, headers=HTMX).content.decode()
    assert "<html" not in fragment


def test_query_counts_do_not_grow(
    client: Client,
    member: Membership,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(3):
        planned = put(member, days(1 + number))
        create_member(team=member.team, name=f"A {number}", shares=SHARED)
        if number == 1:
            write_history(member.athlete, days=200, last=days(-100))
            change(member.athlete)
            assess(athlete_ids=[member.athlete_id], now=NOW)
        # session, user, team, athlete, their clock, what changes, plan, sessions, marks,
        # overloads, from where to go on (1 or 2), its facts (6), navigation
        with django_assert_num_queries(18 + (number > 0)):
            client.get(f"{url(member)}?planned={planned.pk}&day={days(5)}")
