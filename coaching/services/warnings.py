"""What the staff did about a warning."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coaching.models import Membership, WarningAction, relation_day, shared_classes
from coaching.services.adjustments import adjust, put_back
from recovery.assessments.models import RecoveryWarning

if TYPE_CHECKING:
    from athletes.models import Athlete
    from coaching.models import Team
    from recovery.accounts.models import User

LONGEST_WATCH = dt.timedelta(days=28)
WITH_A_REASON: dict[str, list[str]] = {
    WarningAction.Kind.NOT_USEFUL: WarningAction.Reason.values,
    WarningAction.Kind.WATCH: WarningAction.Wait.values,
}


@transaction.atomic
def act(
    *,
    athlete: Athlete,
    team: Team,
    opened_on: dt.date,
    kind: str,
    by: User,
    now: dt.datetime,
    watch_until: dt.date | None = None,
    reason: str = "",
    note: str = "",
    change: str = "",
    target: str = "",
    client_id: uuid.UUID | None = None,
) -> WarningAction:
    """Keep what was done about the warning that opened on that day; the same form saves once.

    An adjustment with a ``change`` edits the plan with it, or nothing is kept at all. A
    ValidationError says which field is wrong, or that an edit has taken the warning away.
    """
    warning = _visible_warning(athlete=athlete, team=team, opened_on=opened_on, now=now)
    if warning is None:
        raise ValidationError(
            _(
                "This warning has gone since you opened it, because facts were changed. "
                "Nothing was saved."
            ),
            code="revised",
        )
    facts = {
        "athlete": athlete,
        "opened_on": opened_on,
        "kind": kind,
        "watch_until": watch_until if kind == WarningAction.Kind.WATCH else None,
        "reason": reason if kind in WITH_A_REASON else "",
        "level": warning.level,
        "note": note.strip(),
        "by": by,
        "at": now,
    }
    action = WarningAction(team=team, **facts)
    action.clean_fields()
    if kind == WarningAction.Kind.WATCH:
        _check_watch_until(watch_until, today=relation_day(now))
    if kind in WITH_A_REASON and reason not in WITH_A_REASON[kind]:
        raise ValidationError({"reason": _("Choose why.")}, code="required")
    action, created = WarningAction.objects.get_or_create(
        team=team, client_id=client_id or uuid.uuid4(), defaults=facts
    )
    if created and change and kind == WarningAction.Kind.ADJUSTED:
        adjust(action=action, change=change, target=target, now=now)
    return action


@transaction.atomic
def undo(*, action: WarningAction, by: User, now: dt.datetime) -> bool:
    """Take back what was done about a warning; what it changed in the plan is put back too.

    Returns False where the plan has been changed since, and therefore stays as it is.
    """
    action = WarningAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if action.undone_at is not None:
        return True
    action.undone_at, action.undone_by = now, by
    action.save(update_fields=["undone_at", "undone_by"])
    return put_back(action=action, now=now)


def _visible_warning(
    *, athlete: Athlete, team: Team, opened_on: dt.date, now: dt.datetime
) -> RecoveryWarning | None:
    lenses = Membership.objects.active(now).filter(athlete=athlete, team=team)
    return RecoveryWarning.objects.filter(
        athlete=athlete, opened_on=opened_on, lens__in=lenses.values(mask=shared_classes())
    ).first()


def _check_watch_until(day: dt.date | None, *, today: dt.date) -> None:
    if day is None:
        raise ValidationError({"watch_until": _("Choose a day.")}, code="required")
    if not today < day <= today + LONGEST_WATCH:
        raise ValidationError(
            {"watch_until": _("Choose a day in the coming four weeks.")}, code="out_of_range"
        )
