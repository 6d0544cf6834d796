"""Everybody who may come along, and what there is for them to find."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from athletes.letters import SALT
from athletes.models import Reminders
from athletes.plan import monday_of
from athletes.services.performance import Definition
from coaching.letters import SALT as DIGEST_SALT
from coaching.models import (
    AthleteMessage,
    ContactWish,
    DataClass,
    Digest,
    Phase,
    StaffNote,
    StaffRole,
    TemplateEntry,
    WarningAction,
    WeekTemplate,
)
from coaching.services.performance import make_test
from coaching.services.teams import end_role
from recovery.accounts.models import User
from recovery.assessments.models import Level
from recovery.engine import ALL_CLASSES
from tests.access.sent import PASSWORD, SENT, TOMORROW, YESTERDAY
from tests.access.staff import STAFF
from tests.access.table import PERSONAS
from tests.coaching.factories import (
    NOW,
    TODAY,
    create_club_admin,
    create_coach,
    create_member,
    create_state,
    create_team,
)
from tests.factories import (
    create_activity_file,
    create_check_in,
    create_overload,
    create_performance_result,
    create_performance_test,
    create_planned,
    create_problem,
    create_recording,
    create_session,
    create_shoe,
    create_user,
)
from tests.support.site import contents

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http.response import HttpResponseBase

    from tests.access.table import Entry


# What signing in and stepping through allauth's pages leaves; never an answer of anybody.
SESSIONS = "accounts_usersession"


@dataclass(frozen=True, repr=False)
class World:
    """Two teams and everybody around them."""

    cookies: Mapping[str, str]  # persona -> key of the session they are signed in with
    arguments: Mapping[str, object]  # what the table calls by name
    contents: Mapping[str, str]

    def url(self, name: str, names: tuple[str, ...] = ()) -> str:
        if name == "admin:<path:object_id>/":  # an old address of Django's admin
            return f"/admin/accounts/user/{self.arguments['user']}/"
        if name == "admin:(?P<url>.*)$":
            return "/admin/nothing/"
        return reverse(name, args=[self.arguments.get(each, each) for each in names])

    def client(self, persona: str, *, checks_tokens: bool = False) -> Client:
        client = Client(enforce_csrf_checks=checks_tokens)
        if persona in self.cookies:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[persona]
        return client

    def ask(
        self,
        persona: str,
        entry: Entry,
        *,
        headers: Mapping[str, str] | None = None,
        checks_tokens: bool = False,
    ) -> HttpResponseBase:
        method, name, names = entry
        client = self.client(persona, checks_tokens=checks_tokens)
        url = self.url(name, names)
        if method == "GET":
            response: HttpResponseBase = client.get(url, headers=headers)
            if isinstance(response, StreamingHttpResponse):
                response.getvalue()  # to its end, which closes its file
            return response
        cache.clear()  # the counters of allauth's limits: here everybody comes from one address
        data = {**SENT.get(name, {})}
        if name in {"coaching:plan-add", "coaching:overload", "coaching:template-keep"}:
            one = name == "coaching:template-keep"
            data["athlete" if one else "athletes"] = self.arguments["athlete"]
        if name == "coaching:person-roles":
            data["team"] = self.arguments["team_key"]
        if name == "athletes:import-upload":
            data["files"] = SimpleUploadedFile("run.gpx", b"<gpx/>")
        if name == "admin:accounts_user_changelist":
            data["_selected_action"] = self.arguments["newcomer"]
        return client.post(url, data, headers=headers)

    def changed(self) -> set[str]:
        """Return the tables that are not as they were at first."""
        now = contents(without=[SESSIONS])
        return {table for table in now if now[table] != self.contents[table]}


def create_world() -> World:
    red, blue = create_team(name="Red"), create_team(name="Blue")
    member = create_member(team=red, name="Noor Jansen", shares=list(DataClass))
    other_member = create_member(team=blue, name="Sam Blue", shares=list(DataClass))
    athlete = member.athlete
    create_state(athlete=athlete, lens=int(ALL_CLASSES), level=Level.IMBALANCE, opened_on=YESTERDAY)
    create_check_in(athlete=athlete, day=YESTERDAY)
    session = create_session(athlete=athlete, day=YESTERDAY)
    shoe = create_shoe(athlete=athlete, first_day=YESTERDAY)
    own_plan = create_planned(athlete=athlete, day=TODAY)
    coachs_plan = create_planned(athlete=athlete, day=TODAY, planned_for=red.public_id)
    overload = create_overload(
        athlete=athlete, first_day=TODAY, last_day=TOMORROW, planned_for=red.public_id
    )
    test = create_performance_test(athlete=athlete)
    result = create_performance_result(test=test, day=YESTERDAY)
    file = create_activity_file(athlete=athlete, state="needs_columns")
    Reminders.objects.create(athlete=athlete, is_on=True)
    problem = create_problem(athlete=athlete, since=monday_of(TODAY))
    recording = create_recording(file=file, day=YESTERDAY, looks_like=session)
    former = create_coach(team=red, name="Former Coach")
    end_role(role=former.staff_roles.get(), now=NOW)
    team_test = make_test(
        team=red,
        client_id=uuid.UUID(int=2),
        facts=Definition(
            kind="own", name="Sit-ups", unit="times", larger_is_better=True, summary="best"
        ),
        by=former,
        now=NOW,
    )
    template = WeekTemplate.objects.create(team=red, name="Build", by=former)
    phase = Phase.objects.create(
        team=red, name="Build", first_day=TODAY, last_day=TODAY, client_id=uuid.uuid4(), by=former
    )
    TemplateEntry.objects.create(template=template, weekday=6, kind="rest")
    action = WarningAction.objects.create(
        team=red, athlete=athlete, opened_on=YESTERDAY, kind="spoke", by=former
    )
    newcomer = create_user(name="New Comer")
    coach = create_coach(team=red)
    Digest.objects.create(user=coach, is_on=True, next_at=NOW)
    written = {"team": red, "athlete": athlete, "by": coach, "text": "Easy"}
    note = StaffNote.objects.create(readers=StaffNote.Readers.STAFF, **written)
    message = AthleteMessage.objects.create(**written)
    staff = [
        create_coach(team=red, name=str(kind.label), kind=kind)
        for kind in StaffRole.Kind
        if kind is not StaffRole.Kind.HEAD
    ]
    wish = ContactWish.objects.create(athlete=athlete, team=red, at=NOW)
    people = (
        athlete.user,
        other_member.athlete.user,
        coach,
        create_coach(team=blue, name="Other Coach", email="other.coach@example.test"),
        former,
        create_club_admin(),
        create_user(name="Site Admin", is_staff=True, is_superuser=True),
    )
    # Hashed once; a password is what allauth asks for again.
    User.objects.exclude(pk=newcomer.pk).update(password=make_password(PASSWORD))
    return World(
        cookies=dict(zip(PERSONAS[1:], [sign_in(user) for user in people], strict=True))
        | dict(zip(list(STAFF.values())[1:], [sign_in(user) for user in staff], strict=True)),
        arguments={
            "team": red.public_id,
            "team_key": red.pk,
            "athlete": athlete.public_id,
            "today": TODAY,
            "yesterday": YESTERDAY,
            "session": session.pk,
            "shoe": shoe.pk,
            "own_plan": own_plan.pk,
            "plan": coachs_plan.pk,
            "template": template.pk,
            "phase": phase.pk,
            "action": action.pk,
            "note": note.pk,
            "message": message.pk,
            "wish": wish.pk,
            "overload": overload.pk,
            "test": test.pk,
            "result": result.pk,
            "team_test": team_test.pk,
            "file": file.pk,
            "recording": recording.pk,
            "problem": problem.pk,
            "off": signing.dumps(athlete.pk, salt=SALT),
            "digest_off": signing.dumps(coach.pk, salt=DIGEST_SALT),
            "user": athlete.user.pk,
            "newcomer": newcomer.pk,
            "uidb36": user_pk_to_url_str(newcomer),
            "key": default_token_generator.make_token(newcomer),
            "type": ContentType.objects.get_for_model(User).pk,
        },
        contents=contents(without=[SESSIONS]),
    )


def sign_in(user: User) -> str:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client.cookies[settings.SESSION_COOKIE_NAME].value
