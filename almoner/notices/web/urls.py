from django.urls import path

from almoner.notices.web import views

app_name = "notices"
urlpatterns = [
    path("notices/undelivered/", views.undelivered, name="undelivered"),
    path("notices/undelivered/<uuid:notice_id>/try-again/", views.try_again, name="try_again"),
    path("notices/calendar/", views.calendar, name="calendar"),
    path("notices/calendar/make/", views.calendar_make, name="calendar_make"),
    path("notices/calendar/end/", views.calendar_end, name="calendar_end"),
    path("calendar/<slug:secret>.ics", views.calendar_feed, name="calendar_feed"),
    path("notices/outbox/", views.outbox, name="outbox"),
    path("notices/outbox/<uuid:mail_id>/", views.outbox_mail, name="outbox_mail"),
    path("notices/notify/delivery/", views.notify_delivery, name="notify_delivery"),
]
