from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from almoner.people.web.pages import public_page


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The first page."""
    return render(request, "people/home.html")
