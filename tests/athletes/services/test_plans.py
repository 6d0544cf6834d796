from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError

from athletes.models import Athlete, FactChange, OverloadBlock, PlannedSession
from athletes.services.days import mark_day
from athletes.services.plans import (
    Entry,
    Intended,
    change_plan,
    delete_plan,
    end_overload,
    move,
    plan,
    plan_overload,
    swap_days,
)
from tests.athletes.services.test_check_ins import at_the_same_time
from tests.factories import (
    create_athlete,
    create_overload,
    create_planned,
    create_session,
    create_user,
)

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
TEAM = uuid.UUID(int=7)


def days(count: int) -> dt.date:
    return DAY + dt.timedelta(days=count)


def training(day: dt.date = DAY, **values: Any) -> Intended:
    usual: dict[str, Any] = {"sport": "running", "minutes": 60, "rpe": Decimal(4)}
    return Intended(day=day, **usual | values)


def rest(day: dt.date = DAY) -> Intended:
    return Intended(day=day, kind="rest")


def put(
    athlete: Athlete,
    *intended: Intended,
    planned_for: uuid.UUID | None = None,
    client_id: uuid.UUID | None = None,
) -> int:
    return plan(
        entries=[
            Entry(athlete=athlete, client_id=client_id or uuid.uuid4(), intended=each)
            for each in intended
        ],
        by=athlete.user,
        planned_for=planned_for,
        now=NOW,
    )


def test_planning_asks_for_no_computation() -> None:
    put(create_athlete(), training(days(1)), rest(days(2)))
    planned = PlannedSession.objects.order_by("day")
    assert [(each.kind, each.minutes, each.load) for each in planned] == [
        ("training", 60, 240.0),
        ("rest", None, 0.0),
    ]
    assert not FactChange.objects.exists()


def test_rest_loses_the_effort_that_a_form_may_send_along() -> None:
    put(create_athlete(), training(kind="rest"))
    planned = PlannedSession.objects.get()
    assert (planned.sport, planned.minutes, planned.rpe) == ("", None, None)


