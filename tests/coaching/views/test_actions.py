from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from coaching.models import DataClass, WarningAction
from recovery.assessments.models import CurrentState, Level, RecoveryWarning
from tests.coaching.factories import TODAY, create_member, create_state, create_team

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from coaching.models import Membership, Team
    from recovery.accounts.models import User

pytestmark = pytest.mark.django_db

OPENED = TODAY - dt.timedelta(days=2)
SNOOZED = {"kind": "watch", "reason": "other"}
HTMX = {"HX-Request": "true", "HX-Trigger": "act", "HX-Target": "queue"}


@pytest.fixture
def member(team: Team) -> Membership:
    """Return Noor, with an imbalance that opened two days ago."""
    member = create_member(team=team, shares=[DataClass.BODY])
    create_state(
        athlete=member.athlete, lens=DataClass.BODY, level=Level.IMBALANCE, opened_on=OPENED
    )
    return member


def send(
    client: Client, member: Membership, *, headers: dict[str, str] | None = None, **data: Any
) -> Response:
    url = reverse("coaching:act", args=[member.team.public_id, member.athlete.public_id])
    form = {"opened_on": OPENED.isoformat(), "page": "queue", **data}
    return client.post(url, form, headers=headers)


@pytest.mark.parametrize("kind", ["spoke", "adjusted"])
def test_one_tap_is_kept_and_shown(
    client: Client, coach: User, member: Membership, kind: str
) -> None:
    response = send(client, member, kind=kind)

    assert response.status_code == 302
    action = WarningAction.objects.get()
    assert (action.kind, action.opened_on, action.by, action.team) == (
        kind,
        OPENED,
        coach,
        member.team,
    )
    page = client.get(response["Location"]).content.decode()
    assert "today by Marit" in page
    assert "Speaks for it" in page  # it stays open


def test_fragment_answers_with_the_queue(client: Client, coach: User, member: Membership) -> None:
    response = send(client, member, headers=HTMX, kind="spoke", note="Two easy days agreed.")
    page = response.content.decode()
    assert response.status_code == 200
    assert page.lstrip().startswith('<div id="queue"')
    assert "Spoke, today by Marit: “Two easy days agreed.”" in page


def test_form_that_is_sent_twice_is_kept_once(
    client: Client, coach: User, member: Membership
) -> None:
    client_id = uuid.uuid4()
    for _press in range(2):
        assert send(client, member, kind="spoke", client_id=client_id).status_code == 302
    assert WarningAction.objects.count() == 1


def test_watch_keeps_its_day(client: Client, coach: User, member: Membership) -> None:
    until = TODAY + dt.timedelta(days=4)
    send(client, member, kind="watch", watch_until=until.isoformat(), reason="speak_first")
    action = WarningAction.objects.get()
    assert (action.watch_until, action.why) == (until, "we speak first")
    page = client.get(reverse("coaching:queue", args=[member.team.public_id])).content.decode()
    assert "Watching until Friday 27 November (we speak first), today by Marit" in page


def test_not_useful_keeps_its_reason(client: Client, coach: User, member: Membership) -> None:
    send(client, member, kind="not_useful", reason="planned", note="Camp week.")
    action = WarningAction.objects.get()
    assert (action.reason, action.note) == ("planned", "Camp week.")


@pytest.mark.parametrize(
    ("reason", "choice", "said"),
    [
        ("already_knew", "I already knew", "Not useful (I already knew), today by Marit"),
        ("planned", "This load was planned", "Not useful (this load was planned), today by Marit"),
    ],
)
def test_reason_has_a_capital_as_a_choice_and_not_in_a_sentence(  # noqa: PLR0917  (cases)
    client: Client, coach: User, member: Membership, reason: str, choice: str, said: str
) -> None:
    page = send(client, member, headers=HTMX, kind="not_useful", reason=reason).content.decode()
    assert f"<span>{choice}</span>" in page
    assert said in page


