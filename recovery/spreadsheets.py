"""Tables for a spreadsheet: CSV in which no text is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from django.http import HttpResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What a spreadsheet may take for the start of a formula, also behind spaces, also in full width.
FORMULA = re.compile(r"^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
UNSAFE_IN_A_NAME = re.compile(r"[^\w.() -]+")
BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows that it is UTF-8


def as_text(text: str) -> str:
    """Return a text as a cell that stays a text: an apostrophe before what could be a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def csv_response(
    name: str, head: Sequence[str], rows: Iterable[Sequence[str | float | None]]
) -> HttpResponse:
    """Return a table as a file to download. Numbers stay numbers, with a point; None is empty."""
    file = io.StringIO()
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file)
    for row in (head, *rows):
        writer.writerow([as_text(value) if isinstance(value, str) else value for value in row])
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    filename = UNSAFE_IN_A_NAME.sub("_", name)
    response["Content-Disposition"] = f'attachment; filename="{filename}.csv"'
    return response