@pytest.mark.parametrize("missing", [{"minutes": None}, {"rpe": None}, {"sport": ""}])
def test_training_without_how_long_or_how_hard_is_refused(missing: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refusal:
        put(create_athlete(), training(**missing))
    assert set(refusal.value.message_dict) == set(missing)


def test_days_that_are_over_or_far_away_are_refused() -> None:
    for day in (days(-1), days(366)):
        with pytest.raises(ValidationError):
            put(create_athlete(), training(day))
    assert not PlannedSession.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_double_click_plans_once() -> None:
    athlete, form = create_athlete(), uuid.uuid4()
    click = lambda: put(athlete, training(), client_id=form)  # noqa: E731
    assert at_the_same_time(click, click, click) == []
    assert PlannedSession.objects.count() == 1


def test_rest_gives_way_to_training_of_the_same_planner_only() -> None:
    athlete = create_athlete()
    put(athlete, rest(), planned_for=TEAM)
    put(athlete, rest())
    put(athlete, training())
    assert list(PlannedSession.objects.order_by("pk").values_list("kind", "planned_for")) == [
        ("rest", TEAM),
        ("training", None),
    ]


def test_rest_where_training_is_planned_is_refused() -> None:
    athlete = create_athlete()
    put(athlete, training())
    with pytest.raises(ValidationError, match="Training is planned on this day"):
        put(athlete, rest())


def test_query_count_of_planning_does_not_grow(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    coach = create_user()
    for count in (1, 10):
        ids = [create_athlete().pk for _ in range(count)]
        athletes = list(Athlete.objects.filter(pk__in=ids).prefetch_related("time_zones"))
        entries = [
            Entry(athlete=athlete, client_id=uuid.uuid4(), intended=training(days(1)))
            for athlete in athletes
        ]
        # savepoint and its release, athletes locked, known, on the same days, inserted
        with django_assert_num_queries(6):
            assert plan(entries=entries, by=coach, planned_for=TEAM, now=NOW) == count


def test_move_keeps_the_day_that_was_meant() -> None:
    planned = create_planned(athlete=create_athlete(), day=DAY)
    for to in (days(2), days(3)):
        move(planned=planned, to=to, now=NOW)
        planned.refresh_from_db()
        assert (planned.day, planned.original_day) == (to, DAY)
    move(planned=planned, to=DAY, now=NOW)
    planned.refresh_from_db()
    assert (planned.day, planned.original_day) == (DAY, None)


def test_missed_session_can_be_done_within_a_week() -> None:
    athlete = create_athlete()
    recent = create_planned(athlete=athlete, day=days(-7))
    move(planned=recent, to=days(1), now=NOW)
    old = create_planned(athlete=athlete, day=days(-8))
    with pytest.raises(ValidationError, match="too long ago to move"):
        move(planned=old, to=days(1), now=NOW)
    with pytest.raises(ValidationError, match="That day is over"):
        move(planned=recent, to=days(-1), now=NOW)


def test_what_was_done_is_neither_moved_nor_rewritten_nor_deleted() -> None:
    athlete = create_athlete()
    planned = create_planned(athlete=athlete, day=DAY)
    create_session(athlete=athlete, day=DAY, planned_session=planned)
    for write in (
        lambda: move(planned=planned, to=days(1), now=NOW),
        lambda: change_plan(planned=planned, intended=training(rpe=Decimal(9)), now=NOW),
        lambda: delete_plan(planned=planned, now=NOW),
        lambda: swap_days(athlete=athlete, day=DAY, other=days(1), now=NOW),
    ):
        with pytest.raises(ValidationError, match="This was done"):
            write()
    assert PlannedSession.objects.get().rpe == 4


def test_what_was_missed_is_not_rewritten() -> None:
    planned = create_planned(athlete=create_athlete(), day=days(-1))
    with pytest.raises(ValidationError, match="That day is over"):
        change_plan(planned=planned, intended=training(), now=NOW)
    with pytest.raises(ValidationError, match="That day is over"):
        delete_plan(planned=planned, now=NOW)


def test_planner_who_changes_all_but_the_day_leaves_a_move_alone() -> None:
    planned = create_planned(athlete=create_athlete(), day=days(4), original_day=days(1))
    change_plan(planned=planned, intended=training(days(1), minutes=90), now=NOW)
    planned.refresh_from_db()
    assert (planned.day, planned.original_day, planned.minutes) == (days(4), days(1), 90)


def test_planner_who_changes_the_day_means_another_day() -> None:
    planned = create_planned(athlete=create_athlete(), day=days(4), original_day=days(1))
    change_plan(planned=planned, intended=training(days(2)), now=NOW)
    planned.refresh_from_db()
    assert (planned.day, planned.original_day) == (days(2), None)


def test_who_may_not_see_sessions_is_refused_alike_whatever_the_athlete_did() -> None:
    """Done, moved or neither: the answer depends on the day that was meant, and on nothing else."""
    athlete = create_athlete()
    answers: dict[int, set[str]] = {}
    for ahead in (0, 1):
        meant = days(ahead)
        untouched = create_planned(athlete=athlete, day=meant)
        moved = create_planned(athlete=athlete, day=days(5), original_day=meant)
        moved_back = create_planned(athlete=athlete, day=days(-1), original_day=meant)
        done = create_planned(athlete=athlete, day=meant)
        create_session(athlete=athlete, day=DAY, planned_session=done)
        for planned in (untouched, moved, moved_back, done):
            try:
                change_plan(planned=planned, intended=training(meant), now=NOW, sees_sessions=False)
            except ValidationError as refusal:
                answers.setdefault(ahead, set()).update(refusal.messages)
            else:
                answers.setdefault(ahead, set()).add("saved")
    assert answers == {
        0: {"From its day on, what was intended stays as it was."},
        1: {"saved"},
    }
    # What was done early is computed anew, because what was intended of it has changed.
    assert FactChange.objects.get().from_day == DAY


def test_refusing_rest_looks_at_where_the_team_put_its_training() -> None:
    athlete = create_athlete()
    create_planned(athlete=athlete, day=days(2), original_day=days(1), planned_for=TEAM)
    put(athlete, rest(days(2)), planned_for=TEAM)
    with pytest.raises(ValidationError, match="Training is planned on this day"):
        put(athlete, rest(days(1)), planned_for=TEAM)


def test_swap_exchanges_two_days_rest_included() -> None:
    athlete = create_athlete()
    create_planned(athlete=athlete, day=DAY)
    create_planned(athlete=athlete, day=days(2), kind="rest")
    assert swap_days(athlete=athlete, day=DAY, other=days(2), now=NOW) == 2
    rows = PlannedSession.objects.order_by("day").values_list("kind", "day", "original_day")
    assert list(rows) == [("rest", DAY, days(2)), ("training", days(2), DAY)]


def test_not_being_available_may_be_told_ahead_and_rest_may_not() -> None:
    athlete = create_athlete()

    def say(kind: str, day: dt.date) -> None:
        mark_day(
            athlete=athlete, day=day, kind=kind, client_id=uuid.uuid4(), recorded_at=NOW, now=NOW
        )

    say("unavailable", days(3))
    say("travel", days(3))
    assert athlete.day_marks.get().kind == "travel"
    for kind, day in (("rest", days(2)), ("ill", days(2)), ("unavailable", days(366))):
        with pytest.raises(ValidationError):
            say(kind, day)


def camp(athlete: Athlete, first: int = 1, last: int = 7, **values: Any) -> list[OverloadBlock]:
    arguments: dict[str, Any] = {
        "athletes": [athlete],
        "first_day": days(first),
        "last_day": days(last),
        "why": "Camp",
        "client_id": uuid.uuid4(),
        "by": athlete.user,
        "planned_for": TEAM,
        "now": NOW,
    }
    return plan_overload(**arguments | values)


def test_overload_is_queued_from_its_first_day_and_saved_once() -> None:
    athlete, form = create_athlete(), uuid.uuid4()
    assert len(camp(athlete, client_id=form)) == 1
    assert camp(athlete, client_id=form) == []
    change = FactChange.objects.get()
    assert (change.from_day, change.reason) == (days(1), "plan")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (-1, 5, "planned beforehand"),
        (3, 2, "cannot be before the first"),
        (1, 15, "at most 14 days"),
        (22, 25, "in the week around them"),
    ],
)
def test_overload_is_bounded(first: int, last: int, words: str) -> None:
    athlete = create_athlete()
    create_overload(athlete=athlete, first_day=days(10), last_day=days(15))
    with pytest.raises(ValidationError, match=words):
        camp(athlete, first, last)
    assert OverloadBlock.objects.count() == 1
    camp(athlete, 23, 25)


def test_overload_ends_today_or_never_was() -> None:
    athlete = create_athlete()
    going_on = create_overload(athlete=athlete, first_day=days(-3), last_day=days(3))
    ahead = create_overload(athlete=athlete, first_day=days(20), last_day=days(22))
    end_overload(block=going_on, now=NOW)
    end_overload(block=ahead, now=NOW)
    end_overload(block=ahead, now=NOW)
    assert OverloadBlock.objects.get().last_day == DAY
    assert FactChange.objects.count() == 2
