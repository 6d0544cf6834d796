from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recovery.outbox.push_keys import new_private_key
from tests.support.push_service import push_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings

    from tests.support.push_service import PushService


@pytest.fixture
def service(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PushService]:
    """Run a push service that the site may send to and trusts."""
    with push_service(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
        settings.VAPID_PRIVATE_KEY = new_private_key()
        settings.PUSH_SERVICES = [running.name]
        yield running
