from django.apps import AppConfig


class ClausesConfig(AppConfig):
    name = "almoner.clauses"
    verbose_name = "Sources and clauses"
