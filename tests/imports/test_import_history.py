from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from athletes.models import (
    Athlete,
    BodyAnswers,
    CheckIn,
    DayMark,
    FactChange,
    HeartMeasurement,
    MindAnswers,
    Session,
)
from athletes.services.imports import import_address
from coaching.models import ConsentEvent, Membership, Team
from recovery.accounts.models import User
from tests.factories import create_athlete, create_check_in, create_user
from tests.imports.files import CLUB_PROFILE, club_file, club_profile

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 2)
ROWS = ("Noor,02-03-2026,6,7.25,60,5.5,Run", "Noor,03-03-2026,2,8,,,", "Sem,02-03-2026,3,7,,,")


def import_history(path: Path, *, profile: str, **options: object) -> str:
    """Run the command; returns what it prints."""
    out = io.StringIO()
    given = {"team": "U19", "no_progress": True, **options}
    call_command("import_history", path, profile=profile, stdout=out, stderr=out, **given)
    return out.getvalue()


def import_rows(folder: Path, *rows: str, profile: str = "", **options: object) -> str:
    path = club_file(folder, *(rows or ROWS))
    return import_history(path, profile=profile or club_profile(folder), **options)


def everything() -> list[int]:
    models = (User, Athlete, Team, Membership, CheckIn, BodyAnswers, Session, DayMark, FactChange)
    return [model.objects.count() for model in models]


def test_import_saves_people_team_and_facts(tmp_path: Path) -> None:
    printed = import_rows(tmp_path)
    assert "2 athletes from 2026-03-02 to 2026-03-03, Europe/Amsterdam days." in printed
    assert "Added: 3 check-ins, 1 session and 0 rest days. Already there: 0." in printed
    team = Team.objects.get(name="U19")
    noor = Athlete.objects.get(user__name="Noor")
    assert noor.memberships.get().team == team
    assert noor.user.email == import_address("Noor", "U19")
    assert not noor.user.has_usable_password()
    body = BodyAnswers.objects.get(check_in__athlete=noor, check_in__day=DAY)
    assert (body.instrument, body.fatigue, body.sleep_hours) == ("hooper-7", 6, Decimal("7.25"))
    session = noor.sessions.get()
    assert (session.day, session.minutes, session.rpe) == (DAY, 60, Decimal("5.5"))
    assert (session.source, session.load) == ("history.csv", 330)


def test_import_queues_one_computation_per_athlete_from_the_first_day(tmp_path: Path) -> None:
    import_rows(tmp_path)
    changes = FactChange.objects.filter(reason=FactChange.Reason.IMPORT)
    assert sorted(changes.values_list("athlete__user__name", "from_day")) == [
        ("Noor", DAY),
        ("Sem", DAY),
    ]


def test_import_twice_adds_nothing(tmp_path: Path) -> None:
    import_rows(tmp_path)
    before = everything()
    printed = import_rows(tmp_path)
    assert "Added: 0 check-ins, 0 sessions and 0 rest days. Already there: 4." in printed
    assert everything() == before


def test_longer_export_adds_only_what_is_new(tmp_path: Path) -> None:
    import_rows(tmp_path)
    FactChange.objects.all().delete()
    printed = import_rows(tmp_path, *ROWS, "Noor,04-03-2026,2,8,30,4,")
    assert "Added: 1 check-in, 1 session and 0 rest days. Already there: 4." in printed
    (change,) = FactChange.objects.all()
    assert change.from_day == dt.date(2026, 3, 4)


def test_what_an_athlete_has_edited_since_is_left_alone(tmp_path: Path) -> None:
    import_rows(tmp_path)
    body = BodyAnswers.objects.get(check_in__athlete__user__name="Sem")
    body.fatigue = 5
    body.save()
    import_rows(tmp_path)
    body.refresh_from_db()
    assert body.fatigue == 5


def test_dry_run_says_what_would_be_added_and_saves_nothing(tmp_path: Path) -> None:
    before = everything()
    printed = import_rows(tmp_path, dry_run=True)
    assert "Dry run, nothing saved. To add: 3 check-ins, 1 session and 0 rest days" in printed
    assert "fatigue → fatigue: 3 values from 2 to 6 on the scale from 1 to 7" in printed
    assert everything() == before


def test_one_refused_row_keeps_everything_out(tmp_path: Path) -> None:
    before = everything()
    with pytest.raises(CommandError, match="Nothing was saved, because 1 row cannot be read"):
        import_rows(tmp_path, *ROWS, "Noor,04-03-2026,9,8,,,")
    assert everything() == before


def test_refused_rows_are_left_out_on_request(tmp_path: Path) -> None:
    printed = import_rows(tmp_path, *ROWS, "Noor,04-03-2026,9,8,60,5,", skip_refused=True)
    assert "line 5, fatigue = “9”: is not a point on the scale from 1 to 7" in printed
    assert "1 row is skipped." in printed
    assert CheckIn.objects.count() == 3
    assert Session.objects.count() == 1


