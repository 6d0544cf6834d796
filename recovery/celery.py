"""The Celery application. `recovery.assessments` loads it; `recovery/__init__.py` stays empty,

so that importing the pure engine loads neither Celery nor Django.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery.settings")

app = Celery("recovery")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
