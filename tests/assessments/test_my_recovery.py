from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine
from django.urls import reverse

from recovery.assessments.models import Calculation
from recovery.assessments.services import assess
from tests.assessments.histories import NOW, create_athlete_with_history, days_before
from tests.factories import create_athlete, create_check_in, create_session, create_user

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

URL = reverse("assessments:my-recovery")


@pytest.fixture(autouse=True)
def _at_ten() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def page(client: Client, url: str = URL) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_my_recovery_opens_with_what_it_knows(client: Client) -> None:
    athlete = create_athlete_with_history(poor_days=14)
    assess(athlete_ids=[athlete.pk], now=NOW)
    client.force_login(athlete.user)
    html = page(client)
    assert "<h1>Your recovery has been behind for " in html or "drifting apart</h1>" in html
    assert "Speaks for it" in html
    assert "Speaks against it" in html or "Closes after" in html
    # recovery, load, sleep, ten items; and the recovery time, which has no numbers of its own
    assert html.count('<svg class="chart"') == 3 + 10 + 1
    assert html.count("<table>") == 3 + 10
    assert 'class="specks"' in html
    order = ["figure-recovery", "What drives it", "What you could try", "Recovery time", "history"]
    places = [html.index(f'id="{each}"' if each[0].islower() else f">{each}<") for each in order]
    assert places == sorted(places)
    beside = ("sleep-debt", "days-since-rest", "sleep-regularity", "recovery-time")
    for card in ("own-normal", "load-excess", *beside):
        assert reverse("methods:card", args=[card]) in html


def test_my_recovery_query_count_does_not_grow_with_days(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for days in (10, 200):
        athlete = create_athlete_with_history(days=days)
        assess(athlete_ids=[athlete.pk], now=NOW)
        client.force_login(athlete.user)
        # session, user, athlete, their clock, history (5), sleep and rest, sleep times, what
        # is planned, sessions, navigation
        with django_assert_num_queries(14):
            page(client, f"{URL}?period=1y")


def test_it_says_what_the_latest_training_asks(client: Client) -> None:
    athlete = create_athlete_with_history(last=days_before(2))
    create_session(athlete=athlete, day=days_before(1), rpe=10)
    create_check_in(athlete=athlete, day=days_before(0), sleep_hours=5, soreness=2)
    assess(athlete_ids=[athlete.pk], now=NOW)
    client.force_login(athlete.user)
    html = page(client)
    assert "<b>Running on Sunday asks about " in html
    assert "a quarter longer" in html  # of the night after, from the answers
    assert reverse("methods:card", args=["recovery-time"]) in html


def test_a_session_without_exertion_is_asked_for(client: Client) -> None:
    athlete = create_athlete_with_history(days=30, last=days_before(10))
    session = create_session(athlete=athlete, day=days_before(1), rpe=None)
    assess(athlete_ids=[athlete.pk], now=NOW)
    client.force_login(athlete.user)
    html = page(client)
    assert "Running on Sunday has not been rated" in html
    assert reverse("athletes:session-edit", args=[session.pk]) in html


def test_before_anything_was_computed_it_says_what_will_be_here(client: Client) -> None:
    client.force_login(create_athlete().user)
    html = page(client)
    assert "<h1>Nothing to compare yet</h1>" in html
    assert reverse("athletes:today") in html
    assert '<svg class="chart"' not in html


def test_a_newcomer_sees_their_days_and_how_long_learning_takes(client: Client) -> None:
    athlete = create_athlete()
    for before in range(4):
        create_check_in(athlete=athlete, day=days_before(before))
    assess(athlete_ids=[athlete.pk], now=NOW)
    client.force_login(athlete.user)
    html = page(client)
    assert "<h1>Your own normal is still being learned</h1>" in html
    assert "4 check-ins in the last 42 days" in html
    assert "usually" not in html
    assert 'class="specks"' not in html  # other people's normal is not theirs
    assert "figure-recovery" not in html
    assert "Nothing is known of your training and rest in these days" in html


def test_what_could_not_be_computed_says_so(client: Client) -> None:
    athlete = create_athlete_with_history()
    assess(athlete_ids=[athlete.pk], now=NOW)
    Calculation.objects.update(set_aside_at=NOW)
    client.force_login(athlete.user)
    html = page(client)
    assert "could not be computed" in html
    assert 'class="own is-stale"' in html


def test_an_unknown_period_is_the_usual_one(client: Client) -> None:
    athlete = create_athlete_with_history()
    assess(athlete_ids=[athlete.pk], now=NOW)
    client.force_login(athlete.user)
    assert "in the last 42 days" in page(client, f"{URL}?period=<script>")
    html = page(client, f"{URL}?period=3m")
    assert "in the last 91 days" in html
    assert 'id="figure-far-back"' in html  # besides the latest six weeks


def test_whoever_is_no_athlete_finds_nothing(client: Client) -> None:
    client.force_login(create_user())
    assert client.get(URL).status_code == 404


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(URL).status_code == 302
