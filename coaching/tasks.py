"""What Celery does for teams."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from coaching.services.calibrations import calibrate_if_due, due_teams
from coaching.services.digests import queue_digests

logger = structlog.get_logger(__name__)


@shared_task(name="coaching.calibrate_due_teams", ignore_result=True, time_limit=15 * 60)
def calibrate_due_teams_task() -> None:
    """Calibrate every team whose month is over. Beat asks every hour; nothing is due mostly."""
    for team in due_teams(now=timezone.now()):
        try:
            calibrate_if_due(team=team, now=timezone.now())
        except (OperationalError, InterfaceError):
            raise  # the database's doing, not this team's: all of them come back in an hour
        except Exception:
            logger.exception("a team could not be calibrated")


@shared_task(name="coaching.queue_digests", ignore_result=True)
def queue_digests_task() -> None:
    """Put the digests whose hour has come in the outbox. Beat wakes this every minute."""
    queue_digests(now=timezone.now())
