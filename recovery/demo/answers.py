"""What the demo’s coach made of warnings that are over, wrote, and who was reminded."""

from __future__ import annotations

import datetime as dt
from itertools import cycle
from typing import TYPE_CHECKING, Any
from uuid import uuid5

from django.utils import timezone

from athletes.models import Athlete
from athletes.services.reminders import CHECK_IN
from coaching.access import visible_members
from coaching.models import StaffNote, StaffRole, WarningAction
from coaching.selectors.seen import seen_athletes, through_lenses
from coaching.services.notes import write_message, write_note
from recovery.assessments.models import RecoveryWarning
from recovery.outbox.models import Message
from recovery.outbox.services import Draft, enqueue, finish

if TYPE_CHECKING:
    from coaching.models import Team

Kind, Reason = WarningAction.Kind, WarningAction.Reason
MORNING = dt.time(8)
NOTED = "athlete@recovery.example"
# In turn. One in six stays unanswered, as in life.
ANSWERS: tuple[dict[str, Any] | None, ...] = (
    {"kind": Kind.SPOKE},
    {"kind": Kind.ADJUSTED},
    {"kind": Kind.NOT_USEFUL, "reason": Reason.NOTHING_WRONG},
    {"kind": Kind.SPOKE},
    None,
    {"kind": Kind.NOT_USEFUL, "reason": Reason.ALREADY_KNEW},
)


def remind_the_silent(team: Team, *, now: dt.datetime) -> None:
    """Put in the outbox, as sent this morning, what the silent were asked."""
    silent = [seen for seen in seen_athletes(team, now=now) if seen.reminded is not None]
    users = dict(Athlete.objects.in_bulk([seen.athlete_id for seen in silent]))
    drafts = [
        Draft(
            recipient_id=users[seen.athlete_id].user_id,
            key=f"{CHECK_IN}:{seen.athlete_id}:{seen.today}:0",
            kind=CHECK_IN,
            params={"athlete": seen.athlete_id, "day": seen.today.isoformat()},
            expires_at=now,
        )
        for seen in silent
    ]
    enqueue(drafts=drafts, now=now)
    for message in Message.objects.filter(key__in=[f"{draft.key}:mail" for draft in drafts]):
        finish(message=message, outcome=Message.Outcome.SENT, now=now)


def write_notes(team: Team, *, now: dt.datetime) -> None:
    """Leave a message for the athlete whom one tries the demo as, and a note about them."""
    by = StaffRole.objects.active(now).filter(team=team).order_by("pk")[0].user
    members = visible_members(team, now=now).filter(athlete__user__email=NOTED)
    for athlete in [member.athlete for member in members]:
        about: dict[str, Any] = {"athlete": athlete, "team": team, "by": by, "now": now}
        write_message(
            text="Sterk gelopen zaterdag. Neem morgen de tijd om uit te slapen.",
            client_id=uuid5(team.public_id, "message"),
            **about,
        )
        write_note(
            readers=StaffNote.Readers.STAFF,
            text="Heeft tentamens deze week; vraag hoe het slapen gaat.",
            client_id=uuid5(team.public_id, "note"),
            **about,
        )


def answer_past_warnings(team: Team, *, now: dt.datetime) -> None:
    """Answer each warning that is over as its team would have; done once."""
    if WarningAction.objects.filter(team=team).exists():
        return
    coach = StaffRole.objects.active(now).filter(team=team).order_by("pk")[0].user
    over = RecoveryWarning.objects.filter(
        through_lenses(visible_members(team, now=now)), closed_on__isnull=False
    )
    pairs = zip(over.defer("payload").order_by("opened_on", "athlete_id"), cycle(ANSWERS))
    WarningAction.objects.bulk_create(
        WarningAction(
            team=team,
            athlete_id=warning.athlete_id,
            opened_on=warning.opened_on,
            by=coach,
            at=timezone.make_aware(
                dt.datetime.combine(warning.opened_on + dt.timedelta(days=1), MORNING)
            ),
            **answer,
        )
        for warning, answer in pairs
        if answer is not None
    )
