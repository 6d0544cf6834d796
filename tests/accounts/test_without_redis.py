from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.test import override_settings

from tests.factories import create_user

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

PASSWORD = "a long pass phrase"
LOGIN = "/account/login/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_redis() -> Iterator[None]:
    nowhere = {**settings.CACHES["default"], "LOCATION": "unix:///nonexistent/redis.sock"}
    with override_settings(CACHES={"default": nowhere}):
        yield
    LocMemCache("while Redis is away", {}).clear()


@pytest.mark.parametrize(("password", "status"), [(PASSWORD, 302), ("another one", 200)])
def test_signing_in_needs_no_redis(client: Client, password: str, status: int) -> None:
    create_user(email="noor@example.test", password=PASSWORD)
    data = {"login": "noor@example.test", "password": password}
    assert client.post(LOGIN, data).status_code == status


def test_guesses_are_counted_without_redis(client: Client) -> None:
    create_user(email="noor@example.test", password=PASSWORD)
    for _guess in range(10):
        client.post(LOGIN, {"login": "noor@example.test", "password": "a guess"})

    answer = client.post(LOGIN, {"login": "noor@example.test", "password": PASSWORD})

    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.content.decode()
