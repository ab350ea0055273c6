"""The register: who is on it, since when, until when, and on what terms."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """The context that holds the register."""

    name = "almoner.register"
    label = "register"
    verbose_name = "Register"
