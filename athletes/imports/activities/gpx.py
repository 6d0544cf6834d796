"""GPX files, by gpxpy, after the XML has been found harmless."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Final

import gpxpy

from athletes.imports.activities import xml
from athletes.imports.activities.activity import (
    Activity,
    Reason,
    RefusedError,
    checked,
    distance,
    heart_rate,
    mean_heart_rate,
)
from athletes.imports.activities.sports import sport_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gpxpy.gpx import GPXTrack

# A track that begins this long after the one before it is another outing.
ANOTHER_OUTING: Final = dt.timedelta(hours=3)


def read_gpx(content: bytes) -> list[Activity]:
    """Return the outings of a GPX file: tracks that follow each other are one."""
    xml.check(content)
    logging.getLogger("gpxpy").setLevel(logging.CRITICAL)
    try:
        file = gpxpy.parse(content)
    except Exception as error:  # GPXException, and what strange values raise
        raise RefusedError(Reason.DAMAGED) from error
    tracks = [track for track in file.tracks if any(segment.points for segment in track.segments)]
    if not tracks:
        raise RefusedError(Reason.NO_SESSION)
    # One dated point lasts no time; a track without times lasts nobody knows how long.
    if any(track.get_duration() is None or not _moments(track) for track in tracks):
        raise RefusedError(Reason.NO_TIMES)
    return checked([_activity(outing) for outing in _outings(tracks)])


def _moments(track: GPXTrack) -> list[dt.datetime]:
    """Return when its points were passed, in the order of the file, where that is known."""
    return [
        _utc(point.time)
        for segment in track.segments
        for point in segment.points
        if point.time is not None
    ]


def _outings(tracks: list[GPXTrack]) -> Iterator[list[GPXTrack]]:
    outing: list[GPXTrack] = []
    for track in sorted(tracks, key=lambda each: _bounds([each])[0]):
        if outing and _bounds([track])[0] - _bounds(outing)[1] > ANOTHER_OUTING:
            yield outing
            outing = []
        outing.append(track)
    if outing:
        yield outing


def _bounds(tracks: list[GPXTrack]) -> tuple[dt.datetime, dt.datetime]:
    """Return the first and the last moment, wherever in the file they stand."""
    moments = [moment for track in tracks for moment in _moments(track)]
    return min(moments), max(moments)


def _utc(moment: dt.datetime) -> dt.datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)


def _activity(tracks: list[GPXTrack]) -> Activity:
    started_at, ended_at = _bounds(tracks)
    kinds = [str(track.type) for track in tracks]
    kind = next((each for each in kinds if each not in {"None", ""}), "")
    rates = [rate for track in tracks for rate in _heart_rates(track)]
    return Activity(
        started_at=started_at,
        timer_s=round(sum(track.get_duration() or 0.0 for track in tracks), 3),
        elapsed_s=round((ended_at - started_at).total_seconds(), 3),
        sport=sport_of(kind),
        sport_in_file="".join(letter for letter in kind if letter.isprintable())[:50],
        distance_m=distance(sum(track.length_2d() for track in tracks)),
        heart_rate_mean=mean_heart_rate(rates),
        heart_rate_max=max(rates, default=None),
    )


def _heart_rates(track: GPXTrack) -> Iterator[int]:
    """Yield the heart rates in the extensions of points, whatever namespace they stand in."""
    for segment in track.segments:
        for point in segment.points:
            for extension in point.extensions:
                for element in extension.iter():
                    if xml.local_name(element.tag) in {"hr", "heartrate"}:
                        try:
                            rate = heart_rate(float(element.text or ""))
                        except ValueError:
                            continue
                        if rate is not None:
                            yield rate
