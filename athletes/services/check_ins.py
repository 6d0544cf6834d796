from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from athletes.models import (
    Athlete,
    BodyAnswers,
    CheckIn,
    CheckInTiming,
    FactChange,
    HealthAnswers,
    HealthDetail,
    HeartMeasurement,
    MindAnswers,
    Note,
)
from athletes.models.check_ins import ScaledAnswers
from athletes.services.changes import (
    check_day,
    check_new_day,
    late_edit,
    note_change,
    take_turn,
)

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection, Mapping

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
# What "same as yesterday" takes over: how somebody feels, and nothing that was done or measured.
REPEATED = {"body": ("sleep_hours", *BodyAnswers.SCALE_ITEMS), "mind": MindAnswers.SCALE_ITEMS}
REPEATS_IN_A_ROW = 2


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
    took: int | None = None,
    repeats_yesterday: bool = False,
) -> CheckIn:
    """Save a day's answers: field names and values per class, each of them optional.

    A day has one check-in. Saving it again edits it; fields that are not given stay as they
    are. The same form sent twice, or after a newer version of it was saved, changes nothing.
    Of two forms the one that was answered last counts, whichever arrives first: the other only
    fills in what is still open. ``took`` is how long it took to fill in. [ms]
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
        check_in = CheckIn(athlete=athlete, day=day, client_id=client_id, recorded_at=recorded_at)
        check_in.repeats_yesterday = repeats_yesterday
        return _create(check_in, answers, took=took)
    check_day(athlete=athlete, day=day, now=now)
    given = CheckIn(client_id=client_id, recorded_at=recorded_at)
    given.repeats_yesterday = repeats_yesterday
    return _edit(check_in, given, answers, athlete=athlete)


@transaction.atomic
def repeat_yesterday(
    *,
    athlete: Athlete,
    day: dt.date,
    client_id: uuid.UUID,
    recorded_at: dt.datetime,
    now: dt.datetime,
) -> CheckIn:
    """Save for ``day`` what the athlete felt the day before, and that it was taken over.

    Twice in a row at most: after that the questions want an answer of their own.
    """
    take_turn(athlete)
    before = [day - dt.timedelta(days=back) for back in range(1, REPEATS_IN_A_ROW + 1)]
    found = {each.day: each for each in athlete.check_ins.with_answers().filter(day__in=before)}
    yesterday = found.get(before[0])
    if yesterday is None:
        message = _("There are no answers of the day before to take over.")
        raise ValidationError(message, code="nothing_to_repeat")
    if not may_repeat({each.day for each in found.values() if each.repeats_yesterday}, day=day):
        message = _("The same twice in a row is enough: answer the questions again today.")
        raise ValidationError(message, code="repeated_enough")
    return record_check_in(
        athlete=athlete,
        day=day,
        client_id=client_id,
        recorded_at=recorded_at,
        now=now,
        repeats_yesterday=True,
        body=_repeated(yesterday, "body"),
        mind=_repeated(yesterday, "mind"),
    )


def may_repeat(repeated: Collection[dt.date], *, day: dt.date) -> bool:
    """Return whether ``day`` may be another day that is taken over, after those that were."""
    before = (day - dt.timedelta(days=back) for back in range(1, REPEATS_IN_A_ROW + 1))
    return not all(each in repeated for each in before)


@transaction.atomic
def delete_check_in(*, check_in: CheckIn) -> None:
    """Delete a day's answers; one that is already gone stays gone. Its history is kept."""
    take_turn(check_in.athlete)
    deleted, _per_model = CheckIn.objects.filter(pk=check_in.pk).delete()
    if deleted:
        note_change(
            athlete=check_in.athlete, from_day=check_in.day, reason=FactChange.Reason.CHECK_IN
        )


def _repeated(check_in: CheckIn, name: str) -> Values:
    row = getattr(check_in, name, None)
    values = {field: getattr(row, field, None) for field in REPEATED[name]}
    given = {field: value for field, value in values.items() if value is not None}
    return {**given, "instrument": row.instrument} if row and given else {}


def _create(
    check_in: CheckIn, answers: Mapping[str, Values | None], *, took: int | None
) -> CheckIn:
    rows = _changed_rows(check_in, answers)
    if not rows:
        raise ValidationError(_("Nothing is filled in yet."), code="empty")
    check_in.save()
    for row in rows:
        row.check_in = check_in  # which has its number now
        row.save(force_insert=True)
    if took is not None:
        CheckInTiming.objects.create(day=check_in.day, milliseconds=took)
    note_change(athlete=check_in.athlete, from_day=check_in.day, reason=FactChange.Reason.CHECK_IN)
    return check_in


def _edit(
    check_in: CheckIn, given: CheckIn, answers: Mapping[str, Values | None], *, athlete: Athlete
) -> CheckIn:
    is_same_form = check_in.client_id == given.client_id
    if not is_same_form and check_in.was_saved_from(given.client_id):
        return check_in  # an older form that was on its way while a newer one was saved
    is_latest = given.recorded_at >= check_in.recorded_at
    rows = _changed_rows(check_in, answers, only_open=not is_latest)
    if not rows and (is_same_form or not is_latest):
        return check_in
    if is_latest:
        check_in.recorded_at = given.recorded_at
        check_in.repeats_yesterday = given.repeats_yesterday
    late = late_edit(athlete=athlete, day=check_in.day, now=given.recorded_at)
    check_in.client_id, check_in.edited_late_at = given.client_id, late or check_in.edited_late_at
    check_in.save()
    for row in rows:
        row.save()
    note_change(athlete=athlete, from_day=check_in.day, reason=FactChange.Reason.CHECK_IN)
    return check_in


def _changed_rows(
    check_in: CheckIn, answers: Mapping[str, Values | None], *, only_open: bool = False
) -> list[Answers]:
    """Return the validated, unsaved rows that the answers make or change, over all classes."""
    errors: dict[str, list[ValidationError]] = {}
    rows = []
    for name, given in answers.items():
        known: Answers | None = getattr(check_in, name, None)
        row = known or TABLES[name]()
        values = _still_open(known, given or {}) if only_open and known else given
        if not values:
            continue
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


def _still_open(row: Answers, given: Values) -> Values:
    """Return what of the given answers nothing is known of yet."""
    closed = {"instrument"}
    if isinstance(row, ScaledAnswers) and given.get("instrument", row.instrument) != row.instrument:
        closed |= {*row.SCALE_ITEMS}  # points of one scale say nothing on another
    return {
        field: value
        for field, value in given.items()
        if field not in closed and getattr(row, field) in (None, "", [], False)
    }
