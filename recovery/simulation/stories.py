"""A club whose athletes have stories that a coach recognises.

Each story is a hidden course from which facts are drawn at random, again and again until the
engine reads them as the story says: a demonstration must show what it promises, whatever the
seed. So how often the model is right can never be measured on this club; `simulate` is for that.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from enum import StrEnum

import numpy as np
from numpy.random import Generator

from recovery.engine import (
    ALL_CLASSES,
    WARNING_LEVELS,
    DataClass,
    DayKind,
    Level,
    Series,
    SessionKind,
    Sessions,
    assess,
    pack_sessions,
)
from recovery.engine.arrays import BoolArray, CodeArray, IntArray
from recovery.engine.items import IS_ANSWER
from recovery.simulation.clubs import (
    SimulatedAthlete,
    SimulatedDayMark,
    check_ins,
    day_marks,
    plans,
    sessions,
)
from recovery.simulation.generator import Simulation, Variant, observe
from recovery.simulation.latent import Episodes, Latent, Shape, write_episode
from recovery.simulation.names import ascii_slug, draw_names

CLUB = Variant(answer_rate=(14.0, 1.5), careless_share=0.0, usual_load=240.0)
# A story must hold both for a coach who sees everything and for one who sees the least that a
# warning can rest on.
LENSES = (ALL_CLASSES, DataClass.SESSIONS | DataClass.BODY | DataClass.HEALTH)
CALM = (Level.USUAL, Level.NOTICE)
CANDIDATES = 24  # courses drawn at a time for one story
MOST_ROUNDS = 40
LEAST_DAYS = 70  # of history, without which there is no own normal to drift from
NEW_DAYS = 8
SILENT_DAYS = 12
AWAY_SINCE = 4  # days ago
AWAY_FOR = 10  # more days


class Story(StrEnum):
    """What a coach should recognise in an athlete."""

    TIPPING = "tipping"  # a poor fortnight, not answered today; a poor answer opens a warning
    DRIFTING = "drifting"  # load and recovery drift apart: imbalance
    PERSISTENT = "persistent"  # for weeks
    TIRED = "tired"  # recovery low while load is normal
    ILL = "ill"
    SILENT = "silent"  # stopped answering
    NEW = "new"  # own normal still being learned
    AWAY = "away"  # not available until a date
    PRIVATE = "private"  # shares nothing
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class _Batch:
    """Candidates for one story: their facts and what the engine makes of them."""

    simulation: Simulation
    first_day: IntArray
    series: Series


def demo_club(athletes: int = 25, days: int = 120, seed: int = 7) -> tuple[SimulatedAthlete, ...]:
    """Return the athletes of a simulated club.

    Parameters
    ----------
    athletes : int
        Size of the club. With at least 12 every `Story` is in it; in a smaller one the first
        stories of the enumeration are.
    days : int
        History up to and including today, at least 70.
    seed : int
        The same seed gives the same club.

    Returns
    -------
    tuple of SimulatedAthlete
        In no particular order. Days count from today, which is 0.

    Raises
    ------
    ValueError
        If there are no athletes, more than there are names, or too few days.
    """
    if athletes < 1:
        raise ValueError(f"a club needs at least 1 athlete, got {athletes}")
    if days < LEAST_DAYS:
        raise ValueError(f"the stories need at least {LEAST_DAYS} days, got {days}")
    draw = np.random.default_rng(seed)
    cast = _cast(athletes)
    names = draw_names(draw, athletes)
    members: list[SimulatedAthlete] = []
    for story, count in Counter(cast).items():
        named = names[len(members) : len(members) + count]
        members += _members(draw, story, named, days)
    order = draw.permutation(len(members)).tolist()
    return tuple(members[place] for place in order)


def _cast(athletes: int) -> list[Story]:
    """Return who plays what: one of each story, a few twice, everyone else is fine."""
    eventful = [story for story in Story if story is not Story.FINE]
    again = [Story.DRIFTING, Story.TIRED] * (athletes // 20)
    cast = eventful[:athletes] + again
    return cast + [Story.FINE] * (athletes - len(cast))


def _members(draw: Generator, story: Story, names: list[str], days: int) -> list[SimulatedAthlete]:
    """Return one athlete per name, all with the same story."""
    found: list[SimulatedAthlete] = []
    candidates = max(CANDIDATES, len(names) + len(names) // 4)
    for _round in range(MOST_ROUNDS):
        batch = _draw_batch(draw, story, candidates, days)
        for candidate in np.flatnonzero(_HOLDS[story](batch)).tolist():
            if len(found) == len(names):
                return found
            found.append(_member(draw, story, names[len(found)], batch, candidate))
    if len(found) < len(names):
        raise RuntimeError(f"only {len(found)} of {len(names)} courses told the story {story}")
    return found


def _member(
    draw: Generator, story: Story, name: str, batch: _Batch, candidate: int
) -> SimulatedAthlete:
    today = batch.series.load.shape[1] - 1
    away = range(1, AWAY_FOR) if story is Story.AWAY else range(0)
    ahead = tuple(SimulatedDayMark(day=day, kind="unavailable") for day in away)
    first_day = int(batch.first_day[candidate]) - today
    trained = sessions(draw, batch.simulation, candidate)
    marks = day_marks(batch.simulation, candidate) + ahead
    return SimulatedAthlete(
        name=name,
        slug=ascii_slug(name),
        age=int(draw.integers(18, 36)),
        language="en" if draw.random() < 0.15 else "nl",
        sport="running",
        story=story.value,
        shares=story is not Story.PRIVATE,
        first_day=first_day,
        check_ins=check_ins(draw, batch.simulation, candidate),
        sessions=trained,
        day_marks=marks,
        plans=plans(
            draw,
            trained,
            marks,
            first_day=first_day,
            trains_today=story is Story.TIPPING,
        ),
    )


def _draw_batch(draw: Generator, story: Story, candidates: int, days: int) -> _Batch:
    """Draw facts of several athletes with this story; today is the last day."""
    latent = Latent.quiet(candidates, days)
    rows = np.arange(candidates)
    shape, began = _COURSES.get(story, (None, 0))
    if shape is not None:
        begins = np.full(candidates, days - began)
        lengths = np.full(candidates, began)
        write_episode(draw, latent, rows, shape, begins=begins, lengths=lengths)
    nothing = np.zeros(candidates, dtype=np.int64)
    simulation = observe(draw, latent, Episodes(nothing, nothing - 1, nothing), CLUB)
    first_day = np.full(candidates, days - NEW_DAYS if story is Story.NEW else 0)
    simulation = _adjusted(simulation, story, first_day)
    return _Batch(simulation, first_day, simulation.series(first_day))


def _adjusted(simulation: Simulation, story: Story, first_day: IntArray) -> Simulation:
    """Take out what the story says was never entered, and say what it says was said."""
    n_days = simulation.day_kind.shape[1]
    days = np.arange(n_days)
    unanswered = np.broadcast_to(days < first_day[:, None], simulation.ill.shape).copy()
    unlogged = unanswered.copy()
    unlogged[:, -1] = True  # today's training is still to come
    day_kind = simulation.day_kind.copy()
    if story is Story.TIPPING:
        unanswered[:, -1] = True
    elif story is Story.SILENT:
        unanswered[:, -SILENT_DAYS:] = True
        unlogged[:, -SILENT_DAYS:] = True
    elif story is Story.AWAY:
        unanswered[:, -AWAY_SINCE:] = True
        unlogged[:, -AWAY_SINCE:] = True
    elif story is Story.ILL:
        unlogged[:, -2:] = True
    day_kind[unlogged] = DayKind.UNSAID
    if story is Story.AWAY:
        day_kind[:, -AWAY_SINCE:] = DayKind.UNAVAILABLE
    elif story is Story.ILL:
        day_kind[:, -2:] = DayKind.ILL
    items = np.where(unanswered[..., None], np.nan, simulation.items)
    ill = simulation.ill & ~unanswered
    if story is Story.ILL:
        ill[:, -2:] = np.any(~np.isnan(items[:, -2:]), axis=-1)
    return replace(
        simulation,
        items=items,
        ill=ill,
        day_kind=day_kind,
        sessions=_without(simulation, unlogged),
    )


def _without(simulation: Simulation, unlogged: BoolArray) -> Sessions:
    """Return the sessions but for those on the marked days."""
    logged = simulation.sessions
    athlete, slot = np.nonzero(logged.day >= 0)
    kept = ~unlogged[athlete, logged.day[athlete, slot]]
    place = (athlete[kept], slot[kept])
    # A competition of the club is meant to be hard: shorter and harder, for about the same load.
    hard = logged.kind[place] == SessionKind.COMPETITION
    planned = logged.planned_rpe[place] + hard
    shorter = 5 * np.round(logged.minutes[place] * logged.planned_rpe[place] / planned / 5)
    return pack_sessions(
        n_athletes=len(unlogged),
        athlete=place[0],
        day=logged.day[place],
        started=place[1],
        kind=logged.kind[place],
        minutes=np.maximum(shorter, 15),
        rpe=np.minimum(logged.rpe[place] + hard, 10),
        planned_rpe=planned,
    )


def _answering_today(series: Series, point: int) -> Series:
    """Return the series with every question answered ``point`` (5 is best) today."""
    items, answered = series.items.copy(), series.answered.copy()
    items[:, -1, IS_ANSWER] = 6 - point
    answered[:, -1] = True
    return replace(series, items=items, answered=answered)


def _levels(*variants: Series) -> CodeArray:
    """Return the levels of each variant through each lens, shape (variants and lenses, ...).

    One batch, because a day of many athletes costs little more than a day of one.
    """
    seen = [variant.seen_through(lens) for variant in variants for lens in LENSES]
    level = assess(_joined(seen)).level
    return level.reshape(len(seen), -1, level.shape[1])


def _joined(parts: list[Series]) -> Series:
    """Return one batch of the athletes of all parts, which have as many session slots."""
    sessions = Sessions(
        *(
            np.concatenate([getattr(part.sessions, field.name) for part in parts])
            for field in fields(Sessions)
        )
    )
    return Series(
        items=np.concatenate([part.items for part in parts]),
        answered=np.concatenate([part.answered for part in parts]),
        load=np.concatenate([part.load for part in parts]),
        day_state=np.concatenate([part.day_state for part in parts]),
        ill=np.concatenate([part.ill for part in parts]),
        sessions=sessions,
        first_day=np.concatenate([part.first_day for part in parts]),
    )


def _ends_at(*levels: Level) -> Callable[[_Batch], BoolArray]:
    """Return a test for courses that end today at one of the levels, through every lens."""

    def holds(batch: _Batch) -> BoolArray:
        ends = [np.isin(level[:, -1], levels) for level in _levels(batch.series)]
        held: BoolArray = np.all(ends, axis=0)
        return held

    return holds


def _tips(batch: _Batch) -> BoolArray:
    """Tell which have had no warning for three weeks and get one from poor answers today."""
    answered = [_answering_today(batch.series, point) for point in (1, 2, 4)]
    unanswered, *after = np.split(_levels(batch.series, *answered), 4)
    worst, poor, good = (np.isin(levels[..., -1], WARNING_LEVELS) for levels in after)
    quiet = ~np.isin(unanswered[..., -21:], WARNING_LEVELS).any(axis=-1)
    calm = np.isin(unanswered[..., -1], CALM)
    tips = quiet & calm & worst & poor & ~good
    held: BoolArray = np.all(tips, axis=0)
    return held


# How each story runs, and how many days ago it began.
_COURSES = {
    Story.TIPPING: (
        Shape(load_factor=(1.15, 1.4), strain=(1.4, 2.4), lag=(3, 5), rise_days=5),
        14,
    ),
    Story.DRIFTING: (
        Shape(load_factor=(1.25, 1.5), strain=(1.4, 2.4), lag=(4, 8), rise_days=5),
        20,
    ),
    Story.PERSISTENT: (
        Shape(load_factor=(1.25, 1.5), strain=(2.4, 3.2), lag=(3, 6), rise_days=6),
        32,
    ),
    Story.TIRED: (Shape(load_factor=(0.75, 0.9), strain=(0.4, 1.0), life=(2.0, 3.0)), 12),
    Story.ILL: (Shape(load_factor=(0.0, 0.0), illness=(1.5, 2.5)), 3),
}
_HOLDS: dict[Story, Callable[[_Batch], BoolArray]] = {
    Story.TIPPING: _tips,
    Story.DRIFTING: _ends_at(Level.IMBALANCE),
    Story.PERSISTENT: _ends_at(Level.PERSISTENT),
    Story.TIRED: _ends_at(Level.RECOVERY_LOW),
    Story.ILL: _ends_at(Level.ILL),
    Story.SILENT: _ends_at(Level.UNKNOWN, Level.DATA_MISSING),
    Story.NEW: _ends_at(Level.UNKNOWN),
    Story.AWAY: _ends_at(Level.UNKNOWN, Level.DATA_MISSING),
    Story.PRIVATE: _ends_at(Level.USUAL),
    Story.FINE: _ends_at(*CALM),
}
