from django.urls import path

from almoner.demo.web import views

urlpatterns = [
    path("demo/", views.personas, name="demo"),
    path("demo/be/<uuid:persona_id>/", views.become, name="demo_become"),
    path("demo/staff-list/", views.waiting_list, name="demo_staff_list"),
]
