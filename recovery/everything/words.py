"""What goes with the tables: a page to read first, the instruments, the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from athletes.instruments import EXERTION, FELT_PERFORMANCE, INSTRUMENTS, OSTRC_H2, SCALE_ITEMS
from recovery.engine.metrics.health_problems import OPTIONS
from recovery.everything.tables import TABLES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from athletes.instruments import ScaleItem
    from athletes.models import Athlete

SCHEMA = "recovery-everything"
# Raise it when a column or table changes its name or its meaning; new ones may just appear.
SCHEMA_VERSION = 1
SOFT_HYPHEN = "\u00ad"  # where a narrow button may break a word
INSTRUMENT_COLUMNS = ("instrument", "item", "label", "point", "words", "direction")
COLUMN_COLUMNS = ("table", "column", "kind", "meaning", "unit", "direction", "choices")


def readme(athlete: Athlete, *, now: dt.datetime) -> str:
    """Return what is in the download and how to read it, in the reader's language."""
    tables = "\n".join(f"  {table.code}.csv: {force_str(table.about)}" for table in TABLES)
    paragraphs = (
        _("Everything of %(name)s in Recovery, as of %(moment)s (UTC).")
        % {"name": athlete.user.name, "moment": f"{now:%Y-%m-%d %H:%M}"},
        _(
            "These are your own data: all that you told, what you brought in, what others wrote"
            " about you, and what was computed from it. They are yours to keep, to open elsewhere"
            " or to give to somebody. Mind where you leave them: your health is in them."
        ),
        _("The tables:") + f"\n{tables}",
        _(
            "columns.csv says of every column what it is, its unit, and which way is better."
            " instruments.csv has the words on every point of every scale. originals/ holds the"
            " files that you brought in, as you sent them."
        ),
        _(
            "Tables are UTF-8 with commas between columns, a point in decimals, days as"
            " 2026-11-23 and moments in UTC. An empty cell is what was not answered or is not"
            " known; it is never a zero. Words that a spreadsheet could take for a formula have"
            " an apostrophe before them. If your spreadsheet puts a row in one cell, open the"
            " file with Data, From text."
        ),
        _(
            "What was computed compares you with your own normal. It is tentative, and can be"
            " computed again from the rest. It does not replace a doctor."
        ),
        _(
            "Not in it: your password and keys, the earlier versions of what you changed, and notes"
            " that coaches keep for themselves or for their staff. Ask your club if you need those"
            " versions or notes."
        ),
        _("Schema: %(schema)s, version %(version)d.")
        % {"schema": SCHEMA, "version": SCHEMA_VERSION},
    )
    return "\n\n".join(paragraphs) + "\n"


def instrument_rows(language: str) -> Iterator[tuple[str, str, str, float, str, str]]:
    """Return each point of each item of each instrument, as `INSTRUMENT_COLUMNS`."""
    better, worse = _("higher is better"), _("higher is worse")
    for instrument in INSTRUMENTS.values():
        direction = better if instrument.higher_is_better else worse
        worded = {item.code: item for item in instrument.items}
        for code, asked in SCALE_ITEMS.items():
            points = range(instrument.minimum, instrument.maximum + 1)
            words = _anchors(worded[code], language) if code in worded else [""] * len(points)
            for point, anchor in zip(points, words, strict=True):
                yield instrument.code, code, asked.label_in(language), point, anchor, direction
    for item in OSTRC_H2:
        for counts, anchor in zip(OPTIONS, _anchors(item, language), strict=True):
            yield "ostrc-h2", item.code, item.label_in(language), counts, anchor, worse
    for name, item, first, direction in (
        ("cr-10", EXERTION, 0, _("higher is harder")),
        ("felt-performance", FELT_PERFORMANCE, 1, better),
    ):
        for point, anchor in enumerate(_anchors(item, language), first):
            yield name, item.code, item.label_in(language), point, anchor, direction


def column_rows() -> Iterator[tuple[str, str, str, str, str, str, str]]:
    """Return what is to be known of every column, as `COLUMN_COLUMNS`."""
    for table in TABLES:
        for column in table.columns():
            choices = "; ".join(f"{code} = {words}" for code, words in column.choices)
            meaning, direction = force_str(column.meaning), force_str(column.direction)
            yield table.code, column.code, column.kind, meaning, column.unit, direction, choices


def _anchors(item: ScaleItem, language: str) -> list[str]:
    return [words.replace(SOFT_HYPHEN, "") for words in item.anchors_in(language)]
