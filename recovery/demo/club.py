"""Fill an empty database with a simulated club, through the same services as real facts."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
from django.contrib.auth.hashers import make_password
from django.db import transaction

from athletes.models import (
    Athlete,
    BodyAnswers,
    CheckIn,
    DayMark,
    FactChange,
    HealthAnswers,
    HeartMeasurement,
    MindAnswers,
    PlannedSession,
    Session,
    Shoe,
)
from athletes.plan import monday_of
from athletes.services.histories import Facts, store_facts
from athletes.services.people import create_athlete
from athletes.services.plans import plan_overload
from athletes.services.reminders import save_reminders
from coaching.models import DataClass, Team, WeekTemplate
from coaching.services.consent import grant
from coaching.services.plans import save_template
from coaching.services.teams import (
    add_member,
    appoint,
    create_team,
    make_club_admin,
    place_members,
)
from recovery.accounts.models import User
from recovery.demo.health import tell_of_health
from recovery.demo.measured import measure_club
from recovery.simulation.clubs import SimulatedAthlete, check_ins, day_marks, sessions
from recovery.simulation.generator import simulate
from recovery.simulation.stories import Story, demo_club

if TYPE_CHECKING:
    from collections.abc import Callable

    from recovery.simulation.clubs import (
        SimulatedCheckIn,
        SimulatedPlan,
        SimulatedSession,
    )

    Progress = Callable[[int, int], None]  # done, of how many

TEAM = "Wedstrijdgroep"
# The demo listens on this machine alone; its password is printed and protects nobody.
PASSWORD = "recovery-demo"  # noqa: S105
TIME_ZONE = "Europe/Amsterdam"
DAYS = 120
AFTER_WORK = dt.time(18, 30)
# What most share, and what every other athlete shares besides.
SHARED = (DataClass.SESSIONS, DataClass.BODY, DataClass.HEALTH, DataClass.AVAILABILITY)
SHARED_BY_SOME = (DataClass.MIND, DataClass.HEART)
# Groups and positions, in the words of the demo's coach.
PLACES = (("Ochtend", "Kort"), ("Avond", "Kort"), ("Ochtend", "Lang"), ("Avond", "Lang"))


@dataclass(frozen=True)
class DemoLogins:
    """Who to sign in as; all with the same password."""

    athlete: str
    coach: str
    admin: str
    password: str


def fill_club(*, athletes: int, now: dt.datetime, progress: Progress | None = None) -> DemoLogins:
    """Make the club if there is none yet, and return how to sign in to it.

    All or nothing: an interrupted start leaves an empty database to begin again with.
    """
    if not Team.objects.filter(name=TEAM).exists():
        _fill(demo_club(athletes=athletes, days=DAYS), now=now, progress=progress)
    tipping = User.objects.get(email__startswith="athlete@")
    return DemoLogins(
        athlete=tipping.email,
        coach="coach@recovery.example",
        admin="admin@recovery.example",
        password=PASSWORD,
    )


@transaction.atomic
def _fill(
    members: tuple[SimulatedAthlete, ...], *, now: dt.datetime, progress: Progress | None
) -> None:
    began = now - dt.timedelta(days=DAYS)
    password = make_password(PASSWORD)  # once: hashing it for each of two hundred takes seconds
    coach = _person("coach@recovery.example", "Marit de Vries", password)
    admin = _person("admin@recovery.example", "Joke Postma", password)
    team = create_team(name=TEAM)
    appoint(user=coach, team=team, now=began)
    make_club_admin(user=admin, now=began)
    stories: dict[int, str] = {}
    placements: dict[int, tuple[str, str]] = {}
    for number, member in enumerate(members):
        athlete = _athlete(member, password, began=began)
        membership = add_member(athlete=athlete, team=team, now=began)
        placements[membership.pk] = PLACES[number % len(PLACES)]
        stories[athlete.pk] = member.story
        if member.shares:
            classes = SHARED if number % 2 else SHARED + SHARED_BY_SOME
            for data_class in classes:
                grant(athlete=athlete, team=team, data_class=data_class, by=athlete.user, now=now)
        if member.story == Story.TIPPING:
            _be_reminded(athlete)
        facts = Diary(athlete, now=now, team=team, coach=coach).facts_of(member)
        # One by one: nearly all the time goes here, and the bar must move with it.
        store_facts(facts=facts, reason=FactChange.Reason.IMPORT)
        tell_of_health(athlete, story=member.story, now=now)
        if progress is not None:
            progress(number + 1, len(members))
        if member.story == Story.FINE and not WeekTemplate.objects.filter(team=team).exists():
            _prepare(athlete, team=team, coach=coach, now=now)
    place_members(team=team, placements=placements, now=now)
    measure_club(stories, team=team, coach=coach, now=now)


def create_with_history(*, days: int, seed: int, now: dt.datetime) -> Athlete:
    """Save one athlete, with a coach who plans for them, and that many days of facts."""
    draw, simulation = np.random.default_rng(seed), simulate(1, days, seed)
    member = SimulatedAthlete(
        name="Sanne Vos",
        slug=f"{days}-days-{seed}",
        age=30,
        language="nl",
        sport="running",
        story=Story.FINE,
        shares=True,
        first_day=1 - days,
        check_ins=check_ins(draw, simulation, 0),
        sessions=sessions(draw, simulation, 0),
        day_marks=day_marks(simulation, 0),
        plans=(),
    )
    nobody = make_password(None)
    coach = _person(f"coach-of-{member.slug}@recovery.example", "Marit de Vries", nobody)
    team = create_team(name=member.slug)
    athlete = _athlete(member, nobody, began=now - dt.timedelta(days=days))
    facts = Diary(athlete, now=now, team=team, coach=coach).facts_of(member)
    store_facts(facts=facts, reason=FactChange.Reason.IMPORT)
    return athlete


def _be_reminded(athlete: Athlete) -> None:
    """Remind somebody of the check-in and ask after sessions; the demo's mail is files."""
    save_reminders(
        athlete=athlete,
        is_on=True,
        at=dt.time(7, 30),
        follow_up=True,
        asks_effort=True,
        quiet_from=dt.time(22),
        quiet_until=dt.time(6, 30),
    )


