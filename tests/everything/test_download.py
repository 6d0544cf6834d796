from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any, cast

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from athletes.models import BodyAnswers
from coaching.models import WarningAction
from recovery.assessments.services import assess
from recovery.everything.tables import TABLES
from recovery.everything.views import DOWNLOADS_AN_HOUR
from recovery.everything.writing import cell
from tests.assessments.histories import NOW, TODAY, create_athlete_with_history
from tests.coaching.factories import create_coach, create_team
from tests.factories import (
    create_activity_file,
    create_athlete,
    create_check_in,
    create_session,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import FileResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from athletes.models import Athlete
    from coaching.models import Team

pytestmark = pytest.mark.django_db

PAGE = reverse("everything:page")
JSON = reverse("everything:json")
CSV = reverse("everything:csv")


@pytest.fixture(autouse=True)
def _at_ten() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


def act(athlete: Athlete, team: Team, *, note: str) -> None:
    coach = create_coach(team=team, name="Bo Visser")
    WarningAction.objects.create(
        athlete=athlete, team=team, opened_on=TODAY, kind="spoke", note=note, by=coach
    )


def content(client: Client, url: str) -> bytes:
    response = cast("FileResponse", client.get(url))
    assert response.status_code == 200
    return response.getvalue()


def document(client: Client, athlete: Athlete) -> dict[str, Any]:
    client.force_login(athlete.user)
    told: dict[str, Any] = json.loads(content(client, JSON))
    return told


def archive(client: Client, athlete: Athlete) -> zipfile.ZipFile:
    client.force_login(athlete.user)
    return zipfile.ZipFile(io.BytesIO(content(client, CSV)))


def rows(files: zipfile.ZipFile, code: str) -> list[dict[str, str]]:
    text = files.read(f"{code}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_json_has_every_fact_and_all_that_was_computed(client: Client) -> None:
    athlete = create_athlete_with_history(days=60)
    assess(athlete_ids=[athlete.pk], now=NOW)
    told = document(client, athlete)
    assert (told["schema"], told["schema_version"]) == ("recovery-everything", 1)
    assert list(told["tables"]) == [table.code for table in TABLES]
    for table in TABLES:
        assert len(told["tables"][table.code]["rows"]) == table.rows(athlete).count(), table.code
    assert len(told["tables"]["daily_states"]["rows"]) >= 60
    assert told["tables"]["daily_states"]["computed"]
    assert not told["tables"]["sessions"]["computed"]


def test_an_answer_can_be_read_by_somebody_who_knows_nothing_of_the_product(
    client: Client,
) -> None:
    athlete = create_athlete()
    create_check_in(athlete=athlete, day=TODAY, fatigue=2)
    told = document(client, athlete)
    (answers,) = told["tables"]["body"]["rows"]
    assert (answers["fatigue"], answers["instrument"]) == (2, "recovery-1")
    assert answers["sleep_hours"] is None  # not answered is not zero
    (point,) = (
        each
        for each in told["instruments"]
        if (each["instrument"], each["item"], each["point"]) == ("recovery-1", "fatigue", 2)
    )
    assert (point["words"], point["direction"]) == ("more tired", "higher is better")


def test_the_zip_has_the_same_rows_a_readme_and_the_original_files(client: Client) -> None:
    athlete = create_athlete_with_history(days=30)
    create_activity_file(athlete=athlete, name="../Zondag ochtend.gpx", content=b"<gpx/>")
    assess(athlete_ids=[athlete.pk], now=NOW)
    told, files = document(client, athlete), archive(client, athlete)
    for table in TABLES:
        read = rows(files, table.code)
        assert len(read) == len(told["tables"][table.code]["rows"]), table.code
    described = {(row["table"], row["column"]) for row in rows(files, "columns")}
    for table in TABLES:
        codes = {each["code"] for each in told["tables"][table.code]["columns"]}
        assert codes == {column for code, column in described if code == table.code}
    assert "Schema: recovery-everything, version 1." in files.read("README.txt").decode()
    assert rows(files, "instruments")
    (original,) = (name for name in files.namelist() if name.startswith("originals/"))
    assert ".." not in original.removeprefix("originals/")[:10]
    assert files.read(original) == b"<gpx/>"


def test_readme_is_in_the_language_of_its_reader(client: Client) -> None:
    athlete = create_athlete()
    athlete.user.language = "nl"
    athlete.user.save()
    files = archive(client, athlete)
    assert "Alles van Noor Jansen in Recovery" in files.read("README.txt").decode()
    words = {row["words"] for row in rows(files, "instruments")}
    assert "gespannen" in words  # without the hyphens of narrow buttons


def test_nobody_elses_rows_are_in_it(client: Client) -> None:
    other = create_athlete_with_history(days=30)
    other.user.name = "Sam de Vries"
    other.user.save()
    team = create_team()
    act(other, team, note="A word about Sam")
    assess(athlete_ids=[other.pk], now=NOW)
    athlete = create_athlete()
    told = document(client, athlete)
    filled = {code for code, table in told["tables"].items() if table["rows"]}
    assert filled == {"account", "athlete", "time_zones"}
    assert "Sam" not in json.dumps(told)


def test_what_a_coach_wrote_about_somebody_is_theirs_to_read(client: Client) -> None:
    team = create_team()
    athlete = create_athlete()
    act(athlete, team, note="Sounded tired")
    (row,) = document(client, athlete)["tables"]["actions"]["rows"]
    assert (row["note"], row["by"], row["team"]) == ("Sounded tired", "Bo Visser", team.name)


def test_words_that_a_spreadsheet_would_run_are_words(client: Client) -> None:
    athlete = create_athlete()
    create_check_in(athlete=athlete, day=TODAY, fatigue=3, note='=HYPERLINK("http://x","y")')
    create_session(athlete=athlete, day=TODAY, source="@SUM(A1)")
    files = archive(client, athlete)
    assert rows(files, "notes")[0]["text"] == '\'=HYPERLINK("http://x","y")'
    assert rows(files, "sessions")[0]["source"] == "'@SUM(A1)"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+31 6", "'+31 6"),
        ("-2", "'-2"),
        ("@cmd", "'@cmd"),
        (" \t=1", "' \t=1"),
        ("\uff1d1", "'\uff1d1"),
        ("easy run", "easy run"),
        (-0.5, -0.5),  # a number stays one
        (float("nan"), ""),
        (None, ""),
        (True, "yes"),
        (["calf", "knee"], "calf; knee"),
        (["=calf"], "'=calf"),
        ({"a": [1]}, '{"a": [1]}'),
        (dt.date(2026, 11, 23), "2026-11-23"),
    ],
)
def test_cell(value: object, expected: object) -> None:
    assert cell(value) == expected


