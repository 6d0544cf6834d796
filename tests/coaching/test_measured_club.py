"""The demo's club has something to show among its tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from athletes.models import PerformanceResult
from athletes.performance import Verdict, athlete_progress
from recovery.demo.measured import measure_club
from recovery.simulation.stories import Story
from tests.coaching.factories import NOW, create_member

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db


def test_every_story_reads_off_the_tests(team: Team, coach: User) -> None:
    members = {story: create_member(team=team, name=story) for story in Story}
    stories = {member.athlete_id: story for story, member in members.items()}
    measure_club(stories, team=team, coach=coach, now=NOW)
    said = {
        story: {
            each.test.kind: each.latest.verdict
            for each in athlete_progress(member.athlete_id)
            if each.latest
        }
        for story, member in members.items()
    }
    assert said[Story.PERSISTENT] == {"jump": Verdict.WORSE_AGAIN}
    assert said[Story.NEW] == {"jump": Verdict.LEARNING}
    assert set(said[Story.TIPPING]) == {"jump", "time_trial"}
    assert said[Story.FINE]["jump"] not in {Verdict.WORSE, Verdict.WORSE_AGAIN}


def test_a_larger_club_costs_the_same_queries(
    team: Team, coach: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    stories = {create_member(team=team).athlete_id: Story.FINE for _ in range(12)}
    with django_assert_max_num_queries(150):
        measure_club(stories, team=team, coach=coach, now=NOW)
    assert PerformanceResult.objects.count() == 12 * 8
