"""Employment: an employer's social workers, and whether they may practise."""

from django.apps import AppConfig


class EmploymentConfig(AppConfig):
    """The context of the employer."""

    name = "almoner.employment"
    label = "employment"
    verbose_name = "Employment"

    def ready(self) -> None:
        """Declare the procedures, the notices and the links of this context."""
        from almoner.design import navigation
        from almoner.employment import declarations
        from almoner.employment.web.navigation import links

        declarations.declare()
        navigation.contribute(links, order=20)
