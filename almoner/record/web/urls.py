from django.urls import path

from almoner.record.web import cases, views

app_name = "record"
urlpatterns = [
    path("record/", views.heads, name="heads"),
    path("record/latest.head", views.latest_head, name="latest_head"),
    path("record/heads/<int:size>.head", views.one_head, name="one_head"),
    path("record/record.pub", views.public_key, name="public_key"),
    path("record/check/", views.check, name="check"),
    path("record/check-letter/", views.check_letter, name="check_letter"),
    path("record/case/<uuid:case_id>/", cases.case_record, name="case_record"),
    path("record/case/<uuid:case_id>/receipt/<uuid:event_id>/", cases.case_receipt, name="case_receipt"),
    path("record/case/<uuid:case_id>/erase/<uuid:event_id>/", cases.event_erase, name="event_erase"),
    path("record/case/<uuid:case_id>/bundle/", cases.bundle_make, name="bundle_make"),
    path("record/case/<uuid:case_id>/bundle/<uuid:event_id>/", cases.bundle_wait, name="bundle_wait"),
    path("record/case/<uuid:case_id>/bundle/<uuid:event_id>/file/", cases.bundle_file, name="bundle_file"),
]
