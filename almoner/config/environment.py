"""Settings come from the environment only. In development, secrets are made once and kept in var/keys."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("ALMONER_VAR", ROOT / "var")).absolute()


def text(name: str, default: str = "") -> str:
    """An environment variable, stripped."""
    return os.environ.get(name, default).strip()


def yes(name: str, default: bool = False) -> bool:
    """A yes-or-no environment variable: 1, true, yes and on mean yes."""
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def path(name: str, default: Path) -> Path:
    """An environment variable that names a file."""
    return Path(text(name) or default)


def several(name: str, default: str = "") -> list[str]:
    """A comma-separated environment variable."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def local_secret(name: str) -> str:
    """A secret of this machine, made at the first need, readable by its owner only. Never used in production."""
    path = VAR / "keys" / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        draft = path.with_name(f".{name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        draft.rename(path)
    return path.read_text()


def database(url: str, **options: object) -> dict[str, object]:
    """Django's description of a PostgreSQL given as a URL (postgresql://user:password@host:port/name?option=value).

    The host may be a socket folder, percent-encoded or given as ?host=/folder.
    """
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "almoner.scope.postgres",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": given.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or given.pop("port", "")),
        "OPTIONS": {**given, **options},
    }


def work_accounts(listed: str) -> list[dict[str, object]]:
    """The work accounts that people may sign in with, from a JSON list.

    Each has id, name, server_url, client_id, secret; `domains`, whose addresses its word is taken for; and
    `second_factor`, true where its own sign-in always asks for one, "as_told" where its token says each time (amr).
    """
    return [
        {
            "provider_id": account["id"],
            "name": account["name"],
            "client_id": account["client_id"],
            "secret": account.get("secret", ""),
            "settings": {
                "server_url": account["server_url"],
                "domains": account.get("domains", []),
                "second_factor": account.get("second_factor") in (True, "as_told") and account["second_factor"],
            },
        }
        for account in json.loads(listed)
    ]
