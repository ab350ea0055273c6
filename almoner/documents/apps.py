from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "almoner.documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the store among the parts that are asked whether they are well."""
        from almoner.documents import wellness

        wellness.register()
