from django.urls import path, re_path

from almoner.clauses.web import views

app_name = "clauses"
urlpatterns = [
    path("clauses/", views.source_list, name="source_list"),
    re_path(r"^clauses/(?P<source_id>[A-Z]{2,8})/$", views.source_detail, name="source_detail"),
    re_path(r"^clauses/(?P<clause_id>[A-Z]{2,8}-[A-Za-z0-9.-]{1,40})/$", views.clause_detail, name="clause_detail"),
]
