from django.urls import URLPattern, URLResolver

from almoner.references.web import booking_urls

app_name = "references"
urlpatterns: list[URLPattern | URLResolver] = [*booking_urls.urlpatterns]
