from django.urls import path

from almoner.break_glass.web import views

app_name = "break_glass"
urlpatterns = [
    path("break-glass/", views.about, name="about"),
    path("break-glass/open/", views.open_case, name="open_case"),
    path("break-glass/<uuid:opening_id>/", views.opening, name="opening"),
    path("break-glass/<uuid:opening_id>/end/", views.end, name="end"),
]
