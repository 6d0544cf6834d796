"""The numbers of a drawing as a table: for reading, for copying, for the crosshair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> SafeString:
    """Return a table with one row a day, oldest first, as its drawing goes from left to right.

    The first cell of a row names its day. Numbers come as words in the reader's own notation.
    """
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(day)}</th>'
        + "".join(f"<td>{escape(text)}</td>" for text in cells)
        + "</tr>"
        for day, *cells in rows
    )
    return mark_safe(  # noqa: S308  (every text is escaped above)
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
