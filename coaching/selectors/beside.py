"""An athlete's past seven days beside their own four weeks before, and beside their group."""

from __future__ import annotations

import datetime as dt
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.access import visible_members
from coaching.selectors.seen import through_lenses
from recovery.assessments.explanations import item_name, item_value
from recovery.assessments.models import DailyState
from recovery.assessments.packed_rows import DayNumber, Integer, Number, read_packed
from recovery.engine import ITEM_CODES
from recovery.figures import Band, in_range
from recovery.words import and_list, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.safestring import SafeString
    from numpy.typing import NDArray

    from coaching.models import Team
    from coaching.selectors.seen import Seen
    from recovery.assessments.selectors import History

LOAD = "load"
EPOCH = dt.date(1970, 1, 1)
WEEK = 7  # days
WEEKS_BEFORE = 4
FEWEST_WEEKS = 2  # of those, with a value
FEWEST_DAYS, FEWEST_ANSWERS = 5, 3  # of a week: with a load that is known, and answered
FEWEST_OTHERS = 4  # whose middle says something of a group
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Beside:
    """One number of the past week; all that is said of it is ready to print."""

    name: str
    now: str
    before: str
    others: str  # empty: too few of them have it
    drawing: SafeString


@dataclass(frozen=True, slots=True)
class Comparison:
    """The past week in sentences and number by number."""

    sentences: Sequence[str]
    rows: Sequence[Beside]
    group: str  # its name, or the team's


def comparison(team: Team, seen: Seen, history: History, *, now: dt.datetime) -> Comparison | None:
    """Compare the last week of a history that reaches back five at least. Two queries.

    None where no number has both a last week and weeks before it.
    """
    weeks = {
        code: found
        for code, values in _values(history).items()
        if (found := _weeks(values, fewest=FEWEST_DAYS if code == LOAD else FEWEST_ANSWERS))
    }
    if not weeks:
        return None
    group, others = _others(team, seen, now=now)
    higher = {item.code: item.higher_is_better for item in history.items}
    rows = [
        _row(code, now, before, others=others.get(code, ()))
        for code, (now, before) in weeks.items()
    ]
    return Comparison(
        sentences=[
            *_load_sentences(weeks, others.get(LOAD, ()), group=group),
            *_answer_sentences(weeks, higher),
        ],
        rows=rows,
        group=group,
    )


def _values(history: History) -> dict[str, Sequence[float | None]]:
    # Of load up to yesterday, as warnings have it: today's training may still come.
    load = {LOAD: [day.load for day in history.days[:-1]]}
    return load | {item.code: item.values for item in history.items}


def _weeks(values: Sequence[float | None], *, fewest: int) -> tuple[float, list[float]] | None:
    """Return the mean of the last seven days and those of the weeks before it that have one."""
    means = []
    for back in range(WEEKS_BEFORE + 1):
        end = len(values) - WEEK * back
        known = [each for each in values[max(end - WEEK, 0) : end] if each is not None]
        means.append(statistics.fmean(known) if len(known) >= fewest else None)
    now, before = means[0], [each for each in means[1:] if each is not None]
    return None if now is None or len(before) < FEWEST_WEEKS else (now, before)


def _others(
    team: Team, seen: Seen, *, now: dt.datetime
) -> tuple[str, Mapping[str, Sequence[float]]]:
    """Return the past week of the others in the athlete's group, or team, with its name."""
    members = list(visible_members(team, now=now))
    own = next((each.group for each in members if each.athlete_id == seen.athlete_id), "")
    sharing = [
        each
        for each in members
        if each.classes and each.athlete_id != seen.athlete_id and each.group == (own or each.group)
    ]
    states = DailyState.objects.filter(through_lenses(sharing)).between(
        seen.today - WEEK * ONE_DAY, seen.today
    )
    columns: dict[str, Integer | Number] = {
        "athlete": Integer("athlete_id"),
        "day": DayNumber("day"),
        LOAD: Number("load"),
        **{code: Number(F(f"item_values__{place}")) for place, code in enumerate(ITEM_CODES)},
    }
    rows = read_packed(states, columns)
    today = (seen.today - EPOCH).days
    until_yesterday, until_today = rows[rows["day"] < today], rows[rows["day"] > today - WEEK]
    found = {
        LOAD: _means(until_yesterday["athlete"], until_yesterday[LOAD], fewest=FEWEST_DAYS)
    } | {
        code: _means(until_today["athlete"], until_today[code], fewest=FEWEST_ANSWERS)
        for code in ITEM_CODES
    }
    return own or team.name, {
        code: means for code, means in found.items() if len(means) >= FEWEST_OTHERS
    }


