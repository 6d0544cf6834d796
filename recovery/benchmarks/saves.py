"""How long computations take here: for a process of `replay`, in which Django is set up."""

from __future__ import annotations

import datetime as dt
import json
import statistics
import sys
import time

from django.core.management import call_command
from django.utils import timezone

from athletes.models import FactChange
from recovery.assessments.services import BEGINNING, assess
from recovery.benchmarks.replay import DAYS_AGO, YEARS, Milliseconds
from recovery.demo.club import create_with_history

REPEATS = 7
SEED = 7


def measure() -> None:
    """Fill the database with an athlete for each history, and print what was measured as JSON."""
    call_command("migrate", interactive=False, verbosity=0)
    now = timezone.now()
    measured = {years: times_of_history(365 * years, now) for years in YEARS}
    sys.stdout.write(json.dumps(measured))


def times_of_history(days: int, now: dt.datetime) -> Milliseconds:
    """Return what a computation takes of an athlete with that many days of history."""
    athlete = create_with_history(days=days, seed=SEED, now=now)
    assess(athlete_ids=[athlete.pk], now=now)
    today = athlete.local_day(now)

    def median_of_changes(from_day: dt.date) -> float:
        times = []
        for _repeat in range(REPEATS):
            FactChange.objects.create(athlete=athlete, from_day=from_day, reason="check_in")
            began = time.perf_counter()
            assess(athlete_ids=[athlete.pk], now=now)
            times.append(1000 * (time.perf_counter() - began))
        return statistics.median(times)

    ago = {str(each): median_of_changes(today - dt.timedelta(days=each)) for each in DAYS_AGO}
    return {"all": median_of_changes(BEGINNING), **ago}
