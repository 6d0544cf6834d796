"""Builds of the product for the workers of these tests, each with settings of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper

TRACED = "worker"  # how a traced connection's application name begins


class BadBuildConfig(AppConfig):
    """The mistake that the rig must catch; its settings are `tests.faults.bad_settings`.

    Identities are handed out in the order of asking and become visible in the order of
    committing, so "up to the highest id" also deletes changes that were committed after the
    facts had been read.
    """

    name = "tests.faults"
    label = "bad_build"

    def ready(self) -> None:
        from recovery.assessments import services  # noqa: PLC0415  (models come after apps)

        services._delete_changes = delete_up_to_the_highest


def delete_up_to_the_highest(seen: Sequence[int]) -> None:
    from athletes.models import FactChange  # noqa: PLC0415  (models come after apps)

    FactChange.objects.filter(pk__lte=max(seen, default=0)).delete()


class TracedBuildConfig(AppConfig):
    """The product as it is, but PostgreSQL can tell which process a connection belongs to.

    Its settings are `tests.faults.traced_settings`.
    """

    name = "tests.faults"
    label = "traced_build"

    def ready(self) -> None:
        connection_created.connect(say_who_we_are)


def say_who_we_are(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('application_name', %s, false)", [f"{TRACED} {os.getpid()}"]
        )
