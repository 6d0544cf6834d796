from django.apps import AppConfig

from recovery import logs


class RecoveryConfig(AppConfig):
    name = "recovery"

    def ready(self) -> None:
        logs.configure()
