"""Documents: what people send, kept apart until it was looked at; and letters, bundles and lists out."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The floor of documents."""

    name = "almoner.documents"
    verbose_name = "Documents"

    def ready(self) -> None:
        """Say where the documents are, and have their store asked whether it is well."""
        from almoner.design import navigation
        from almoner.documents import wellness
        from almoner.documents.web.navigation import links

        navigation.contribute(links, order=60)
        wellness.register()
