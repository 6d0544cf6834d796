from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from tests.factories import create_user

if TYPE_CHECKING:
    from django.test import Client

    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody() -> User:
    cache.clear()  # the limiter of mails
    return create_user(email="noor@example.test", password="a long pass phrase")


def test_link_to_a_new_password_leads_to_the_site_whatever_name_was_asked_for(
    client: Client, somebody: User
) -> None:
    """Our name in a request is the asker's word; the link goes to somebody else."""
    data = {"email": somebody.email}
    client.post(reverse("account_reset_password"), data, headers={"Host": "localhost"})
    (link,) = re.findall(r"https?://\S+/key/\S+|https?://\S*reset\S*", str(mail.outbox[0].body))
    assert link.startswith("http://testserver/account/")
    assert client.get(link, follow=True).status_code == 200
