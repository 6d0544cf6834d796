"""Who gets what: every address of the site, asked for by everybody who may come along.

A new address is red until somebody decides, in the table below, what it answers to each persona.
What is foreign is a 404, never a 403: a stranger must not learn that it exists.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import time_machine
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import resolve, reverse

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
    Membership,
    Phase,
    StaffNote,
    StaffRole,
    TemplateEntry,
    WarningAction,
    WeekTemplate,
)
from coaching.services.performance import make_test
from coaching.services.teams import end_membership, end_role
from recovery.accounts.models import User
from recovery.assessments.models import Level
from recovery.engine import ALL_CLASSES
from recovery.outbox.push_keys import encoded, public_key
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
from tests.support.site import contents, url_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http.response import HttpResponseBase
    from pytest_django.plugin import DjangoDbBlocker

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - dt.timedelta(days=1)
TOMORROW = TODAY + dt.timedelta(days=1)
NEXT_WEEK, NEXT_MONTH = TODAY + dt.timedelta(days=7), TODAY + dt.timedelta(days=28)
PASSWORD = "a long pass phrase"
# What signing in and stepping through allauth's pages leaves; never an answer of anybody.
SESSIONS = "accounts_usersession"


@dataclass(frozen=True)
class Wrote:
    """An answer of the site that came with a change of what it keeps."""

    answer: int | str


Answer = int | str | Wrote  # a status, or the name of the address that a redirect leads to
Entry = tuple[str, str, tuple[str, ...]]  # method, name, arguments by their names in the world

PERSONAS = (
    "anonymous",
    "athlete",  # in the team, shares everything; the ids in the table are theirs
    "athlete of another team",
    "coach",
    "coach of another team",
    "former coach",
    "club admin",
    "site admin",
)
LOGIN = "account_login"
AGAIN = "account_reauthenticate"
ADMIN_LOGIN = "admin:login"
PEOPLE = "coaching:people"
# Sent by mail programs, with a signed link and nothing else of ours (RFC 8058).
WITHOUT_TOKEN = {"athletes:reminders-off", "coaching:digest-off"}
SIGN_OUT: tuple[Entry, ...] = (("POST", "account_logout", ()), ("POST", "admin:logout", ()))


def everybody(answer: Answer) -> tuple[Answer, ...]:
    return (answer,) * len(PERSONAS)


def signed_in(answer: Answer, *, others: Answer = LOGIN) -> tuple[Answer, ...]:
    return (others, *(answer,) * (len(PERSONAS) - 1))


def site_admin(answer: Answer, *, anonymous: Answer = LOGIN) -> tuple[Answer, ...]:
    return (anonymous, *(ADMIN_LOGIN,) * (len(PERSONAS) - 2), answer)


#   anonymous, athlete, other athlete, coach, other coach, former coach, club admin, site admin
ACCESS: dict[Entry, tuple[Answer, ...]] = {
    ("GET", "home", ()): (
        LOGIN,
        "athletes:today",
        "athletes:today",
        "coaching:home",
        "coaching:home",
        "coaching:nowhere",
        PEOPLE,
        "admin:index",
    ),
    ("GET", "manifest", ()): everybody(200),
    ("GET", "service-worker", ()): everybody(200),
    ("GET", "livez", ()): everybody(200),
    ("GET", "readyz", ()): everybody(200),
    ("POST", "accounts:language", ()): signed_in(Wrote("home"), others="home"),
    # The athlete's pages
    ("GET", "athletes:today", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("GET", "athletes:log", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("GET", "athletes:check-in", ("today",)): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("POST", "athletes:check-in", ("today",)): (
        (LOGIN, Wrote("athletes:today"), Wrote("athletes:today")) + (404,) * 5
    ),
    ("POST", "athletes:check-in-delete", ("yesterday",)): (
        (LOGIN, Wrote("athletes:log")) + (404,) * 6
    ),
    ("GET", "athletes:offline", ("en",)): everybody(200),  # with nobody in it
    ("GET", "athletes:deliveries", ()): (401, 200, 200, 404, 404, 404, 404, 404),
    # Sent as of somebody else, it is refused.
    ("POST", "athletes:check-in-deliver", ("today",)): (LOGIN, 409, 409, 404, 404, 404, 404, 404),
    ("GET", "athletes:session-add", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("POST", "athletes:session-add", ()): (
        (LOGIN, Wrote("athletes:today"), Wrote("athletes:today")) + (404,) * 5
    ),
    ("GET", "athletes:session-edit", ("session",)): (LOGIN, 200, 404, 404, 404, 404, 404, 404),
    ("POST", "athletes:session-edit", ("session",)): (
        (LOGIN, Wrote("athletes:today")) + (404,) * 6
    ),
    ("POST", "athletes:session-delete", ("session",)): (
        (LOGIN, Wrote("athletes:log")) + (404,) * 6
    ),
    ("POST", "athletes:day-mark", ("today",)): (
        (LOGIN, Wrote("athletes:today"), Wrote("athletes:today")) + (404,) * 5
    ),
    ("GET", "athletes:plan", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("GET", "athletes:plan-add", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("POST", "athletes:plan-add", ()): (
        (LOGIN, Wrote("athletes:plan"), Wrote("athletes:plan")) + (404,) * 5
    ),
    ("GET", "athletes:plan-edit", ("own_plan",)): (LOGIN, 200, 404, 404, 404, 404, 404, 404),
    ("POST", "athletes:plan-edit", ("own_plan",)): ((LOGIN, Wrote("athletes:plan")) + (404,) * 6),
    ("POST", "athletes:plan-delete", ("own_plan",)): ((LOGIN, Wrote("athletes:plan")) + (404,) * 6),
    ("POST", "athletes:plan-move", ("plan",)): ((LOGIN, Wrote("athletes:plan")) + (404,) * 6),
    # Days without a plan of one's own: nothing to swap.
    ("POST", "athletes:plan-swap", ("today",)): (
        (LOGIN, Wrote("athletes:plan"), "athletes:plan") + (404,) * 5
    ),
    ("POST", "athletes:plan-away", ("today",)): (
        (LOGIN, Wrote("athletes:plan"), Wrote("athletes:plan")) + (404,) * 5
    ),
    ("GET", "athletes:import", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("POST", "athletes:import-upload", ()): (
        (LOGIN, Wrote("athletes:import"), Wrote("athletes:import")) + (404,) * 5
    ),
    ("GET", "athletes:import-original", ("file",)): (LOGIN, 200, 404, 404, 404, 404, 404, 404),
    ("GET", "athletes:import-columns", ("file",)): (LOGIN, 200, 404, 404, 404, 404, 404, 404),
    ("POST", "athletes:import-columns", ("file",)): (
        (LOGIN, Wrote("athletes:import")) + (404,) * 6
    ),
    ("POST", "athletes:import-delete", ("file",)): ((LOGIN, Wrote("athletes:import")) + (404,) * 6),
    ("GET", "athletes:import-match", ("recording",)): (LOGIN, 200, 404, 404, 404, 404, 404, 404),
    ("POST", "athletes:import-match", ("recording",)): (
        (LOGIN, Wrote("athletes:import")) + (404,) * 6
    ),
    ("GET", "athletes:tests", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("GET", "athletes:test-add", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("POST", "athletes:test-add", ()): (
        (LOGIN, Wrote("athletes:test"), Wrote("athletes:test")) + (404,) * 5
    ),
    ("GET", "athletes:test", ("test",)): (LOGIN, 200, 404, 404, 404, 404, 404, 404),
    ("POST", "athletes:test-end", ("test",)): ((LOGIN, Wrote("athletes:tests")) + (404,) * 6),
    # It was never ended: nothing to write.
    ("POST", "athletes:test-resume", ("test",)): ((LOGIN, "athletes:test") + (404,) * 6),
    ("GET", "athletes:result-add", ("test",)): (LOGIN, 200, 404, 404, 404, 404, 404, 404),
    ("POST", "athletes:result-add", ("test",)): ((LOGIN, Wrote("athletes:test")) + (404,) * 6),
    ("GET", "athletes:result-edit", ("result",)): (LOGIN, 200, 404, 404, 404, 404, 404, 404),
    ("POST", "athletes:result-edit", ("result",)): ((LOGIN, Wrote("athletes:test")) + (404,) * 6),
    ("POST", "athletes:result-delete", ("result",)): ((LOGIN, Wrote("athletes:test")) + (404,) * 6),
    ("GET", "athletes:reminders", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("POST", "athletes:reminders", ()): (
        (LOGIN, Wrote("athletes:reminders"), Wrote("athletes:reminders")) + (404,) * 5
    ),
    ("GET", "athletes:reminders-off", ("off",)): everybody(200),  # whoever has the link
    ("POST", "athletes:reminders-off", ("off",)): everybody(Wrote(200)),
    ("GET", "athletes:shoes", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("GET", "athletes:shoe-add", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("POST", "athletes:shoe-add", ()): (
        (LOGIN, Wrote("athletes:shoes"), Wrote("athletes:shoes")) + (404,) * 5
    ),
    ("GET", "athletes:shoe-edit", ("shoe",)): (LOGIN, 200, 404, 404, 404, 404, 404, 404),
    ("POST", "athletes:shoe-edit", ("shoe",)): ((LOGIN, Wrote("athletes:shoes")) + (404,) * 6),
    ("POST", "athletes:shoe-act", ("shoe",)): ((LOGIN, Wrote("athletes:shoes")) + (404,) * 6),
    ("POST", "athletes:shoe-delete", ("shoe",)): ((LOGIN, Wrote("athletes:shoes")) + (404,) * 6),
    ("GET", "outbox:key", ()): signed_in(200),
    ("POST", "outbox:device-add", ()): signed_in(Wrote(200)),
    ("POST", "outbox:device-renew", ()): signed_in(404),  # nothing is shown to any of them
    ("POST", "outbox:device-forget", ()): signed_in("home"),  # of all of their devices: none
    ("GET", "athletes:health", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("POST", "athletes:health-none", ()): (
        (LOGIN, Wrote("athletes:health"), Wrote("athletes:health")) + (404,) * 5
    ),
    ("GET", "athletes:problem-add", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("POST", "athletes:problem-add", ()): (
        (LOGIN, Wrote("athletes:health"), Wrote("athletes:health")) + (404,) * 5
    ),
    ("GET", "athletes:problem-report", ("problem",)): (LOGIN, 200, 404, 404, 404, 404, 404, 404),
    ("POST", "athletes:problem-report", ("problem",)): (
        (LOGIN, Wrote("athletes:health")) + (404,) * 6
    ),
    ("GET", "athletes:problem-edit", ("problem",)): (LOGIN, 200, 404, 404, 404, 404, 404, 404),
    ("POST", "athletes:problem-edit", ("problem",)): (
        (LOGIN, Wrote("athletes:health")) + (404,) * 6
    ),
    ("POST", "athletes:problem-end", ("problem",)): (
        (LOGIN, Wrote("athletes:health")) + (404,) * 6
    ),
    ("POST", "athletes:problem-delete", ("problem",)): (
        (LOGIN, Wrote("athletes:health")) + (404,) * 6
    ),
    ("GET", "assessments:my-recovery", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("GET", "assessments:tomorrow", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("GET", "coaching:sharing", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("POST", "coaching:sharing-switch", ("team",)): (
        (LOGIN, Wrote("coaching:sharing")) + (404,) * 6
    ),
    # They ask already: nothing to write.
    ("POST", "coaching:contact-ask", ("team",)): ((LOGIN, "coaching:messages") + (404,) * 6),
    ("POST", "coaching:contact-take-back", ("wish",)): (
        (LOGIN, Wrote("coaching:messages")) + (404,) * 6
    ),
    ("POST", "coaching:contact-settle", ("team", "wish")): (
        (LOGIN, 404, 404, Wrote("coaching:queue"), 404, 404, 404, 404)
    ),
    ("GET", "coaching:messages", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("POST", "coaching:message-read", ("message",)): (
        (LOGIN, Wrote("athletes:today")) + (404,) * 6
    ),
    ("GET", "everything:page", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("GET", "everything:json", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    ("GET", "everything:csv", ()): (LOGIN, 200, 200, 404, 404, 404, 404, 404),
    # What every number means
    ("GET", "methods:index", ()): signed_in(200),
    ("GET", "methods:card", ("monotony",)): signed_in(200),
    # The coach's
    ("GET", "coaching:home", ()): (
        (LOGIN, 404, 404, "coaching:queue", "coaching:queue", 404, 404, 404)
    ),
    ("GET", "coaching:queue", ("team",)): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    ("GET", "coaching:athlete", ("team", "athlete")): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    ("GET", "coaching:digest", ()): (LOGIN, 404, 404, 200, 200, 404, 404, 404),
    ("POST", "coaching:digest", ()): (
        (LOGIN, 404, 404, Wrote("coaching:digest"), Wrote("coaching:digest"), 404, 404, 404)
    ),
    ("GET", "coaching:digest-off", ("digest_off",)): everybody(200),  # whoever has the link
    ("POST", "coaching:digest-off", ("digest_off",)): everybody(Wrote(200)),
    ("GET", "coaching:budget", ("team",)): (LOGIN, 404, 404, 200, 404, 404, 200, 404),
    ("POST", "coaching:budget", ("team",)): (
        (LOGIN, 404, 404, Wrote("coaching:budget"), 404, 404, Wrote("coaching:budget"), 404)
    ),
    ("GET", "coaching:questions", ("team",)): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    ("POST", "coaching:questions-choose", ("team",)): (
        (LOGIN, 404, 404, Wrote("coaching:questions"), 404, 404, 404, 404)
    ),
    ("POST", "coaching:act", ("team", "athlete")): (
        (LOGIN, 404, 404, Wrote("coaching:queue"), 404, 404, 404, 404)
    ),
    ("POST", "coaching:undo", ("team", "athlete", "action")): (
        (LOGIN, 404, 404, Wrote("coaching:queue"), 404, 404, 404, 404)
    ),
    ("GET", "coaching:report-week", ("team",)): ((LOGIN, 404, 404, 200, 404, 404, 404, 404)),
    ("GET", "coaching:report-week-csv", ("team",)): ((LOGIN, 404, 404, 200, 404, 404, 404, 404)),
    ("GET", "coaching:report-month", ("team", "athlete")): (
        (LOGIN, 404, 404, 200, 404, 404, 404, 404)
    ),
    ("GET", "coaching:report-month-csv", ("team", "athlete")): (
        (LOGIN, 404, 404, 200, 404, 404, 404, 404)
    ),
    ("GET", "coaching:notes", ("team", "athlete")): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    ("POST", "coaching:notes", ("team", "athlete")): (
        (LOGIN, 404, 404, Wrote("coaching:notes"), 404, 404, 404, 404)
    ),
    ("POST", "coaching:note-remove", ("team", "athlete", "note")): (
        (LOGIN, 404, 404, Wrote("coaching:notes"), 404, 404, 404, 404)
    ),
    ("POST", "coaching:message-take-back", ("team", "athlete", "message")): (
        (LOGIN, 404, 404, Wrote("coaching:notes"), 404, 404, 404, 404)
    ),
    ("GET", "coaching:plan", ("team",)): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    ("GET", "coaching:plan-add", ("team",)): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    ("POST", "coaching:plan-add", ("team",)): (
        (LOGIN, 404, 404, Wrote("coaching:plan"), 404, 404, 404, 404)
    ),
    ("GET", "coaching:plan-edit", ("team", "plan")): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    ("POST", "coaching:plan-edit", ("team", "plan")): (
        (LOGIN, 404, 404, Wrote("coaching:plan"), 404, 404, 404, 404)
    ),
    ("GET", "coaching:plan-move", ("team", "plan")): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    ("POST", "coaching:plan-move", ("team", "plan")): (
        (LOGIN, 404, 404, Wrote("coaching:plan"), 404, 404, 404, 404)
    ),
    ("POST", "coaching:plan-delete", ("team", "plan")): (
        (LOGIN, 404, 404, Wrote("coaching:plan"), 404, 404, 404, 404)
    ),
    ("POST", "coaching:plan-fill", ("team",)): (
        (LOGIN, 404, 404, Wrote("coaching:plan"), 404, 404, 404, 404)
    ),
    ("POST", "coaching:template-keep", ("team",)): (
        (LOGIN, 404, 404, Wrote("coaching:plan"), 404, 404, 404, 404)
    ),
    ("POST", "coaching:phase-add", ("team",)): (
        (LOGIN, 404, 404, Wrote("coaching:plan"), 404, 404, 404, 404)
    ),
    ("POST", "coaching:phase-delete", ("team", "phase")): (
        (LOGIN, 404, 404, Wrote("coaching:plan"), 404, 404, 404, 404)
    ),
    ("POST", "coaching:template-delete", ("team", "template")): (
        (LOGIN, 404, 404, Wrote("coaching:plan"), 404, 404, 404, 404)
    ),
    ("GET", "coaching:overload", ("team",)): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    ("POST", "coaching:overload", ("team",)): (
        (LOGIN, 404, 404, Wrote("coaching:plan"), 404, 404, 404, 404)
    ),
    ("POST", "coaching:overload-end", ("team", "overload")): (
        (LOGIN, 404, 404, Wrote("coaching:plan"), 404, 404, 404, 404)
    ),
    ("GET", "coaching:athlete-plan", ("team", "athlete")): (
        (LOGIN, 404, 404, 200, 404, 404, 404, 404)
    ),
    ("GET", "coaching:what-if", ("team", "athlete")): ((LOGIN, 404, 404, 200, 404, 404, 404, 404)),
    ("GET", "coaching:groups", ("team",)): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    # Nobody is named in what is posted here, so nothing changes.
    ("POST", "coaching:groups", ("team",)): (
        (LOGIN, 404, 404, "coaching:squad", 404, 404, 404, 404)
    ),
    ("GET", "coaching:squad", ("team",)): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    ("GET", "coaching:intended", ("team",)): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    ("GET", "coaching:record", ("team",)): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    ("GET", "coaching:tests", ("team",)): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    ("GET", "coaching:test-add", ("team",)): (LOGIN, 404, 404, 200, 404, 404, 404, 404),
    ("POST", "coaching:test-add", ("team",)): (
        (LOGIN, 404, 404, Wrote("coaching:squad-test"), 404, 404, 404, 404)
    ),
    ("GET", "coaching:squad-test", ("team", "team_test")): (
        (LOGIN, 404, 404, 200, 404, 404, 404, 404)
    ),
    # With nothing in its table it saves nothing.
    ("POST", "coaching:squad-test", ("team", "team_test")): (
        (LOGIN, 404, 404, "coaching:squad-test", 404, 404, 404, 404)
    ),
    ("POST", "coaching:test-retire", ("team", "team_test")): (
        (LOGIN, 404, 404, Wrote("coaching:tests"), 404, 404, 404, 404)
    ),
    # The club admin's
    ("GET", "coaching:people", ()): (LOGIN, 404, 404, 404, 404, 404, 200, 404),
    ("POST", "coaching:person-add", ()): (LOGIN, 404, 404, 404, 404, 404, Wrote(200), 404),
    ("POST", "coaching:person-invite", ("newcomer",)): (LOGIN, 404, 404, 404, 404, 404, 200, 404),
    ("POST", "coaching:person-active", ("user",)): (
        (LOGIN, 404, 404, 404, 404, 404, Wrote(PEOPLE), 404)
    ),
    ("POST", "coaching:team-add", ()): (LOGIN, 404, 404, 404, 404, 404, Wrote(PEOPLE), 404),
    ("GET", "coaching:person-roles", ("newcomer",)): (LOGIN, 404, 404, 404, 404, 404, 200, 404),
    ("POST", "coaching:person-roles", ("newcomer",)): (
        (LOGIN, 404, 404, 404, 404, 404, Wrote("coaching:person-roles"), 404)
    ),
    ("GET", "coaching:nowhere", ()): signed_in(200),
    # django-allauth: the door, and the keys to it
    ("GET", LOGIN, ()): signed_in("home", others=200),
    ("POST", LOGIN, ()): signed_in("home", others="home"),
    ("GET", "account_logout", ()): signed_in(200),
    ("POST", "account_logout", ()): signed_in(LOGIN),
    ("GET", "account_inactive", ()): everybody(200),
    ("GET", "account_signup", ()): signed_in("home", others=200),  # closed, and says so
    ("POST", "account_signup", ()): signed_in("home", others=200),
    ("GET", AGAIN, ()): signed_in(200),
    ("POST", AGAIN, ()): signed_in("home"),
    ("GET", "account_email", ()): signed_in(404),
    ("POST", "account_email", ()): signed_in(404),
    ("GET", "account_email_verification_sent", ()): everybody(200),
    ("GET", "account_confirm_email", ("key",)): everybody(200),  # says that the link is not valid
    ("POST", "account_confirm_email", ("key",)): everybody(404),
    ("GET", "account_change_password", ()): signed_in(200),
    ("POST", "account_change_password", ()): signed_in(200),
    ("GET", "account_set_password", ()): signed_in("account_change_password"),
    ("POST", "account_set_password", ()): signed_in("account_change_password"),
    ("GET", "account_reset_password", ()): everybody(200),
    ("POST", "account_reset_password", ()): everybody("account_reset_password_done"),
    ("GET", "account_reset_password_done", ()): everybody(200),
    ("GET", "account_reset_password_from_key", ("uidb36", "key")): (
        everybody("account_reset_password_from_key")  # without the key in the address
    ),
    ("POST", "account_reset_password_from_key", ("uidb36", "key")): (
        everybody("account_reset_password_from_key")
    ),
    ("GET", "account_reset_password_from_key_done", ()): everybody(200),
    ("GET", "account_confirm_login_code", ()): signed_in("home"),
    ("POST", "account_confirm_login_code", ()): signed_in("home"),
    ("GET", "mfa_index", ()): signed_in(200),
    ("GET", "mfa_authenticate", ()): signed_in("home"),
    ("POST", "mfa_authenticate", ()): signed_in("home"),
    ("GET", "mfa_reauthenticate", ()): signed_in(AGAIN),
    ("POST", "mfa_reauthenticate", ()): signed_in(AGAIN),
    ("GET", "mfa_activate_totp", ()): signed_in(AGAIN),
    ("POST", "mfa_activate_totp", ()): signed_in(AGAIN),
    ("GET", "mfa_deactivate_totp", ()): signed_in(404),
    ("POST", "mfa_deactivate_totp", ()): signed_in(404),
    ("GET", "mfa_view_recovery_codes", ()): signed_in(404),
    ("GET", "mfa_generate_recovery_codes", ()): signed_in(AGAIN),
    ("POST", "mfa_generate_recovery_codes", ()): signed_in(AGAIN),
    ("GET", "mfa_download_recovery_codes", ()): signed_in(404),
    # The site admin's: accounts alone
    ("GET", "admin:index", ()): site_admin(200, anonymous=ADMIN_LOGIN),
    ("GET", "admin:app_list", ("accounts",)): site_admin(200, anonymous=ADMIN_LOGIN),
    ("GET", ADMIN_LOGIN, ()): (LOGIN, 404, 404, 404, 404, 404, 404, "admin:index"),
    ("POST", ADMIN_LOGIN, ()): (LOGIN, 404, 404, 404, 404, 404, 404, 200),
    ("POST", "admin:logout", ()): ((ADMIN_LOGIN,) + ("admin:index",) * 6 + (200,)),
    ("GET", "admin:password_change", ()): site_admin(200, anonymous=ADMIN_LOGIN),
    ("POST", "admin:password_change", ()): site_admin(200, anonymous=ADMIN_LOGIN),
    ("GET", "admin:password_change_done", ()): site_admin(200, anonymous=ADMIN_LOGIN),
    ("GET", "admin:autocomplete", ()): site_admin(403, anonymous=ADMIN_LOGIN),
    ("GET", "admin:jsi18n", ()): site_admin(200, anonymous=ADMIN_LOGIN),
    ("GET", "admin:view_on_site", ("type", "user")): site_admin(404, anonymous=ADMIN_LOGIN),
    ("GET", "admin:accounts_user_changelist", ()): site_admin(200),
    ("POST", "admin:accounts_user_changelist", ()): site_admin(200),  # no action to choose
    ("GET", "admin:accounts_user_add", ()): site_admin(200),
    ("POST", "admin:accounts_user_add", ()): site_admin(Wrote("admin:accounts_user_change")),
    ("GET", "admin:accounts_user_change", ("user",)): site_admin(200),
    ("POST", "admin:accounts_user_change", ("user",)): (
        site_admin(Wrote("admin:accounts_user_changelist"))
    ),
    ("GET", "admin:accounts_user_history", ("user",)): site_admin(200),
    # Nobody is deleted, with all that they told: an account is closed instead.
    ("GET", "admin:accounts_user_delete", ("newcomer",)): site_admin(403),
    ("POST", "admin:accounts_user_delete", ("newcomer",)): site_admin(403),
    ("GET", "admin:auth_user_password_change", ("user",)): site_admin(200),
    ("POST", "admin:auth_user_password_change", ("user",)): (
        site_admin(Wrote("admin:accounts_user_change"))
    ),
    ("GET", "admin:<path:object_id>/", ()): site_admin("admin:accounts_user_change"),
    ("GET", "admin:(?P<url>.*)$", ()): site_admin(404, anonymous=ADMIN_LOGIN),
}

# Addresses that only answer a POST say so to whoever is signed in, and tell nothing else by it.
ONLY_POST: dict[Entry, tuple[Answer, ...]] = {
    ("GET", "accounts:language", ()): everybody(405),
    ("GET", "admin:logout", ()): (ADMIN_LOGIN, *("admin:index",) * 6, 405),
    ("GET", "athletes:check-in-delete", ("yesterday",)): signed_in(405),
    ("GET", "athletes:check-in-deliver", ("today",)): signed_in(405),
    ("GET", "athletes:session-delete", ("session",)): signed_in(405),
    ("GET", "athletes:day-mark", ("today",)): signed_in(405),
    ("GET", "athletes:plan-delete", ("own_plan",)): signed_in(405),
    ("GET", "athletes:plan-move", ("plan",)): signed_in(405),
    ("GET", "athletes:plan-swap", ("today",)): signed_in(405),
    ("GET", "athletes:plan-away", ("today",)): signed_in(405),
    ("GET", "athletes:shoe-act", ("shoe",)): signed_in(405),
    ("GET", "athletes:shoe-delete", ("shoe",)): signed_in(405),
    ("GET", "athletes:import-upload", ()): signed_in(405),
    ("GET", "athletes:health-none", ()): signed_in(405),
    ("GET", "athletes:problem-end", ("problem",)): signed_in(405),
    ("GET", "athletes:problem-delete", ("problem",)): signed_in(405),
    ("GET", "athletes:import-delete", ("file",)): signed_in(405),
    ("GET", "outbox:device-add", ()): signed_in(405),
    ("GET", "outbox:device-renew", ()): signed_in(405),
    ("GET", "outbox:device-forget", ()): signed_in(405),
    ("GET", "athletes:test-end", ("test",)): signed_in(405),
    ("GET", "athletes:test-resume", ("test",)): signed_in(405),
    ("GET", "athletes:result-delete", ("result",)): signed_in(405),
    ("GET", "coaching:sharing-switch", ("team",)): signed_in(405),
    ("GET", "coaching:contact-ask", ("team",)): signed_in(405),
    ("GET", "coaching:contact-take-back", ("wish",)): signed_in(405),
    ("GET", "coaching:contact-settle", ("team", "wish")): signed_in(405),
    ("GET", "coaching:act", ("team", "athlete")): signed_in(405),
    ("GET", "coaching:undo", ("team", "athlete", "action")): signed_in(405),
    ("GET", "coaching:note-remove", ("team", "athlete", "note")): signed_in(405),
    ("GET", "coaching:message-take-back", ("team", "athlete", "message")): signed_in(405),
    ("GET", "coaching:message-read", ("message",)): signed_in(405),
    ("GET", "coaching:plan-delete", ("team", "plan")): signed_in(405),
    ("GET", "coaching:plan-fill", ("team",)): signed_in(405),
    ("GET", "coaching:template-keep", ("team",)): signed_in(405),
    ("GET", "coaching:template-delete", ("team", "template")): signed_in(405),
    ("GET", "coaching:phase-add", ("team",)): signed_in(405),
    ("GET", "coaching:phase-delete", ("team", "phase")): signed_in(405),
    ("GET", "coaching:overload-end", ("team", "overload")): signed_in(405),
    ("GET", "coaching:questions-choose", ("team",)): signed_in(405),
    ("GET", "coaching:test-retire", ("team", "team_test")): signed_in(405),
    ("GET", "coaching:person-add", ()): signed_in(405),
    ("GET", "coaching:person-invite", ("newcomer",)): signed_in(405),
    ("GET", "coaching:person-active", ("user",)): signed_in(405),
    ("GET", "coaching:team-add", ()): signed_in(405),
}
TABLE = ACCESS | ONLY_POST

# Which of the staff may ask for what of their team: Head coach, Assistant, Physiotherapist,
# Observer. What they may ask for answers as it answers the head coach; the rest is not there.
STAFF = {"H": "coach", "A": "assistant", "P": "physiotherapist", "O": "observer"}
MAY: dict[tuple[str, str], str] = {
    ("GET", "coaching:queue"): "HAPO",
    ("GET", "coaching:squad"): "HAPO",
    ("GET", "coaching:athlete"): "HAPO",
    ("GET", "coaching:record"): "HAPO",
    ("GET", "coaching:intended"): "HAPO",
    ("GET", "coaching:report-week"): "HAPO",
    ("GET", "coaching:report-week-csv"): "HAPO",
    ("GET", "coaching:report-month"): "HAPO",
    ("GET", "coaching:report-month-csv"): "HAPO",
    ("POST", "coaching:act"): "HAP",
    ("POST", "coaching:undo"): "HAP",
    ("POST", "coaching:contact-settle"): "HAP",
    ("GET", "coaching:notes"): "HAPO",
    ("POST", "coaching:notes"): "HAP",
    ("POST", "coaching:note-remove"): "HAP",
    ("POST", "coaching:message-take-back"): "HAP",
    ("GET", "coaching:tests"): "HAPO",
    ("GET", "coaching:test-add"): "HAP",
    ("POST", "coaching:test-add"): "HAP",
    ("GET", "coaching:squad-test"): "HAPO",
    ("POST", "coaching:squad-test"): "HAP",
    ("POST", "coaching:test-retire"): "HAP",
    ("GET", "coaching:plan"): "HAPO",
    ("GET", "coaching:athlete-plan"): "HAPO",
    ("GET", "coaching:what-if"): "HA",
    ("GET", "coaching:plan-add"): "HA",
    ("POST", "coaching:plan-add"): "HA",
    ("GET", "coaching:plan-edit"): "HA",
    ("POST", "coaching:plan-edit"): "HA",
    ("POST", "coaching:plan-delete"): "HA",
    ("GET", "coaching:plan-move"): "HA",
    ("POST", "coaching:plan-move"): "HA",
    ("POST", "coaching:plan-fill"): "HA",
    ("POST", "coaching:template-keep"): "HA",
    ("POST", "coaching:template-delete"): "HA",
    ("POST", "coaching:phase-add"): "HA",
    ("POST", "coaching:phase-delete"): "HA",
    ("GET", "coaching:overload"): "HA",
    ("POST", "coaching:overload"): "HA",
    ("POST", "coaching:overload-end"): "HA",
    ("GET", "coaching:groups"): "H",
    ("POST", "coaching:groups"): "H",
    ("GET", "coaching:questions"): "H",
    ("POST", "coaching:questions-choose"): "H",
    ("GET", "coaching:budget"): "H",
    ("POST", "coaching:budget"): "H",
}

# What each form sends, valid wherever a valid one would write.
CLIENT_ID = str(uuid.UUID(int=1))
BROWSER = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/one",
    "p256dh": public_key(settings.VAPID_PRIVATE_KEY),  # any will do
    "auth": encoded(bytes(16)),
}
SENT: dict[str, dict[str, Any]] = {
    "accounts:language": {"language": "nl", "next": "/"},
    "athletes:check-in": {"client_id": CLIENT_ID, "fatigue": "2"},
    "athletes:check-in-deliver": {"client_id": CLIENT_ID, "person": "0", "waited": "0"},
    "athletes:session-add": {
        "client_id": CLIENT_ID,
        "sport": "running",
        "kind": "training",
        "when": "today",
        "minutes": "45",
    },
    "athletes:session-edit": {
        "client_id": CLIENT_ID,
        "sport": "cycling",
        "kind": "training",
        "when": "yesterday",
        "minutes": "45",
    },
    "athletes:day-mark": {"client_id": CLIENT_ID, "kind": "rest"},
    "athletes:plan-add": {"client_id": CLIENT_ID, "kind": "rest", "day": TOMORROW},
    "athletes:plan-edit": {"client_id": CLIENT_ID, "kind": "rest", "day": TOMORROW},
    "athletes:plan-move": {"to": TOMORROW},
    "athletes:plan-swap": {"to": TOMORROW},
    "athletes:plan-away": {"away": "yes"},
    "athletes:import-columns": {
        "column_0": "date",
        "column_1": "duration_minutes",
        "date_format": "%d-%m-%Y",
        "decimal": ".",
    },
    "athletes:import-match": {"decision": "both"},
    "athletes:test-add": {
        "client_id": CLIENT_ID,
        "kind": "own",
        "name": "Plank",
        "unit": "s",
        "better": "more",
        "summary": "best",
    },
    "athletes:result-add": {"client_id": CLIENT_ID, "day": TODAY, "attempt_0": "38"},
    "athletes:result-edit": {"client_id": CLIENT_ID, "day": TODAY, "attempt_0": "38"},
    "athletes:reminders": {
        "is_on": "on",
        "at": "08:00",
        "quiet_from": "21:00",
        "quiet_until": "07:00",
    },
    "athletes:shoe-add": {
        "client_id": CLIENT_ID,
        "name": "New ones",
        "sport": "running",
        "first_day": TODAY,
    },
    "athletes:shoe-edit": {
        "client_id": CLIENT_ID,
        "name": "Old ones",
        "sport": "running",
        "first_day": YESTERDAY,
    },
    "athletes:shoe-act": {"do": "retire"},
    "outbox:device-add": BROWSER,
    "outbox:device-renew": BROWSER,
    "athletes:problem-add": {"client_id": CLIENT_ID, "participation": "25", "kind": "injury"},
    "athletes:problem-report": {"participation": "25"},
    "athletes:problem-edit": {"kind": "illness"},
    "athletes:problem-end": {"over": "yes"},
    "coaching:sharing-switch": {"data_class": "1", "share": "no"},
    "coaching:questions-choose": {"asks": ["heart"]},
    "coaching:act": {"kind": "spoke", "opened_on": YESTERDAY, "client_id": CLIENT_ID},
    "coaching:notes": {"client_id": CLIENT_ID, "text": "Slept badly", "readers": "staff"},
    "coaching:budget": {"budget": "0.1"},
    "coaching:digest": {"is_on": "on", "at": "07:00", "time_zone": "Europe/Amsterdam"},
    "coaching:plan-add": {"client_id": CLIENT_ID, "kind": "rest", "day": TOMORROW},
    "coaching:plan-move": {"to": TOMORROW},
    "coaching:plan-edit": {"client_id": CLIENT_ID, "kind": "rest", "day": TOMORROW},
    "coaching:plan-fill": {"week": NEXT_WEEK, "source": TODAY},
    "coaching:template-keep": {"week": TODAY, "name": "Another"},
    "coaching:phase-add": {
        "client_id": CLIENT_ID,
        "name": "Taper",
        "first_day": NEXT_WEEK,
        "last_day": NEXT_WEEK,
    },
    "coaching:overload": {
        "client_id": CLIENT_ID,
        "first_day": NEXT_MONTH,
        "last_day": NEXT_MONTH,
        "why": "Camp",
    },
    "coaching:test-add": {
        "client_id": CLIENT_ID,
        "kind": "own",
        "name": "Plank",
        "unit": "s",
        "better": "more",
        "summary": "best",
    },
    "coaching:squad-test": {"day": TODAY},
    "coaching:person-add": {
        "name": "Somebody Else",
        "email": "else@example.test",
        "language": "en",
        "role": "club_admin",
    },
    "coaching:person-active": {"active": "no"},
    "coaching:team-add": {"team-name": "Green"},
    "coaching:person-roles": {"role": "physio"},
    LOGIN: {"login": "other.coach@example.test", "password": PASSWORD},
    "account_signup": {"email": "else@example.test", "password1": PASSWORD, "password2": PASSWORD},
    AGAIN: {"password": PASSWORD},
    "account_reset_password": {"email": "nobody@example.test"},
    "admin:accounts_user_changelist": {"action": "delete_selected", "post": "yes"},
    "admin:accounts_user_add": {
        "email": "else@example.test",
        "name": "Somebody Else",
        "usable_password": "false",
    },
    "admin:accounts_user_change": {
        "email": "renamed@example.test",
        "name": "Renamed",
        "language": "en",
        "time_zone": "Europe/Amsterdam",
        "is_active": "on",
    },
    "admin:accounts_user_delete": {"post": "yes"},
    "admin:auth_user_password_change": {
        "usable_password": "true",
        "password1": "another long pass phrase",
        "password2": "another long pass phrase",
    },
}


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


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Build the world once; it and all that is done in it are gone at the end."""
    with (
        time_machine.travel(NOW, tick=False),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield create_world()
        transaction.set_rollback(True)


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
