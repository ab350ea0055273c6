"""References."""

from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    """The context of agency candidates: their files, references, verification and bookings."""

    name = "almoner.references"
    label = "references"
    verbose_name = "References for agency social workers"

    def ready(self) -> None:
        """Declare the procedures and the links of this context."""
        from almoner.design import navigation
        from almoner.references import declarations
        from almoner.references.web.navigation import links

        declarations.declare()
        navigation.contribute(links, order=40)
