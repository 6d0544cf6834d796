"""What somebody has just moved, as the address of the page they came back to says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from athletes import plan_words
from athletes.models import PlannedSession
from coaching.selectors.known_plans import is_told
from coaching.selectors.plans import name_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from coaching.access import Member
    from coaching.models import Team


LONGEST_ID = 18  # digits that a key of the database holds


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved, in words, and the day to which it can go back."""

    planned: int
    said: str
    back: dt.date | None


def moved_of(
    team: Team, members: Sequence[Member], planned: str, *, back: dt.date | None
) -> Moved | None:
    """Return what the team moved for one of these athletes. One query, and none without an id."""
    if not planned.isdecimal() or len(planned) > LONGEST_ID:
        return None
    by_athlete = {member.athlete_id: member for member in members}
    entry = PlannedSession.objects.filter(
        pk=planned, planned_for=team.public_id, athlete__in=by_athlete
    ).first()
    if entry is None:
        return None
    member = by_athlete[entry.athlete_id]
    said = _("%(what)s of %(name)s is moved to %(day)s.") % {
        "what": entry.heading,
        "name": name_of(member),
        "day": plan_words.weekday_and_date(entry.day if is_told(member) else entry.meant_day),
    }
    return Moved(planned=entry.pk, said=said, back=back)
