from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from athletes.models import Athlete, FactChange, Recording, Session, Shoe
from athletes.services.recordings import keep_both, merge
from athletes.services.shoes import (
    ShoeFacts,
    add_shoe,
    change_shoe,
    delete_shoe,
    look_again_later,
    make_default,
    retire,
    wear_again,
)
from tests.athletes.imports import files
from tests.athletes.services.test_activity_files import DAY, NOW, athlete, bring
from tests.athletes.services.test_check_ins import at_the_same_time
from tests.athletes.services.test_recordings import waiting
from tests.athletes.services.test_sessions import record
from tests.factories import create_athlete, create_planned, create_session, create_shoe

__all__ = ["athlete"]  # the fixture

pytestmark = pytest.mark.django_db

ONE_DAY = dt.timedelta(days=1)


def facts(**values: Any) -> ShoeFacts:
    return ShoeFacts(**{"name": "Blue ones", "sport": "running", "first_day": DAY, **values})


def add(
    athlete: Athlete,
    *,
    client_id: uuid.UUID | None = None,
    takes_earlier: bool = False,
    **values: Any,
) -> Shoe:
    return add_shoe(
        athlete=athlete,
        client_id=client_id or uuid.uuid4(),
        facts=facts(**values),
        takes_earlier=takes_earlier,
        recorded_at=NOW,
        now=NOW,
    )


def test_pair_is_saved_with_its_history_and_nothing_is_computed_anew(athlete: Athlete) -> None:
    shoe = add(athlete, start_m=120_500, check_at_m=700_000, is_default=True)
    assert (shoe.start_m, shoe.check_at_m, shoe.is_default) == (120_500, 700_000, True)
    change_shoe(shoe=shoe, facts=facts(name="Old blue ones"), now=NOW)
    names = shoe.events.order_by("pgh_id").values_list("name", flat=True)  # type: ignore[attr-defined]  # pghistory's
    assert list(names) == ["Blue ones", "Old blue ones"]
    assert not FactChange.objects.exists()


def test_sending_the_form_twice_adds_one_pair(athlete: Athlete) -> None:
    form = uuid.uuid4()
    assert add(athlete, client_id=form) == add(athlete, client_id=form, name="Again")
    assert Shoe.objects.get().name == "Blue ones"


@pytest.mark.django_db(transaction=True)
def test_two_usual_pairs_at_the_same_time_leave_one() -> None:
    athlete = create_athlete()
    assert not at_the_same_time(*[lambda: add(athlete, is_default=True)] * 2)
    assert Shoe.objects.count() == 2
    assert Shoe.objects.filter(is_default=True).count() == 1


def test_sport_has_one_usual_pair_and_the_last_chosen_is_it(athlete: Athlete) -> None:
    first, on_wheels = add(athlete, is_default=True), add(athlete, sport="cycling", is_default=True)
    second = add(athlete, is_default=True)
    assert set(Shoe.objects.filter(is_default=True)) == {on_wheels, second}
    make_default(shoe=first)
    assert set(Shoe.objects.filter(is_default=True)) == {on_wheels, first}
    change_shoe(shoe=on_wheels, facts=facts(is_default=True), now=NOW)  # a running pair after all
    assert Shoe.objects.get(is_default=True) == on_wheels


@pytest.mark.parametrize(
    ("first_day", "code"), [(DAY + dt.timedelta(days=30), "future"), (dt.date(1950, 1, 1), None)]
)
def test_first_day_that_cannot_be_is_refused_beside_its_field(
    athlete: Athlete, first_day: dt.date, code: str | None
) -> None:
    with pytest.raises(ValidationError) as refusal:
        add(athlete, first_day=first_day)
    assert set(refusal.value.error_dict) == {"first_day"}
    assert code in (None, refusal.value.error_dict["first_day"][0].code)
    assert not Shoe.objects.exists()


def test_new_pair_takes_earlier_sessions_of_its_sport_that_are_in_none(athlete: Athlete) -> None:
    other = create_shoe(athlete=athlete, first_day=DAY - 9 * ONE_DAY, is_default=False)
    taken = create_session(athlete=athlete, day=DAY - ONE_DAY)
    create_session(athlete=athlete, day=DAY - 3 * ONE_DAY)  # before its first day
    create_session(athlete=athlete, day=DAY, sport="cycling")
    create_session(athlete=athlete, day=DAY, shoe=other)
    create_session(athlete=create_athlete(name="Somebody else"), day=DAY)
    shoe = add(athlete, first_day=DAY - 2 * ONE_DAY, takes_earlier=True)
    assert list(shoe.sessions.all()) == [taken]


