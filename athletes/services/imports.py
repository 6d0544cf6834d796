"""Saving histories that `athletes.imports` has read: in bulk, and each fact once."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from athletes.imports.profile import SCALE_ITEMS
from athletes.instruments import DEFAULT_INSTRUMENT
from athletes.models import (
    Athlete,
    BodyAnswers,
    CheckIn,
    DayMark,
    FactChange,
    HeartMeasurement,
    MindAnswers,
    Session,
    Shoe,
)
from athletes.models.shoes import usual_shoe
from athletes.services.changes import take_turn
from athletes.services.histories import Facts, store_facts
from athletes.services.people import create_athlete
from recovery.accounts.models import User

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from athletes.imports.history import AthleteHistory, CheckInDraft, SessionDraft
    from athletes.imports.profile import Profile
    from athletes.models.check_ins import Answers

# Reserved for addresses that can never exist (RFC 2606), so no mail reaches a stranger.
IMPORT_DOMAIN: Final = "import.invalid"
NAMESPACE: Final = uuid.UUID("5d0c6d5e-6a0e-4c53-9f57-0b9f4a2f7c11")

BODY_ITEMS = {"sleep_hours", "sleep_quality", "fatigue", "soreness"}
MIND_ITEMS = {"stress", "mood", "concentration", "motivation"}
HEART_ITEMS = {"resting_heart_rate", "variability"}


@dataclass(frozen=True, slots=True)
class Saved:
    """What an import added, and how many facts of the files were there before."""

    check_ins: int = 0
    sessions: int = 0
    rest_days: int = 0
    already_there: int = 0

    def __add__(self, other: Saved) -> Saved:
        return Saved(
            self.check_ins + other.check_ins,
            self.sessions + other.sessions,
            self.rest_days + other.rest_days,
            self.already_there + other.already_there,
        )


@transaction.atomic
def athlete_of_import(*, name: str, team: str, time_zone: str, now: dt.datetime) -> Athlete:
    """Return whose history it is: made on the first import, found on the next.

    A name that is an e-mail address is the person who signs in with it. Anybody else gets an
    account of this team's that nobody can sign in to.
    """
    email = name if "@" in name else import_address(name, team)
    validate_email(email)
    user = User.objects.filter(email__iexact=email).select_related("athlete").first()
    user = user or User.objects.create_user(email=email, name=name, time_zone=time_zone)
    try:
        return user.athlete
    except Athlete.DoesNotExist:
        return create_athlete(user=user, birth_date=None, time_zone=time_zone, now=now)


def import_address(name: str, team: str) -> str:
    """Return an address that only this name in this team has, readable where the name allows."""
    digest = hashlib.sha256(f"{team}\n{name}".encode()).hexdigest()[:8]
    return f"{slugify(name)[:40] or 'athlete'}-{digest}@{IMPORT_DOMAIN}"


def was_made_by_import(athlete: Athlete) -> bool:
    return athlete.user.email.endswith(f"@{IMPORT_DOMAIN}")


@transaction.atomic
def save_history(*, athlete: Athlete, history: AthleteHistory, profile: Profile) -> Saved:
    """Add an athlete's facts that are not there yet. Some twelve queries per 2,000 facts.

    What is there stays as it is, also when the file now says something else: it may have been
    edited by the athlete since.
    """
    take_turn(athlete)
    days = history.days()
    if athlete.birth_date is not None and min(days) < athlete.birth_date:
        message = _("The history of %(name)s begins before their date of birth.")
        raise ValidationError(message, code="before_birth", params={"name": athlete})
    facts = _Drafts(athlete, profile).new_facts(history)
    # Who trained on a day did not rest, whatever an earlier import made of it.
    trained = [session.day for session in facts.sessions]
    athlete.day_marks.filter(day__in=trained, kind=DayMark.Kind.REST).delete()
    store_facts(facts=facts, reason=FactChange.Reason.IMPORT)
    added = len(facts.check_ins) + len(facts.sessions) + len(facts.day_marks)
    told = len(history.check_ins) + len(history.sessions) + len(history.rest_days)
    return Saved(
        len(facts.check_ins),
        len(facts.sessions),
        len(facts.day_marks),
        already_there=told - added,
    )


class _Drafts:
    """Turns what was read of one athlete into rows, leaving out what is there already."""

    def __init__(self, athlete: Athlete, profile: Profile) -> None:
        self.athlete = athlete
        self.profile = profile
        self.shoes: list[Shoe] = []

    def new_facts(self, history: AthleteHistory) -> Facts:
        facts = Facts()
        self._add_check_ins(facts, history.check_ins)
        self._add_sessions(facts, history.sessions)
        self._add_rest_days(facts, history.rest_days)
        return facts

    def _client_id(self, fact: str, key: str) -> uuid.UUID:
        """Return the same id for the same row of the same source, whenever it is imported."""
        return uuid.uuid5(NAMESPACE, f"{self.profile.name}\n{fact}\n{key}")

    def _add_check_ins(self, facts: Facts, drafts: Mapping[dt.date, CheckInDraft]) -> None:
        present = set(self.athlete.check_ins.values_list("day", flat=True))
        for day, draft in drafts.items():
            if day not in present:
                check_in = CheckIn(
                    athlete=self.athlete,
                    day=day,
                    client_id=self._client_id("check-in", day.isoformat()),
                    recorded_at=draft.recorded_at,
                )
                facts.check_ins.append(check_in)
                facts.answers += answer_rows(check_in, draft, self.profile)

    def _add_sessions(self, facts: Facts, drafts: Mapping[str, SessionDraft]) -> None:
        present = set(self.athlete.sessions.values_list("client_id", flat=True))
        self.shoes = list(self.athlete.shoes.filter(is_default=True))
        for key, draft in drafts.items():
            client_id = self._client_id("session", key)
            if client_id not in present:
                facts.sessions.append(self._session(client_id, draft))

    def _session(self, client_id: uuid.UUID, draft: SessionDraft) -> Session:
        is_strength = draft.sport == Session.Sport.STRENGTH
        return Session(
            athlete=self.athlete,
            day=draft.day,
            client_id=client_id,
            sport=draft.sport,
            kind=Session.Kind.STRENGTH if is_strength else Session.Kind.TRAINING,
            started_at=draft.started_at,
            minutes=draft.minutes,
            rpe=draft.rpe,
            rated_at=draft.recorded_at if draft.rpe is not None and draft.started_at else None,
            reported_load=draft.reported_load,
            distance_m=draft.distance_m,
            heart_rate_mean=draft.heart_rate_mean,
            shoe=usual_shoe(self.shoes, sport=draft.sport, day=draft.day),
            source=draft.file[-200:],
            recorded_at=draft.recorded_at,
        )

    def _add_rest_days(self, facts: Facts, rest_days: Mapping[dt.date, dt.datetime]) -> None:
        marked = set(self.athlete.day_marks.values_list("day", flat=True))
        trained = set(self.athlete.sessions.values_list("day", flat=True))
        trained |= {session.day for session in facts.sessions}
        facts.day_marks += [
            DayMark(
                athlete=self.athlete,
                day=day,
                kind=DayMark.Kind.REST,
                client_id=self._client_id("rest", day.isoformat()),
                recorded_at=told_at,
            )
            for day, told_at in rest_days.items()
            if day not in marked and day not in trained
        ]


def answer_rows(check_in: CheckIn, draft: CheckInDraft, profile: Profile) -> Iterator[Answers]:
    """Yield a draft's answers as unsaved rows, one per class that it has any of."""
    code = profile.instrument.code if profile.instrument else DEFAULT_INSTRUMENT
    if body := _chosen(draft.answers, BODY_ITEMS):
        yield BodyAnswers(check_in=check_in, instrument=code, **body)
    if mind := _chosen(draft.answers, MIND_ITEMS):
        yield MindAnswers(check_in=check_in, instrument=code, **mind)
    if heart := _chosen(draft.answers, HEART_ITEMS):
        kind = profile.variability_kind if "variability" in heart else ""
        yield HeartMeasurement(check_in=check_in, variability_kind=kind, **heart)


def _chosen(answers: Mapping[str, Decimal], items: set[str]) -> dict[str, Decimal | int]:
    return {
        item: int(value) if item in SCALE_ITEMS else value
        for item, value in answers.items()
        if item in items
    }
