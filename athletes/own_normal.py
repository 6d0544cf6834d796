"""An athlete's recent answers beside their own normal: for the form, and for a line after it.

It reads the athlete's own facts alone and is worked out within the request. Warnings are
another matter: they are computed by the worker and live in `recovery.assessments`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from athletes.instruments import INSTRUMENTS, RECOVERY_1, SCALE_ITEMS
from recovery.engine.baseline import item_z, own_normal
from recovery.engine.items import ITEM_CODES, ITEM_INDEX
from recovery.engine.parameters import DEFAULTS
from recovery.words import and_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from athletes.models import Athlete
    from recovery.engine.arrays import BoolArray, FloatArray

READ_DAYS = 84  # far enough for 28 answers of somebody who answers every third day
USUAL_OF = 28  # answers; the median of the latest ones is shown beside a question
ENOUGH = DEFAULTS.learning_answers  # own answers before anything is compared
NOTABLE_Z = 1.0  # [SD] as far from the own normal as two of three days stay within
MOST_NAMED = 3  # items in one sentence; the others are counted
QUARTER_HOUR = 0.25  # [h] less than this is not worth a sentence
SHOWN = ("sleep_hours", *SCALE_ITEMS)
# The warnings' normal leaves out the last week. Until that one has enough answers, lately will do.
WITHOUT_GAP = replace(DEFAULTS, baseline_gap_days=1)


@dataclass(frozen=True)
class RecentAnswers:
    """The answers of one athlete on the days up to one day, which is the last column.

    Attributes
    ----------
    items : ndarray of shape (1, READ_DAYS, n_items)
        As the engine has them: scale answers with 5 as the worst.
    answered, ill : bool ndarray of shape (1, READ_DAYS)
    repeated : set of date
        The days that were taken over from the day before.
    """

    items: FloatArray
    answered: BoolArray
    ill: BoolArray
    repeated: set[dt.date]


def recent_answers(athlete: Athlete, day: dt.date) -> RecentAnswers:
    """Read the answers of the 84 days up to ``day``. One query."""
    first = day - dt.timedelta(days=READ_DAYS - 1)
    items = np.full((1, READ_DAYS, len(ITEM_CODES)), np.nan)
    answered = np.zeros((1, READ_DAYS), dtype=np.bool_)
    ill = np.zeros((1, READ_DAYS), dtype=np.bool_)
    repeated = set()
    columns = {
        "body": ("sleep_hours", "sleep_quality", "fatigue", "soreness"),
        "mind": ("stress", "mood", "concentration", "motivation"),
    }
    rows = athlete.check_ins.between(first, day).values(
        "day",
        "repeats_yesterday",
        "health__ill",
        *(f"{table}__instrument" for table in columns),
        *(f"{table}__{item}" for table, names in columns.items() for item in names),
    )
    for row in rows:
        column = (row["day"] - first).days
        answered[0, column] = True
        ill[0, column] = bool(row["health__ill"])
        if row["repeats_yesterday"]:
            repeated.add(row["day"])
        for table, names in columns.items():
            instrument = INSTRUMENTS.get(row[f"{table}__instrument"], RECOVERY_1)
            for item in names:
                if (value := row[f"{table}__{item}"]) is not None:
                    oriented = instrument.oriented(value) if item in SCALE_ITEMS else value
                    items[0, column, ITEM_INDEX[item]] = oriented
    return RecentAnswers(items, answered, ill, repeated)


def felt_yesterday(recent: RecentAnswers) -> bool:
    """Return whether the day before the last one has answers to take over."""
    return not bool(np.isnan(recent.items[0, -2]).all())


def usual_values(recent: RecentAnswers) -> dict[str, float]:
    """Return the median of the latest answers before the last day, per item that has enough.

    Scale items as they are asked, 5 as the best; sleep in hours.
    """
    usual = {}
    for code in SHOWN:
        before = recent.items[0, :-1, ITEM_INDEX[code]]
        own = before[~np.isnan(before)][-USUAL_OF:]
        if own.size >= ENOUGH:
            median = float(np.median(own))
            usual[code] = median if code == "sleep_hours" else 6 - median
    return usual


def usual_words(usual: Mapping[str, float]) -> dict[str, str]:
    """Say what is usual beside each question."""
    language = get_language() or "en"
    words = {}
    for code, value in usual.items():
        if code == "sleep_hours":
            words[code] = _("you usually sleep %(duration)s") % {"duration": clock_hours(value)}
        else:
            anchor = SCALE_ITEMS[code].anchors_in(language)[round(value) - 1]
            words[code] = _("your usual: %(answer)s") % {"answer": anchor}
    return words


class Difference(NamedTuple):
    """An item that is notably off the own normal on the last day."""

    code: str
    z: float  # [SD] larger is worse


def differences(recent: RecentAnswers) -> list[Difference]:
    """Return what is notable about the last day, worst first."""
    normal = own_normal(recent.items, recent.ill)
    lately = own_normal(recent.items, recent.ill, WITHOUT_GAP)
    is_known = normal.answers[:, -1] >= ENOUGH
    mean = np.where(is_known, normal.mean[:, -1], lately.mean[:, -1])
    sd = np.where(is_known, normal.sd[:, -1], lately.sd[:, -1])
    answers = np.where(is_known, normal.answers[:, -1], lately.answers[:, -1])
    z = np.where(answers >= ENOUGH, item_z(recent.items[:, -1], mean, sd, answers), np.nan)[0]
    found = [Difference(code, float(z[ITEM_INDEX[code]])) for code in SHOWN]
    return sorted((each for each in found if abs(each.z) >= NOTABLE_Z), key=lambda each: -each.z)


@dataclass(frozen=True)
class Feedback:
    """What is said after saving: a heading and, where there is more, further sentences."""

    heading: str
    further: tuple[str, ...] = ()


def feedback(recent: RecentAnswers) -> Feedback:
    """Compare the last day with the athlete's own normal, in words. No query."""
    before = int(recent.answered[0, :-1].sum())
    if before < ENOUGH:
        return _learning(before + 1)
    compared = set(usual_values(recent)) & set(_answered_today(recent))
    if not compared:
        return Feedback(_("Thank you. There is nothing to compare with your usual today."))
    sentences = list(_sentences(recent, differences(recent)))
    if not sentences:
        return Feedback(_("All of it is as usual for you."))
    if len(compared) > len(differences(recent)):
        sentences.append(_("The rest is as usual for you."))
    return Feedback(sentences[0], tuple(sentences[1:]))


