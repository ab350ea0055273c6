from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "almoner.operations"
    verbose_name = "Operations"

    def ready(self) -> None:
        """Have the queue's length on the metrics page."""
        from almoner.operations import figures

        figures.register()
