"""Pages of the service as a whole. All are for anybody; `config.urls` declares them so, since people stands above."""

from django.urls import path

from almoner.design.web import views

urlpatterns = [
    path("accessibility/", views.accessibility, name="accessibility"),
    path("contact/", views.contact, name="contact"),
    path("design/", views.style_page, name="style"),
    path("design/trouble/<int:status>/", views.style_trouble, name="style-trouble"),
    path("design/<slug:shown>/", views.style_page, name="style-page"),
]
