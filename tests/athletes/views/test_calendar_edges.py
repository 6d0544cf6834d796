"""Days that no athlete means: a typed address or a broken picker must get an answer, not a 500."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from athletes.models import Session
from tests.athletes.views.test_today import athlete, words

if TYPE_CHECKING:
    from django.test import Client

    from athletes.models import Athlete

__all__ = ["athlete"]  # the fixture

pytestmark = [pytest.mark.django_db]


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2026-02-30", "0000-01-01"])
@pytest.mark.parametrize("address", ["/check-in/{}/", "/check-in/{}/delete/", "/days/{}/mark/"])
def test_day_before_anybodys_memory_is_no_address(
    client: Client, athlete: Athlete, address: str, day: str
) -> None:
    assert client.get(address.format(day)).status_code == 404
    assert client.post(address.format(day)).status_code == 404


@pytest.mark.parametrize(
    "day", ["0001-01-01", "1899-12-31", "9999-12-31", "tomorrow", "2026-02-30"]
)
def test_log_until_an_impossible_day_is_the_latest(
    client: Client, athlete: Athlete, day: str
) -> None:
    page = client.get(reverse("athletes:log"), {"until": day})
    assert page.status_code == 200
    assert "The last four weeks" in words(page.content.decode())


@pytest.mark.parametrize(
    ("day", "zone", "message"),
    [
        ("0001-01-01", "Europe/Amsterdam", "Enter a date, such as 2026-11-23."),
        ("9999-12-31", "America/New_York", "That day has not begun yet."),
    ],
)
def test_session_on_an_impossible_day_is_refused_beside_the_field(
    client: Client, athlete: Athlete, day: str, zone: str, message: str
) -> None:
    athlete.time_zones.update(time_zone=zone)
    data = {
        "client_id": str(uuid.uuid4()),
        "sport": "running",
        "kind": "training",
        "when": "earlier",
        "earlier_day": day,
        "start_time": "00:05" if day < "2000" else "23:30",
        "minutes": "60",
    }
    response = client.post(reverse("athletes:session-add"), data)
    assert response.status_code == 422
    assert message in words(response.content.decode())
    assert not Session.objects.exists()
