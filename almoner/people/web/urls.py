from django.urls import path

from almoner.people.web import views

urlpatterns = [path("", views.home, name="home")]
