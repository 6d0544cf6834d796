"""The download has a table for all that belongs to an athlete, and knows what is in it."""

from __future__ import annotations

from athletes.models import BodyAnswers, CheckIn
from coaching.models import ConsentEvent, Team
from recovery.accounts.models import User
from recovery.assessments.models import DailyState
from recovery.everything.columns import columns_of
from recovery.everything.tables import LEFT_OUT, TABLES, owned_models, owner_path

IN_THE_DOWNLOAD = {table.model for table in TABLES}


def test_every_model_that_belongs_to_an_athlete_is_in_it_or_left_out_with_a_reason() -> None:
    undecided = owned_models() - IN_THE_DOWNLOAD - set(LEFT_OUT)
    names = sorted(model.__name__ for model in undecided)
    assert not names, f"add a line to recovery/everything/tables.py for {', '.join(names)}"


def test_nothing_is_both_in_it_and_left_out_or_belongs_to_nobody() -> None:
    assert not IN_THE_DOWNLOAD & set(LEFT_OUT)
    assert IN_THE_DOWNLOAD | set(LEFT_OUT) == owned_models() | {User}
    assert len({table.code for table in TABLES}) == len(TABLES)


def test_models_are_found_through_whatever_they_hang_on() -> None:
    assert owner_path(CheckIn) == "athlete"
    assert owner_path(BodyAnswers) == "check_in__athlete"
    assert owner_path(ConsentEvent) == "membership__athlete"
    assert owner_path(Team) == ""


def test_no_password_and_no_key_is_in_it() -> None:
    account = next(table for table in TABLES if table.model is User)
    assert {column.code for column in account.columns()} == set(account.only)
    assert not {"password", "is_superuser"} & set(account.only)


def test_an_answer_says_what_it_is_and_a_computed_item_has_a_column_of_its_own() -> None:
    body = {column.code: column for column in columns_of(BodyAnswers)}
    assert body["sleep_hours"].unit == "h"
    assert body["fatigue"].direction
    assert ("calf", "Calf or shin") in body["soreness_regions"].choices
    states = {column.code: column for column in columns_of(DailyState)}
    assert states["normal_sleep_hours"].unit == "h"
    assert states["value_resting_heart_rate"].direction == "higher is worse"
    assert states["load"].unit == "AU"
