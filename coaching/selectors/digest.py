"""What a digest tells of one team: what is new in its queue since the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from coaching.selectors.contact import asking
from coaching.selectors.queue import Group, WhyNow, in_groups, row_of, why_now_of
from coaching.selectors.seen import seen_athletes
from recovery.assessments import explanations
from recovery.words import sentences

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Sequence

    from coaching.models import Team
    from coaching.selectors.seen import Seen

SILENT_DAYS = 2  # from so many on; that today is not over is no silence
TOLD_AGAIN_DAYS = 7  # of somebody who stays silent
# What is worth a word again though somebody has done something.
BACK = {WhyNow.WORSE_SINCE, WhyNow.WATCH_IS_OVER}


@dataclass(frozen=True, slots=True)
class Line:
    """One athlete and why, ready to print."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class TeamDigest:
    team: Team
    look: Sequence[Line]  # what is new, in the order of the queue
    caution: str  # how many of those are nothing
    asking: Sequence[Line]  # for contact, who still do
    asks_anew: int  # how many of them were in no digest
    silent: Sequence[Line]  # who fell silent, or has been for another week
    told_earlier: Sequence[str]  # names that stand there since an earlier digest, or in hand
    told: Collection[str]  # what has been told when this is, by names that say nothing

    @property
    def has_news(self) -> bool:
        return bool(self.asks_anew or self.look or self.silent)


def team_digest(team: Team, *, now: dt.datetime, told: set[str]) -> TeamDigest:
    """Return what of a team's queue was not told yet. 13 queries, however many athletes.

    Within what each athlete shares with the team at this moment, as everything the queue shows.
    """
    groups = in_groups(seen_athletes(team, now=now))
    needing = groups[Group.NEEDS_A_LOOK]
    silent = [seen for seen in groups[Group.NO_DATA] if _silent_days(seen) >= SILENT_DAYS]
    marks = {seen.athlete_id: set(_marks(team, seen)) for seen in (*needing, *silent)}
    look = [seen for seen in needing if not _is_in_hand(seen) and marks[seen.athlete_id] - told]
    fell_silent = [seen for seen in silent if marks[seen.athlete_id] - told]
    asks = {_mark(team, f"asks:{each.wish_id}"): each for each in asking(team, now=now)}
    listed = {seen.athlete_id for seen in (*look, *fell_silent)}
    standing = {mark for of_athlete in marks.values() for mark in of_athlete}
    return TeamDigest(
        team=team,
        look=[_line(seen, now=now) for seen in look],
        caution=explanations.how_many_wrong([seen.level or 0 for seen in look]),
        asking=[
            Line(each.name, sentences(_("Asks for contact, since %(at)s") % {"at": each.since}))
            for each in asks.values()
        ],
        asks_anew=len(asks.keys() - told),
        silent=[_line(seen, now=now) for seen in fell_silent],
        told_earlier=[seen.name for seen in needing if seen.athlete_id not in listed],
        told=(standing & told).union(asks, *(marks[athlete_id] for athlete_id in listed)),
    )


def _line(seen: Seen, *, now: dt.datetime) -> Line:
    row = row_of(seen, now=now)
    if seen.warning is None:
        return Line(seen.name, sentences(row.word, row.change))
    return Line(seen.name, sentences(row.word, row.sentence, row.why_now))


def _is_in_hand(seen: Seen) -> bool:
    """Return whether somebody of the staff has done something that still holds."""
    return bool(seen.actions) and why_now_of(seen) not in BACK


def _silent_days(seen: Seen) -> int:
    if seen.last_answered is None or seen.absence is not None or seen.is_set_aside:
        return 0
    return (seen.today - seen.last_answered).days


def _marks(team: Team, seen: Seen) -> Iterator[str]:
    """Name each thing about somebody that is worth telling, once."""
    for thing in _worth_telling(seen):
        yield _mark(team, f"{seen.athlete_id}:{thing}")


def _mark(team: Team, thing: str) -> str:
    return salted_hmac("coaching.selectors.digest", f"{team.pk}:{thing}").hexdigest()[:16]


def _worth_telling(seen: Seen) -> Iterator[str]:
    if seen.warning is None:
        yield f"silent:{seen.last_answered}:{_silent_days(seen) // TOLD_AGAIN_DAYS}"
        return
    opened = f"{seen.warning.opened_on}"
    yield f"open:{opened}:{seen.warning.level}"
    why_now = why_now_of(seen)
    if why_now is WhyNow.WAITS:
        yield f"waits:{opened}"
    elif why_now is WhyNow.WATCH_IS_OVER:
        yield f"watched:{opened}:{seen.actions[0].watch_until}"
