"""The embedded engines themselves."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import connection

from recovery import embedded

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Engines


@pytest.mark.django_db
def test_tests_run_on_real_engines(engines: Engines) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_user")
        version, user = cursor.fetchone()
    assert version >= 180000
    assert user == embedded.USER
    cache.set("key", "value")
    assert cache.get("key") == "value"