def _prepare(athlete: Athlete, *, team: Team, coach: User, now: dt.datetime) -> None:
    """Plan a training camp for somebody who is well, and keep their week as a template."""
    today = athlete.local_day(now)
    plan_overload(
        athletes=[athlete],
        first_day=today + dt.timedelta(days=2),
        last_day=today + dt.timedelta(days=8),
        why="Trainingskamp",
        client_id=uuid.uuid4(),
        by=coach,
        planned_for=team.public_id,
        now=now,
    )
    monday = monday_of(today) - dt.timedelta(weeks=1)
    save_template(team=team, name="Gewone week", athlete=athlete, monday=monday, by=coach)


def _person(email: str, name: str, password: str, *, language: str = "en") -> User:
    user = User(email=email, name=name, language=language, password=password)
    user.full_clean()
    user.save()
    return user


def _athlete(member: SimulatedAthlete, password: str, *, began: dt.datetime) -> Athlete:
    # The one to try the check-in as has an address that is easy to type.
    is_tipping = member.story == Story.TIPPING
    user = _person(
        "athlete@recovery.example" if is_tipping else f"{member.slug}@recovery.example",
        member.name,
        password,
        language="en" if is_tipping else member.language,
    )
    birthday = dt.date(began.year - member.age, 6, 1)
    return create_athlete(user=user, birth_date=birthday, time_zone=TIME_ZONE, now=began)


@dataclass(frozen=True)
class _Shoes:
    """A pair of the demo, and which sessions were done in it."""

    name: str
    days: range  # counted from today
    fast: bool  # for hard sessions, or for all others
    start_m: int = 0
    check_at_m: int | None = None
    is_default: bool = False


