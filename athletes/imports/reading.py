"""All rows of all files become histories, by the profile's word alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from athletes.imports.files import MOST_ROWS, find_sources, read_rows
from athletes.imports.history import AthleteHistory, CheckInDraft, History
from athletes.imports.profile import Twice, ZeroLoad
from athletes.imports.refusals import HistoryError, Refusal
from athletes.imports.rows import RowRefusedError, read_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from athletes.imports.files import Row, Source
    from athletes.imports.history import SessionDraft
    from athletes.imports.profile import FileProfile, Profile
    from athletes.imports.rows import RowFacts

MOST_REFUSALS_KEPT: Final = 1000  # a wrong date format refuses every row of a file


def read_history(
    path: Path,
    profile: Profile,
    *,
    now: dt.datetime,
    advance: Callable[[int], object] = lambda _bytes: None,
) -> History:
    """Read all of the profile's files under ``path``. Rows that do not fit are in ``refusals``.

    ``advance`` is told how many bytes have been read since it was last called.
    """
    sources = find_sources(path, profile)
    history = read_sources(sources, profile, now=now, advance=advance, most_rows=MOST_ROWS)
    if not history.athletes and not history.tally.refused_rows:
        raise HistoryError(
            gettext("%(path)s holds no facts: no row says anything.") % {"path": path}
        )
    return history


def read_sources(
    sources: Iterable[Source],
    profile: Profile,
    *,
    now: dt.datetime,
    advance: Callable[[int], object] = lambda _bytes: None,
    most_rows: int,
) -> History:
    """Read these files. Rows that do not fit are in ``refusals``; it may all come to nothing."""
    history = History(profile)
    collector = _Collector(history, most_rows=most_rows)
    for source in sources:
        for row in read_rows(source, advance=advance):
            collector.count(source.profile, row)
            try:
                if facts := read_row(source, row, profile, now=now):
                    collector.add(source, row, facts)
            except RowRefusedError as error:
                collector.refuse(error.refusals)
    collector.finish()
    return history


class _Collector:
    """Puts what rows say together by athlete and day. Nothing is kept of a row it refuses."""

    def __init__(self, history: History, *, most_rows: int) -> None:
        self.history = history
        self.most_rows = most_rows
        self.tally = history.tally
        self.sessions_of_day: Counter[tuple[str, dt.date]] = Counter()

    def count(self, file: FileProfile, row: Row) -> None:
        self.tally.rows += 1
        if self.tally.rows > self.most_rows:
            message = gettext("These are more than %(limit)d rows. Split them by athlete.")
            raise HistoryError(message % {"limit": self.most_rows})
        names = (row.cells.get(file.variable, ""),) if file.is_long else row.cells
        self.tally.unused.update(name for name in names if name and name not in file.used)

    def add(self, source: Source, row: Row, facts: RowFacts) -> None:
        if not facts.answers and facts.session is None:
            self.tally.rows_without_facts += 1
            return
        key = self._session_key(source.profile, facts)
        athlete = self.history.athletes.setdefault(facts.athlete, AthleteHistory(facts.athlete))
        self._check_twice(athlete, source, row, facts, key)
        self._keep_answers(athlete, source.profile, facts)
        self._keep_session(athlete, source.profile, facts.session, key)

    def refuse(self, refusals: list[Refusal]) -> None:
        self.tally.refused_rows += 1
        room = MOST_REFUSALS_KEPT - len(self.history.refusals)
        self.history.refusals += refusals[:room]

    def finish(self) -> None:
        """Settle what depends on whether a day was answered, and drop who said nothing."""
        for athlete in self.history.athletes.values():
            self._settle_measurements(athlete)
            self._settle_zero_loads(athlete)
        told = {name: each for name, each in self.history.athletes.items() if each.days()}
        self.history.athletes = told

    def _session_key(self, file: FileProfile, facts: RowFacts) -> str:
        """Return what makes it this session, also when the file is exported again and longer."""
        if facts.session is None or file.sessions is None:
            return ""
        if file.when.has_time:
            return facts.moment.astimezone(dt.UTC).isoformat()
        day = facts.session.day
        if file.sessions.one_a_day:
            return day.isoformat()
        self.sessions_of_day[facts.athlete, day] += 1
        return f"{day.isoformat()}#{self.sessions_of_day[facts.athlete, day]}"

    def _check_twice(
        self, athlete: AthleteHistory, source: Source, row: Row, facts: RowFacts, key: str
    ) -> None:
        """Notice what was told before, and refuse the row where the profile says so."""
        file = source.profile
        told = athlete.told(facts.day, from_device=file.from_device)
        columns = [file.answers[item] for item in facts.answers if item in told]
        if key in athlete.sessions and file.sessions:
            columns.append(file.sessions.amount)
        if columns and file.twice is Twice.REFUSE:
            why = gettext("was told before for the same athlete and time")
            raise RowRefusedError(
                [
                    Refusal(source.name, row.line, each, row.cells.get(each, ""), why)
                    for each in columns
                ]
            )
        self.tally.told_twice += bool(columns)

    def _keep_answers(self, athlete: AthleteHistory, file: FileProfile, facts: RowFacts) -> None:
        if not facts.answers:
            return
        if not file.from_device and facts.day not in athlete.check_ins:
            athlete.check_ins[facts.day] = CheckInDraft(facts.moment, facts.answers)
            return
        told = athlete.told(facts.day, from_device=file.from_device)
        for item, value in facts.answers.items():
            if file.twice is Twice.LAST or item not in told:
                told[item] = value

    def _keep_session(
        self, athlete: AthleteHistory, file: FileProfile, session: SessionDraft | None, key: str
    ) -> None:
        if session is None or file.sessions is None:
            return
        if session.reported_load == 0:
            athlete.zero_loads[session.day] = (session.recorded_at, file.sessions.zero_load)
        elif key not in athlete.sessions or file.twice is Twice.LAST:
            athlete.sessions[key] = session

    def _settle_measurements(self, athlete: AthleteHistory) -> None:
        """Put measurements beside the answers of their day.

        A check-in says that the athlete answered, which a device cannot say for them: so a
        measurement of another day is left out.
        """
        for day, measured in athlete.measured.items():
            if check_in := athlete.check_ins.get(day):
                check_in.answers.update(measured)
            else:
                self.tally.measured_without_check_in += 1
        athlete.measured.clear()

    def _settle_zero_loads(self, athlete: AthleteHistory) -> None:
        trained = {session.day for session in athlete.sessions.values()}
        for day, (told_at, zero_load) in athlete.zero_loads.items():
            answered = zero_load is ZeroLoad.REST_WHEN_ANSWERED and day in athlete.check_ins
            if day in trained:
                continue
            if answered or zero_load is ZeroLoad.REST:
                athlete.rest_days[day] = told_at
            else:
                self.tally.zero_loads_unknown += 1
        athlete.zero_loads.clear()