def _learning(count: int) -> Feedback:
    heading = ngettext(
        "%(count)s of %(enough)s check-ins so far.",
        "%(count)s of %(enough)s check-ins so far.",
        count,
    ) % {"count": count, "enough": ENOUGH}
    return Feedback(heading, (_("From then on you see yourself against your own normal."),))


def _answered_today(recent: RecentAnswers) -> Iterator[str]:
    for code in SHOWN:
        if not np.isnan(recent.items[0, -1, ITEM_INDEX[code]]):
            yield code


def _sentences(recent: RecentAnswers, found: list[Difference]) -> Iterator[str]:
    usual = usual_values(recent).get("sleep_hours")
    slept = float(recent.items[0, -1, ITEM_INDEX["sleep_hours"]])
    is_notable = any(each.code == "sleep_hours" for each in found)
    if is_notable and usual is not None and abs(slept - usual) >= QUARTER_HOUR:
        amount = {"duration": duration_words(abs(slept - usual))}
        less, more = (
            _("You slept %(duration)s less than usual."),
            _("You slept %(duration)s more than usual."),
        )
        yield (less if slept < usual else more) % amount
    worse = _labels(each for each in found if each.z > 0)
    better = _labels(each for each in found if each.z < 0)
    if worse:
        yield _("Worse than your usual: %(items)s.") % {"items": worse}
    if better:
        yield _("Better than your usual: %(items)s.") % {"items": better}


def _labels(found: Iterable[Difference]) -> str:
    """List the questions that differ, most different first."""
    language = get_language() or "en"
    questions = [each for each in found if each.code in SCALE_ITEMS]
    questions.sort(key=lambda each: -abs(each.z))
    labels = [SCALE_ITEMS[each.code].label_in(language).lower() for each in questions]
    return and_list(labels, at_most=MOST_NAMED)


def clock_hours(hours: float) -> str:
    """Return 7.83 hours as 7:50, in steps of five minutes: nobody knows their sleep better."""
    whole, minutes = divmod(5 * round(hours * 12), 60)
    return f"{whole}:{minutes:02}"


def duration_words(hours: float) -> str:
    """Return 1.17 hours as "1 h 10" and 0.5 as "30 min"."""
    whole, minutes = divmod(5 * round(hours * 12), 60)
    if not whole:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(hours)s h %(minutes)s") % {"hours": whole, "minutes": f"{minutes:02}"}
