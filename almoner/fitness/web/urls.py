from django.urls import path

from almoner.fitness.web.views import concerns, worries

app_name = "fitness"
urlpatterns = [
    path("practice-concerns/", worries.record_list, name="records"),
    path("practice-concerns/referrals/", worries.referral_list, name="referrals"),
    path("practice-concerns/questions/", worries.rehearsal, name="rehearsal"),
    path("practice-concerns/new/", worries.choose, name="choose"),
    path("practice-concerns/new/<uuid:member_id>/", worries.worry, name="worry"),
    path("concerns/", concerns.concern_list, name="concerns"),
]