# Of every runner: one for every day, its successor, and one for hard days, due for a look.
SHOES = (
    _Shoes("Blauw, voor alle dagen", range(-DAYS, -5), fast=False, start_m=80_000),
    _Shoes("Nieuwe grijze", range(-5, 1), fast=False, check_at_m=700_000, is_default=True),
    _Shoes("Oranje, licht", range(-DAYS, 1), fast=True, start_m=290_000, check_at_m=700_000),
)
FAST_FROM = 6.0  # RPE
# What somebody did to recover, on which of so many days.
EVERY = 9
TOOLS: dict[int, list[str]] = {1: ["stretching"], 4: ["nap"], 6: ["massage", "stretching"]}
BEFORE_ANSWERING, FALLING_ASLEEP = dt.timedelta(minutes=25), dt.timedelta(minutes=20)


class Diary:
    """Turns days counted from today into one athlete's rows, dated and timed."""

    def __init__(self, athlete: Athlete, *, now: dt.datetime, team: Team, coach: User) -> None:
        self.athlete = athlete
        self.team, self.coach = team, coach
        self.now = now
        self.zone = ZoneInfo(TIME_ZONE)
        self.today = now.astimezone(self.zone).date()

    def facts_of(self, member: SimulatedAthlete) -> Facts:
        facts = Facts()
        for given in member.check_ins:
            check_in = self._check_in(given)
            facts.check_ins.append(check_in)
            facts.answers += _answers(check_in, given)
        if member.sport == Session.Sport.RUNNING:
            facts.shoes = [self._shoe(pair) for pair in SHOES]
        for logged in member.sessions:
            session = self._session(logged, member.sport)
            if facts.shoes and logged.kind != Session.Kind.STRENGTH:
                self._run(session, logged, facts.shoes)
            facts.planned.append(planned := self._fulfilled(logged, member.sport))
            session.planned_session = planned
            facts.sessions.append(session)
        facts.planned += [self._planned(each, member.sport) for each in member.plans]
        for mark in member.day_marks:
            day = self._day(mark.day)
            facts.day_marks.append(
                DayMark(
                    athlete=self.athlete,
                    day=day,
                    kind=mark.kind,
                    client_id=uuid.uuid4(),
                    recorded_at=self._moment(min(day, self.today), dt.time(20)),
                )
            )
        return facts

    def _day(self, offset: int) -> dt.date:
        return self.today + dt.timedelta(days=offset)

    def _moment(self, day: dt.date, at: dt.time) -> dt.datetime:
        """Return that time of that day, or just now where it is still to come."""
        moment = dt.datetime.combine(day, at, tzinfo=self.zone)
        return min(moment, self.now - dt.timedelta(minutes=1 + self.athlete.pk % 40))

    def _check_in(self, given: SimulatedCheckIn) -> CheckIn:
        day = self._day(given.day)
        return CheckIn(
            athlete=self.athlete,
            day=day,
            client_id=uuid.uuid4(),
            recorded_at=self._moment(day, given.at),
        )

    def _session(self, logged: SimulatedSession, sport: str) -> Session:
        day = self._day(logged.day)
        started_at = self._moment(day, logged.start)
        return Session(
            athlete=self.athlete,
            day=day,
            client_id=uuid.uuid4(),
            sport=sport,
            kind=logged.kind,
            started_at=started_at,
            minutes=logged.minutes,
            rpe=Decimal(str(logged.rpe)),
            rated_at=started_at + dt.timedelta(minutes=logged.minutes + 30),
            recorded_at=started_at + dt.timedelta(minutes=logged.minutes + 30),
        )

    def _shoe(self, pair: _Shoes) -> Shoe:
        day = self._day(pair.days.start)
        return Shoe(
            athlete=self.athlete,
            client_id=uuid.uuid4(),
            name=pair.name,
            sport=Session.Sport.RUNNING,
            is_default=pair.is_default,
            first_day=day,
            start_m=pair.start_m,
            check_at_m=pair.check_at_m,
            recorded_at=self._moment(day, dt.time(20)),
        )

    def _run(self, session: Session, logged: SimulatedSession, shoes: list[Shoe]) -> None:
        """Give a run the distance that its minutes and exertion make likely, and its pair."""
        session.distance_m = 10 * round(logged.minutes * (14 + 0.9 * logged.rpe))
        is_fast = logged.rpe >= FAST_FROM
        for pair, shoe in zip(SHOES, shoes, strict=True):
            if pair.fast == is_fast and logged.day in pair.days:
                session.shoe = shoe

    def _fulfilled(self, logged: SimulatedSession, sport: str) -> PlannedSession:
        """Return what a session was meant to be; meant for another day, it was moved."""
        day, meant_day = self._day(logged.day), self._day(logged.planned_day)
        return self._plan(
            day=day,
            original_day=None if day == meant_day else meant_day,
            kind=logged.kind,
            sport=_sport(logged.kind, sport),
            minutes=logged.planned_minutes,
            starts_at=logged.start,
            rpe=Decimal(str(logged.planned_rpe)),
            title=_title(logged.kind, logged.planned_rpe),
        )

    def _planned(self, meant: SimulatedPlan, sport: str) -> PlannedSession:
        if meant.rpe is None:
            return self._plan(day=self._day(meant.day), kind=meant.kind)
        return self._plan(
            day=self._day(meant.day),
            kind=meant.kind,
            sport=_sport(meant.kind, sport),
            minutes=meant.minutes,
            starts_at=AFTER_WORK,
            rpe=Decimal(str(meant.rpe)),
            title=_title(meant.kind, meant.rpe),
        )

    def _plan(self, **meant: Any) -> PlannedSession:
        return PlannedSession(
            athlete=self.athlete,
            client_id=uuid.uuid4(),
            planned_by=self.coach,
            planned_for=self.team.public_id,
            recorded_at=self._moment(self._day(-7), dt.time(20)),
            **meant,
        )