def test_retired_pair_is_usual_no_longer_and_comes_back_as_it_where_there_is_none(
    athlete: Athlete,
) -> None:
    shoe = add(athlete, is_default=True)
    retire(shoe=shoe, on=DAY)
    shoe.refresh_from_db()
    assert (shoe.retired_on, shoe.is_default) == (DAY, False)
    with pytest.raises(ValidationError, match="no longer wear"):
        make_default(shoe=shoe)
    wear_again(shoe=shoe)
    shoe.refresh_from_db()
    assert (shoe.retired_on, shoe.is_default) == (None, True)
    retire(shoe=shoe, on=DAY)
    add(athlete, is_default=True)
    wear_again(shoe=shoe)
    shoe.refresh_from_db()
    assert not shoe.is_default


def test_first_day_after_the_last_is_refused(athlete: Athlete) -> None:
    shoe = add(athlete, first_day=DAY - 9 * ONE_DAY)
    retire(shoe=shoe, on=DAY - 5 * ONE_DAY)
    with pytest.raises(ValidationError, match="after you stopped"):
        change_shoe(shoe=shoe, facts=facts(first_day=DAY), now=NOW)
    change_shoe(shoe=shoe, facts=facts(first_day=DAY - 7 * ONE_DAY, is_default=True), now=NOW)
    shoe.refresh_from_db()
    assert not shoe.is_default  # it is not worn


def test_after_a_look_at_the_soles_the_next_is_a_hundred_kilometres_on(athlete: Athlete) -> None:
    shoe = add(athlete, start_m=600_000, check_at_m=610_000)
    for distance_m in (8_000, 4_500, None):
        create_session(athlete=athlete, day=DAY, shoe=shoe, distance_m=distance_m)
    look_again_later(shoe=shoe)
    shoe.refresh_from_db()
    assert shoe.check_at_m == 712_500


def test_deleting_a_pair_keeps_its_sessions(athlete: Athlete) -> None:
    shoe = add(athlete)
    session = create_session(athlete=athlete, day=DAY, shoe=shoe)
    for _time in range(2):
        delete_shoe(shoe=shoe)
    session.refresh_from_db()
    assert session.shoe is None


def test_session_in_a_pair_of_somebody_else_is_refused(athlete: Athlete) -> None:
    other = create_shoe(athlete=create_athlete(name="Somebody else"), first_day=DAY)
    with pytest.raises(ValidationError) as refusal:
        record(athlete, shoe_id=other.pk)
    assert refusal.value.error_dict["shoe"][0].code == "gone"
    assert not Session.objects.exists()


def test_file_counts_in_the_usual_pair_of_its_sport(athlete: Athlete) -> None:
    shoe = create_shoe(athlete=athlete, first_day=DAY)
    create_shoe(athlete=athlete, first_day=DAY, sport="cycling")
    bring(athlete, files.fit())
    assert Session.objects.get().shoe == shoe


def test_file_of_before_the_first_day_counts_in_none(athlete: Athlete) -> None:
    create_shoe(athlete=athlete, first_day=DAY + ONE_DAY)
    create_shoe(athlete=athlete, first_day=DAY, name="Not usual", is_default=False)
    bring(athlete, files.fit())
    assert Session.objects.get().shoe is None


def test_session_kept_beside_another_counts_in_the_usual_pair(athlete: Athlete) -> None:
    shoe = create_shoe(athlete=athlete, first_day=DAY)
    recording = waiting(athlete)
    keep_both(athlete=athlete, recording=recording, now=NOW)
    assert set(Session.objects.values_list("shoe", flat=True)) == {None, shoe.pk}


def test_merging_keeps_the_pair_and_the_plan_that_were_logged(athlete: Athlete) -> None:
    shoe = create_shoe(athlete=athlete, first_day=DAY, is_default=False)
    planned = create_planned(athlete=athlete, day=DAY)
    recording = waiting(athlete, shoe=shoe, planned_session=planned)
    merge(athlete=athlete, recording=recording, from_file=(), now=NOW)
    session = Session.objects.get()
    assert (session.shoe, session.planned_session) == (shoe, planned)
    assert Recording.objects.get().session == session
