"""Training files made to be read: small, valid, and each with one thing that matters."""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from typing import TYPE_CHECKING

from fit_tool.fit_file_builder import FitFileBuilder
from fit_tool.profile.messages.file_id_message import FileIdMessage
from fit_tool.profile.messages.record_message import RecordMessage
from fit_tool.profile.messages.session_message import SessionMessage
from fit_tool.profile.profile_type import FileType, Manufacturer, Sport

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

START = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
NAMESPACE = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"


def milliseconds(moment: dt.datetime) -> int:
    return round(moment.timestamp() * 1000)


def fit(
    *,
    sessions: Sequence[tuple[dt.datetime, Sport, float]] = ((START, Sport.RUNNING, 3000.0),),
    file_type: FileType = FileType.ACTIVITY,
    distance: float = 10_200.0,
    heart_rate: int | None = 148,
    rates: Sequence[tuple[float, int]] = (),
    exertion: int | None = None,
    feel: int | None = None,
    elapsed: float | None = None,
) -> bytes:
    """Return a FIT file of sessions (start, sport, seconds by the timer).

    ``rates`` are records: seconds since the first start, beats per minute.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        builder = FitFileBuilder(auto_define=True, min_string_size=50)
        identity = FileIdMessage()
        identity.type = file_type
        identity.manufacturer = Manufacturer.DEVELOPMENT.value
        identity.time_created = milliseconds(START)
        builder.add(identity)
        for seconds, rate in rates:
            record = RecordMessage()
            record.timestamp = milliseconds(START + dt.timedelta(seconds=seconds))
            record.heart_rate = rate
            builder.add(record)
        for start, sport, timer in sessions:
            session = SessionMessage()
            session.timestamp = milliseconds(start + dt.timedelta(seconds=timer))
            session.start_time = milliseconds(start)
            session.sport = sport
            session.total_timer_time = timer
            session.total_elapsed_time = elapsed or timer
            session.total_distance = distance
            if heart_rate is not None:
                session.avg_heart_rate = heart_rate
            if exertion is not None:
                session.workout_rpe = exertion
            if feel is not None:
                session.workout_feel = feel
            builder.add(session)
        content: bytes = builder.build().to_bytes()
    return content


def gpx(
    *,
    points: int = 61,
    every: float = 60.0,
    start: dt.datetime = START,
    kind: str = "running",
    head: str = "",
    rate: int | None = 140,
) -> bytes:
    """Return a GPX file of one track northwards, a point each ``every`` seconds."""
    pulse = "" if rate is None else f"<extensions><hr>{rate}</hr></extensions>"
    track = "".join(
        f'<trkpt lat="{52 + place * 0.001:.4f}" lon="5">'
        f"<time>{start + dt.timedelta(seconds=place * every):%Y-%m-%dT%H:%M:%SZ}</time>{pulse}"
        "</trkpt>"
        for place in range(points)
    )
    return (
        f'<?xml version="1.0"?>{head}<gpx version="1.1" creator="test"><trk><type>{kind}</type>'
        f"<trkseg>{track}</trkseg></trk></gpx>"
    ).encode()


def tcx(*, laps: Sequence[tuple[float, float, int]], sport: str = "Running") -> bytes:
    """Return a TCX file of laps (seconds, metres, mean heart rate)."""
    start, told = START, ""
    for seconds, metres, rate in laps:
        told += (
            f'<Lap StartTime="{start:%Y-%m-%dT%H:%M:%SZ}">'
            f"<TotalTimeSeconds>{seconds}</TotalTimeSeconds>"
            f"<DistanceMeters>{metres}</DistanceMeters>"
            f"<AverageHeartRateBpm><Value>{rate}</Value></AverageHeartRateBpm></Lap>"
        )
        start += dt.timedelta(seconds=seconds)
    return (
        f'<TrainingCenterDatabase xmlns="{NAMESPACE}"><Activities><Activity Sport="{sport}">'
        f"<Id>{START:%Y-%m-%dT%H:%M:%SZ}</Id>{told}</Activity></Activities>"
        "</TrainingCenterDatabase>"
    ).encode()


def zipped(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method, compresslevel=9) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def zip_bomb(*, megabytes: int) -> bytes:
    """Return a zip of one file of zeros, written a megabyte at a time."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("ride.fit", "w", force_zip64=True) as member,
    ):
        for _megabyte in range(megabytes):
            member.write(bytes(1_000_000))
    return packed.getvalue()
