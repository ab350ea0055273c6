"""A work account's provider that really runs: discovery, keys, authorise, token with PKCE, userinfo. For tests alone.

It keeps the rules of OpenID Connect unless told otherwise: `claims` and `userinfo` are laid over what it would have
said (`discovered` over where everything is), and `signed_by` takes the place of its own key.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "almoner", "a secret of the test"


def a_key() -> rsa.RSAPrivateKey:
    """A key to sign with."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """What the provider knows and says; its server runs between `start` and `stop`."""

    email: str = ""
    sub: str = "subject-1"
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    discovered: dict[str, Any] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=a_key)
    signed_by: rsa.RSAPrivateKey | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    spent: list[str] = field(default_factory=list)
    issuer: str = ""
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        """Begin to listen, on a port of the system's choice."""
        handler = type("Handler", (_Handler,), {"provider": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Stop listening."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def app(self, **settings: Any) -> dict[str, Any]:
        """The provider as Almoner's settings name it."""
        named = {"provider_id": "council", "name": "Council", "client_id": CLIENT, "secret": SECRET}
        return {**named, "settings": {"server_url": self.issuer, "domains": ["example.org"], **settings}}

    def discovery(self) -> dict[str, Any]:
        """Where everything is."""
        here = self.issuer
        return {
            "issuer": here,
            "authorization_endpoint": f"{here}/authorise",
            "token_endpoint": f"{here}/token",
            "userinfo_endpoint": f"{here}/userinfo",
            "jwks_uri": f"{here}/keys",
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **self.discovered,
        }

    def keys(self) -> dict[str, Any]:
        """The public half of its key."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}

    def authorise(self, query: dict[str, str]) -> str | None:
        """The person agrees at once; where to send them back. None where the request lacks PKCE or a nonce."""
        self.asked.append(query)
        if query.get("code_challenge_method") != "S256" or not query.get("code_challenge") or not query.get("nonce"):
            return None
        code = secrets.token_urlsafe(16)
        self._codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code, once, to the client that asked, with the verifier that its challenge was made from."""
        asked = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or form.get("client_secret") != SECRET or challenge != asked["code_challenge"]:
            return None
        self.spent.append(form["code"])
        return {"access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": self._signed(asked)}

    def _signed(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        says: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.sub,
            "email": self.email,
            "email_verified": True,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 60,
        }
        says = {name: value for name, value in {**says, **self.claims}.items() if value is not None}
        return jwt.encode(says, self.signed_by or self.key, algorithm="RS256", headers={"kid": "one"})

    def about(self) -> dict[str, Any]:
        """What userinfo says."""
        return {"sub": self.sub, "email": self.email, "email_verified": True, **self.userinfo}


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/userinfo")
            self.end_headers()
            return
        if parts.path == "/authorise":
            onward = self.provider.authorise(query)
            self.send_response(302 if onward else 400)
            if onward:
                self.send_header("Location", onward)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        found = {
            "/.well-known/openid-configuration": self.provider.discovery,
            "/keys": self.provider.keys,
            "/userinfo": self.provider.about,
        }.get(parts.path)
        self._say(found() if found else None, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._say(self.provider.token(form), 400)

    def _say(self, said: dict[str, Any] | None, otherwise: int) -> None:
        body = json.dumps(said if said is not None else {"error": "invalid_grant"}).encode()
        self.send_response(200 if said is not None else otherwise)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""
