from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine
from django.db import transaction

from tests.access.world import World, create_world
from tests.coaching.factories import (
    NOW,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Build the world once; it and all that is done in it are gone at the end."""
    with (
        time_machine.travel(NOW, tick=False),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield create_world()
        transaction.set_rollback(True)
