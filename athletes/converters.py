from __future__ import annotations

import datetime as dt

from athletes.models.people import EARLIEST_DAY


class DateConverter:
    """A calendar date in an address, as 2026-11-23. An impossible one is no address of ours."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        day = dt.date.fromisoformat(value)  # a ValueError becomes a 404
        if day < EARLIEST_DAY:
            raise ValueError(value)
        return day

    def to_url(self, value: dt.date) -> str:
        return value.isoformat()
