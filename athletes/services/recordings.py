"""Recordings become sessions, once each, and never two of one training without being asked."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from athletes.models import DayMark, FactChange, Recording, Session
from athletes.models.shoes import usual_shoe
from athletes.services.changes import note_change, take_turn
from athletes.services.histories import Facts, store_facts
from athletes.services.imports import NAMESPACE
from athletes.services.sessions import SessionFacts, edit_session

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from athletes.imports.activities.activity import Activity
    from athletes.imports.history import SessionDraft
    from athletes.models import ActivityFile, Athlete, Shoe

SAME_START: Final = dt.timedelta(minutes=2)
SAME_LENGTH: Final = 0.1  # of the longer one
SAME_SECONDS: Final = 120  # for what is short

# What a file and a logged session may both know, in the order a page compares them.
MEASURES: Final = (
    "started_at",
    "minutes",
    "distance_m",
    "heart_rate_mean",
    "heart_rate_max",
    "power_mean_w",
    "rpe",
    "felt_performance",
)


def recordings_of_activities(file: ActivityFile, activities: Iterable[Activity]) -> list[Recording]:
    """Return a training file's sessions as unsaved rows."""
    athlete = file.athlete
    return [
        Recording(
            file=file,
            number=number,
            day=athlete.local_day(activity.started_at),
            started_at=activity.started_at,
            timer_s=_decimal(activity.timer_s, "0.001"),
            elapsed_s=_decimal(activity.elapsed_s, "0.001"),
            sport=activity.sport,
            sport_in_file=activity.sport_in_file,
            distance_m=None
            if activity.distance_m is None
            else _decimal(activity.distance_m, "0.01"),
            heart_rate_mean=activity.heart_rate_mean,
            heart_rate_max=activity.heart_rate_max,
            power_mean_w=activity.power_mean_w,
            rpe=None if activity.rpe is None else _decimal(activity.rpe, "0.1"),
            felt_performance=activity.felt,
            client_id=session_id(athlete, f"{file.sha256}\n{number}"),
        )
        for number, activity in enumerate(activities, start=1)
    ]


def recordings_of_table(
    file: ActivityFile, drafts: Iterable[tuple[str, SessionDraft]]
) -> list[Recording]:
    """Return a table's sessions as unsaved rows. Its time and sport tell one from another.

    Not the file: a longer export of the same diary then adds only what is new.
    """
    return [
        Recording(
            file=file,
            number=number,
            day=draft.day,
            started_at=draft.started_at,
            timer_s=Decimal(60 * (draft.minutes or 0)),
            elapsed_s=Decimal(60 * (draft.minutes or 0)),
            sport=draft.sport,
            distance_m=draft.distance_m,
            heart_rate_mean=draft.heart_rate_mean,
            rpe=draft.rpe,
            client_id=session_id(file.athlete, f"table\n{key}\n{draft.sport}"),
        )
        for number, (key, draft) in enumerate(drafts, start=1)
    ]


def session_id(athlete: Athlete, key: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"recording\n{athlete.pk}\n{key}")


def add_recordings(
    *, athlete: Athlete, recordings: Sequence[Recording], now: dt.datetime
) -> tuple[int, int]:
    """Save recordings and the sessions that they become. Returns (added, there already).

    Within the transaction of whoever calls, who holds the athlete's turn. One that looks like a
    session that is there waits for the athlete; it counts as neither. Some nine queries.
    """
    if not recordings:
        return 0, 0
    days = [each.day for each in recordings]
    one_day = dt.timedelta(days=1)
    there = list(athlete.sessions.between(min(days) - one_day, max(days) + one_day))
    by_client_id = {session.client_id: session for session in there}
    by_day: dict[dt.date, list[Session]] = defaultdict(list)
    for session in there:
        by_day[session.day].append(session)
    shoes = list(athlete.shoes.filter(is_default=True))
    new: list[Session] = []
    already_there = 0
    for recording in recordings:
        if known := by_client_id.get(recording.client_id):
            recording.session, recording.decided_at = known, now
            already_there += 1
            continue
        near = [
            session
            for day in (recording.day - one_day, recording.day, recording.day + one_day)
            for session in by_day[day]
        ]
        recording.looks_like = next((each for each in near if looks_like(recording, each)), None)
        if recording.looks_like is None:
            session = session_of(recording, athlete=athlete, shoes=shoes, now=now)
            recording.session, recording.decided_at = session, now
            by_client_id[session.client_id] = session
            new.append(session)
    _forget_rest(athlete, new)
    if new:
        store_facts(facts=Facts(sessions=new), reason=FactChange.Reason.IMPORT)
    for recording in recordings:
        recording.session = recording.session  # which has its number now
    Recording.objects.bulk_create(recordings, batch_size=1000)
    return len(new), already_there


def looks_like(recording: Recording, session: Session) -> bool:
    """Return whether both may well be one training: start and duration agree.

    Where one of them has no time of day, the day and the sport stand in for the start.
    """
    if session.minutes is None:
        return False
    if recording.started_at is not None and session.started_at is not None:
        starts_alike = abs(recording.started_at - session.started_at) <= SAME_START
    else:
        starts_alike = recording.day == session.day and recording.sport == session.sport
    lengths = (float(recording.timer_s), float(recording.elapsed_s))
    return starts_alike and any(_like(60.0 * session.minutes, seconds) for seconds in lengths)


