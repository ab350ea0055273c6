from django.urls import path

from almoner.policies.web import views

app_name = "policies"
urlpatterns = [
    path("policies/", views.policy_list, name="policy_list"),
    path("policies/new/", views.policy_add, name="policy_add"),
    path("policies/<uuid:policy_id>/", views.policy_detail, name="policy_detail"),
    path("policies/<uuid:policy_id>/versions/<int:number>/", views.version_detail, name="version_detail"),
    path("policies/<uuid:policy_id>/publish/", views.policy_publish, name="policy_publish"),
    path("policies/<uuid:policy_id>/owner/", views.policy_hand_over, name="policy_hand_over"),
    path("policies/<uuid:policy_id>/review/", views.policy_review, name="policy_review"),
]
