"""An athlete's wish for contact: asked once, told to who can act on it, settled by somebody."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction

from coaching.models import ContactWish, StaffRole
from coaching.models.contact import TOLD
from recovery.outbox.services import Draft, enqueue

if TYPE_CHECKING:
    from athletes.models import Athlete
    from coaching.models import Team
    from recovery.accounts.models import User

CONTACT: Final = "contact_wish"
TOLD_WITHIN: Final = dt.timedelta(days=1)  # later the queue and the digest have long said it


@transaction.atomic
def ask(*, athlete: Athlete, team: Team, now: dt.datetime) -> ContactWish:
    """Ask the staff of a team to get in touch, and have each of them told at once.

    While that is open, asking again is the same wish.
    """
    wish, created = ContactWish.objects.get_or_create(
        athlete=athlete, team=team, settled_at=None, defaults={"at": now}
    )
    if created:
        staff = StaffRole.objects.active(now).filter(team=team, kind__in=TOLD, user__is_active=True)
        enqueue(
            drafts=[
                Draft(
                    recipient_id=user_id,
                    key=f"{CONTACT}:{wish.pk}:{user_id}",
                    kind=CONTACT,
                    params={"wish": wish.pk},
                    expires_at=now + TOLD_WITHIN,
                    by_push=True,
                )
                for user_id in staff.values_list("user", flat=True).distinct()
            ],
            now=now,
        )
    return wish


@transaction.atomic
def settle(*, wish: ContactWish, by: User, now: dt.datetime) -> None:
    """Note that somebody is in touch, or that the athlete needs it no more; the first time."""
    ContactWish.objects.open().filter(pk=wish.pk).update(settled_at=now, settled_by=by)
