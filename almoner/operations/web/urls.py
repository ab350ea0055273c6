from django.urls import path

from almoner.operations.web import views

app_name = "operations"
urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("readyz/<slug:name>", views.readyz_of, name="readyz_of"),
    path("metrics", views.metrics, name="metrics"),
    path("version", views.version, name="version"),
]
