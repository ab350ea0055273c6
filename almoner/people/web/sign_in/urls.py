"""The pages of the sign-in library. Those that `doors` does not list answer as if they were not here."""

from django.urls import include, path

from almoner.people.web.sign_in import work_accounts

urlpatterns = [
    path("oidc/<str:provider_id>/login/", work_accounts.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", work_accounts.callback, name="openid_connect_callback"),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
