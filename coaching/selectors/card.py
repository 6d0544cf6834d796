"""The card of an open warning: what it rests on, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coaching import words
from coaching.forms.warnings import empty_forms
from recovery.assessments import explanations

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from coaching.forms.warnings import ActionForm
    from coaching.selectors.seen import Seen


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
    done: Sequence[str]  # latest first
    forms: Mapping[str, ActionForm]
    problem: str  # why the last action was refused as a whole


def card_of(seen: Seen, *, now: dt.datetime, failed: ActionForm | None = None) -> Card | None:
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
        done=[words.done_with_note(action, now=now) for action in seen.actions],
        forms=empty_forms(opened_on=seen.warning.opened_on, today=seen.today, failed=failed),
        problem=" ".join(map(str, failed.non_field_errors())) if failed else "",
    )
