from django.urls import path

from almoner.drafts.web import views

urlpatterns = [
    path("drafts/keep/", views.keep, name="draft-keep"),
    path("drafts/later/", views.later, name="draft-later"),
    path("drafts/discard/", views.discard, name="draft-discard"),
]
