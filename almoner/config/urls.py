"""One include per app; each app's own urls.py says the rest."""

from django.urls import include, path

from almoner.design.web.urls import urlpatterns as design
from almoner.people.web.pages import public_page

handler400 = "almoner.design.web.errors.bad_request"
handler403 = "almoner.design.web.errors.forbidden"
handler404 = "almoner.design.web.errors.not_found"
# 503 where it is the database that is away, 500 otherwise.
handler500 = "almoner.operations.web.pages.server_error"

# Design stands below people and cannot say who may open its pages; the roof can.
for route in design:
    public_page(route.callback)

urlpatterns = [
    path("account/", include("almoner.people.web.sign_in.urls")),
    path("", include("almoner.operations.web.urls")),
    path("", include("almoner.clauses.web.urls")),
    path("", include("almoner.documents.web.urls")),
    path("", include("almoner.record.web.urls")),
    path("", include("almoner.policies.web.urls")),
    path("", include("almoner.notices.web.urls")),
    path("", include(design)),
    path("", include("almoner.people.web.urls")),
    path("", include("almoner.break_glass.web.urls")),
    path("", include("almoner.drafts.web.urls")),
    path("", include("almoner.employment.web.urls")),
    path("", include("almoner.fitness.web.urls")),
    path("", include("almoner.references.web.urls")),
    path("", include("almoner.demo.web.urls")),
    path("", include("almoner.casework.web.urls")),
    path("", include("almoner.register.web.urls")),
]
