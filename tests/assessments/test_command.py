from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from athletes.models import FactChange
from recovery.assessments import drain as draining
from recovery.assessments.models import Calculation, DailyState
from tests.assessments.histories import create_athlete_with_history, derived
from tests.factories import create_athlete

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("assess", *arguments, "--no-progress", stdout=out)
    return out.getvalue()


def test_assess_computes_what_is_waiting() -> None:
    create_athlete_with_history(days=30, poor_days=14)
    create_athlete()
    assert run() == "1 athletes computed, 1 warnings open.\n"
    assert run() == "0 athletes computed, 1 warnings open.\n"


def test_assess_all_and_one_compute_who_has_no_change() -> None:
    athletes = [create_athlete_with_history(days=3, seed=seed) for seed in range(3)]
    FactChange.objects.all().delete()
    assert run("--athlete", str(athletes[0].pk)).startswith("1 athletes")
    assert run("--all").startswith("3 athletes")


def test_assess_rebuild_starts_from_nothing() -> None:
    create_athlete_with_history(days=20)
    run()
    rows = derived()
    DailyState.objects.update(response=9.9)
    run("--all", "--rebuild")
    assert derived() == rows
    assert Calculation.objects.get().revision == 1


def test_assess_says_who_could_not_be_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_arguments: object) -> int:
        raise ZeroDivisionError

    create_athlete_with_history(days=3)
    monkeypatch.setattr(draining, "assess", fail)
    with pytest.raises(CommandError, match="1 athletes could not be computed"):
        run()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--rebuild"], "--rebuild needs --all or --athlete ID."),
        (["--athlete", "424242"], "There is no athlete 424242."),
        (["--all", "--athlete", "1"], "not allowed with"),
    ],
)
def test_assess_refuses_what_makes_no_sense(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run(*arguments)
