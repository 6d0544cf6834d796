"""What Celery does. The work itself is rows in PostgreSQL: a task that is lost, doubled or late
costs a second and nothing else."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from recovery.assessments.drain import drain_and_listen
from recovery.assessments.services import new_days


@shared_task(name="assessments.drain", ignore_result=True)
def drain_task() -> None:
    """Compute every athlete with open changes. Beat wakes this every second."""
    drain_and_listen()


@shared_task(name="assessments.new_days", ignore_result=True)
def new_days_task() -> None:
    """Queue the athletes whose day has turned. Beat wakes this every minute."""
    new_days(now=timezone.now())


@worker_ready.connect
def catch_up(**_signal: Any) -> None:
    """Do so at once when a worker starts: it may bring another version of the engine."""
    new_days_task.apply_async(expires=60)
