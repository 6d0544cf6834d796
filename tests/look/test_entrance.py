"""The pages of django-allauth wear our shell: nothing of its own layout shows through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

if TYPE_CHECKING:
    from django.test import Client

    from recovery.accounts.models import User

PUBLIC = ["account_login", "account_reset_password"]
PERSONAL = ["account_change_password", "account_logout", "mfa_index"]


@pytest.fixture
def somebody(django_user_model: type[User]) -> User:
    return django_user_model.objects.create_user(
        "noor@example.org", "a long pass phrase", name="Noor Jansen", language="en"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_stands_in_the_shell(client: Client, name: str) -> None:
    html = client.get(reverse(name)).content.decode()
    assert '<main class="page entrance"' in html
    assert html.count("<h1>") == 1
    assert '<div class="field' in html
    assert "account-menu" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", PERSONAL)
def test_personal_page_stands_in_the_shell(client: Client, somebody: User, name: str) -> None:
    client.force_login(somebody)
    html = client.get(reverse(name), follow=True).content.decode()
    assert '<main class="page entrance"' in html
    assert html.count("<h1>") == 1
    assert "Noor Jansen" in html


@pytest.mark.django_db
def test_refused_sign_in_keeps_the_address_and_says_why(client: Client, somebody: User) -> None:
    answer = {"login": somebody.email, "password": "not the pass phrase"}
    html = client.post(reverse("account_login"), answer).content.decode()
    assert 'value="noor@example.org"' in html
    assert 'role="alert"' in html
    assert "not the pass phrase" not in html


@pytest.mark.django_db
def test_one_button_of_a_form_is_the_filled_one(client: Client, somebody: User) -> None:
    client.force_login(somebody)
    html = client.get(reverse("account_change_password")).content.decode()
    assert html.count('class="is-primary"') == 1
