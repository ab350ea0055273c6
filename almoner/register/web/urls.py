from django.urls import include, path

from almoner.register.web import api, compatible, views
from almoner.register.web.office import views as office

pages = [
    path("register/", views.register, name="search"),
    path("register/office/", office.office, name="office"),
    path("register/office/imports/", office.imports, name="imports"),
    path("register/office/imports/<uuid:upload_id>/", office.import_detail, name="import"),
    path("register/office/<str:shown>/", office.entry, name="office_entry"),
    path("register/office/<str:shown>/<slug:slug>/", office.amend, name="amend"),
    path("register/<str:shown>/", views.entry, name="entry"),
    path("GetSocialWorkerById", compatible.social_worker_by_id, name="compatible"),
]

urlpatterns = [path("", include((pages, "register"))), path("api/register/", api.urls())]
