"""One include per app; each app's own urls.py says the rest."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("almoner.clauses.web.urls")),
    path("", include("almoner.people.web.urls")),
]
