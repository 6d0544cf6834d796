from django.apps import AppConfig

from recovery import logs


class RecoveryConfig(AppConfig):
    name = "recovery"

    def ready(self) -> None:
        logs.configure()
        # Here and not in recovery/__init__.py, so that the pure engine loads without Celery;
        # @shared_task then finds this broker in web, shell and worker.
        import recovery.celery  # noqa: F401, PLC0415
