from django.urls import path

from almoner.documents.web import views

app_name = "documents"
urlpatterns = [
    path("documents/", views.document_list, name="document_list"),
    path("documents/<uuid:document_id>/", views.document_detail, name="document_detail"),
    path("documents/<uuid:document_id>/file/", views.document_file, name="document_file"),
    path("documents/<uuid:document_id>/withdraw/", views.document_withdraw, name="document_withdraw"),
]
