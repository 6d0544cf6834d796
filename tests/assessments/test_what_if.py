"""What tomorrow's session would do: from facts and plan to words, by hand."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pytest
import time_machine
from django.urls import reverse

from athletes.models import FactChange, PlanKind, PlannedSession
from recovery.assessments import what_if_words as words
from recovery.assessments.models import Checkpoint, Level
from recovery.assessments.services import assess, request_lens
from recovery.assessments.what_if import REST, Choice, what_if_on
from recovery.engine import ALL_CLASSES, DataClass
from tests.assessments.histories import (
    NOW,
    TODAY,
    change,
    create_athlete_with_history,
    create_steady_athlete,
    days_before,
    derived,
)
from tests.factories import (
    create_athlete,
    create_planned,
    create_session,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete
    from recovery.assessments.what_if import WhatIf

pytestmark = pytest.mark.django_db

URL = reverse("assessments:tomorrow")
TOMORROW = days_before(-1)


@pytest.fixture(autouse=True)
def _at_ten() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def tried(athlete: Athlete, *choices: Choice, planned: tuple[PlannedSession, ...] = ()) -> WhatIf:
    found = what_if_on(athlete, TOMORROW, choices, today=TODAY, planned=planned)
    assert found is not None
    return found


def test_the_week_is_as_worked_out_by_hand() -> None:
    athlete = create_steady_athlete()
    # Monday has no facts yet, so the week up to Tuesday has six known days: of Wednesday to
    # Sunday 5 x 300 AU, and what is chosen. A mean of the known days stands for the week.
    found = tried(athlete, REST, Choice.session(60, 6))
    assert found.outlook.week.value == pytest.approx([7 * 1500 / 6, 7 * 1860 / 6])
    # The four weeks before it, from Wednesday to Tuesday: six days of 300 AU in each.
    assert found.outlook.usual_week == pytest.approx(1800)
    assert [line.cells for line in words.lines(found)][:4] == [
        ["0 AU", "360 AU"],
        ["1,750 AU, as usual", "2,170 AU, 21% above usual"],
        ["that day", "1 to 7 days before"],
        ["none", "none"],
    ]
    assert words.heading(found, 1) == "The week would be 21% above usual"
    assert found.unknown_days == 1
    assert "Nothing is known of today yet" in words.rests_on(found)[0]


def test_what_is_planned_for_today_is_taken_as_done() -> None:
    athlete = create_steady_athlete()
    planned = create_planned(athlete=athlete, day=TODAY, minutes=50, rpe=8)
    found = tried(athlete, REST, Choice.session(60, 7), planned=(planned,))
    assert found.outlook.week.value == pytest.approx([1900, 2320])  # 5 x 300, and 400 today
    assert (found.unknown_days, found.planned_days, found.hard_days) == (0, 1, [1, 1])
    assert words.lines(found)[2].cells == ["that day", "7 days before"]
    assert words.lines(found)[3].cells == ["none", "2"]
    assert words.rests_on(found)[0] == "What is still planned before then is taken as done."


def test_a_planned_rest_is_one_only_where_nothing_was_done() -> None:
    athlete = create_steady_athlete()
    rest = create_planned(athlete=athlete, day=TODAY, kind=PlanKind.REST)
    assert tried(athlete, REST, planned=(rest,)).outlook.week.value == pytest.approx([1500])
    create_session(athlete=athlete, day=TODAY)
    assert tried(athlete, REST, planned=(rest,)).outlook.week.value == pytest.approx([1800])


def test_hard_days_and_days_without_rest_are_told() -> None:
    athlete = create_steady_athlete(days=3, rpe=7.5)  # Saturday and Sunday
    create_session(athlete=athlete, day=TODAY, rpe=8)
    for before in range(3, 31):
        create_session(athlete=athlete, day=days_before(before), rpe=5)
    found = tried(athlete, REST, Choice.session(60, 7))
    assert found.hard_days == [3, 3]
    assert words.conflicts(found, 1) == [
        "It would be hard day number 4 in a row.",
        "It would be day number 32 without a rest day.",
    ]
    assert words.conflicts(found, 0) == []


def test_the_range_that_keeps_the_week_usual_is_told_in_round_numbers() -> None:
    athlete = create_steady_athlete()
    create_session(athlete=athlete, day=TODAY)
    # 7 x ((1800/7 + 25) e^0.22 - 25) - 1800 = 486.0 AU, as in the engine's test.
    found = tried(athlete, REST, Choice.session(60, 6))
    assert found.least == [0, 0]
    assert found.greatest == pytest.approx([486.0, 486.0], abs=0.01)
    assert words.usual_range(found, 1) == (
        "Anything up to 480 AU keeps the week within what weeks usually are."
        " At an exertion of 6 that is at most 80 minutes."
    )
    assert words.usual_range(found, 0) == (
        "Anything up to 480 AU keeps the week within what weeks usually are."
    )


def test_levels_are_counted_over_own_mornings() -> None:
    athlete = create_steady_athlete()
    found = tried(athlete, REST, Choice.session(300, 9))
    assert found.outlook.mornings == 54  # pairs that end on one of 56 days, but for today
    assert [(line.label, *line.cells) for line in words.mornings(found)] == [
        (str(Level.USUAL.label), "54 of 54", "0 of 54"),
        (str(Level.NOTICE.label), "0 of 54", "54 of 54"),
    ]
    assert words.heading(found, 1) == "The week would be far heavier than usual"


def test_with_few_mornings_no_level_is_told() -> None:
    found = tried(create_steady_athlete(days=6), REST, Choice.session(60, 5))
    assert words.mornings(found) == []
    assert words.drawing(found) is None
    assert words.heading(found, 1).startswith("Too little is known of earlier weeks")


def test_somebody_else_learns_nothing_of_what_they_may_not_see() -> None:
    athlete = create_steady_athlete()
    choices = [REST, Choice.session(60, 6)]
    allowed = DataClass.SESSIONS | DataClass.BODY

    def seen() -> WhatIf | None:
        return what_if_on(athlete, TOMORROW, choices, today=TODAY, classes=allowed)

    before = seen()
    assert before is not None
    assert before.outlook.mornings
    athlete.check_ins.get(day=days_before(1)).mind.delete()
    after = seen()
    assert after is not None
    assert (before.outlook.evidence == after.outlook.evidence).all()
    nothing = what_if_on(create_athlete(), TOMORROW, choices, today=TODAY, classes=allowed)
    assert nothing is None


def test_a_day_that_is_not_to_come_is_refused() -> None:
    for day in (days_before(1), days_before(-15)):
        with pytest.raises(ValueError, match="within 14 days"):
            what_if_on(create_athlete(), day, [REST], today=TODAY)


# --- the page ------------------------------------------------------------------------------------


def test_the_page_takes_what_is_planned(client: Client) -> None:
    athlete = create_steady_athlete()
    create_planned(athlete=athlete, day=TOMORROW, minutes=60, rpe=6)
    client.force_login(athlete.user)
    html = client.get(URL).content.decode()
    assert "<h1>The week would be 21% above usual</h1>" in html
    assert "60 min at 6" in html
    assert 'value="60"' in html
    assert "Trying changes nothing" in html


def test_what_is_typed_is_tried_and_nothing_is_changed(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for days in (20, 70):
        athlete = create_steady_athlete(days=days)
        create_planned(athlete=athlete, day=TOMORROW, minutes=60, rpe=6)
        change(athlete)
        assess(athlete_ids=[athlete.pk], now=NOW)
        rows = derived([athlete.pk])
        client.force_login(athlete.user)
        # session, user, athlete, their clock, plan, checkpoint (2), facts (6), navigation
        with django_assert_num_queries(14):
            html = client.get(URL, {"minutes": "30", "rpe": "2"}).content.decode()
        assert "30 min at 2" in html
        [planned] = PlannedSession.objects.filter(athlete=athlete)
        assert planned.load == 360
        assert derived([athlete.pk]) == rows


def test_what_cannot_be_tried_says_so_beside_the_field(client: Client) -> None:
    athlete = create_steady_athlete(days=10)
    create_planned(athlete=athlete, day=TOMORROW, minutes=60, rpe=6)
    client.force_login(athlete.user)
    response = client.get(URL, {"minutes": "601", "rpe": "11"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Enter a number from 1 to 600." in html
    assert "Choose one of the points shown." in html
    assert 'value="601"' in html
    assert "60 min at 6</th>" not in html  # what is planned must not answer for it
    assert "Enter the minutes." in client.get(URL, {"rpe": "5"}).content.decode()
    assert "Choose how hard." in client.get(URL, {"minutes": "60"}).content.decode()


def test_a_planned_rest_is_compared_with_the_week(client: Client) -> None:
    athlete = create_steady_athlete()
    create_planned(athlete=athlete, day=TOMORROW, kind=PlanKind.REST)
    client.force_login(athlete.user)
    assert "<h1>The week would be as usual</h1>" in client.get(URL).content.decode()


def test_several_planned_sessions_are_taken_together(client: Client) -> None:
    athlete = create_steady_athlete()
    create_planned(athlete=athlete, day=TOMORROW, minutes=60, rpe=6)
    create_planned(athlete=athlete, day=TOMORROW, minutes=30, rpe=2)
    client.force_login(athlete.user)
    html = client.get(URL).content.decode()
    assert "<td>420 AU</td>" in html
    assert "As planned" in html


def test_without_facts_it_says_what_will_be_here(client: Client) -> None:
    client.force_login(create_athlete().user)
    html = client.get(URL).content.decode()
    assert "<h1>Nothing to compare yet</h1>" in html
    assert reverse("athletes:today") in html


def test_with_a_warning_open_one_day_does_not_close_it(client: Client) -> None:
    athlete = create_athlete_with_history(poor_days=20, days=90)
    client.force_login(athlete.user)
    html = client.get(URL, {"minutes": "60", "rpe": "5"}).content.decode()
    assert "A warning is open already" in html
    assert 'id="figure-spread"' in html


def test_my_recovery_leads_to_it_with_the_plan(client: Client) -> None:
    athlete = create_steady_athlete(days=20)
    change(athlete)
    assess(athlete_ids=[athlete.pk], now=NOW)
    client.force_login(athlete.user)
    own = reverse("assessments:my-recovery")
    assert "Nothing is planned. Try a session" in client.get(own).content.decode()
    create_planned(athlete=athlete, day=TOMORROW, minutes=45, rpe=3)
    html = client.get(own).content.decode()
    assert f'href="{URL}"' in html
    assert "45 min" in html


def test_the_full_lens_is_the_athletes_own() -> None:
    athlete = create_steady_athlete(days=20)
    own = what_if_on(athlete, TOMORROW, [REST], today=TODAY, classes=ALL_CLASSES)
    assert own is not None
    assert own.choices == [REST]


# --- going on from a checkpoint ------------------------------------------------------------------


def outlook_of(found: WhatIf | None) -> dict[str, object]:
    assert found is not None
    outlook = found.outlook
    return {
        field.name: getattr(outlook, field.name)
        for field in fields(outlook)
        if field.name not in {"week", "excess", "monotony", "strain", "since_rest"}
    } | {
        "week": outlook.week.value,
        "excess": outlook.excess.value,
        "monotony": outlook.monotony.value,
        "strain": outlook.strain.value,
        "since_rest": outlook.since_rest.at_least.value,
    }


@pytest.mark.parametrize("classes", [ALL_CLASSES, DataClass.SESSIONS | DataClass.BODY])
def test_it_goes_on_from_a_checkpoint_to_the_last_bit(classes: DataClass) -> None:
    athlete = create_athlete_with_history(days=300, poor_days=9)
    request_lens(athlete=athlete, classes=int(classes))
    assess(athlete_ids=[athlete.pk], now=NOW)
    choices = [REST, Choice.session(90, 7)]

    def tried_on(day: dt.date) -> dict[str, object]:
        return outlook_of(what_if_on(athlete, day, choices, today=TODAY, classes=classes))

    days = (TODAY, TOMORROW, days_before(-9))
    going_on = [tried_on(day) for day in days]
    # What is carried is used: were it another day's, it would show.
    kept = Checkpoint.objects.filter(athlete=athlete, lens=classes).order_by("day")
    earlier, *_between, latest = kept.exclude(carried=b"")
    kept.filter(pk=latest.pk).update(carried=earlier.carried)
    with pytest.raises(AssertionError):
        np.testing.assert_equal(tried_on(TOMORROW), going_on[1])
    # A change of before that day is not in it, so it is left alone.
    FactChange.objects.create(athlete=athlete, from_day=days_before(290), reason="check_in")
    np.testing.assert_equal(tried_on(TOMORROW), going_on[1])
    Checkpoint.objects.all().delete()
    np.testing.assert_equal(going_on, [tried_on(day) for day in days])
