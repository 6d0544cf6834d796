from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from fit_tool.profile.profile_type import Sport

from athletes.drain import drain
from athletes.models import ActivityFile, ColumnMeaning, Recording, Session
from athletes.services.activity_files import receive_file
from recovery import uploads
from tests.athletes.imports import files
from tests.athletes.imports.files import START
from tests.athletes.services.test_activity_files import DAY, NOW
from tests.athletes.views.test_today import athlete, words
from tests.factories import create_athlete, create_check_in, create_session

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete

__all__ = ["athlete"]  # the fixture

URL = reverse("athletes:import")
HTMX = {"HX-Request": "true"}
DIARY = b"Datum;Minuten;RPE;Vermoeidheid\n20-11-2026;60;6,5;2\n21-11-2026;45;;4\n"

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _in_the_morning() -> Any:  # noqa: ANN401  (a generator of nothing)
    with time_machine.travel(NOW, tick=False):
        yield


def seen(response: Response) -> str:
    return words(unescape(response.content.decode()))


def send(client: Client, *contents: tuple[str, bytes], **headers: str) -> Response:
    sent = [SimpleUploadedFile(name, content) for name, content in contents]
    return client.post(reverse("athletes:import-upload"), {"files": sent}, headers=headers)


def brought(athlete: Athlete, content: bytes, *, name: str = "run.fit") -> ActivityFile:
    file = receive_file(athlete=athlete, name=name, content=content, now=NOW).file
    drain()
    file.refresh_from_db()
    return file


def test_page_says_what_can_be_brought_while_there_is_nothing(
    client: Client, athlete: Athlete
) -> None:
    page = seen(client.get(URL))
    assert "Nothing brought in yet" in page
    assert "HRV4Training" in page


def test_log_leads_to_it(client: Client, athlete: Athlete) -> None:
    assert f'href="{URL}"' in client.get(reverse("athletes:log")).content.decode()


def test_several_files_come_in_with_one_form(client: Client, athlete: Athlete) -> None:
    response = send(client, ("run.fit", files.fit()), ("ride.gpx", files.gpx(kind="cycling")))
    assert response.status_code == 302
    page = seen(client.get(URL))
    assert "2 files received." in page
    assert "It is read in a moment" in page
    drain()
    assert "1 session added." in seen(client.get(URL))


def test_file_that_is_here_already_is_said_to_add_nothing(client: Client, athlete: Athlete) -> None:
    brought(athlete, files.fit())
    send(client, ("copy.fit", files.fit()))
    assert "1 file was here already and adds nothing." in seen(client.get(URL))


def test_form_without_a_file_says_so_beside_the_field(client: Client, athlete: Athlete) -> None:
    response = client.post(reverse("athletes:import-upload"))
    assert response.status_code == 422
    assert "Choose a file or a folder first." in seen(response)
    assert 'aria-describedby="import-problem"' in response.content.decode()


def test_fragment_answers_with_the_list_that_asks_again(client: Client, athlete: Athlete) -> None:
    response = send(client, ("run.fit", files.fit()), **HTMX)
    body = response.content.decode()
    assert body.strip().endswith("</div>")
    assert 'id="imports"' in body
    assert 'hx-trigger="every 2s"' in body
    assert 'data-announce="1 file received."' in body


def test_list_stops_asking_when_nothing_waits(client: Client, athlete: Athlete) -> None:
    brought(athlete, files.fit())
    assert "hx-trigger" not in client.get(URL).content.decode()


def poll(client: Client, version: str) -> Response:
    headers = {**HTMX, "HX-Trigger": "imports", "HX-Target": "imports", "If-None-Match": version}
    return client.get(URL, headers=headers)


def version_of(response: Response) -> str:
    found = re.search(r'"If-None-Match": "(\w+)"', unescape(response.content.decode()))
    assert found is not None
    return found[1]


