from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "recovery.assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        # Here and not in recovery/__init__.py, so that the pure engine loads without Celery;
        # @shared_task then finds this broker in web, shell and worker.
        import recovery.celery  # noqa: F401, PLC0415
