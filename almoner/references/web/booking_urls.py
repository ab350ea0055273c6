"""The addresses of bookings, assignments, their figures and what they are judged by."""

from django.urls import path

from almoner.references.web.views import assignments, bookings

urlpatterns = [
    path("bookings/", bookings.booking_list, name="bookings"),
    path("bookings/ask/", bookings.ask, name="ask-agency"),
    path("bookings/<uuid:booking_id>/checks/", bookings.checks, name="checks"),
    path("bookings/<uuid:booking_id>/offer/", bookings.offer, name="offer"),
    path("bookings/assignments/", assignments.assignment_list, name="assignments"),
    path("bookings/assignments/<uuid:assignment_id>/end/", assignments.end, name="end-assignment"),
]
