from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from coaching.models import AthleteMessage, StaffNote
from coaching.services.notes import write_message, write_note
from recovery.everything.tables import TABLES
from recovery.everything.writing import as_json
from tests.coaching.factories import NOW, create_coach, create_member, create_team

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django import DjangoAssertNumQueries

    from coaching.models import Membership, Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

CANARY = "canary-4711"


@pytest.fixture
def member(team: Team) -> Membership:
    """Return Noor, who shares nothing: that is about answers, and a coach may still write."""
    return create_member(team=team)


def url(member: Membership) -> str:
    return reverse("coaching:notes", args=[member.team.public_id, member.athlete.public_id])


def write(
    member: Membership, by: User, readers: str = "", text: str = CANARY
) -> StaffNote | AthleteMessage:
    facts: dict[str, Any] = {
        "athlete": member.athlete,
        "team": member.team,
        "by": by,
        "text": text,
        "client_id": uuid.uuid4(),
        "now": NOW,
    }
    return write_note(readers=readers, **facts) if readers else write_message(**facts)


def send(client: Client, member: Membership, **data: str) -> Response:
    return client.post(url(member), {"client_id": str(uuid.UUID(int=1)), **data})


@pytest.mark.parametrize("readers", ["self", "staff"])
def test_note_is_kept_and_marked_with_who_can_read_it(
    client: Client, coach: User, member: Membership, readers: str
) -> None:
    for _twice in range(2):  # a double tap
        response = send(client, member, text=" Slept badly ", readers=readers)
    note = StaffNote.objects.get()
    assert (note.text, note.readers, note.by, note.at) == ("Slept badly", readers, coach, NOW)
    assert not AthleteMessage.objects.exists()
    page = client.get(response["Location"]).content.decode()
    said = {"self": "Only you can read this", "staff": "The staff of this team can read this"}
    assert said[readers] in page


def test_message_is_read_on_today_and_its_writer_sees_that(
    client: Client, coach: User, member: Membership
) -> None:
    send(client, member, text="Well done", readers="athlete")
    assert "Noor has not read this yet" in client.get(url(member)).content.decode()

    client.force_login(member.athlete.user)
    today = reverse("athletes:today")
    page = client.get(today).content.decode()
    assert "From Marit, U19 Sprint" in page
    assert "Well done" in page
    message = AthleteMessage.objects.get()
    client.post(reverse("coaching:message-read", args=[message.pk]))
    assert "Well done" not in client.get(today).content.decode()
    assert "Well done" in client.get(reverse("coaching:messages")).content.decode()

    client.force_login(coach)
    assert "Noor read this on 23 Nov 07:42" in client.get(url(member)).content.decode()


def test_who_reads_it_is_never_preselected_and_what_was_typed_stays(
    client: Client, coach: User, member: Membership
) -> None:
    assert "checked" not in client.get(url(member)).content.decode()
    response = send(client, member, text="Slept badly")
    assert response.status_code == 422
    assert "Choose who can read it." in response.text
    assert "Slept badly" in response.text
    response = send(client, member, text="x" * 1001, readers="staff")
    assert response.status_code == 422
    assert not StaffNote.objects.exists()


def test_note_to_self_is_for_nobody_else(client: Client, coach: User, member: Membership) -> None:
    colleague = create_coach(team=member.team, name="Jan Smit")
    note = write(member, colleague, "self")
    write(member, colleague, "staff", text="For all of us")
    page = client.get(url(member)).content.decode()
    assert CANARY not in page
    assert "For all of us" in page
    removing = reverse(
        "coaching:note-remove", args=[member.team.public_id, member.athlete.public_id, note.pk]
    )
    assert client.post(removing).status_code == 404
    client.force_login(colleague)
    assert CANARY in client.get(url(member)).content.decode()
    client.post(removing)
    assert CANARY not in client.get(url(member)).content.decode()


def test_message_can_be_taken_back_until_it_is_read(
    client: Client, coach: User, member: Membership
) -> None:
    unread, read = write(member, coach), write(member, coach, text="Read already")
    AthleteMessage.objects.filter(pk=read.pk).update(read_at=NOW)
    for message in (unread, read):
        response = client.post(
            reverse(
                "coaching:message-take-back",
                args=[member.team.public_id, member.athlete.public_id, message.pk],
            ),
            follow=True,
        )
    assert "It has been read, so it stays." in response.text
    assert list(AthleteMessage.objects.all()) == [read]


def test_athlete_sees_that_notes_exist_and_not_what_is_in_them(
    client: Client, coach: User, member: Membership
) -> None:
    other = create_member(team=create_team(name="Masters"), athlete=member.athlete)
    for readers in ("self", "staff"):
        write(member, coach, readers)
    write(other, create_coach(team=other.team), "staff")
    write(create_member(team=member.team, name="Somebody Else"), coach, "staff")

    client.force_login(member.athlete.user)
    pages = [
        client.get(reverse(name)).content.decode()
        for name in ("coaching:messages", "coaching:sharing", "athletes:today", "everything:page")
    ]
    assert "The staff of U19 Sprint keep 2 notes about you" in pages[0]
    assert "The staff of Masters keep 1 note about you" in pages[0]
    assert not any(CANARY in page for page in pages)


def test_download_has_what_was_written_to_the_athlete_and_no_note(
    coach: User, member: Membership
) -> None:
    write(member, coach, "self")
    write(member, coach, "staff")
    write(member, coach, text="Well done")
    with as_json(member.athlete, now=NOW) as file:
        told = file.read().decode()
    assert "Well done" in told
    assert CANARY not in told
    assert StaffNote not in {table.model for table in TABLES}


def test_what_is_written_stands_in_no_log(
    client: Client,
    coach: User,
    member: Membership,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for readers in ("self", "staff", "athlete"):
        client.post(url(member), {"client_id": uuid.uuid4(), "text": CANARY, "readers": readers})
    assert (StaffNote.objects.count(), AthleteMessage.objects.count()) == (2, 1)
    out, err = capfd.readouterr()
    assert "request_finished" in caplog.text + out + err
    assert CANARY not in caplog.text + out + err


def test_query_count_does_not_grow(
    client: Client,
    coach: User,
    member: Membership,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for count in (1, 9):
        for _ in range(count):
            write(member, coach, "staff")
            write(member, coach)
        # session, user, team, athlete, notes, messages, roles for the navigation
        with django_assert_num_queries(7):
            client.get(url(member))
    client.force_login(member.athlete.user)
    # session, user, athlete with time zones, messages, teams, wishes for contact, notes by team,
    # roles for the navigation
    with django_assert_num_queries(9):
        client.get(reverse("coaching:messages"))
