"""The site as the resolver knows it, and everything it keeps, for tests of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.urls import URLResolver, get_resolver

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


def url_names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Yield the namespaced name of every address; one without a name goes by its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from url_names(entry, inner)
        else:
            yield prefix + (entry.name or str(entry.pattern))


def contents(*, without: Collection[str] = ()) -> dict[str, str]:
    """Return for every table what tells whether anything in it changed. One query."""
    tables = set(connection.introspection.table_names()) - set(without)
    name = connection.ops.quote_name
    rows = " UNION ALL ".join(
        f"SELECT '{table}', count(*) || ' rows, ' || "
        f"coalesce(md5(string_agg(entry::text, '|' ORDER BY entry::text)), '')"
        f" FROM {name(table)} AS entry"
        for table in sorted(tables)
    )
    with connection.cursor() as cursor:
        cursor.execute(rows)
        return dict(cursor.fetchall())
