"""What the athletes of a team are asked besides the core of the check-in."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction

from athletes.models import Athlete, OptionalItem
from athletes.models.questions import every_item
from athletes.services.questions import ask
from coaching.models import Membership

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from coaching.models import Team


@transaction.atomic
def choose_questions(*, team: Team, items: Collection[str], now: dt.datetime) -> None:
    """Ask a team these optional items; an athlete of two teams is asked what either asks."""
    team.asks = [item for item in OptionalItem.values if item in items]
    team.save(update_fields=["asks"])
    members = Membership.objects.active(now).filter(team=team)
    hand_down(athlete_ids=list(members.values_list("athlete", flat=True)), now=now)


@transaction.atomic
def hand_down(*, athlete_ids: Collection[int], now: dt.datetime) -> None:
    """Tell athletes what all their teams ask together; without a team, everything.

    The floor of the athletes knows no teams. Their rows are locked first, so that two teams that
    choose at once leave what both chose.
    """
    athletes = Athlete.objects.select_for_update(no_key=True).order_by("pk")
    asked: dict[int, set[str] | None] = dict.fromkeys(
        athletes.filter(pk__in=athlete_ids).values_list("pk", flat=True)
    )
    memberships = Membership.objects.active(now).filter(athlete__in=asked)
    for athlete_id, items in memberships.values_list("athlete", "team__asks"):
        asked[athlete_id] = (asked[athlete_id] or set()) | set(items)
    alike: dict[frozenset[str], list[int]] = defaultdict(list)
    for athlete_id, together in asked.items():
        alike[frozenset(every_item() if together is None else together)].append(athlete_id)
    for chosen, ids in alike.items():
        ask(athlete_ids=ids, items=chosen)
