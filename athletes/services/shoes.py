"""Every write of a pair of shoes.

Nothing that is computed of an athlete reads it, so no day is computed anew.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from athletes.models import Athlete, Shoe
from athletes.services.changes import check_day, take_turn

if TYPE_CHECKING:
    import datetime as dt
    import uuid

# How much further to go once somebody has looked at the soles and found them well. [m]
LOOK_AGAIN_AFTER_M = 100_000


@dataclass(frozen=True, kw_only=True)
class ShoeFacts:
    """What is told about a pair."""

    name: str
    sport: str
    first_day: dt.date
    is_default: bool = False
    start_m: int = 0
    check_at_m: int | None = None


@transaction.atomic
def add_shoe(
    *,
    athlete: Athlete,
    client_id: uuid.UUID,
    facts: ShoeFacts,
    takes_earlier: bool,
    recorded_at: dt.datetime,
    now: dt.datetime,
) -> Shoe:
    """Save a new pair; sending the same form again returns the one that is there.

    With ``takes_earlier`` the sessions of its sport since its first day that are in no pair
    count in it too.
    """
    take_turn(athlete)
    if sent_before := athlete.shoes.filter(client_id=client_id).first():
        return sent_before
    shoe = Shoe(athlete=athlete, client_id=client_id, recorded_at=recorded_at)
    _write(shoe, facts, now=now)
    if takes_earlier:
        athlete.sessions.filter(
            shoe__isnull=True, sport=shoe.sport, day__gte=shoe.first_day
        ).update(shoe=shoe)
    return shoe


@transaction.atomic
def change_shoe(*, shoe: Shoe, facts: ShoeFacts, now: dt.datetime) -> None:
    """Replace what was told about a pair. Sessions stay in the pair that they were in.

    Raises Shoe.DoesNotExist where it was deleted meanwhile.
    """
    shoe = _current(shoe)
    _write(shoe, facts, now=now)


@transaction.atomic
def make_default(*, shoe: Shoe) -> None:
    """Have new sessions of its sport count in this pair, and no longer in another."""
    shoe = _current(shoe)
    if shoe.retired_on is not None:
        raise ValidationError(_("You no longer wear these. Wear them again first."), code="retired")
    _unseat_default(shoe)
    shoe.is_default = True
    shoe.save()


@transaction.atomic
def retire(*, shoe: Shoe, on: dt.date) -> None:
    """No longer wear a pair. Its kilometres and its sessions stay."""
    shoe = _current(shoe)
    if shoe.retired_on is None:
        shoe.retired_on, shoe.is_default = max(on, shoe.first_day), False
        shoe.save()


@transaction.atomic
def wear_again(*, shoe: Shoe) -> None:
    """Wear a retired pair again; as the usual one, if its sport has none."""
    shoe = _current(shoe)
    if shoe.retired_on is not None:
        others = shoe.athlete.shoes.filter(sport=shoe.sport, is_default=True)
        shoe.retired_on, shoe.is_default = None, not others.exists()
        shoe.save()


@transaction.atomic
def look_again_later(*, shoe: Shoe) -> None:
    """Note that its athlete has looked at the soles, and wants to again in a while."""
    shoe = _current(shoe)
    worn = shoe.sessions.aggregate(m=Sum("distance_m"))["m"] or 0
    shoe.check_at_m = shoe.start_m + worn + LOOK_AGAIN_AFTER_M
    shoe.save()


@transaction.atomic
def delete_shoe(*, shoe: Shoe) -> None:
    """Delete a pair; its sessions stay, in no pair. One that is already gone stays gone."""
    take_turn(shoe.athlete)
    Shoe.objects.filter(pk=shoe.pk).delete()


def _current(shoe: Shoe) -> Shoe:
    """Take the athlete's turn and return the pair as it now is."""
    athlete = shoe.athlete
    take_turn(athlete)
    shoe = athlete.shoes.get(pk=shoe.pk)
    shoe.athlete = athlete
    return shoe


def _write(shoe: Shoe, facts: ShoeFacts, *, now: dt.datetime) -> None:
    _check_first_day(shoe, facts.first_day, now=now)
    for name, value in asdict(facts).items():
        setattr(shoe, name, value)
    shoe.is_default = facts.is_default and shoe.retired_on is None
    shoe.clean_fields(exclude={"athlete"})
    if shoe.is_default:
        _unseat_default(shoe)
    shoe.save()


def _check_first_day(shoe: Shoe, day: dt.date, *, now: dt.datetime) -> None:
    try:
        check_day(athlete=shoe.athlete, day=day, now=now)
    except ValidationError as refusal:
        raise ValidationError({"first_day": refusal}) from None
    if shoe.retired_on is not None and day > shoe.retired_on:
        message = _("That is after you stopped wearing them.")
        raise ValidationError({"first_day": ValidationError(message, code="after_retired")})


def _unseat_default(shoe: Shoe) -> None:
    """Make room: a sport has one usual pair."""
    others = shoe.athlete.shoes.filter(sport=shoe.sport, is_default=True)
    for other in others.exclude(pk=shoe.pk):
        other.is_default = False
        other.save()
