"""A build with the mistake that the rig must catch, for a worker of the tests.

Its settings are `tests.faults.bad_settings`. Identities are handed out in the order of asking
and become visible in the order of committing, so "up to the highest id" also deletes changes
that were committed after the facts had been read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from collections.abc import Sequence


def delete_up_to_the_highest(seen: Sequence[int]) -> None:
    from athletes.models import FactChange  # noqa: PLC0415  (models come after their apps)

    FactChange.objects.filter(pk__lte=max(seen, default=0)).delete()


class BadBuildConfig(AppConfig):
    name = "tests.faults"
    label = "bad_build"

    def ready(self) -> None:
        from recovery.assessments import services  # noqa: PLC0415

        services._delete_changes = delete_up_to_the_highest
