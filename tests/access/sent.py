"""What each form of the site sends."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings

from recovery.outbox.push_keys import encoded, public_key
from tests.access.table import AGAIN, LOGIN
from tests.coaching.factories import (
    TODAY,
)

YESTERDAY = TODAY - dt.timedelta(days=1)
TOMORROW = TODAY + dt.timedelta(days=1)
NEXT_WEEK, NEXT_MONTH = TODAY + dt.timedelta(days=7), TODAY + dt.timedelta(days=28)
# What each form sends, valid wherever a valid one would write.
PASSWORD = "a long pass phrase"
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
