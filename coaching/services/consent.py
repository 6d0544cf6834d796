"""What an athlete shares with the staff of a team, class by class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from athletes.services.changes import take_turn
from coaching.models import ConsentEvent, DataClass, Membership, shared_classes
from recovery.assessments.models import Lens
from recovery.assessments.services import release_lens, request_lens
from recovery.engine.items import ALL_CLASSES

if TYPE_CHECKING:
    import datetime as dt

    from athletes.models import Athlete
    from coaching.models import Team
    from recovery.accounts.models import User

# Of the sentences on the sharing page. They say what is agreed to: new words, new version.
TEXT_VERSION = "2026-11c"


@transaction.atomic
def grant(
    *, athlete: Athlete, team: Team, data_class: int, by: User, now: dt.datetime
) -> ConsentEvent | None:
    """Share one class with the staff of a team. Returns None if it was shared already."""
    return _record(athlete=athlete, team=team, data_class=data_class, granted=True, by=by, now=now)


@transaction.atomic
def withdraw(
    *, athlete: Athlete, team: Team, data_class: int, by: User, now: dt.datetime
) -> ConsentEvent | None:
    """Take one class back: history included, from the next request on."""
    return _record(athlete=athlete, team=team, data_class=data_class, granted=False, by=by, now=now)


def keep_lenses(*, athlete: Athlete, now: dt.datetime) -> None:
    """Have the athlete's days computed for exactly the sets of classes that a team may see.

    A set that two teams share is one lens; the full set is the athlete's own and always there.
    """
    memberships = Membership.objects.active(now).filter(athlete=athlete)
    wanted = set(memberships.values_list(shared_classes(), flat=True)) - {0, int(ALL_CLASSES)}
    present = set(Lens.objects.filter(athlete=athlete).values_list("classes", flat=True))
    for classes in wanted - present:
        request_lens(athlete=athlete, classes=classes)
    for classes in present - wanted:
        release_lens(athlete=athlete, classes=classes)


def _record(
    *,
    athlete: Athlete,
    team: Team,
    data_class: int,
    granted: bool,
    by: User,
    now: dt.datetime,
) -> ConsentEvent | None:
    if data_class not in DataClass.values:
        raise ValidationError(_("There is no such kind of data."), code="unknown_class")
    take_turn(athlete)  # one change of an athlete's consent at a time
    membership = (
        Membership.objects.active(now)
        .annotate(classes=shared_classes(of=DataClass))
        .filter(athlete=athlete, team=team)
        .first()
    )
    if membership is None:
        raise ValidationError(_("You are not in this team."), code="not_a_member")
    if bool(membership.classes & data_class) is granted:
        return None
    event = ConsentEvent.objects.create(
        membership=membership,
        data_class=data_class,
        granted=granted,
        text_version=TEXT_VERSION,
        by=by,
    )
    keep_lenses(athlete=athlete, now=now)
    return event
