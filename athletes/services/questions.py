"""What somebody is asked besides the core of the check-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from athletes.models import Athlete, OptionalItem

if TYPE_CHECKING:
    from collections.abc import Collection


@transaction.atomic
def ask(*, athlete_ids: Collection[int], items: Collection[str]) -> None:
    """Ask these athletes these optional items, from their next form on. One query.

    Nothing is computed anew: what was answered stays, and what is not asked is not known.
    """
    asked = [item for item in OptionalItem.values if item in items]
    Athlete.objects.filter(pk__in=athlete_ids).exclude(asked=asked).update(asked=asked)
