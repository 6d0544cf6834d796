"""Files that are read by a real worker, woken by a real beat."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from athletes.imports.activities.activity import Reason
from athletes.models import ActivityFile, Athlete, Session
from athletes.services.activity_files import receive_file
from athletes.services.check_ins import record_check_in
from recovery.assessments.models import DailyState
from tests.athletes.imports import files
from tests.athletes.imports.test_xml_files import BILLION_LAUGHS
from tests.factories import create_athlete
from tests.support.worker import running_worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def hostile() -> dict[str, bytes]:
    return {
        "bomb.zip": files.zip_bomb(megabytes=500),
        "laughs.gpx": files.gpx(head=BILLION_LAUGHS),
        "rows.csv": b"date,restingHR,sleepSecs,sleepQuality,soreness\n"
        + b"2026-11-20,44,27000,1,1\n" * 200_000,
        "points.gpx": files.gpx(points=60_000, every=0.5),
    }


def bring(athlete: Athlete, name: str, content: bytes) -> None:
    receive_file(athlete=athlete, name=name, content=content, now=timezone.now())


def reasons() -> dict[str, str]:
    return dict(ActivityFile.objects.values_list("name", "reason"))


def nothing_waits() -> bool:
    return not ActivityFile.objects.filter(state=ActivityFile.State.WAITING).exists()


def test_hostile_files_are_refused_while_check_ins_are_computed() -> None:
    athlete, other = create_athlete(), create_athlete()
    with running_worker(concurrency=2):
        for name, content in hostile().items():
            bring(athlete, name, content)
        now = timezone.now()
        record_check_in(
            athlete=other,
            day=other.local_day(now),
            client_id=uuid.uuid4(),
            recorded_at=now,
            now=now,
            body={"fatigue": 3},
        )
        wait_until(lambda: DailyState.objects.filter(athlete=other).exists(), seconds=10)
        wait_until(nothing_waits, seconds=60)
    assert reasons() == {
        "bomb.zip": "",
        "ride.fit": Reason.TOO_LARGE,  # what is in the bomb
        "laughs.gpx": Reason.UNSAFE_XML,
        "rows.csv": Reason.UNREADABLE_ROWS,
        "points.gpx": "",
    }
    assert Session.objects.get().minutes == 500


def test_worker_killed_while_it_reads_loses_no_file_and_doubles_none() -> None:
    athlete = create_athlete()
    starts = [timezone.now() - dt.timedelta(days=days) for days in range(1, 9)]
    for place, start in enumerate(starts):
        bring(athlete, f"{place}.gpx", files.gpx(start=start, points=3000, every=1))
    with running_worker() as worker:
        wait_until(Session.objects.exists, seconds=30)
        worker.kill()
    # What was being read comes again after a while, which has passed.
    ActivityFile.objects.filter(state="waiting").update(not_before=timezone.now())
    with running_worker():
        wait_until(nothing_waits, seconds=60)
    assert Session.objects.count() == len(starts)
    assert not ActivityFile.objects.exclude(state="read").exists()
