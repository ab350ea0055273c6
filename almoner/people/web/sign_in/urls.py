"""The pages of the sign-in library. Those that `doors` does not list answer as if they were not here."""

from allauth.socialaccount.providers.openid_connect.urls import urlpatterns as work_accounts
from django.urls import include, path

urlpatterns = [
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    *work_accounts,
]
