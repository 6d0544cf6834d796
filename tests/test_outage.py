"""What people get while the site cannot reach its data."""

from __future__ import annotations

import subprocess
import sys
import uuid
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from recovery import views
from tests.factories import create_athlete, create_user

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client


@pytest.fixture
def _reconnected() -> Iterator[None]:
    """Let what comes after the test have a connection again."""
    yield
    connection.close()


def lose_the_database() -> None:
    """Have PostgreSQL end the connection that the next request would use."""
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_reconnected")
@pytest.mark.parametrize("address", ["/", "/today/", "/account/login/"])
def test_page_without_its_database_says_so_and_when_to_come_back(
    client: Client, address: str
) -> None:
    client.force_login(create_user())
    client.raise_request_exception = False
    lose_the_database()

    response = client.get(address)

    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "Back in a moment" in response.content.decode()
    connection.close()
    assert client.get("/").status_code == 302
    assert client.get("/welcome/").status_code == 200, "an outage should sign nobody out"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_reconnected")
def test_readiness_without_its_database_is_503(client: Client) -> None:
    lose_the_database()
    assert client.get("/readyz").status_code == 503
    assert client.get("/livez").status_code == 200


def test_any_other_error_stays_a_500() -> None:
    try:
        int("a mistake of ours")
    except ValueError:
        response = views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_check_in_that_waits_too_long_for_its_turn_is_not_saved_and_says_so(
    client: Client,
) -> None:
    athlete = create_athlete()
    client.force_login(athlete.user)
    client.raise_request_exception = False
    day = athlete.local_day(timezone.now())
    url = reverse("athletes:check-in", args=[day])
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")  # of a web process: 2 s
    with connection.copy().cursor() as other:
        other.execute("BEGIN")
        other.execute("SELECT FROM athletes_athlete WHERE id = %s FOR UPDATE", [athlete.pk])
        waited = client.post(url, {"client_id": str(uuid.uuid4()), "fatigue": "2"})
        assert waited.status_code == 503
        other.execute("ROLLBACK")
        other.connection.close()
    assert not athlete.check_ins.exists()


@pytest.mark.usefixtures("engines")
def test_web_process_gives_up_before_its_reader_does() -> None:
    ask = (
        "from recovery.wsgi import application\n"
        "from django.db import connection\n"
        "cursor = connection.cursor()\n"
        "print(*[cursor.execute(f'SHOW {name}').fetchone()[0]"
        " for name in ('lock_timeout', 'statement_timeout')])\n"
    )
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["2s", "5s"]
