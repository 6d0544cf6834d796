"""The card of an open warning: what it rests on, and what can be done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from athletes.models import PlannedSession
from coaching import words
from coaching.forms.warnings import empty_forms
from coaching.models import Task, WarningAction
from recovery.assessments import explanations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coaching.forms.warnings import ActionForm
    from coaching.models import Team
    from coaching.selectors.seen import Seen


# What is planned within these days can be adjusted from the card.
ADJUSTED_WITHIN = dt.timedelta(days=7)
TOMORROW = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done about the warning, and by which number it is taken back."""

    action_id: int
    text: str
    task: Task  # whose role lets somebody take it back


@dataclass(frozen=True, slots=True)
class Card:
    """Everything in it is ready to print."""

    level: int
    speaks_for: Sequence[explanations.Point]
    speaks_against: Sequence[explanations.Point]
    missing: Sequence[explanations.Point]
    closes: str
    conversation: str
    suggestions: Sequence[str]
    caution: str
    how_often_wrong: str
    done: Sequence[Done]  # latest first
    forms: Mapping[str, ActionForm]
    problem: str  # why the last action was refused as a whole


def targets_of(team: Team, seen: Seen) -> list[tuple[str, str]]:
    """Return what can be adjusted for an athlete with a warning: tomorrow first. One query.

    Only what the team planned, and where the team put it: what an athlete moved is theirs.
    """
    if seen.warning is None:
        return []
    first = seen.today + TOMORROW
    planned = PlannedSession.objects.meant_for(first, seen.today + ADJUSTED_WITHIN).filter(
        planned_for=team.public_id, athlete=seen.athlete_id
    )
    targets = [(f"plan:{entry.pk}", words.target(entry, today=seen.today)) for entry in planned]
    if not any(entry.meant_day == first for entry in planned):
        targets.insert(0, (f"day:{first}", words.empty_target(first, today=seen.today)))
    return targets


def card_of(
    seen: Seen,
    *,
    now: dt.datetime,
    targets: Sequence[tuple[str, str]],
    failed: ActionForm | None = None,
) -> Card | None:
    """Return the card of an athlete's open warning, if there is one. No query."""
    if seen.warning is None:
        return None
    payload = seen.warning.payload
    return Card(
        level=payload["level"],
        speaks_for=explanations.speaks_for(payload),
        speaks_against=explanations.speaks_against(payload),
        missing=explanations.missing(payload),
        closes=explanations.closes(payload),
        conversation=explanations.conversation(payload),
        suggestions=explanations.suggestions(payload),
        caution=explanations.caution(payload),
        how_often_wrong=explanations.how_often_wrong(payload),
        done=[_done(each, now=now) for each in seen.actions],
        forms=empty_forms(
            opened_on=seen.warning.opened_on, today=seen.today, targets=targets, failed=failed
        ),
        problem=" ".join(map(str, failed.non_field_errors())) if failed else "",
    )


def _done(action: WarningAction, *, now: dt.datetime) -> Done:
    return Done(
        action_id=action.pk,
        text=words.done_with_note(action, now=now),
        task=Task.PLAN if action.kind == WarningAction.Kind.ADJUSTED else Task.ACT,
    )
