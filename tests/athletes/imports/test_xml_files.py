"""GPX and TCX."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest

from athletes.imports.activities import xml
from athletes.imports.activities.activity import Activity, Reason, RefusedError
from athletes.imports.activities.gpx import read_gpx
from athletes.imports.activities.kinds import kind_of
from athletes.imports.activities.tcx import read_tcx
from tests.athletes.imports import files
from tests.athletes.imports.files import START

BILLION_LAUGHS = "<!DOCTYPE gpx [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{place} '{f'&a{place - 1};' * 10}'>" for place in range(1, 10)
) + "]>"  # fmt: skip
OUTSIDE = '<!DOCTYPE gpx [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'


def refusal_of(content: bytes) -> Reason:
    with pytest.raises(RefusedError) as refusal:
        read_gpx(content)
    return refusal.value.reason


def test_track_is_one_session_with_its_length_and_heart_rate() -> None:
    (run,) = read_gpx(files.gpx())
    assert (run.started_at, run.timer_s, run.sport) == (START, 3600.0, "running")
    assert run.distance_m == pytest.approx(6672, abs=10)  # sixty thousandths of a degree north
    assert (run.heart_rate_mean, run.heart_rate_max) == (140, 140)


def test_tracks_that_follow_each_other_are_one_outing_and_later_ones_another() -> None:
    parts = [
        files.gpx(start=START + dt.timedelta(hours=hours)).decode().split("<gpx", 1)[1]
        for hours in (0, 2, 8)
    ]
    tracks = "".join(part.split(">", 1)[1].removesuffix("</gpx>") for part in parts)
    outings = read_gpx(f'<gpx version="1.1" creator="test">{tracks}</gpx>'.encode())
    assert [(each.started_at, each.timer_s) for each in outings] == [
        (START, 7200.0),
        (START + dt.timedelta(hours=8), 3600.0),
    ]


@pytest.mark.parametrize("head", [BILLION_LAUGHS, OUTSIDE], ids=["billion laughs", "outside"])
def test_document_type_is_refused_before_an_entity_is_looked_at(head: str) -> None:
    content = files.gpx(head=head)
    begun = time.perf_counter()
    assert refusal_of(content) is Reason.UNSAFE_XML
    assert time.perf_counter() - begun < 0.1
    with pytest.raises(RefusedError) as refusal:
        kind_of(content)
    assert refusal.value.reason is Reason.UNSAFE_XML


def test_document_type_without_any_entity_is_refused_as_well() -> None:
    assert refusal_of(files.gpx(head="<!DOCTYPE gpx>")) is Reason.UNSAFE_XML


def test_document_type_behind_what_is_looked_at_first_is_refused_by_the_reader() -> None:
    content = files.gpx(head=f"<!--{' ' * 9000}-->{BILLION_LAUGHS}")
    assert refusal_of(content) is Reason.UNSAFE_XML


def test_too_many_points_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MOST_RECORDS", 10)
    assert refusal_of(files.gpx(points=11)) is Reason.TOO_MANY_RECORDS


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (files.gpx()[:-20], Reason.DAMAGED),
        (b'<gpx version="1.1" creator="x"></gpx>', Reason.NO_SESSION),
        (files.gpx(every=0), Reason.NO_DURATION),
        (re.sub(rb"<time>[^<]*</time>", b"", files.gpx()), Reason.NO_TIMES),
    ],
    ids=["cut off", "no track", "no duration", "no times"],
)  # fmt: skip
def test_gpx_that_is_no_training_is_refused(content: bytes, reason: Reason) -> None:
    assert refusal_of(content) is reason


def test_laps_of_a_tcx_add_up() -> None:
    (ride,) = read_tcx(files.tcx(laps=[(600, 3000.0, 120), (300, 2000.0, 150)], sport="Biking"))
    assert ride == Activity(
        started_at=START,
        timer_s=900.0,
        elapsed_s=900.0,
        sport="cycling",
        sport_in_file="Biking",
        distance_m=5000.0,
        heart_rate_mean=130,  # the laps' means by their seconds
    )


def test_tcx_of_a_course_is_no_training() -> None:
    content = files.tcx(laps=[]).replace(b"Activities", b"Courses").replace(b"Activity", b"Course")
    with pytest.raises(RefusedError) as refusal:
        read_tcx(content)
    assert refusal.value.reason is Reason.WORKOUT
