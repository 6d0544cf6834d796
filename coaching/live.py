"""The question that an open queue asks every second: has anything changed since?"""

from __future__ import annotations

import datetime as dt
from functools import wraps
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required, login_required
from django.db import connection
from django.http import HttpResponseNotModified
from django.utils import timezone
from django.utils.crypto import salted_hmac

from coaching.models import Membership, StaffRole, shared_classes
from recovery.accounts.middleware import speaking_to_reader
from recovery.assessments.selectors import STALE_AFTER, UPDATING_AFTER
from recovery.http import is_poll

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    View = Callable[..., HttpResponse]

# At least this often a queue is drawn anew, whatever happens: the day has turned, the morning
# is over, or a worker that is silent has not even noted that it is behind.
DRAWN_ANEW_EVERY = dt.timedelta(minutes=15)

# From a session to all that the queue of one team shows, as one row. An athlete who shares
# nothing is only a name: what they save must not move the page.
WHAT_SHOWS = """
WITH member AS ({members}),
seen AS (
    SELECT member.athlete_id, member.classes,
           calculation.computed_at, calculation.set_aside_at,
           coalesce(pending.oldest < %s, false) AS is_updating,
           coalesce(pending.oldest < %s, false) AS is_stale
    FROM member
    LEFT JOIN assessments_calculation AS calculation
           ON calculation.athlete_id = member.athlete_id AND member.classes > 0
    LEFT JOIN LATERAL (
        SELECT min(change.created_at) AS oldest FROM athletes_factchange AS change
        WHERE change.athlete_id = member.athlete_id AND member.classes > 0
    ) AS pending ON true
)
SELECT reader.password, reader.language,
       (SELECT string_agg(seen::text, ';' ORDER BY athlete_id) FROM seen),
       (SELECT (max(action.id), max(action.undone_at))::text
        FROM coaching_warningaction AS action WHERE action.team_id = team.id),
       (SELECT (max(wish.id), max(wish.settled_at))::text
        FROM coaching_contactwish AS wish WHERE wish.team_id = team.id)
FROM accounts_usersession AS session
JOIN accounts_user AS reader ON reader.id = session.user_id AND reader.is_active
JOIN coaching_team AS team ON team.public_id = %s
WHERE session.session_key = %s AND session.expire_date > %s AND reader.id IN ({coaches})
"""


def queue_version(
    session_key: str | None, team_public_id: uuid.UUID, *, now: dt.datetime
) -> str | None:
    """Return a name for what the queue shows now; None to whoever may not see it. One query.

    The password counts, so that a changed one ends the page in every other browser.
    """
    members = (
        Membership.objects.active(now)
        .filter(team__public_id=team_public_id, athlete__user__is_active=True)
        .annotate(classes=shared_classes())
        .values("athlete_id", "classes")
    )
    coaches = StaffRole.objects.active(now).filter(team__public_id=team_public_id).values("user_id")
    members_sql, members_parameters = members.query.sql_with_params()
    coaches_sql, coaches_parameters = coaches.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            WHAT_SHOWS.format(members=members_sql, coaches=coaches_sql),
            [
                *members_parameters,
                now - UPDATING_AFTER,
                now - STALE_AFTER,
                team_public_id,
                session_key,
                now,
                *coaches_parameters,
            ],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    period = int(now.timestamp() // DRAWN_ANEW_EVERY.total_seconds())
    return salted_hmac("coaching.live.queue_version", f"{period}{row!r}").hexdigest()[:20]


def answer_polls(view: View) -> View:
    """Answer a poll of a team's page with 304 while nothing changed, in one query.

    Whatever else comes goes the usual way, login first.
    """
    closed = login_required(view)

    @login_not_required  # `closed` asks
    @wraps(view)
    def answered(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
        if not is_poll(request):
            return closed(request, team_id)
        version = queue_version(request.session.session_key, team_id, now=timezone.now())
        if version is not None and version == seen_version(request):
            return HttpResponseNotModified()
        with speaking_to_reader(request):
            return closed(request, team_id)

    return answered


def seen_version(request: HttpRequest) -> str:
    """Return the version that the asking page shows; what follows the dot is the view's own."""
    return request.headers.get("If-None-Match", "").strip('"').partition(".")[0]


def seen_attention(request: HttpRequest) -> str:
    """Return who needed a look on the asking page, as its version tells; empty if it does not."""
    return request.headers.get("If-None-Match", "").strip('"').partition(".")[2]
