"""Sign-in with a work account by OpenID Connect, where the library leaves something out.

It sends no nonce and, since the token comes straight from the provider, checks no signature. We do both: a token that
was made for another sign-in, or by another hand, is refused whatever road it came by.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse

from almoner.people.web.pages import public_page
from almoner.people.web.sign_in.sessions import TOLD_OF_SECOND_FACTOR

NONCES = "work_account_nonces"
#: Several windows may be signing in at once.
MOST = 10


class TokenAdapter(OpenIDConnectOAuth2Adapter):
    """Believes a token that the provider signed, for us, for this sign-in, about whom it tells us of."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Who has come back from the provider. Raises OAuth2Error where the token is not to be believed."""
        login = super().complete_login(request, app, token, **kwargs)
        told = login.account.extra_data
        signed = told.get("id_token")
        if not isinstance(signed, dict):
            raise OAuth2Error("no ID token")
        if told.get("userinfo", {}).get("sub", signed["sub"]) != signed["sub"]:
            raise OAuth2Error("the ID token is about somebody else")
        _spend_nonce(request, str(signed.get("nonce", "")))
        methods = signed.get("amr")
        request.session[TOLD_OF_SECOND_FACTOR] = isinstance(methods, list) and "mfa" in methods
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        asked = str(app.settings.get("server_url", "")).partition("/.well-known/")[0]
        if str(self.openid_config.get("issuer", "")).rstrip("/") != asked.rstrip("/"):
            raise OAuth2Error("the provider says that it is another")
        try:
            found: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (KeyError, ValueError) as problem:
            raise OAuth2Error("not an ID token") from problem
        if "exp" not in found or "sub" not in found:
            raise OAuth2Error("the ID token lacks what it must have")
        return found


def _spend_nonce(request: HttpRequest, nonce: str) -> None:
    """Take the nonce as used. Raises OAuth2Error for one that this session did not send, or has had back already."""
    sent = [each for each in request.session.get(NONCES, []) if isinstance(each, str)]
    known = [each for each in sent if nonce and hmac.compare_digest(each.encode(), nonce.encode())]
    if not known:
        raise OAuth2Error("the ID token was made for another sign-in")
    request.session[NONCES] = [each for each in sent if each not in known]


class WorkAccountProvider(OpenIDConnectProvider):
    """Asks for a nonce with every sign-in, and takes nothing of what is asked from the address."""

    oauth2_adapter_class = TokenAdapter

    def get_auth_params_from_request(self, request: HttpRequest, action: Any) -> dict[str, Any]:
        """What is asked of the provider beside the usual."""
        nonce = secrets.token_urlsafe(24)
        request.session[NONCES] = [*request.session.get(NONCES, []), nonce][-MOST:]
        usual: dict[str, Any] = self.get_auth_params()  # type: ignore[no-untyped-call]
        return {**usual, "nonce": nonce}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Which claims are asked for."""
        return list(self.get_scope())  # type: ignore[no-untyped-call]


@public_page
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to their work account."""
    return _answer(OAuth2LoginView, request, provider_id)


@public_page
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Somebody has come back from it."""
    return _answer(OAuth2CallbackView, request, provider_id)


def _answer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answered: HttpResponse = view.adapter_view(TokenAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return answered
