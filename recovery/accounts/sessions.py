"""Sessions in PostgreSQL, each with its user in a column of its own.

Not in Redis: no request of an athlete may wait for it. The column lets one query go from a
session key to the person (see the coach's poll) and lets access end with a delete.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore

from recovery.accounts.models import UserSession


class SessionStore(DatabaseSessionStore):
    @classmethod
    def get_model_class(cls) -> type[UserSession]:
        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> UserSession:
        session: UserSession = super().create_model_instance(data)  # type: ignore[assignment]  # the stub names Django's own model
        user_id = data.get(SESSION_KEY)
        session.user_id = int(user_id) if user_id else None
        return session
