"""The addresses of bookings, assignments, their figures and what they are judged by."""

from django.urls import path

from almoner.references.web.views import assignments, bookings, figures, packs

urlpatterns = [
    path("bookings/", bookings.booking_list, name="bookings"),
    path("bookings/ask/", bookings.ask, name="ask-agency"),
    path("bookings/<uuid:booking_id>/checks/", bookings.checks, name="checks"),
    path("bookings/<uuid:booking_id>/offer/", bookings.offer, name="offer"),
    path("bookings/rules/", packs.rules, name="booking-rules"),
    path("bookings/figures/", figures.figures, name="booking-figures"),
    path("bookings/figures/rows/", figures.rows, name="figure-rows"),
    path("bookings/return/", figures.quarterly, name="quarterly-return"),
    path("bookings/return/workbook/", figures.workbook, name="return-workbook"),
    path("bookings/assignments/", assignments.assignment_list, name="assignments"),
    path("bookings/assignments/<uuid:assignment_id>/end/", assignments.end, name="end-assignment"),
]
