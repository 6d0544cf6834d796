"""What Celery does with what athletes bring in. The files are rows; losing a wake-up costs two
seconds."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from athletes.drain import drain
from athletes.services.reminders import queue_effort_reminders, queue_reminders


@shared_task(name="athletes.read_files", ignore_result=True)
def read_files_task() -> None:
    """Read the files that wait. Beat wakes this every other second."""
    drain()


@shared_task(name="athletes.remind", ignore_result=True)
def remind_task() -> None:
    """Put the reminders whose moment has come in the outbox. Beat wakes this every minute."""
    now = timezone.now()
    queue_reminders(now=now)
    queue_effort_reminders(now=now)
