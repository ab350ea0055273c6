from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "almoner.record"

    def ready(self) -> None:
        """Have the sealer's lag on the metrics page."""
        from almoner.record import figures

        figures.register()