def _sport(kind: str, sport: str) -> str:
    return Session.Sport.STRENGTH if kind == Session.Kind.STRENGTH else sport


def _title(kind: str, rpe: float) -> str:
    """Return what the coach of the demo, who writes Dutch, calls such a session."""
    if kind == Session.Kind.COMPETITION:
        return "Wedstrijd"
    if kind != Session.Kind.TRAINING:
        return ""
    return "Rustige duurloop" if rpe <= 3 else "Intervallen" if rpe >= 6 else "Duurloop"


def _night(given: SimulatedCheckIn) -> dict[str, dt.time]:
    """Return when somebody went to bed and woke, around the hours that they slept."""
    if given.sleep_hours is None:
        return {}
    woke = dt.datetime.combine(dt.date.min + dt.timedelta(days=1), given.at) - BEFORE_ANSWERING
    in_bed = dt.timedelta(hours=given.sleep_hours) + FALLING_ASLEEP
    return {"bed_at": _on_five(woke - in_bed), "woke_at": _on_five(woke)}


def _on_five(moment: dt.datetime) -> dt.time:
    """Return the time, on the five minutes before."""
    return moment.time().replace(minute=moment.minute - moment.minute % 5, second=0, microsecond=0)


def _answers(
    check_in: CheckIn, given: SimulatedCheckIn
) -> list[BodyAnswers | MindAnswers | HeartMeasurement | HealthAnswers]:
    rows: list[BodyAnswers | MindAnswers | HeartMeasurement | HealthAnswers] = [
        BodyAnswers(
            check_in=check_in,
            sleep_hours=None if given.sleep_hours is None else Decimal(str(given.sleep_hours)),
            sleep_quality=given.sleep_quality,
            fatigue=given.fatigue,
            soreness=given.soreness,
            **_night(given),
            recovery_tools=TOOLS.get((given.day + check_in.athlete_id) % EVERY, []),
        ),
        MindAnswers(
            check_in=check_in,
            stress=given.stress,
            mood=given.mood,
            concentration=given.concentration,
            motivation=given.motivation,
        ),
    ]
    if given.resting_heart_rate is not None or given.rmssd is not None:
        rows.append(
            HeartMeasurement(
                check_in=check_in,
                resting_heart_rate=given.resting_heart_rate,
                variability=given.rmssd,
                variability_kind="" if given.rmssd is None else "rmssd",
                posture="" if given.rmssd is None else "lying",
            )
        )
    if given.ill:
        rows.append(HealthAnswers(check_in=check_in, ill=True))
    return rows
