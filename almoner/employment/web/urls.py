from django.urls import path

from almoner.employment.web.views import lists, results, staff

app_name = "employment"
urlpatterns = [
    path("staff/", staff.staff_list, name="staff"),
    path("staff/lists/", lists.list_list, name="lists"),
    path("staff/lists/upload/", lists.list_upload, name="upload"),
    path("staff/lists/<uuid:list_id>/", lists.list_detail, name="list"),
    path("staff/lists/<uuid:list_id>/columns/", lists.list_columns, name="columns"),
    path("staff/lists/<uuid:list_id>/discard/", lists.list_discard, name="discard"),
    path("staff/lists/<uuid:list_id>/rows/", results.row_list, name="rows"),
    path("staff/lists/<uuid:list_id>/next/", results.row_next, name="next"),
    path("staff/lists/<uuid:list_id>/rows/<uuid:row_id>/", results.row_decide, name="row"),
    path("staff/lists/<uuid:list_id>/result.<str:ending>", results.workbook, name="workbook"),
    path("staff/lists/<uuid:list_id>/finish/", results.list_finish, name="finish"),
    path("staff/lists/<uuid:list_id>/undo/", results.list_undo, name="undo"),
    path("staff/<uuid:member_id>/", staff.member_detail, name="member"),
]
