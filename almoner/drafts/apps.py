from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """What somebody has typed into a long form and not yet sent."""

    name = "almoner.drafts"
