"""The section of the report on real athletes."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recovery.engine import DEFAULTS
from recovery.laboratory.figures import LEVEL_WORDS
from recovery.laboratory.promises import share
from recovery.laboratory.real import AFTER_DAYS, BLOCK_DAYS, SHUFFLES, Association, RealStudy
from recovery.laboratory.report import prose, table

MOST_WARNINGS = 0.3  # openings per athlete per 100 days
LEAST_EVENTS = 5  # a bootstrap of fewer would pretend to know
MADE = re.compile(r"Made on \d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Oracle:
    """Figures that somebody else published, and how many of them come out alike."""

    name: str
    equal: int
    compared: int


def real_text(
    studies: Sequence[RealStudy], oracles: Sequence[Oracle], *, made: dt.date, before: str
) -> str:
    """Write the section. What comes out as it was before keeps the date it had."""
    text = "\n".join(
        [
            _opening(studies, made),
            _burden(studies),
            _shuffled(studies),
            *(_association(each, each.association) for each in studies if each.association),
            _oracles(oracles),
        ]
    )
    return before if MADE.sub("", before).strip() == MADE.sub("", text).strip() else text


def _opening(studies: Sequence[RealStudy], made: dt.date) -> str:
    read = "; ".join(f"{each.name} (checksum {each.checksum})" for each in studies)
    return "## Real data\n\n" + prose(
        f"Made on {made:%Y-%m-%d} with engine {DEFAULTS.version}, from {read}. The data are not "
        "part of the repository; without them this section stays as it was. Nobody knows which "
        "of these athletes were overreached, so nothing here is a sensitivity. Intervals are "
        "over bootstrap samples of athletes."
    )


def _burden(studies: Sequence[RealStudy]) -> str:
    rows = [
        (
            each.name,
            f"{each.athletes}, {each.days:,} days, {each.answered_days:,} answered",
            share(each.warnings),
            share(each.answered_warnings),
            share(each.notices_a_week),
            ", ".join(f"{count} {LEVEL_WORDS[level]}" for level, count in each.counts.items()),
        )
        for each in studies
    ]
    lines = "".join(
        f"- {each.name}: at most {MOST_WARNINGS} openings per athlete per 100 days was promised; "
        f"{'kept' if each.warnings.value <= MOST_WARNINGS else '**not kept**'}.\n"
        for each in studies
    )
    return (
        "### How often\n\n"
        + table(
            (
                "set",
                "athletes",
                "openings per 100 days",
                "per 100 answered days",
                "notices per athlete-week with an answer",
                "how often a level opened",
            ),
            rows,
        )
        + f"\n{lines}"
    )


def _shuffled(studies: Sequence[RealStudy]) -> str:
    rows = [
        (
            each.name,
            f"{each.warnings.value:.3f}",
            _range(each.shuffled_weeks),
            f"{each.imbalances.value:.3f}",
            _range(each.shuffled_load),
        )
        for each in studies
    ]
    words = prose(
        f"Openings per 100 days, as they are and in {SHUFFLES} shuffles (median, lowest to "
        f"highest). Weeks: every athlete's answers in blocks of {BLOCK_DAYS} days in another "
        "order, which takes away what lasts and what load has to do with it. Load: everybody is "
        "given somebody else's."
    )
    header = ("set", "warnings", "weeks shuffled", "imbalances", "load exchanged")
    return f"### Nothing from nothing\n\n{words}\n{table(header, rows)}"


def _association(study: RealStudy, found: Association) -> str:
    all_days = found.days_after + found.days_otherwise
    rate = (found.events_after + found.events_otherwise) / all_days
    return f"### What came after ({study.name})\n\n" + prose(
        f"Days with {study.event_words}: {found.events_after} on the {found.days_after:,} days "
        f"within {AFTER_DAYS} days after an opening, where {rate * found.days_after:.1f} would be "
        f"expected if they had nothing to do with it, and {found.events_otherwise} on the "
        f"{found.days_otherwise:,} others. Ratio of the rates: {_ratio(found)}; with weeks "
        f"shuffled: {_range(found.shuffled)}. So few athletes and events support no conclusion "
        "in either direction; the figure is here so that nobody has to wonder."
    )


def _ratio(found: Association) -> str:
    figure = found.rate_ratio
    if np.isnan(figure.value):
        return "not defined (no opening, or no other day)"
    if found.events_after < LEAST_EVENTS:
        return f"{figure.value:.2f}, of too few events for an interval"
    return f"{figure.value:.2f} ({figure.low:.2f}–{figure.high:.2f})"


def _oracles(oracles: Sequence[Oracle]) -> str:
    rows = [(each.name, f"{each.equal:,} of {each.compared:,}") for each in oracles]
    return "### Published figures, recomputed\n\n" + table(("figures", "equal"), rows)


def _range(values: Sequence[float]) -> str:
    known = [value for value in values if not np.isnan(value)]
    if not known:
        return "not defined"
    return f"{np.median(known):.3f} ({min(known):.3f}–{max(known):.3f})"
