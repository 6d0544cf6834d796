"""What Celery does with what athletes bring in. The files are rows; losing a wake-up costs two
seconds."""

from __future__ import annotations

from celery import shared_task

from athletes.drain import drain


@shared_task(name="athletes.read_files", ignore_result=True)
def read_files_task() -> None:
    """Read the files that wait. Beat wakes this every other second."""
    drain()