def test_nothing_but_refused_rows_makes_no_team(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Nothing was saved"):
        import_rows(tmp_path, "Noor,04-03-2026,9,8,60,5,", skip_refused=True)
    assert not Team.objects.exists()


def test_failure_halfway_saves_nothing(tmp_path: Path) -> None:
    """The last athlete is refused by the service, after the others were written."""
    athlete = create_athlete(
        user=create_user(email="zus@example.test"), birth_date=dt.date(2026, 3, 3)
    )
    before = everything()
    with pytest.raises(CommandError, match="begins before their date of birth"):
        import_rows(tmp_path, *ROWS, "zus@example.test,02-03-2026,3,7,,,")
    assert everything() == before
    assert not athlete.check_ins.exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"profile": "absent"}, "There is no profile “absent”"),
        ({"team": ""}, "cannot be blank"),
        ({"team": "x" * 81}, "at most 80 characters"),
        ({"as_of": dt.date(2999, 1, 1)}, "not at least a week ago"),
        ({"as_of": dt.date(2020, 1, 1)}, "nothing up to 2020-01-01"),
    ],
)
def test_mistake_on_the_command_line_is_one_sentence(
    tmp_path: Path, options: dict[str, object], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        import_rows(tmp_path, **options)  # type: ignore[arg-type]  # profile among the options
    assert not Athlete.objects.exists()


def test_name_that_is_an_address_is_the_person_who_signs_in_with_it(tmp_path: Path) -> None:
    athlete = create_athlete(user=create_user(email="noor@example.test"))
    create_check_in(athlete=athlete, day=DAY, fatigue=4)
    rows = ("Noor@example.test,02-03-2026,6,7,,,", "Noor@example.test,03-03-2026,6,7,,,")
    printed = import_rows(tmp_path, *rows)
    assert "Added: 1 check-in, 0 sessions and 0 rest days. Already there: 1." in printed
    assert list(athlete.check_ins.values_list("body__fatigue", flat=True).order_by("day")) == [4, 6]


def test_same_name_in_two_teams_is_two_people(tmp_path: Path) -> None:
    import_rows(tmp_path)
    import_rows(tmp_path, team="U21")
    assert User.objects.filter(name="Noor").count() == 2


@pytest.mark.parametrize("name", ["José", "Jose", "日本", "a.b", "A B"])
def test_every_name_has_an_address_of_its_own(name: str) -> None:
    others = {import_address(other, "U19") for other in ("jose", "ab", "a-b", "中国")}
    assert import_address(name, "U19") not in others


def test_imported_athletes_share_nothing_until_they_say_so(tmp_path: Path) -> None:
    import_rows(tmp_path)
    assert not ConsentEvent.objects.exists()


def test_participants_permission_shares_every_class_of_those_added(tmp_path: Path) -> None:
    real = create_athlete(user=create_user(email="noor@example.test"))
    import_rows(tmp_path, *ROWS, "noor@example.test,02-03-2026,3,7,,,", share_with_team=True)
    granted = ConsentEvent.objects.filter(granted=True)
    sem = granted.filter(membership__athlete__user__name="Sem")
    assert set(sem.values_list("data_class", flat=True)) == {1, 2, 4, 8, 16}
    assert not granted.filter(membership__athlete=real).exists()


def test_heart_rate_and_mind_go_to_tables_of_their_own(tmp_path: Path) -> None:
    more_items = 'stress = "stress"\nresting_heart_rate = "pulse"\nvariability = "hrv"'
    text = f'variability_kind = "rmssd"{CLUB_PROFILE}'
    text = text.replace('sleep_hours = "sleep"', f'sleep_hours = "sleep"\n{more_items}')
    path = club_file(
        tmp_path,
        "Noor,02-03-2026,,,,,,4,51,63.42",
        "Noor,03-03-2026,,,,,,,50,",
        header="name,date,fatigue,sleep,minutes,rpe,sport,stress,pulse,hrv",
    )
    import_history(path, profile=club_profile(tmp_path, text))
    assert MindAnswers.objects.get().stress == 4
    assert not BodyAnswers.objects.exists()
    hearts = HeartMeasurement.objects.order_by("check_in__day")
    assert list(hearts.values_list("resting_heart_rate", "variability", "variability_kind")) == [
        (Decimal(51), Decimal("63.4"), "rmssd"),
        (Decimal(50), None, ""),
    ]


def test_edit_history_knows_the_import(tmp_path: Path) -> None:
    import_rows(tmp_path)
    events = CheckIn.pgh_event_model.objects.all()  # type: ignore[attr-defined]  # by pghistory
    assert events.count() == 3
    assert events.first().pgh_context.metadata == {"imported_with": "club"}


def test_session_added_later_ends_the_rest_day_of_an_earlier_import(tmp_path: Path) -> None:
    header = "date,player_id,daily_load,fatigue,mood,sleep_duration,sleep_quality,soreness,stress"
    path = club_file(tmp_path, "2020-01-02,A,0.0,3,3,8,3,3,3", header=header)
    import_history(path, profile="soccermon")
    assert DayMark.objects.get().kind == DayMark.Kind.REST
    path = club_file(tmp_path, "2020-01-02,A,300.0,3,3,8,3,3,3", header=header)
    import_history(path, profile="soccermon")
    assert not DayMark.objects.exists()
    assert Session.objects.get().load == 300


def test_as_of_moves_a_history_by_whole_weeks_to_today(tmp_path: Path) -> None:
    import_rows(tmp_path, "Noor,02-03-2020,6,7,60,5,", "Noor,01-04-2020,6,7,60,5,",
                as_of=dt.date(2020, 3, 5))  # fmt: skip
    check_in = CheckIn.objects.get()
    age = dt.datetime.now(dt.UTC).date() - check_in.day
    assert check_in.day.weekday() == dt.date(2020, 3, 2).weekday()
    assert dt.timedelta(days=-1) <= age <= dt.timedelta(days=10)
    assert Session.objects.get().day == check_in.day
    with pytest.raises(CommandError, match="The team U19 is there already"):
        import_rows(tmp_path, as_of=dt.date(2026, 3, 5))
