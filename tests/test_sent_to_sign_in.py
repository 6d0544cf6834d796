"""Whoever is sent elsewhere from a form must arrive at a page, not at an address for forms."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from tests.coaching.factories import create_club_admin

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def test_form_sent_after_the_session_ended_leads_home_once_signed_in(client: Client) -> None:
    response = client.post(reverse("coaching:person-add"))
    assert urlsplit(response["Location"]).path == reverse("account_login")
    assert "next" not in parse_qs(urlsplit(response["Location"]).query)


def test_page_asked_for_after_the_session_ended_is_shown_once_signed_in(client: Client) -> None:
    response = client.get(reverse("athletes:log") + "?until=2026-11-01")
    asked = parse_qs(urlsplit(response["Location"]).query)["next"]
    assert asked == [reverse("athletes:log") + "?until=2026-11-01"]


def test_language_chosen_on_the_answer_to_a_form_leads_to_a_page(client: Client) -> None:
    client.force_login(create_club_admin())
    page = client.post(reverse("coaching:person-add"), {"name": "", "email": ""})
    assert page.status_code == 422
    assert 'name="next" value="/"' in page.content.decode()
