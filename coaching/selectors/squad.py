"""The squad's page: athletes by days, each through what they share with this team."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import F, IntegerField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.urls import reverse

from athletes.models import Clock, TimeZoneSpan
from coaching import squad_words, words
from coaching.access import visible_members
from coaching.selectors.queue import Group, group_of
from coaching.selectors.seen import (
    absences_of,
    behind_since,
    one_of,
    through_lenses,
    waiting_since_of,
)
from coaching.selectors.squad_rows import Markup, Placed
from coaching.squad import (
    LOAD,
    STATUS,
    Choice,
    Sort,
    item_cells,
    load_cells,
    status_cells,
    status_of,
)
from recovery.assessments.models import (
    COACH_LEVELS,
    CurrentState,
    DailyState,
    Level,
    RecoveryWarning,
)
from recovery.assessments.packed_rows import DayNumber, Integer, Number, read_packed
from recovery.assessments.selectors import STALE_AFTER
from recovery.assessments.services import turned_day
from recovery.engine import ITEM_CODES
from recovery.figures import Cell, Status, heat_rows, heat_ticks

if TYPE_CHECKING:
    import uuid
    from collections.abc import Mapping, Sequence

    from django.utils.safestring import SafeString
    from numpy.typing import NDArray

    from coaching.models import Team
    from coaching.squad import Floats, Ints

EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """One athlete: as much as sorts and counts the rows, and the row itself."""

    name: str
    status: Status
    known: int  # days on which the measure is known
    expected: int  # of so many on which it could be
    html: SafeString


@dataclass(frozen=True, slots=True)
class Squad:
    """One team over some weeks."""

    heading: str
    context: str
    members: int
    day_names: str  # as JSON
    ticks: SafeString
    rows: Sequence[Row]
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """What is known of each athlete's days, of shape (n_athletes, n_days), the latest day last."""

    levels: Ints  # -1 where nothing was computed
    answered: NDArray[np.bool_]
    response: Floats  # R [SD], larger is worse; NaN where unknown, as in the others
    values: Floats
    normals: Floats
    sds: Floats


@dataclass(frozen=True, slots=True)
class _Member:
    """One athlete of the team, without the rows that two hundred objects would cost."""

    athlete_id: int
    public_id: uuid.UUID
    name: str
    classes: int  # mask of what they share
    is_set_aside: bool
    clock: Clock


def squad_of(team: Team, choice: Choice, *, now: dt.datetime) -> Squad:
    """Return the team's map. Eight queries, however many athletes.

    Only rows of the lens that an athlete shares with this team are read. Of somebody who shares
    nothing it says what it says of somebody who never filled in anything.
    """
    members = _members(team, now=now)
    sharing = [each for each in members if each.classes]
    todays = {each.athlete_id: turned_day(each.clock, now) for each in members}
    last = max(todays.values(), default=now.date())
    days = [last - dt.timedelta(days=back) for back in range(choice.days - 1, -1, -1)]
    placed = _placed(members, sharing, todays=todays, now=now)
    shown = [each for each in placed if choice.status in {"", group_of(each)}]
    grid = _grid([each.athlete_id for each in shown], sharing, days=days, measure=choice.measure)
    rows = _rows(shown, grid, days=days, choice=choice, team=team)
    return Squad(
        heading=words.heading(
            members=len(placed),
            needing=sum(each.level in COACH_LEVELS for each in placed),
            anything_known=any(each.level is not None for each in placed),
            now=now,
        ),
        context=squad_words.context(
            days,
            known=sum(row.known for row in rows),
            expected=sum(row.expected for row in rows),
        ),
        members=len(placed),
        day_names=squad_words.day_names(days),
        ticks=heat_ticks(
            squad_words.ticks(days, plan_url=reverse("coaching:plan", args=[team.public_id])),
            len(days),
        ),
        rows=rows,
        is_stale=any(each.is_stale for each in shown),
    )


# --- who ------------------------------------------------------------------------------------------


