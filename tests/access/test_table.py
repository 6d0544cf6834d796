"""Whether the site answers as the tables say, to everybody and to each of the staff."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from coaching.models import (
    AthleteMessage,
    Membership,
    StaffNote,
    StaffRole,
)
from coaching.services.teams import end_membership
from tests.access.staff import MAY, STAFF
from tests.access.table import (
    ACCESS,
    ADMIN_LOGIN,
    LOGIN,
    PERSONAS,
    SIGN_OUT,
    TABLE,
    WITHOUT_TOKEN,
    Answer,
    Entry,
    Wrote,
)
from tests.access.world import SESSIONS, World
from tests.coaching.factories import (
    NOW,
)
from tests.factories import (
    create_user,
)
from tests.support.site import contents, url_names

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase


pytestmark = pytest.mark.django_db


def answer_of(response: HttpResponseBase) -> int | str:
    if response.status_code not in {301, 302}:
        return response.status_code
    return resolve(urlsplit(response["Location"]).path).view_name


def check_headers(response: HttpResponseBase, *, is_signed_in: bool) -> None:
    """Check that no page runs what is not ours, and that no cache keeps what is personal."""
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    if is_signed_in:
        assert response["Cache-Control"] == "no-store"
        assert {"Cookie", "HX-Request"} <= set(response["Vary"].split(", "))


def test_every_address_has_an_entry() -> None:
    assert {name for method, name, _arguments in TABLE if method == "GET"} == set(url_names())
    assert {name for _method, name, _arguments in TABLE} == set(url_names())


@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: " ".join(entry[:2]))
def test_answer_is_the_one_of_the_table(world: World, entry: Entry) -> None:
    expected = dict(zip(PERSONAS, TABLE[entry], strict=True))
    found: dict[str, Answer] = {}

    def ask(persona: str) -> int | str:
        response = world.ask(persona, entry)
        check_headers(response, is_signed_in=persona != "anonymous" and entry not in SIGN_OUT)
        return answer_of(response)

    # One look at the tables for all who may change nothing.
    for persona in PERSONAS:
        if not isinstance(expected[persona], Wrote):
            found[persona] = ask(persona)
    assert not world.changed(), f"one of these wrote something: {found}"
    for persona in PERSONAS:
        if persona not in found:
            with transaction.atomic():
                answer = ask(persona)
                found[persona] = Wrote(answer) if world.changed() else answer
                transaction.set_rollback(True)
    assert found == expected


def test_every_address_of_a_team_says_which_of_the_staff_may_ask_for_it() -> None:
    of_a_team = {entry[:2] for entry in ACCESS if entry[2][:1] == ("team",)}
    of_its_athletes = {("POST", "coaching:sharing-switch"), ("POST", "coaching:contact-ask")}
    assert set(MAY) == of_a_team - of_its_athletes


@pytest.mark.parametrize(
    "entry", [entry for entry in ACCESS if entry[:2] in MAY], ids=lambda entry: " ".join(entry[:2])
)
def test_staff_get_what_their_role_lets_them_do(world: World, entry: Entry) -> None:
    of_the_head = ACCESS[entry][PERSONAS.index("coach")]
    for letter, persona in STAFF.items():
        with transaction.atomic():
            own = _written_by(world, persona)
            answer = answer_of(own.ask(persona, entry))
            found: Answer = Wrote(answer) if own.changed() else answer
            transaction.set_rollback(True)
        assert found == (of_the_head if letter in MAY[entry[:2]] else 404), persona


def _written_by(world: World, persona: str) -> World:
    """Let the note and the message of the table be somebody's own: nobody removes another's."""
    role = StaffRole.objects.get(
        team__name="Red",
        until_day=None,
        kind={"coach": "head", "physiotherapist": "physio"}.get(persona, persona),
    )
    StaffNote.objects.update(by=role.user)
    AthleteMessage.objects.update(by=role.user)
    return replace(world, contents=contents(without=[SESSIONS]))


def test_address_that_only_shows_takes_no_post(world: World) -> None:
    """Who adds a form to a page has to add what it answers to the table."""
    takes_post = {name for method, name, _arguments in TABLE if method == "POST"}
    shows = [entry for entry in TABLE if entry[1] not in takes_post]
    for _method, name, arguments in shows:
        answers = {answer_of(world.ask(persona, ("POST", name, arguments))) for persona in PERSONAS}
        if not name.startswith(("admin:", "account_", "mfa_")):
            assert answers <= {405, LOGIN}, name
    assert not world.changed()


def test_post_without_a_token_is_refused(world: World) -> None:
    for entry in TABLE:
        if entry[0] == "POST" and entry[1] not in WITHOUT_TOKEN:
            answers = {world.ask(each, entry, checks_tokens=True).status_code for each in PERSONAS}
            assert answers == {403}, entry
    assert not world.changed()


def test_expired_login_in_a_fragment_leads_the_whole_page_to_the_door(world: World) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/today/?day=2026-11-22"}
    for entry, answers in TABLE.items():
        if answers[0] == LOGIN and entry != ("GET", ADMIN_LOGIN, ()):
            response = world.ask("anonymous", entry, headers=headers)
            assert response.status_code == 401, entry
            door, _question, back = response["HX-Redirect"].partition("?next=")
            assert (door, back) == (reverse(LOGIN), "%2Ftoday%2F%3Fday%3D2026-11-22")


def test_expired_login_in_a_poll_leads_the_whole_page_to_the_door(world: World) -> None:
    poll = {
        "HX-Request": "true",
        "HX-Trigger": "queue",
        "HX-Target": "queue",
        "If-None-Match": "a version",
    }
    queue = ("GET", "coaching:queue", ("team",))
    response = world.ask("anonymous", queue, headers=poll)
    assert (response.status_code, response["HX-Redirect"]) == (401, f"{reverse(LOGIN)}?next=%2F")
    for persona in ("athlete", "coach of another team", "former coach", "club admin"):
        assert world.ask(persona, queue, headers=poll).status_code == 404, persona


def test_somebody_without_a_place_is_told_so_and_sees_no_page(world: World) -> None:
    client = Client()
    client.force_login(create_user(name="Without Place"))
    response = client.get("/", follow=True)
    assert response.redirect_chain == [(reverse("coaching:nowhere"), 302)]
    ours = [
        entry
        for entry in ACCESS
        if entry[0] == "GET" and entry[1].startswith(("athletes:", "assessments:", "coaching:"))
    ]
    for _method, name, arguments in ours:
        status = client.get(world.url(name, arguments)).status_code
        is_for_all = name in WITHOUT_TOKEN | {"coaching:nowhere", "athletes:offline"}
        assert status == (200 if is_for_all else 404), name


def test_athlete_who_left_the_team_is_gone_for_its_coach(world: World) -> None:
    page = ("GET", "coaching:athlete", ("team", "athlete"))
    act = ("POST", "coaching:act", ("team", "athlete"))
    end_membership(membership=Membership.objects.get(team__name="Red"), now=NOW)
    assert answer_of(world.ask("coach", page)) == 404
    assert answer_of(world.ask("coach", act)) == 404
    assert answer_of(world.ask("athlete", ("GET", "coaching:sharing", ()))) == 200
    switch = ("POST", "coaching:sharing-switch", ("team",))
    assert answer_of(world.ask("athlete", switch)) == 404
