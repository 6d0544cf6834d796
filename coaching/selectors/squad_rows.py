"""The markup of one row of the squad's map, put together once and not by a template.

Two hundred rows of a template's tags cost more than everything else on the page.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from coaching import squad_words
from coaching.selectors.queue import OWN_NORMAL
from recovery.figures import dot_on_band

if TYPE_CHECKING:
    import datetime as dt

    from coaching.models import Team
    from coaching.selectors.seen import Absence
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


@dataclass(frozen=True, slots=True)
class Placed:
    """As much of an athlete as the map's margin tells."""

    athlete_id: int
    public_id: uuid.UUID
    name: str
    today: dt.date  # of the athlete; it turns at 04:00
    level: int | None
    is_learning: bool
    opened_on: dt.date | None  # of the open warning
    absence: Absence | None
    is_set_aside: bool
    is_stale: bool


class Markup:
    """Makes rows of one team in the reader's language; what all rows share is made once."""

    def __init__(self, team: Team) -> None:
        self.url = reverse("coaching:athlete", args=[team.public_id, SOMEBODY])
        self.today_words = squad_words.TodayWords()
        self.nothing = f'<small aria-hidden="true">{escape(squad_words.nothing())}</small>'

    def row(
        self,
        each: Placed,
        *,
        status: Status,
        word: str,
        response: float,
        drawing: SafeString,
        codes: str,
        values: str,
        filled_in: str,
    ) -> SafeString:
        """Return one row. Without ``filled_in`` there is nothing to read day by day."""
        today = dot_on_band(
            response,
            None if each.is_learning else OWN_NORMAL,
            status,
            title=self.today_words.of(response, OWN_NORMAL),
        )
        cells = f' data-codes="{codes}"'
        if values:
            cells += f' data-values="{escape(values)}"'
        return mark_safe(  # noqa: S308  (every text is escaped here; the drawings escaped theirs)
            ROW.format(
                stale=" is-stale" if each.is_stale else "",
                status=status,
                url=self.url.replace(str(SOMEBODY), str(each.public_id)),
                name=escape(each.name),
                word=escape(word),
                today=today,
                cells=cells if filled_in else "",
                drawing=drawing,
                nothing="" if filled_in else self.nothing,
                filled_in=filled_in or "–",
            )
        )
