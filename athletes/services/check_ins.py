from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from athletes.models import (
    Athlete,
    BodyAnswers,
    CheckIn,
    FactChange,
    HealthAnswers,
    HealthDetail,
    HeartMeasurement,
    MindAnswers,
    Note,
)
from athletes.services.changes import (
    check_day,
    check_new_day,
    late_edit,
    note_change,
    take_turn,
)

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from collections.abc import Mapping

    from athletes.models.check_ins import Answers

    Values = Mapping[str, object]

TABLES: dict[str, type[Answers]] = {
    "body": BodyAnswers,
    "mind": MindAnswers,
    "heart": HeartMeasurement,
    "health": HealthAnswers,
    "health_detail": HealthDetail,
    "note": Note,
}


@transaction.atomic
def record_check_in(
    *,
    athlete: Athlete,
    day: dt.date,
    client_id: uuid.UUID,
    recorded_at: dt.datetime,
    now: dt.datetime,
    body: Values | None = None,
    mind: Values | None = None,
    heart: Values | None = None,
    health: Values | None = None,
    health_detail: Values | None = None,
    note: Values | None = None,
) -> CheckIn:
    """Save a day's answers: field names and values per class, each of them optional.

    A day has one check-in. Saving it again edits it; fields that are not given stay as they
    are. The same form sent twice, or delivered after a newer one was saved, changes nothing.
    """
    take_turn(athlete)
    answers = {
        "body": body,
        "mind": mind,
        "heart": heart,
        "health": health,
        "health_detail": health_detail,
        "note": note,
    }
    found = list(athlete.check_ins.with_answers().filter(Q(day=day) | Q(client_id=client_id)))
    sent_before = next((each for each in found if each.client_id == client_id), None)
    if sent_before is not None and sent_before.day != day:
        return sent_before  # the form was saved already, for the day it was made for
    check_in = next((each for each in found if each.day == day), None)
    if check_in is None:
        check_new_day(athlete=athlete, day=day, now=now)
        return _create(athlete, day, client_id, recorded_at, answers)
    check_day(athlete=athlete, day=day, now=now)
    return _edit(check_in, client_id, answers, athlete=athlete, now=now)


@transaction.atomic
def delete_check_in(*, check_in: CheckIn) -> None:
    """Delete a day's answers; one that is already gone stays gone. Its history is kept."""
    take_turn(check_in.athlete)
    deleted, _per_model = CheckIn.objects.filter(pk=check_in.pk).delete()
    if deleted:
        note_change(
            athlete=check_in.athlete, from_day=check_in.day, reason=FactChange.Reason.CHECK_IN
        )


def _create(
    athlete: Athlete,
    day: dt.date,
    client_id: uuid.UUID,
    recorded_at: dt.datetime,
    answers: Mapping[str, Values | None],
) -> CheckIn:
    check_in = CheckIn(athlete=athlete, day=day, client_id=client_id, recorded_at=recorded_at)
    rows = _changed_rows(check_in, answers)
    if not rows:
        raise ValidationError(_("Nothing is filled in yet."), code="empty")
    check_in.save()
    for row in rows:
        row.check_in = check_in  # which has its number now
        row.save(force_insert=True)
    note_change(athlete=athlete, from_day=day, reason=FactChange.Reason.CHECK_IN)
    return check_in


def _edit(
    check_in: CheckIn,
    client_id: uuid.UUID,
    answers: Mapping[str, Values | None],
    *,
    athlete: Athlete,
    now: dt.datetime,
) -> CheckIn:
    is_same_form = check_in.client_id == client_id
    if not is_same_form and check_in.was_saved_from(client_id):
        return check_in  # an older form that was on its way while a newer one was saved
    rows = _changed_rows(check_in, answers)
    if is_same_form and not rows:
        return check_in
    late = late_edit(athlete=athlete, day=check_in.day, now=now)
    check_in.client_id, check_in.edited_late_at = client_id, late or check_in.edited_late_at
    check_in.save()
    for row in rows:
        row.save()
    note_change(athlete=athlete, from_day=check_in.day, reason=FactChange.Reason.CHECK_IN)
    return check_in


def _changed_rows(check_in: CheckIn, answers: Mapping[str, Values | None]) -> list[Answers]:
    """Return the validated, unsaved rows that the answers make or change, over all classes."""
    errors: dict[str, list[ValidationError]] = {}
    rows = []
    for name, values in answers.items():
        if not values:
            continue
        row: Answers = getattr(check_in, name, None) or TABLES[name]()
        row.check_in = check_in
        before = {field: getattr(row, field) for field in values}
        for field, value in values.items():
            setattr(row, field, value)
        try:
            row.clean_fields(exclude={"check_in"})
            row.clean()
        except ValidationError as error:
            errors.update(error.error_dict)
        if any(getattr(row, field) != value for field, value in before.items()):
            rows.append(row)
    if errors:
        raise ValidationError(errors)
    return rows
