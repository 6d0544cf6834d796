from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from recovery.accounts.models import User

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def test_first_person_of_a_new_site_becomes_its_club_admin(client: Client) -> None:
    first = User.objects.create_superuser("first@example.test", name="Joke Postma")
    client.force_login(first)
    assert client.get(reverse("coaching:people")).status_code == 404
    said = io.StringIO()
    for _twice in range(2):
        call_command("make_club_admin", "First@example.test", stdout=said)
    assert client.get(reverse("coaching:people")).status_code == 200
    assert first.club_roles.count() == 1
    assert "Joke Postma" in said.getvalue()


def test_club_admin_without_an_account_is_refused_in_one_sentence() -> None:
    with pytest.raises(CommandError, match="createsuperuser"):
        call_command("make_club_admin", "nobody@example.test")