def _means(
    athletes: NDArray[np.int64], values: NDArray[np.float64], *, fewest: int
) -> Sequence[float]:
    known = np.isfinite(values)
    _ids, places = np.unique(athletes[known], return_inverse=True)
    counts = np.bincount(places)
    sums = np.bincount(places, weights=values[known])
    means: list[float] = (sums / np.maximum(counts, 1))[counts >= fewest].tolist()
    return means


# --- in words -------------------------------------------------------------------------------------


def _row(code: str, now: float, before: Sequence[float], *, others: Sequence[float]) -> Beside:
    middle = statistics.median(others) if others else None
    texts = {
        "now": _text(code, now),
        "least": _text(code, min(before)),
        "most": _text(code, max(before)),
    }
    title = _("%(now)s; the four weeks before from %(least)s to %(most)s") % texts
    if middle is not None:
        title = _("%(sentence)s; the middle of the group %(others)s") % {
            "sentence": title,
            "others": _text(code, middle),
        }
    return Beside(
        name=_("Load of seven days") if code == LOAD else item_name(code),
        now=texts["now"],
        before=_text(code, statistics.fmean(before)),
        others="" if middle is None else _text(code, middle),
        drawing=in_range(now, Band(min(before), max(before)), others=middle, title=title),
    )


def _text(code: str, mean: float) -> str:
    if code == LOAD:
        return _("%(load)s AU") % {"load": number(WEEK * mean)}
    return item_value(code, mean)


def _load_sentences(
    weeks: Mapping[str, tuple[float, list[float]]], others: Sequence[float], *, group: str
) -> list[str]:
    if LOAD not in weeks:
        return []
    now, before = weeks[LOAD]
    usual = statistics.fmean(before)
    sentence = _("Load of seven days: %(load)s.") % {"load": _text(LOAD, now)}
    if usual > 0:
        percent = round(100 * (now / usual - 1))
        sentence = (
            _("Load of seven days: %(load)s, %(percent)s%% more than in the four weeks before.")
            if percent > 0
            else _(
                "Load of seven days: %(load)s, %(percent)s%% less than in the four weeks before."
            )
            if percent < 0
            else _("Load of seven days: %(load)s, as in the four weeks before.")
        ) % {"load": _text(LOAD, now), "percent": abs(percent)}
    if not others:
        return [sentence]
    beside = ngettext(
        "The middle of %(count)s other in %(group)s is %(load)s.",
        "The middle of %(count)s others in %(group)s is %(load)s.",
        len(others),
    )
    middle = _text(LOAD, statistics.median(others))
    return [sentence, beside % {"count": len(others), "group": group, "load": middle}]


def _answer_sentences(
    weeks: Mapping[str, tuple[float, list[float]]], higher: Mapping[str, bool]
) -> list[str]:
    """Name what lies outside all of the four weeks before."""
    worse: list[str] = []
    better: list[str] = []
    for code, (now, before) in weeks.items():
        if code == LOAD or min(before) <= now <= max(before):
            continue
        rises = now > max(before)
        (better if rises == higher[code] else worse).append(item_name(code).lower())
    sentences = []
    if worse:
        sentences.append(
            _("Worse than in each of the weeks before: %(items)s.") % {"items": and_list(worse)}
        )
    if better:
        sentences.append(
            _("Better than in each of them: %(items)s.") % {"items": and_list(better)}
            if worse
            else _("Better than in each of the weeks before: %(items)s.")
            % {"items": and_list(better)}
        )
    if not sentences and any(code != LOAD for code in weeks):
        sentences.append(_("Every answer lies within the weeks before."))
    return sentences
