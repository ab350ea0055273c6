"""A form with a draft, served for the journey alone."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from almoner.design import fields
from almoner.drafts.web.forms import drafted
from almoner.people.web.pages import page

TEMPLATE = """{% extends "design/page.html" %}{% block title %}A note{% endblock %}
{% from "design/forms.html" import form_frame, buttons, draft_restored with context %}
{% block content %}{{ error_summary(form) }}<h1 class="govuk-heading-l">A note</h1>{{ draft_restored(draft) }}
{% call form_frame(form, draft=draft) %}{{ fields(form) }}{{ buttons("Send", draft=draft) }}
{% endcall %}{% endblock %}"""


class Note(fields.PageForm):
    about = fields.TextField(label="Who it is about")
    met = fields.DateField(label="When you met")
    said = fields.LongTextField(label="What was said", max_length=5000)


@page()
def note(request: HttpRequest) -> HttpResponse:
    """A note that is thrown away when it is sent."""
    form, draft = drafted(request, Note)
    if request.method == "POST" and form.is_valid():
        draft.done()
        return HttpResponse("sent")
    drawn = engines["jinja2"].from_string(TEMPLATE).render({"form": form, "draft": draft}, request)
    return HttpResponse(drawn)


urlpatterns = [path("note/", note), path("", include("almoner.config.urls"))]
