from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from tests.factories import create_user

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

PASSWORD = "a long pass phrase"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_redis() -> Iterator[None]:
    nowhere = {**settings.CACHES["default"], "LOCATION": "unix:///nonexistent/redis.sock"}
    with override_settings(CACHES={"default": nowhere}):
        yield


@pytest.mark.parametrize(("password", "status"), [(PASSWORD, 302), ("another one", 200)])
def test_signing_in_needs_no_redis(client: Client, password: str, status: int) -> None:
    create_user(email="noor@example.test", password=PASSWORD)
    data = {"login": "noor@example.test", "password": password}
    assert client.post(reverse(settings.LOGIN_URL), data).status_code == status
