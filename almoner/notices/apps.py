from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "almoner.notices"
    verbose_name = "Notices"

    def ready(self) -> None:
        """Make the platform's own notices known, and its figures."""
        from almoner.notices import figures, wording

        wording.register()
        figures.register()
