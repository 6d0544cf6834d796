"""What Celery does with the outbox. The messages are rows; losing a wake-up costs five seconds."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from recovery.outbox.drain import drain
from recovery.outbox.services import tidy


@shared_task(name="outbox.drain", ignore_result=True)
def drain_task() -> None:
    """Send what is due. Beat wakes this every five seconds."""
    drain()


@shared_task(name="outbox.tidy", ignore_result=True)
def tidy_task() -> None:
    """Forget what was sent a month ago. Beat wakes this every hour."""
    tidy(now=timezone.now())