def test_poll_is_answered_with_nothing_until_something_changes(
    client: Client, athlete: Athlete, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = version_of(send(client, ("run.fit", files.fit()), **HTMX))
    # session, user, athlete, time zones, states of the files
    with django_assert_num_queries(5):
        assert poll(client, version).status_code == 304
    drain()
    answer = poll(client, version)
    assert answer.status_code == 200
    assert "1 session added." in seen(answer)


def test_refused_file_is_shown_with_the_reason(client: Client, athlete: Athlete) -> None:
    brought(athlete, b"\x89PNG", name="photo.fit")
    page = seen(client.get(URL))
    assert "Not imported. This is not a file of a kind that can be read" in page


def test_names_of_files_are_text_and_nothing_else(client: Client, athlete: Athlete) -> None:
    brought(athlete, b"\x89PNG", name="<img src=x onerror=alert(1)>.fit")
    assert "<img src=x" not in client.get(URL).content.decode()


def test_somebody_elses_files_are_not_there(client: Client, athlete: Athlete) -> None:
    other = create_athlete()
    file = brought(other, DIARY, name="private.csv")
    create_session(athlete=other, day=DAY, started_at=START, minutes=50)
    brought(other, files.fit())
    recording = Recording.objects.get()
    assert "private.csv" not in seen(client.get(URL))
    for url in (
        reverse("athletes:import-columns", args=[file.pk]),
        reverse("athletes:import-match", args=[recording.pk]),
    ):
        assert client.get(url).status_code == client.post(url).status_code == 404
    assert client.post(reverse("athletes:import-delete", args=[file.pk])).status_code == 404
    assert ActivityFile.objects.count() == 2


def test_deleting_a_file_keeps_its_sessions(client: Client, athlete: Athlete) -> None:
    file = brought(athlete, files.fit())
    response = client.post(reverse("athletes:import-delete", args=[file.pk]), follow=True)
    assert "Sessions from it stay in your log." in seen(response)
    assert Session.objects.count() == 1
    assert not ActivityFile.objects.exists()


def test_original_is_given_back_to_be_saved(client: Client, athlete: Athlete) -> None:
    file = brought(athlete, files.gpx(), name='run";x=<b>.gpx')
    url = reverse("athletes:import-original", args=[file.pk])
    assert url in client.get(URL).content.decode()
    response = client.get(url)
    assert response.content == files.gpx()
    assert response["Content-Disposition"] == 'attachment; filename="run\\";x=<b>.gpx"'
    assert response["X-Content-Type-Options"] == "nosniff"
    archive = brought(athlete, files.zipped({"a.gpx": files.gpx()}), name="a.zip")
    assert client.get(reverse("athletes:import-original", args=[archive.pk])).status_code == 404


def test_query_count_does_not_grow(
    client: Client, athlete: Athlete, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for expected in (1, 10):
        while ActivityFile.objects.count() < expected:
            start = START - dt.timedelta(days=ActivityFile.objects.count())
            content = files.fit(sessions=((start, Sport.RUNNING, 3000.0),))
            brought(athlete, content)
        # session, user, athlete, time zones, files, counts, first sessions, their number, waiting
        # ones, version, and for the page the reader's roles
        with django_assert_num_queries(11):
            response = client.get(URL)
        assert len(response.context["imports"].rows) == expected


def test_list_goes_back_page_by_page(
    client: Client, athlete: Athlete, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("athletes.imported.PAGE_FILES", 1)
    brought(athlete, b"\x89PNG 1", name="an-older-one")
    brought(athlete, b"\x89PNG 2", name="a-newer-one")
    page = client.get(URL)
    assert "an-older-one" not in seen(page)
    older = page.context["imports"].older_than
    assert "an-older-one" in seen(client.get(f"{URL}?before={older}"))
    assert client.get(f"{URL}?before=x").status_code == 200


def test_more_than_is_taken_at_a_time_is_refused_unread(
    client: Client, athlete: Athlete, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_REQUEST", 1000)
    response = send(client, ("ride.gpx", files.gpx()))
    assert response.status_code == 413
    assert "too much at a time" in seen(response).lower()
    assert not ActivityFile.objects.exists()


# --- Columns of a table -------------------------------------------------------------------------


def columns_url(athlete: Athlete) -> str:
    file = brought(athlete, DIARY, name="diary.csv")
    return reverse("athletes:import-columns", args=[file.pk])


CHOSEN = {
    "column_0": "date",
    "column_1": "duration_minutes",
    "column_2": "rpe",
    "column_3": "fatigue",
    "date_format": "%d-%m-%Y",
    "decimal": ",",
    "instrument": "five-worse",
}


def test_columns_are_asked_with_a_guess_and_their_first_values(
    client: Client, athlete: Athlete
) -> None:
    url = columns_url(athlete)
    assert url in client.get(URL).content.decode()
    response = client.get(url)
    form = response.context["form"]
    assert form["column_0"].value() == "date"
    assert form["column_3"].value() == "fatigue"
    assert form["decimal"].value() == ","
    assert form["instrument"].value() == ""  # nobody can guess which number is best
    assert "60 · 45" in seen(response)


def test_preview_shows_the_rows_in_words_and_saves_nothing(
    client: Client, athlete: Athlete
) -> None:
    response = client.post(columns_url(athlete), {**CHOSEN, "preview": "1"})
    page = seen(response)
    assert response.status_code == 200
    assert "Something else · 60 min · felt 6.5 of 10" in page
    assert "Fatigue 2 (fresh)" in page  # 5 is worst: 2 is one from the best
    assert not Session.objects.exists()
    assert not ColumnMeaning.objects.exists()


def test_preview_shows_a_scale_that_is_turned_around(client: Client, athlete: Athlete) -> None:
    turned = {**CHOSEN, "instrument": "pmsys", "preview": "1"}
    assert "Fatigue 2 (more tired)" in seen(client.post(columns_url(athlete), turned))


def test_table_is_read_as_said_and_the_next_one_without_asking(
    client: Client, athlete: Athlete
) -> None:
    url = columns_url(athlete)
    assert client.post(url, CHOSEN).status_code == 302
    drain()
    assert Session.objects.count() == 2
    body = athlete.check_ins.get(day=dt.date(2026, 11, 20)).body
    assert (body.fatigue, body.instrument) == (2, "five-worse")
    longer = brought(athlete, DIARY + b"22-11-2026;30;3;1\n", name="longer.csv")
    assert longer.state == ActivityFile.State.READ
    assert (longer.added, longer.already_there) == (2, 4)  # a session and an answer
    assert Session.objects.count() == 3


def test_answers_that_are_there_stay_and_gaps_are_filled(client: Client, athlete: Athlete) -> None:
    create_check_in(athlete=athlete, day=dt.date(2026, 11, 20), fatigue=5)
    create_check_in(athlete=athlete, day=dt.date(2026, 11, 21), mood=4)
    client.post(columns_url(athlete), CHOSEN)
    drain()
    there, filled = (athlete.check_ins.get(day=dt.date(2026, 11, day)) for day in (20, 21))
    assert (there.body.fatigue, there.body.instrument) == (5, "recovery-1")
    assert (filled.body.fatigue, filled.body.instrument) == (4, "five-worse")
    assert filled.mind.mood == 4


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({"column_0": ""}, "__all__", "Say which column is the date."),
        ({"instrument": ""}, "instrument", "Choose the scale"),
        ({"column_3": "date"}, "column_3", "Another column means this already."),
        ({"column_2": "duration_hours"}, "column_2", "Another column means this already."),
        ({"column_1": ""}, "column_2", "Training needs a column with its duration."),
        ({"column_1": "", "column_2": "", "column_3": ""}, "__all__", "besides the date"),
        ({"date_format": "%s"}, "date_format", "Select a valid choice"),
    ],
)
def test_columns_that_cannot_be_read_are_refused_beside_the_field(
    client: Client, athlete: Athlete, changed: dict[str, str], field: str, problem: str
) -> None:
    response = client.post(columns_url(athlete), {**CHOSEN, **changed})
    assert response.status_code == 422
    assert problem in str(response.context["form"].errors[field])
    assert not ColumnMeaning.objects.exists()


def test_rows_that_were_not_understood_are_listed(client: Client, athlete: Athlete) -> None:
    file = brought(athlete, DIARY + b"99-11-2026;30;3;1\n", name="diary.csv")
    client.post(reverse("athletes:import-columns", args=[file.pk]), CHOSEN)
    drain()
    page = seen(client.get(URL))
    assert "1 row was not understood." in page
    assert "diary.csv, line 4, Datum = “99-11-2026”" in page


# --- Two of one training ------------------------------------------------------------------------


def match_url(athlete: Athlete) -> str:
    create_session(athlete=athlete, day=DAY, started_at=START, minutes=52, rpe=6)
    brought(athlete, files.fit(exertion=70))
    return reverse("athletes:import-match", args=[Recording.objects.get().pk])


def test_look_alike_is_offered_and_compared(client: Client, athlete: Athlete) -> None:
    url = match_url(athlete)
    page = client.get(URL)
    assert "looks like a session that you have" in seen(page)
    assert "Your turn. 1 session looks like one that you have." in seen(page)
    page = client.get(url)
    rows = {row.name: (row.logged, row.told, row.is_choice) for row in page.context["rows"]}
    assert rows["started_at"] == ("10:30", "10:30", False)
    assert rows["minutes"] == ("52 min", "50 min", True)
    assert rows["distance_m"] == ("", "10.2 km", False)
    assert rows["rpe"] == ("6 of 10", "7 of 10", True)


def test_merging_through_the_page_keeps_what_was_chosen(client: Client, athlete: Athlete) -> None:
    answer = {"decision": "merge", "minutes": "file", "rpe": "logged"}
    response = client.post(match_url(athlete), answer, follow=True)
    assert "Merged into one session." in seen(response)
    session = Session.objects.get()
    assert (session.minutes, session.rpe, session.distance_m) == (50, Decimal(6), 10_200)


@pytest.mark.parametrize(("decision", "sessions"), [("both", 2), ("leave", 1)])
def test_both_or_the_logged_one_alone(
    client: Client, athlete: Athlete, decision: str, sessions: int
) -> None:
    url = match_url(athlete)
    client.post(url, {"decision": decision})
    assert Session.objects.count() == sessions
    assert client.get(url).status_code == 302  # decided


def test_merge_that_a_service_refuses_says_why_and_settles_nothing(
    client: Client, athlete: Athlete
) -> None:
    midnight = dt.datetime(2026, 8, 21, 22, 0, 30, tzinfo=dt.UTC)  # half a minute into the 22nd
    before = midnight - dt.timedelta(minutes=1)
    create_session(athlete=athlete, day=dt.date(2026, 8, 21), started_at=before, minutes=60)
    brought(athlete, files.gpx(start=midnight))
    url = reverse("athletes:import-match", args=[Recording.objects.get().pk])
    response = client.post(url, {"decision": "merge", "started_at": "file"})
    assert response.status_code == 422
    assert "too long ago to add to" in seen(response)
    assert Recording.objects.get().waits_for_choice


def test_no_decision_is_no_merge(client: Client, athlete: Athlete) -> None:
    response = client.post(match_url(athlete), {"minutes": "file"})
    assert response.status_code == 422
    assert Recording.objects.get().waits_for_choice


def test_session_that_is_gone_leaves_the_choice_to_add(client: Client, athlete: Athlete) -> None:
    url = match_url(athlete)
    Session.objects.all().delete()
    assert "Add this training?" in seen(client.get(url))
    response = client.post(url, {"decision": "merge"}, follow=True)
    assert "Choose once more." in seen(response)
    client.post(url, {"decision": "both"})
    assert Session.objects.get().minutes == 50


def test_dutch_reader_gets_dutch(client: Client, athlete: Athlete) -> None:
    athlete.user.language = "nl"
    athlete.user.save()
    brought(athlete, b"\x89PNG", name="foto.fit")
    assert "Niet ingelezen" in seen(client.get(URL))
