"""Many facts at once, as a history that was kept elsewhere brings them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from athletes.models import CheckIn, DayMark, PlannedSession, Session, Shoe
from athletes.services.changes import note_changes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from athletes.models import FactChange
    from athletes.models.check_ins import Answers

BATCH_ROWS = 2000


@dataclass
class Facts:
    """Rows that were validated and not saved yet; each knows its athlete."""

    check_ins: list[CheckIn] = field(default_factory=list)
    answers: list[Answers] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    day_marks: list[DayMark] = field(default_factory=list)
    # Before the sessions that name them:
    planned: list[PlannedSession] = field(default_factory=list)
    shoes: list[Shoe] = field(default_factory=list)


@transaction.atomic
def store_facts(*, facts: Facts, reason: FactChange.Reason) -> None:
    """Save the rows in sets, and queue each athlete once, from their first new day on.

    All or nothing; a row that breaks a constraint undoes everything. Edit history is written by
    triggers, so a bulk write has it too.
    """
    CheckIn.objects.bulk_create(facts.check_ins, batch_size=BATCH_ROWS)
    by_class: dict[type[Answers], list[Answers]] = {}
    for row in facts.answers:
        by_class.setdefault(type(row), []).append(row)
    for model, rows in by_class.items():
        model._default_manager.bulk_create(rows, batch_size=BATCH_ROWS)  # noqa: SLF001  (Django's name)
    PlannedSession.objects.bulk_create(facts.planned, batch_size=BATCH_ROWS)
    Shoe.objects.bulk_create(facts.shoes, batch_size=BATCH_ROWS)
    Session.objects.bulk_create(facts.sessions, batch_size=BATCH_ROWS)
    DayMark.objects.bulk_create(facts.day_marks, batch_size=BATCH_ROWS)
    _note_changes(facts, reason)


def _note_changes(facts: Facts, reason: FactChange.Reason) -> None:
    first_days: dict[int, dt.date] = {}
    rows: Iterable[CheckIn | Session | DayMark] = (
        *facts.check_ins,
        *facts.sessions,
        *facts.day_marks,
    )
    for row in rows:
        first_days[row.athlete_id] = min(row.day, first_days.get(row.athlete_id, row.day))
    note_changes(from_days=first_days, reason=reason)
