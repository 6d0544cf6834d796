"""The benchmark of a save computes for real; how fast is no test's business."""

from __future__ import annotations

import datetime as dt

import pytest

from recovery.assessments.models import Checkpoint
from recovery.benchmarks import replay, saves

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.mark.django_db
def test_an_athlete_is_computed_from_every_day_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saves, "REPEATS", 1)
    times = saves.times_of_history(300, NOW)
    assert list(times) == ["all", "0", "30", "180"]
    assert min(times.values()) > 0
    assert Checkpoint.objects.count() >= 300 // 28


def test_table_holds_a_save_beside_computing_it_all() -> None:
    measured = {
        "1": {"all": 100.0, "0": 50.0, "30": 60.0, "180": 80.0},
        "3": {"all": 300.0, "0": 50.0, "30": 60.0, "180": 80.0},
        "10": {"all": 900.0, "0": 60.0, "30": 90.0, "180": 90.0},
    }
    lines = replay.table(measured)
    assert lines[-3].split() == ["10", "900", "60", "7%", "90", "10%", "90", "10%"]
    assert "costs 1.2 times as much, all of it 9.0 times." in lines[-1]
    assert max(len(line) for line in lines) <= 100
