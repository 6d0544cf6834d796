"""Logs as JSON lines that hold no personal data.

The formatter keeps an allow-list of fields and drops the rest, so that a name or an answer
cannot reach a log by being passed along. Exceptions keep their type and place, not their values.
"""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

KEPT_FIELDS = frozenset(
    {
        "attempts", "athletes", "code", "computed", "event", "exception_type", "level", "logger",
        "request_id", "seconds", "set_aside", "timestamp", "where",
    }
)  # fmt: skip


def _without_values(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and the line that raised it."""
    exc_info = event.pop("exc_info", None)
    if isinstance(exc_info, tuple) and exc_info[1] is not None:
        error = exc_info[1]
        event["exception_type"] = type(error).__qualname__
        frames = traceback.extract_tb(error.__traceback__)
        if frames:
            event["where"] = f"{frames[-1].name}:{frames[-1].lineno}"
    return event


def _only_kept_fields(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    return {
        field: value
        for field, value in event.items()
        if field in KEPT_FIELDS or field in {"_record", "_from_structlog"}  # structlog's own
    }


def _words_without_arguments(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Write the words of a library's message without the values it would put into them.

    Libraries log paths, addresses and rows as arguments; a reader of our logs needs neither.
    """
    record = event.get("_record")
    if record is not None and event.get("_from_structlog") is False:
        event["event"] = record.msg
    return event


def shared_processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _words_without_arguments,
        _without_values,
        _only_kept_fields,
    ]


def json_formatter() -> structlog.stdlib.ProcessorFormatter:
    """Return the formatter of every handler, for structlog's and the library's own records."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared_processors(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )


def configure() -> None:
    """Point structlog at the standard library's handlers."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared_processors(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
