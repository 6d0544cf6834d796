"""The coach's queue: who needs a look, of whom nothing is known, and who is as usual."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from coaching import contact_words, words
from coaching.models import WarningAction
from coaching.selectors.card import card_of, targets_of
from coaching.selectors.contact import asking
from coaching.selectors.seen import STRIP_DAYS, seen_athletes
from coaching.squad import status_of
from recovery.assessments import explanations
from recovery.assessments.models import COACH_LEVELS, OWN_LEVELS, Level
from recovery.engine import DEFAULTS
from recovery.figures import Band, Status, strip
from recovery.words import sentences

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable, Sequence

    from django.utils.safestring import SafeString

    from coaching.forms.warnings import ActionForm
    from coaching.models import Team
    from coaching.selectors.card import Card
    from coaching.selectors.contact import Asking
    from coaching.selectors.seen import Absence, Seen
    from recovery.assessments.models import RecoveryWarning

# With more rows than this the usual ones wait behind a link.
ROWS_UNFOLDED = 30

# A warning that nobody did anything about for so long comes first among its like.
ATTENDED_WITHIN = dt.timedelta(days=2)
RANKS = {Level.PERSISTENT: 0, Level.IMBALANCE: 1, Level.RECOVERY_LOW: 2}

OWN_NORMAL = Band(-DEFAULTS.response_band, DEFAULTS.response_band)


class Group(StrEnum):
    """Where a row stands, in the order of the page."""

    NEEDS_A_LOOK = "needs-a-look"
    NO_DATA = "no-data"
    USUAL = "usual"


class WhyNow(StrEnum):
    """What brings a warning up on this day."""

    NOTHING_NEW = "nothing-new"
    NEW = "new"
    ESCALATED = "escalated"
    WORSE_SINCE = "worse-since"
    WATCH_IS_OVER = "watch-is-over"
    WAITS = "waits"


@dataclass(frozen=True, slots=True)
class Row:
    """One athlete as the list shows them; everything in it is ready to print."""

    public_id: uuid.UUID
    name: str
    status: Status
    word: str  # what the glyph means, with its duration
    sentence: str
    why_now: str  # what asks for a look today rather than another day
    change: str  # since yesterday; of the silent, whether they were reminded
    done: str  # the latest action on the open warning
    strip: SafeString
    answered_at: dt.datetime | None
    answered: str  # the same in words
    is_updating: bool
    is_stale: bool
    opens: bool  # in the list; the others lead to the athlete's page
    card: Card | None


@dataclass(frozen=True, slots=True)
class Section:
    """One group of rows. A folded one has a count and no rows."""

    id: Group
    title: str
    count: int
    rows: Sequence[Row]
    caution: str = ""  # how many of them are nothing


@dataclass(frozen=True, slots=True)
class Queue:
    """One team on one morning."""

    heading: str
    context: str
    members: int
    anything_known: bool
    asking: Sequence[Asking]  # for contact
    sections: Sequence[Section]
    is_stale: bool
    attention: str  # names who asks, who needs a look and how much: what is worth saying aloud
    aloud: str  # what then is said


def queue_of(
    team: Team,
    *,
    now: dt.datetime,
    opened: uuid.UUID | None = None,
    unfolded: bool = False,
    search: str = "",
    failed: ActionForm | None = None,
) -> Queue:
    """Return the team's queue. 13 queries, however many athletes; an open card is one more.

    A ``search`` keeps the rows of whose name holds it, and unfolds them; the heading stays that
    of the whole team.
    """
    everybody = seen_athletes(team, now=now)
    groups = in_groups(everybody)
    cards = {
        seen.public_id: card_of(seen, now=now, targets=targets_of(team, seen), failed=failed)
        for seen in everybody
        if seen.public_id == opened
    }
    found = {
        group: [seen for seen in members if folds_to(search) in folds_to(seen.name)]
        for group, members in groups.items()
    }
    unfolded = unfolded or bool(search)
    folded = {Group.USUAL} if len(everybody) > ROWS_UNFOLDED and not unfolded else set()
    asks = asking(team, now=now)
    anything_known = any(seen.answered_at for seen in everybody)
    needing = groups[Group.NEEDS_A_LOOK]
    heading = words.heading(
        members=len(everybody), needing=len(needing), anything_known=anything_known, now=now
    )
    said = contact_words.asks(len(asks))
    return Queue(
        heading=said if said and not needing else heading,
        context=words.queue_context(everybody, now=now),
        members=len(everybody),
        anything_known=anything_known,
        asking=asks,
        sections=[
            Section(
                id=group,
                title=words.group_title(group),
                count=len(members),
                rows=[]
                if group in folded
                else [row_of(seen, now=now, card=cards.get(seen.public_id)) for seen in members],
                caution=explanations.how_many_wrong([seen.level or 0 for seen in members])
                if group is Group.NEEDS_A_LOOK
                else "",
            )
            for group, members in found.items()
            if members
        ],
        is_stale=any(seen.is_stale for seen in everybody),
        attention=_attention(needing, asks),
        aloud=sentences(said, heading) if said else heading,
    )


def in_groups(everybody: Iterable[Seen]) -> dict[Group, list[Seen]]:
    """Return everybody in the order of the page, group by group."""
    groups: dict[Group, list[Seen]] = {group: [] for group in Group}
    for seen in sorted(everybody, key=lambda seen: seen.name.casefold()):
        groups[_group(seen)].append(seen)
    groups[Group.NEEDS_A_LOOK].sort(key=_need)
    groups[Group.NO_DATA].sort(key=_silence)
    return groups


def folds_to(name: str) -> str:
    """Return a name as somebody types it who leaves accents and capitals away."""
    apart = unicodedata.normalize("NFKD", name)
    return "".join(each for each in apart if not unicodedata.combining(each)).casefold()


def _attention(needing: Sequence[Seen], asks: Sequence[Asking]) -> str:
    named = " ".join(sorted(f"{seen.athlete_id}:{seen.level}" for seen in needing))
    named += "".join(f" asks:{each.wish_id}" for each in asks)
    return salted_hmac("coaching.selectors.queue", named).hexdigest()[:12]


def group_of(*, level: int | None, absence: Absence | None, is_set_aside: bool) -> Group:
    """Return where somebody belongs. Silence and what could not be computed are never fine."""
    if level in COACH_LEVELS:
        return Group.NEEDS_A_LOOK
    if is_set_aside or absence is not None:
        return Group.NO_DATA
    if level in (Level.USUAL, *OWN_LEVELS):
        return Group.USUAL
    return Group.NO_DATA


def _group(seen: Seen) -> Group:
    return group_of(level=seen.level, absence=seen.absence, is_set_aside=seen.is_set_aside)


def row_of(seen: Seen, *, now: dt.datetime, card: Card | None = None) -> Row:
    group = _group(seen)
    word, sentence, change = _words(seen, group)
    why_now = why_now_of(seen) if group is Group.NEEDS_A_LOOK else WhyNow.NOTHING_NEW
    return Row(
        public_id=seen.public_id,
        name=seen.name,
        status=Status.NONE if group is Group.NO_DATA else status_of(seen.level),
        word=word,
        sentence=sentence,
        why_now=words.why_now(why_now, seen),
        change=change,
        done=words.done(seen.actions[0], now=now) if seen.actions else "",
        strip=_strip(seen),
        answered_at=seen.answered_at,
        answered=words.moment(seen.answered_at) if seen.answered_at else "",
        is_updating=seen.is_updating,
        is_stale=seen.is_stale,
        opens=seen.warning is not None,
        card=card,
    )


def _words(seen: Seen, group: Group) -> tuple[str, str, str]:
    """Return the word, the sentence and the change of a row."""
    if seen.state is None or group is Group.NO_DATA:
        return *words.unknown(seen), words.reminded(seen)
    if group is Group.USUAL:
        return str(Level.USUAL.label), words.load_beside_usual(seen.state.payload), ""
    opened_on = seen.warning.opened_on if seen.warning else seen.state.day
    word = words.level_and_duration(seen.state.level, opened_on=opened_on, today=seen.today)
    return word, explanations.headline(seen.state.payload), words.change_since_yesterday(seen)


def _need(seen: Seen) -> tuple[bool, int, bool, float]:
    """Sort the worst first; what somebody chose to watch comes after what nobody has.

    Of those alike, what has waited two days for anybody comes first, then what is stronger.
    """
    payload = seen.state.payload if seen.state else {}
    strength = payload.get("evidence") or payload.get("response") or 0.0
    has_waited = why_now_of(seen) is WhyNow.WAITS
    return _is_set_to_rest(seen), RANKS[Level(seen.level or 0)], not has_waited, -strength


def _is_set_to_rest(seen: Seen) -> bool:
    """Return whether the latest action leaves it for now: until its day, or until it gets worse."""
    if not seen.actions or seen.warning is None:
        return False
    latest = seen.actions[0]
    if latest.kind == WarningAction.Kind.WATCH:
        chosen = latest.watch_until is not None and seen.today < latest.watch_until
    else:
        chosen = latest.kind == WarningAction.Kind.NOT_USEFUL
    return chosen and not _worse_since(seen.warning, latest)


def _worse_since(warning: RecoveryWarning, action: WarningAction) -> bool:
    """Return whether a warning is worse than when somebody did something about it."""
    if action.level is not None:
        return RANKS[Level(warning.level)] < RANKS[Level(action.level)]
    return any(
        level == Level.PERSISTENT and dt.date.fromisoformat(on) > action.at.date()
        for on, level in warning.transitions
    )


def why_now_of(seen: Seen) -> WhyNow:
    """Return what of a warning asks for a look today. The first that holds is told."""
    warning, latest = seen.warning, next(iter(seen.actions), None)
    if warning is None:
        return WhyNow.NOTHING_NEW
    today = seen.today.isoformat()
    watched = latest.watch_until if latest else None
    reasons = (
        (WhyNow.WORSE_SINCE, latest is not None and _worse_since(warning, latest)),
        (WhyNow.NEW, warning.opened_on == seen.today),
        (WhyNow.ESCALATED, any(on == today for on, _level in warning.transitions)),
        (WhyNow.WATCH_IS_OVER, watched is not None and watched <= seen.today),
        (WhyNow.WAITS, latest is None and seen.today - warning.opened_on >= ATTENDED_WITHIN),
    )
    return next((reason for reason, holds in reasons if holds), WhyNow.NOTHING_NEW)


def _silence(seen: Seen) -> tuple[int, float]:
    """Sort who used to answer first, then who is away, then who was never seen."""
    if seen.last_answered is None:
        return 2, 0.0
    at = seen.answered_at.timestamp() if seen.answered_at else 0.0
    return int(seen.absence is not None), -(at or float(seen.last_answered.toordinal()))


def _strip(seen: Seen) -> SafeString:
    first = seen.today - dt.timedelta(days=STRIP_DAYS - 1)
    days = [seen.days.get(first + dt.timedelta(days=index)) for index in range(STRIP_DAYS)]
    values = [
        -day.response if day and day.answered and day.response is not None else None for day in days
    ]
    is_learning = seen.state is None or seen.state.payload["phase"] == "learning"
    return strip(
        values,
        band=None if is_learning else OWN_NORMAL,
        statuses=[status_of(day.level if day else None) for day in days],
        title=words.strip_title(
            answered=sum(value is not None for value in values),
            below=sum(value is not None and value < OWN_NORMAL.low for value in values),
        ),
    )
