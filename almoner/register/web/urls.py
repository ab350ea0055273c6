from django.urls import include, path

from almoner.register.web import api, compatible, views

pages = [
    path("register/", views.register, name="search"),
    path("register/<str:shown>/", views.entry, name="entry"),
    path("GetSocialWorkerById", compatible.social_worker_by_id, name="compatible"),
]

urlpatterns = [path("", include((pages, "register"))), path("api/register/", api.urls())]
