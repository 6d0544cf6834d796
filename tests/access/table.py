"""Who gets what: every address of the site, asked for by everybody who may come along.

A new address is red until somebody decides, in the table below, what it answers to each persona.
What is foreign is a 404, never a 403: a stranger must not learn that it exists.
"""

from __future__ import annotations

from dataclasses import dataclass


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