def _like(one: float, other: float) -> bool:
    return abs(one - other) <= max(SAME_SECONDS, SAME_LENGTH * max(one, other))


def session_of(
    recording: Recording, *, athlete: Athlete, shoes: Iterable[Shoe], now: dt.datetime
) -> Session:
    """Return the unsaved session that a recording becomes, in the usual pair of ``shoes``."""
    file = recording.file
    rated_at = None
    if recording.rpe is not None and recording.started_at is not None:
        rated_at = recording.started_at + dt.timedelta(seconds=float(recording.elapsed_s))
    is_strength = recording.sport == Session.Sport.STRENGTH
    return Session(
        athlete=athlete,
        day=recording.day,
        client_id=recording.client_id,
        sport=recording.sport,
        kind=Session.Kind.STRENGTH if is_strength else Session.Kind.TRAINING,
        started_at=recording.started_at,
        minutes=recording.minutes,
        rpe=recording.rpe,
        rated_at=rated_at,
        felt_performance=recording.felt_performance,
        heart_rate_mean=recording.heart_rate_mean,
        heart_rate_max=_not_below(recording.heart_rate_max, recording.heart_rate_mean),
        distance_m=whole_metres(recording),
        power_mean_w=recording.power_mean_w,
        shoe=usual_shoe(shoes, sport=recording.sport, day=recording.day),
        source=file.name[-200:],
        source_sha256=file.sha256,
        recorded_at=recording.started_at or now,
    )


def _not_below(highest: int | None, mean: int | None) -> int | None:
    """Return the highest heart rate, unless a file says that the mean was higher still."""
    return None if highest is None or (mean is not None and highest < mean) else highest


def whole_metres(recording: Recording) -> int | None:
    return None if recording.distance_m is None else max(1, round(recording.distance_m))


def measure_of(recording: Recording, name: str) -> Any:  # noqa: ANN401  (a time, a number, nothing)
    """Return a recording's value as a session would hold it."""
    return whole_metres(recording) if name == "distance_m" else getattr(recording, name)


@transaction.atomic
def merge(
    *, athlete: Athlete, recording: Recording, from_file: Collection[str], now: dt.datetime
) -> Session:
    """Put a recording and the session it looks like together.

    What the session lacks comes from the file; where both know something, ``from_file`` names
    what the file is right about. Raises Recording.DoesNotExist where it was settled meanwhile,
    Session.DoesNotExist where the session was deleted.
    """
    recording = _waiting(athlete, recording)
    session = recording.looks_like
    if session is None:
        raise Session.DoesNotExist
    session.athlete = athlete
    facts = merged_facts(recording, session, from_file=from_file)
    session = edit_session(session=session, facts=facts, now=now)
    _settle(recording, session=session, now=now)
    return session


def merged_facts(
    recording: Recording, session: Session, *, from_file: Collection[str]
) -> SessionFacts:
    """Return what a session says once it and a recording have been put together."""
    chosen: dict[str, Any] = {}
    for name in MEASURES:
        logged, told = getattr(session, name), measure_of(recording, name)
        chosen[name] = (
            told if told is not None and (logged is None or name in from_file) else logged
        )
    moves = chosen["started_at"] is not None and chosen["started_at"] == recording.started_at
    chosen["heart_rate_max"] = _not_below(chosen["heart_rate_max"], chosen["heart_rate_mean"])
    facts = SessionFacts(
        day=session.day,
        sport=session.sport,
        kind=session.kind,
        planned_session_id=session.planned_session_id,
        shoe_id=session.shoe_id,
        **chosen,
    )
    return replace(facts, day=recording.day) if moves else facts


@transaction.atomic
def keep_both(*, athlete: Athlete, recording: Recording, now: dt.datetime) -> Session:
    """Save a recording as a session of its own, beside the one it looks like."""
    recording = _waiting(athlete, recording)
    shoes = athlete.shoes.filter(is_default=True)
    session = session_of(recording, athlete=athlete, shoes=shoes, now=now)
    session.clean_fields(exclude={"athlete"})
    _forget_rest(athlete, [session])
    session.save(force_insert=True)
    note_change(athlete=athlete, from_day=session.day, reason=FactChange.Reason.IMPORT)
    _settle(recording, session=session, now=now)
    return session


@transaction.atomic
def leave_out(*, athlete: Athlete, recording: Recording, now: dt.datetime) -> None:
    """Keep the session that is there as it is; the file stays, and adds nothing."""
    _settle(_waiting(athlete, recording), session=None, now=now)


def _waiting(athlete: Athlete, recording: Recording) -> Recording:
    """Take the athlete's turn and return the recording as it now is, still to be decided."""
    take_turn(athlete)
    waiting = Recording.objects.select_related("file", "looks_like").filter(decided_at=None)
    return waiting.get(pk=recording.pk)


def _settle(recording: Recording, *, session: Session | None, now: dt.datetime) -> None:
    recording.session, recording.looks_like, recording.decided_at = session, None, now
    recording.save(update_fields=["session", "looks_like", "decided_at"])


def _forget_rest(athlete: Athlete, sessions: Sequence[Session]) -> None:
    """Take back that a day was rest: somebody trained on it after all."""
    days = [session.day for session in sessions]
    athlete.day_marks.filter(day__in=days, kind=DayMark.Kind.REST).delete()


def _decimal(value: float, step: str) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(step))
