"""Fill the club that the browser tests walk through; prints who is who.

Run on its own, with the environment of the site: ``python -m tests.browser.fill LOGINS``.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import uuid
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from athletes.models import Athlete

ATHLETES = 12  # the smallest club with every story in it
WARNED = ("drifting", "persistent", "tired")  # stories that end in a warning
PHONES = 24  # athletes besides, of no team, each for one test that answers as them
LATE_MORNING = 10  # hour of the athletes' clock: today has begun, and goes on for a while


def zone_where_it_is(hour: int, *, now: dt.datetime) -> str:
    """Return a time zone in which it is about that hour, at whatever hour the tests run."""
    ahead = (hour - now.astimezone(dt.UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"  # whose signs are the other way round


def fill(logins: str) -> dict[str, str]:
    """Make the demo's club and return the e-mail address of each story and role."""
    from django.core.management import call_command  # noqa: PLC0415  (after the setup)
    from django.utils import timezone  # noqa: PLC0415

    from athletes.services.people import create_athlete  # noqa: PLC0415
    from coaching.models import Team  # noqa: PLC0415
    from coaching.services.calibrations import calibrate_team  # noqa: PLC0415
    from coaching.services.teams import appoint, make_club_admin  # noqa: PLC0415
    from recovery.accounts.models import User  # noqa: PLC0415
    from recovery.demo import club  # noqa: PLC0415
    from recovery.simulation.stories import Story, demo_club  # noqa: PLC0415

    now = timezone.now()
    members = demo_club(athletes=ATHLETES, days=club.DAYS)
    vars(club)["demo_club"] = lambda **_size: members  # drawn once
    vars(club)["TIME_ZONE"] = zone_where_it_is(LATE_MORNING, now=now)
    call_command("prepare_demo", f"--athletes={ATHLETES}", f"--logins={logins}")
    User.objects.update(language="en")
    emails = {user.name: user.email for user in User.objects.all()}
    people = {"coach": "coach@recovery.example", "admin": "admin@recovery.example"}
    # Somebody who reads every page in both languages, beside those who act.
    password = User.objects.get(email=people["coach"]).password
    reader = User.objects.create(
        email="reader@recovery.example", name="Iris Bos", language="en", password=password
    )
    team = Team.objects.get()
    appoint(user=reader, team=team, now=now)
    make_club_admin(user=reader, now=now)
    calibrate_team(team=team, now=now)
    people |= {"reader": reader.email}
    for number in range(1, PHONES + 1):
        user = User.objects.create(
            email=f"phone{number}@recovery.example",
            name=f"Phone {number}",
            language="en",
            time_zone=vars(club)["TIME_ZONE"],
            password=password,
        )
        athlete = create_athlete(
            user=user, birth_date=None, time_zone=user.time_zone, now=now - dt.timedelta(days=9)
        )
        answer(athlete, day=athlete.local_day(now) - dt.timedelta(days=1), now=now)
        people[f"phone {number}"] = user.email
    fine = iter(range(1, ATHLETES))
    for member in members:
        name = f"fine {next(fine)}" if member.story == Story.FINE else member.story
        people[name] = emails[member.name]
    # Who has a warning and answered today, and who did not answer yet: the draw decides.
    warned = [each for each in members if each.story in WARNED]
    for name, has_answered in (("answered", True), ("unanswered", False)):
        found = (each for each in warned if (each.check_ins[-1].day == 0) == has_answered)
        people[name] = emails[next(found).name]
    return people


def answer(athlete: Athlete, *, day: dt.date, now: dt.datetime) -> None:
    """Give somebody a yesterday."""
    from athletes.services.check_ins import record_check_in  # noqa: PLC0415

    record_check_in(
        athlete=athlete,
        day=day,
        client_id=uuid.uuid4(),
        recorded_at=now - dt.timedelta(days=1),
        now=now,
        body={"sleep_hours": 8, "fatigue": 3, "soreness": 4, "instrument": "recovery-1"},
        mind={"stress": 4, "instrument": "recovery-1"},
    )


if __name__ == "__main__":
    django.setup()
    json.dump(fill(sys.argv[1]), sys.stdout)
