"""The markup of one row of the squad's map, put together once and not by a template.

Two hundred rows of a template's tags cost more than everything else on the page.
"""

from __future__ import annotations

import uuid
from html import escape  # of plain strings; Django's own looks for lazy ones first
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse

from coaching import squad_words
from coaching.selectors.queue import OWN_NORMAL
from recovery.figures import dot_on_band, heat_rows

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from coaching.models import Team
    from coaching.selectors.queue import Group
    from coaching.selectors.seen import Absence
    from coaching.selectors.squad_days import Sheet
    from coaching.squad import Choice
    from recovery.figures import Status

SOMEBODY = uuid.UUID(int=0)  # whose place in an address is taken by each athlete's

# Its parts are those of static/css/squad.css.
ROW = (
    '<li class="squad-row{stale}"><div class="squad-who">'
    '<svg class="glyph is-{status}" aria-hidden="true"><use href="#glyph-{status}"/></svg>'
    '<div><a href="{url}">{name}</a><small>{word}</small></div></div>'
    '<div class="squad-today">{today}</div>'
    '<div class="squad-map"{cells}>{drawing}{nothing}</div>'
    '<div class="squad-known">{filled_in}</div></li>'
)
TABLE_ROW = (
    '<tr><th scope="row"><a href="{url}">{name}</a></th><td>{word}</td><td>{filled_in}</td>'
    "{days}</tr>"
)


class Placed(NamedTuple):
    """As much of an athlete as the map's margin tells."""

    athlete_id: int
    public_id: uuid.UUID
    name: str
    group: str
    position: str
    today: dt.date  # of the athlete; it turns at 04:00
    standing: Group
    level: int | None
    is_learning: bool
    opened_on: dt.date | None  # of the open warning
    absence: Absence | None
    is_set_aside: bool
    is_stale: bool


def map_rows(
    placed: Sequence[Placed],
    statuses: Sequence[Status],
    said: Sequence[str],
    sheet: Sheet,
    *,
    choice: Choice,
    team: Team,
) -> Iterator[str]:
    """Draw each athlete's row of the map, escaped. ``said`` is the word beside each name."""
    titles = squad_words.titles(
        sheet.cells, known=sheet.known, expected=sheet.expected, choice=choice
    )
    codes = squad_words.codes(sheet.cells)
    values = squad_words.values(sheet.values, choice.measure)
    drawings = heat_rows(sheet.cells, titles, hanging=choice.hangs)
    url_of = _addresses(team)
    today_words = squad_words.TodayWords()
    nothing = f'<small aria-hidden="true">{escape(squad_words.nothing())}</small>'
    for row, (each, drawing) in enumerate(zip(placed, drawings, strict=True)):
        known, response = sheet.known[row], -sheet.responses[row]  # higher is better
        cells = f' data-codes="{codes[row]}"'
        if values[row]:
            cells += f' data-values="{escape(values[row])}"'
        today = dot_on_band(
            response,
            None if each.is_learning else OWN_NORMAL,
            statuses[row],
            title=today_words.of(response, OWN_NORMAL),
        )
        yield ROW.format(
            stale=" is-stale" if each.is_stale else "",
            status=statuses[row],
            url=url_of(each),
            name=escape(each.name),
            word=escape(said[row]),
            today=today,
            cells=cells if known else "",
            drawing=drawing,
            nothing="" if known else nothing,
            filled_in=f"{known}/{sheet.expected[row]}" if known else "–",
        )


def table_rows(
    placed: Sequence[Placed],
    statuses: Sequence[Status],  # noqa: ARG001  (words say it here)
    said: Sequence[str],
    sheet: Sheet,
    *,
    choice: Choice,
    team: Team,
) -> Iterator[str]:
    """Say each athlete's row of the table in words, escaped; who has nothing gets one cell."""
    url_of = _addresses(team)
    nothing = escape(squad_words.nothing())
    texts = squad_words.texts(sheet.cells, sheet.values, choice)
    for row, each in enumerate(placed):
        known = sheet.known[row]
        days = "".join([f"<td>{escape(text)}</td>" for text in texts[row]])
        yield TABLE_ROW.format(
            url=url_of(each),
            name=escape(each.name),
            word=escape(said[row]),
            filled_in=f"{known}/{sheet.expected[row]}" if known else "–",
            days=days if known else f'<td colspan="{len(texts[row])}">{nothing}</td>',
        )


def _addresses(team: Team) -> Callable[[Placed], str]:
    """Return a function from an athlete to the address of their page; resolved once."""
    somebody = reverse("coaching:athlete", args=[team.public_id, SOMEBODY])
    return lambda each: somebody.replace(str(SOMEBODY), str(each.public_id))