@pytest.mark.parametrize("headers", [None, HTMX])
@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"kind": "watch"}, "This field is required"),
        ({"kind": "watch", "watch_until": "2026-11-27"}, "This field is required"),
        ({"kind": "watch", "watch_until": "2026-11-27", "reason": "planned"}, "a valid choice"),
        ({"kind": "watch", "watch_until": "soon"}, "Enter a valid date"),
        ({**SNOOZED, "watch_until": TODAY.isoformat()}, "in the coming four weeks"),
        ({**SNOOZED, "watch_until": "2026-12-22"}, "in the coming four weeks"),
        ({"kind": "not_useful"}, "This field is required"),
        ({"kind": "not_useful", "reason": "because"}, "Select a valid choice"),
        ({"kind": "spoke", "note": "x" * 501}, "at most 500 characters"),
    ],
)
def test_refused_form_says_why_and_keeps_what_was_typed(  # noqa: PLR0917  (fixtures and cases)
    client: Client,
    coach: User,
    member: Membership,
    headers: dict[str, str] | None,
    data: dict[str, Any],
    message: str,
) -> None:
    response = send(client, member, headers=headers, **{"note": "typed with care", **data})
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert data.get("note", "typed with care") in page
    assert ("<html" in page) == (headers is None)
    assert not WarningAction.objects.exists()


def test_warning_that_went_meanwhile_is_told_and_nothing_saved(
    client: Client, coach: User, member: Membership
) -> None:
    gone = (OPENED - dt.timedelta(days=9)).isoformat()
    response = send(
        client, member, kind="watch", opened_on=gone, reason="other", watch_until="2026-11-27"
    )
    assert response.status_code == 422
    assert "This warning has gone since you opened it" in response.content.decode()
    assert not WarningAction.objects.exists()


def test_warning_of_a_class_that_is_not_shared_cannot_be_answered(
    client: Client, coach: User, member: Membership
) -> None:
    """It exists through the athlete's own lens alone: to this coach it is not there."""
    opened = TODAY - dt.timedelta(days=5)
    own = member.athlete.warnings.get()
    own.pk = (member.athlete_id, 31, opened)
    own.lens, own.opened_on = 31, opened
    own.save(force_insert=True)
    response = send(client, member, kind="spoke", opened_on=opened.isoformat())
    assert response.status_code == 422


@pytest.mark.parametrize("kind", ["", "delete", None])
def test_unknown_kind_is_not_found(
    client: Client, coach: User, member: Membership, kind: str | None
) -> None:
    data: dict[str, Any] = {} if kind is None else {"kind": kind}
    assert send(client, member, **data).status_code == 404


def test_action_from_the_athletes_page_returns_there(
    client: Client, coach: User, member: Membership
) -> None:
    response = send(client, member, kind="spoke", page="athlete")
    assert response["Location"] == reverse(
        "coaching:athlete", args=[member.team.public_id, member.athlete.public_id]
    )


def test_refused_form_on_the_athletes_page_stays_there(
    client: Client, coach: User, member: Membership
) -> None:
    response = send(client, member, kind="watch", page="athlete")
    assert response.status_code == 422
    assert "<title>Noor Jansen" in response.content.decode()


def test_athlete_of_another_team_cannot_be_acted_on(
    client: Client, coach: User, team: Team
) -> None:
    stranger = create_member(team=create_team())
    url = reverse("coaching:act", args=[team.public_id, stranger.athlete.public_id])
    assert client.post(url, {"kind": "spoke", "opened_on": "2026-11-21"}).status_code == 404


@pytest.mark.parametrize("place", ["queue", "athlete"])
def test_warning_that_went_meanwhile_is_said_to_be_gone(
    client: Client, coach: User, member: Membership, place: str
) -> None:
    RecoveryWarning.objects.all().delete()
    CurrentState.objects.update(level=Level.USUAL)

    response = send(client, member, headers=HTMX, kind="spoke", page=place)

    assert response.status_code == 422
    assert "Nothing was saved" in response.content.decode()
