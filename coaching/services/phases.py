"""Every write of the phases of a team's year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from athletes import plan_words
from coaching.models import Phase, Team

if TYPE_CHECKING:
    import datetime as dt
    import uuid

    from recovery.accounts.models import User


@transaction.atomic
def add_phase(
    *,
    team: Team,
    name: str,
    first_day: dt.date,
    last_day: dt.date,
    client_id: uuid.UUID,
    by: User,
) -> Phase:
    """Give days of the team's year a name. A team is in one phase at a time.

    The same form saves once. Days that another phase has are a ValidationError.
    """
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)  # two forms at once: one by one
    known = Phase.objects.filter(team=team, client_id=client_id).first()
    if known is not None:
        return known
    other = Phase.objects.filter(
        team=team, first_day__lte=last_day, last_day__gte=first_day
    ).first()
    if other is not None:
        raise ValidationError(
            _("%(name)s is from %(first)s to %(last)s. A team is in one phase at a time.")
            % {
                "name": other.name,
                "first": plan_words.weekday_and_date(other.first_day),
                "last": plan_words.weekday_and_date(other.last_day),
            },
            code="overlaps",
        )
    phase = Phase(
        team=team,
        name=name.strip(),
        first_day=first_day,
        last_day=last_day,
        client_id=client_id,
        by=by,
    )
    phase.clean_fields(exclude={"team", "by"})
    phase.save()
    return phase


@transaction.atomic
def delete_phase(*, phase: Phase) -> None:
    """Take the name off its days. What was planned in them stays."""
    phase.delete()
