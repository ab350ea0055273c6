from django.urls import include, path, re_path

from almoner.casework.web import api
from almoner.casework.web.views import answers, cases, casework, conflicts, diagrams, worklists

CASE = "cases/<slug:procedure>/<uuid:case_id>/"
pages = [
    path("work/", worklists.needs_me, name="needs_me"),
    path("work/waiting/", worklists.waiting, name="waiting"),
    path("procedures/", diagrams.procedure_list, name="procedures"),
    path("procedures/<slug:name>/", diagrams.procedure_detail, name="procedure"),
    re_path(r"^answer/(?P<token>[0-9a-f]{72})/$", answers.answer, name="answer"),
    path(CASE, cases.case, name="case"),
    path(CASE + "conflict/", conflicts.declare, name="conflict"),
    path(CASE + "conflict/colleague/", conflicts.propose, name="colleague_conflict"),
    path(CASE + "note/", casework.note, name="note"),
    path(CASE + "assign/", casework.assign, name="assign"),
    path(CASE + "ask/<slug:kind>/", casework.ask, name="ask"),
    path(CASE + "requests/<uuid:request_id>/", casework.request_detail, name="request"),
    path(CASE + "clocks/<slug:clock>/<slug:pause>/", casework.pause, name="pause"),
    path(CASE + "<slug:move>/", cases.move, name="move"),
]

urlpatterns = [path("", include((pages, "casework"))), path("api/cases/", api.urls())]