def test_query_count_of_a_download_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for days in (5, 60):
        athlete = create_athlete_with_history(days=days)
        assess(athlete_ids=[athlete.pk], now=NOW)
        client.force_login(athlete.user)
        # session, user, athlete, their clock, a table each, and for the athlete's row its user
        with django_assert_num_queries(4 + len(TABLES) + 1):
            content(client, JSON)


def test_page_asks_nothing_of_what_it_offers(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(create_athlete().user)
    with django_assert_num_queries(5):  # session, user, athlete, their clock, navigation
        html = client.get(PAGE).content.decode()
    assert JSON in html
    assert CSV in html


def test_too_many_in_an_hour_are_refused_until_it_is_over(client: Client) -> None:
    client.force_login(create_athlete().user)
    for _ in range(DOWNLOADS_AN_HOUR):
        content(client, JSON)
    refused = client.get(CSV)
    assert refused.status_code == 429
    assert "Try again in a while" in refused.content.decode()
    with time_machine.travel(NOW + dt.timedelta(minutes=61), tick=False):
        content(client, CSV)


def test_a_file_is_saved_and_never_shown(client: Client) -> None:
    client.force_login(create_athlete().user)
    response = cast("FileResponse", client.get(JSON))
    response.getvalue()
    assert response["Content-Disposition"] == 'attachment; filename="recovery-2026-11-23.json"'
    assert "no-store" in response["Cache-Control"]


def test_facts_saved_meanwhile_do_not_make_two_tables_disagree(client: Client) -> None:
    """Every answer in the file is of a check-in in the file."""
    athlete = create_athlete_with_history(days=20)
    told = document(client, athlete)
    check_ins = {row["id"] for row in told["tables"]["check_ins"]["rows"]}
    answered = {row["check_in_id"] for row in told["tables"]["body"]["rows"]}
    assert answered <= check_ins
    assert len(answered) == BodyAnswers.objects.filter(check_in__athlete=athlete).count()
