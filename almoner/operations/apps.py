from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "almoner.operations"
    verbose_name = "Operations"

    def ready(self) -> None:
        """Have the queue's length, and how far the replica is behind, on the metrics page."""
        from almoner.operations import figures, replica

        figures.register()
        replica.register()
