from django.urls import path

from almoner.references.web import booking_urls
from almoner.references.web.views import files, links, own, references

app_name = "references"
urlpatterns = [
    *booking_urls.urlpatterns,
    path("candidates/", files.candidate_list, name="candidates"),
    path("candidates/new/", files.new_file, name="new-file"),
    path("candidates/<uuid:file_id>/", files.file, name="file"),
    path("candidates/<uuid:file_id>/posts/add/", files.add_post, name="add-post"),
    path("candidates/<uuid:file_id>/posts/<uuid:post_id>/take-out/", files.take_out, name="take-out"),
    path("candidates/<uuid:file_id>/gaps/<str:starts>/", files.explain, name="explain"),
    path("candidates/<uuid:file_id>/ask/", files.ask_reference, name="ask-reference"),
    path("candidates/<uuid:file_id>/link/", files.send_link, name="send-link"),
    path("references/", references.reference_list, name="references"),
    path("references/files/", references.shared_list, name="shared"),
    path("references/verification/", references.verification_list, name="verifications"),
    path("references/concerns/", references.concern_list, name="concerns"),
    path("references/<uuid:asked_id>/", references.words, name="words"),
    path("references/<uuid:asked_id>/file/", references.words_file, name="words-file"),
    path("references/<uuid:asked_id>/verify/", references.verify, name="verify"),
    path("references/<uuid:asked_id>/concern/", references.raise_concern, name="raise-concern"),
    path("my-files/", own.own_list, name="own-files"),
    path("my-files/<uuid:file_id>/", own.own_file, name="own-file"),
    path("my-file/<str:token>/", own.own_file_by_link, name="own-file-by-link"),
    path("give-a-reference/<str:token>/", links.give, name="give-by-link"),
]