def _members(team: Team, *, now: dt.datetime) -> list[_Member]:
    """Return who is in the team. Two queries."""
    rows = visible_members(team, now=now).values_list(
        "athlete_id",
        "athlete__public_id",
        "athlete__user__name",
        "athlete__user__email",
        "athlete__user__time_zone",
        "athlete__calculation__set_aside_at",
        "classes",
    )
    members = list(rows)
    spans: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    known = TimeZoneSpan.objects.filter(one_of("athlete_id", (row[0] for row in members)))
    for athlete_id, from_day, zone in known.order_by("from_day").values_list(
        "athlete_id", "from_day", "time_zone"
    ):
        spans[athlete_id].append((from_day, zone))
    return [
        _Member(
            athlete_id=athlete_id,
            public_id=public_id,
            name=name or email,
            classes=classes,
            is_set_aside=bool(classes) and set_aside_at is not None,
            clock=Clock(tuple(spans[athlete_id]), otherwise=zone),
        )
        for athlete_id, public_id, name, email, zone, set_aside_at, classes in members
    ]


def _placed(
    members: Sequence[_Member],
    sharing: Sequence[_Member],
    *,
    todays: Mapping[int, dt.date],
    now: dt.datetime,
) -> list[Placed]:
    """Return where everybody stands. Five queries."""
    states = {
        athlete_id: (level, day, phase)
        for athlete_id, level, day, phase in CurrentState.objects.filter(through_lenses(sharing))
        .annotate(phase=KeyTextTransform("phase", "payload"))
        .values_list("athlete_id", "level", "day", "phase")
    }
    warnings = RecoveryWarning.objects.open().filter(through_lenses(sharing))
    opened = dict(warnings.values_list("athlete_id", "opened_on"))
    absences = absences_of(sharing, todays=todays)
    waiting_since = waiting_since_of(sharing)
    placed = []
    for member in members:
        level, day, phase = states.get(member.athlete_id, (None, None, None))
        today = todays[member.athlete_id]
        since = behind_since(
            member.clock,
            state_day=day,
            waiting_since=waiting_since.get(member.athlete_id),
            today=today,
            now=now,
        )
        placed.append(
            Placed(
                athlete_id=member.athlete_id,
                public_id=member.public_id,
                name=member.name,
                today=today,
                level=level,
                is_learning=phase in {None, "learning"},
                opened_on=opened.get(member.athlete_id),
                absence=absences.get(member.athlete_id),
                is_set_aside=member.is_set_aside,
                is_stale=now - since > STALE_AFTER,
            )
        )
    return placed


def _status(each: Placed) -> Status:
    return Status.NONE if group_of(each) is Group.NO_DATA else status_of(each.level)


def _word(each: Placed, *, silent_days: int | None) -> str:
    """Say what the glyph of an athlete means, as the queue does."""
    group = group_of(each)
    if group is Group.USUAL:
        return str(Level.USUAL.label)
    if group is Group.NEEDS_A_LOOK and each.level is not None:
        return words.level_and_duration(
            each.level, opened_on=each.opened_on or each.today, today=each.today
        )
    if each.is_set_aside:
        return words.set_aside()
    if each.absence is not None:
        return words.absence(each.absence, today=each.today)
    return words.no_answers() if silent_days is None else words.silence(silent_days)


# --- what -----------------------------------------------------------------------------------------


def _grid(
    athlete_ids: Sequence[int],
    sharing: Sequence[_Member],
    *,
    days: Sequence[dt.date],
    measure: str,
) -> Grid:
    """Read the days of these athletes. One query."""
    chosen = set(athlete_ids)
    states = DailyState.objects.filter(
        through_lenses(each for each in sharing if each.athlete_id in chosen)
    ).between(days[0], days[-1])
    columns: dict[str, Integer | Number] = {
        "athlete": Integer("athlete_id"),
        "day": DayNumber("day"),
        "level": Integer("level"),
        "answered": Integer(Cast("answered", IntegerField())),
        "response": Number("response"),
    }
    found = read_packed(states, columns | _columns(measure))
    places = {athlete_id: row for row, athlete_id in enumerate(athlete_ids)}
    row = np.array([places[each] for each in found["athlete"].tolist()], dtype=np.int64)
    column = found["day"].astype(np.int64) - (days[0] - EPOCH).days
    shape = (len(athlete_ids), len(days))
    levels = np.full(shape, -1, dtype=np.int64)
    levels[row, column] = found["level"]
    answered = np.zeros(shape, dtype=bool)
    answered[row, column] = found["answered"] == 1

    def numbers(name: str) -> Floats:
        filled = np.full(shape, np.nan)
        if name in (found.dtype.names or ()):
            filled[row, column] = found[name]
        return filled

    return Grid(
        levels=levels,
        answered=answered,
        response=np.where(answered, numbers("response"), np.nan),
        values=numbers("value"),
        normals=numbers("normal"),
        sds=numbers("sd"),
    )


