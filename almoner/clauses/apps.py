from django.apps import AppConfig
from django.http import HttpRequest

from almoner.design.navigation import Link, Place, contribute


class ClausesConfig(AppConfig):
    name = "almoner.clauses"
    verbose_name = "Sources and clauses"

    def ready(self) -> None:
        """Have the clauses in every page's footer."""
        contribute(footer, place=Place.FOOTER, order=60)


def footer(request: HttpRequest) -> list[Link]:
    """The way to the clauses."""
    return [Link("What Almoner answers for", "/clauses/")]
