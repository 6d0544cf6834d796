from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.urls import reverse

from athletes.models import BodyAnswers, CheckIn, FactChange, MindAnswers
from tests.athletes.views.test_today import athlete, words
from tests.factories import create_athlete, create_check_in

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete

__all__ = ["athlete"]  # the fixture

DAY = dt.date(2026, 11, 23)
MORNING = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
URL = reverse("athletes:check-in", args=[DAY])
HTMX = {"HX-Request": "true"}
# Session, user, athlete and time zones, what was saved, recent answers. Then in one transaction
# (2): lock, what is there, three tables, the change and its notification. Then what is saved now,
# recent answers again, and who reads along.
SAVING = 6 + 2 + 7 + 3

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _at_breakfast() -> Any:  # noqa: ANN401  (a generator of nothing)
    with time_machine.travel(MORNING, tick=False):
        yield


def post(client: Client, *, url: str = URL, fragment: bool = False, **answers: Any) -> Response:
    data = {"client_id": str(uuid.uuid4()), **answers}
    return client.post(url, data, headers=HTMX if fragment else {})


def test_saving_without_a_script_redirects_to_today(client: Client, athlete: Athlete) -> None:
    response = post(client, sleep_hours="7:15", fatigue="2")
    assert (response.status_code, response["Location"]) == (302, reverse("athletes:today"))
    assert BodyAnswers.objects.get().fatigue == 2


def test_saving_a_fragment_answers_with_the_saved_state_alone(
    client: Client, athlete: Athlete
) -> None:
    response = post(client, fragment=True, sleep_hours="7:15", fatigue="2")
    html = response.content.decode()
    assert response.status_code == 200
    assert html.lstrip().startswith('<div id="check-in" ')
    assert 'data-announce="Saved"' in html
    assert "Your check-in is saved" in words(html)
    assert "<html" not in html


@pytest.mark.parametrize("fragment", [True, False])
def test_error_answers_422_keeps_what_was_typed_and_saves_nothing(
    client: Client,
    athlete: Athlete,
    fragment: bool,  # noqa: FBT001  (with and without htmx)
) -> None:
    response = post(client, fragment=fragment, sleep_hours="25", fatigue="2", text="Bad night")
    html = response.content.decode()
    assert response.status_code == 422
    assert ("<html" in html) is not fragment
    assert 'value="25"' in html
    assert 'aria-describedby="id_sleep_hours_error"' in html
    assert "A day has 24 hours" in html
    assert 'name="fatigue" value="2" checked' in html
    assert "Bad night" in html
    assert not CheckIn.objects.exists()
    assert not FactChange.objects.exists()


def test_empty_form_is_refused_kindly(client: Client, athlete: Athlete) -> None:
    response = post(client, fragment=True)
    assert response.status_code == 422
    assert "Nothing is filled in yet." in response.content.decode()


def test_form_without_its_number_is_refused_and_not_an_error_of_ours(
    client: Client, athlete: Athlete
) -> None:
    assert client.post(URL, {"fatigue": "2", "client_id": "x"}).status_code == 422


def test_same_form_sent_twice_saves_once(client: Client, athlete: Athlete) -> None:
    form = str(uuid.uuid4())
    for _time in range(2):
        assert post(client, client_id=form, fatigue="2").status_code == 302
    assert CheckIn.objects.count() == FactChange.objects.count() == 1


def test_second_device_that_had_not_seen_the_answers_erases_none(
    client: Client, athlete: Athlete
) -> None:
    post(client, fatigue="2", stress="4")
    post(client, soreness="3")
    body = BodyAnswers.objects.get()
    assert (body.fatigue, body.soreness) == (2, 3)
    assert MindAnswers.objects.get().stress == 4


def test_editing_shows_what_was_saved_and_clears_what_is_left_out(
    client: Client, athlete: Athlete
) -> None:
    post(client, sleep_hours="7:15", fatigue="2", stress="4")
    html = client.get(URL, headers=HTMX).content.decode()
    assert 'value="7:15"' in html
    assert 'name="fatigue" value="2" checked' in html
    assert 'name="showed_saved" value="True"' in html
    post(client, showed_saved="True", sleep_hours="7:15", fatigue="", stress="5")
    assert BodyAnswers.objects.get().fatigue is None
    assert MindAnswers.objects.get().stress == 5


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-11-24", 404),  # not begun
        ("2026-11-22", 302),
        ("2026-09-28", 302),  # eight weeks ago
        ("2026-09-27", 422),  # nobody remembers
        ("1999-01-01", 422),  # before birth
        ("2026-02-30", 404),  # no such day
    ],
)
def test_days_that_can_be_answered_for(
    client: Client, athlete: Athlete, day: str, status: int
) -> None:
    assert post(client, url=f"/check-in/{day}/", fatigue="2").status_code == status
    assert CheckIn.objects.exists() is (status == 302)


def test_late_edit_returns_to_the_log_and_is_marked_there(client: Client, athlete: Athlete) -> None:
    day = DAY - dt.timedelta(7)
    create_check_in(athlete=athlete, day=day, fatigue=2)
    url = reverse("athletes:check-in", args=[day])
    response = post(client, url=url, showed_saved="True", fatigue="3")
    assert response["Location"] == f"{reverse('athletes:log')}?until={day}#day-{day}"
    assert CheckIn.objects.get().edited_late_at == MORNING
    assert "edited later" in words(client.get(reverse("athletes:log")).content.decode())


def test_deleting_empties_the_day_and_is_for_the_athlete_alone(
    client: Client, athlete: Athlete
) -> None:
    create_check_in(athlete=create_athlete(), day=DAY)
    url = reverse("athletes:check-in-delete", args=[DAY])
    assert client.post(url).status_code == 404
    create_check_in(athlete=athlete, day=DAY)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert not athlete.check_ins.exists()
    assert CheckIn.objects.count() == 1


def test_note_with_markup_is_shown_as_text(client: Client, athlete: Athlete) -> None:
    post(client, fatigue="2", text="<script>alert(1)</script>")
    html = client.get(URL).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_queries_of_saving_do_not_grow(
    client: Client, athlete: Athlete, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    answers = {"sleep_hours": "7", "fatigue": "2", "stress": "3"}
    for before in (0, 30):
        for back in range(1, before + 1):
            create_check_in(athlete=athlete, day=DAY - dt.timedelta(back), fatigue=3)
        with django_assert_num_queries(SAVING):
            assert post(client, fragment=True, **answers).status_code == 200
        CheckIn.objects.all().delete()
