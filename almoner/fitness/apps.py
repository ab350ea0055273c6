"""Fitness to practise."""

from django.apps import AppConfig


class FitnessConfig(AppConfig):
    """The context of worries, referrals and concerns."""

    name = "almoner.fitness"
    label = "fitness"
    verbose_name = "Fitness to practise"

    def ready(self) -> None:
        """Declare the procedures and the links of this context."""
        from almoner.design import navigation
        from almoner.fitness import declarations
        from almoner.fitness.web.navigation import links, public, waiting

        declarations.declare()
        navigation.contribute(links, order=30)
        navigation.contribute(waiting, place=navigation.Place.FIRST_PAGE, order=5)
        navigation.contribute(public, place=navigation.Place.PUBLIC, order=20)