def _columns(measure: str) -> dict[str, Integer | Number]:
    if measure == STATUS:
        return {}
    if measure == LOAD:
        return {"value": Number("load"), "normal": Number("load_usual")}
    place = ITEM_CODES.index(measure)
    return {
        "value": Number(F(f"item_values__{place}")),
        "normal": Number(F(f"item_normals__{place}")),
        "sd": Number(F(f"item_sds__{place}")),
    }


def _cells(grid: Grid, choice: Choice, *, todays: Ints) -> Ints:
    """Return what is drawn on each day, of shape (n_athletes, n_days).

    Days before an athlete began and days that have not begun for them stay blank, and so does all
    of an athlete of whom nothing of this measure is known: whether they do not share it or did
    not fill it in, nobody can tell.
    """
    if choice.measure == STATUS:
        cells = status_cells(grid.levels, grid.answered)
    elif choice.measure == LOAD:
        cells = load_cells(grid.values, grid.normals)
    else:
        cells = item_cells(choice.measure, grid.values, grid.normals, grid.sds)
    day = np.arange(cells.shape[1])
    began = np.where((grid.levels >= 0).any(axis=1), (grid.levels >= 0).argmax(axis=1), day.size)
    blank = (day < began[:, None]) | (day > todays[:, None])
    blank |= ~(cells != Cell.GAP).any(axis=1, keepdims=True)
    return np.where(blank, Cell.BLANK, cells)


def _rows(
    placed: Sequence[Placed],
    grid: Grid,
    *,
    days: Sequence[dt.date],
    choice: Choice,
    team: Team,
) -> list[Row]:
    todays = np.array([(each.today - days[0]).days for each in placed], dtype=np.int64)
    cells = _cells(grid, choice, todays=todays)
    known = (cells > Cell.GAP).sum(axis=1)
    # Who has yet to answer today has not missed it.
    waits = (cells == Cell.GAP) & (np.arange(len(days)) == todays[:, None])
    expected = ((cells != Cell.BLANK) & ~waits).sum(axis=1)
    silent = _silent_days(grid.answered, todays)
    titles = squad_words.titles(cells, known=known, expected=expected, choice=choice)
    drawings = heat_rows(cells, titles, hanging=choice.hangs)
    codes = squad_words.codes(cells)
    values = squad_words.values(grid.values, choice.measure)
    responses = -grid.response[np.arange(len(placed)), todays]  # higher is better
    markup = Markup(team)
    rows = [
        Row(
            name=each.name,
            status=(status := _status(each)),
            known=of_known,
            expected=of_expected,
            html=markup.row(
                each,
                status=status,
                word=_word(each, silent_days=silent_days),
                response=response,
                drawing=drawing,
                codes=code,
                values=value,
                filled_in=f"{of_known}/{of_expected}" if of_known else "",
            ),
        )
        for each, drawing, code, value, of_known, of_expected, silent_days, response in zip(
            placed,
            drawings,
            codes,
            values,
            known.tolist(),
            expected.tolist(),
            silent,
            responses.tolist(),
            strict=True,
        )
    ]
    return _sorted(rows, choice.sort)


def _silent_days(answered: NDArray[np.bool_], todays: Ints) -> list[int | None]:
    """Return how many days ago each answered last; None for no answer in all the days."""
    back = todays - (answered.shape[1] - 1 - answered[:, ::-1].argmax(axis=1))
    return [
        int(each) if any_answer else None
        for each, any_answer in zip(back.tolist(), np.any(answered, axis=1).tolist(), strict=True)
    ]


RANKS = {Status.ACT: 0, Status.WATCH: 1, Status.NONE: 2, Status.USUAL: 3}


def _sorted(rows: list[Row], sort: Sort) -> list[Row]:
    rows.sort(key=lambda row: row.name.casefold())
    if sort is Sort.NEED:
        rows.sort(key=lambda row: RANKS[row.status])
    elif sort is Sort.ANSWERS:
        rows.sort(key=lambda row: row.known / row.expected if row.expected else 2.0)
    return rows
