from django.apps import AppConfig
from django.http import HttpRequest

from almoner.design.navigation import Link, Place, contribute


class RecordConfig(AppConfig):
    name = "almoner.record"
    verbose_name = "The record"

    def ready(self) -> None:
        """Have the record's public page in every page's footer, and the sealer's lag on the metrics page."""
        from almoner.record import figures

        figures.register()
        contribute(footer, place=Place.FOOTER, order=65)


def footer(request: HttpRequest) -> list[Link]:
    """The way to the seals."""
    return [Link("The record and its seals", "/record/")]
