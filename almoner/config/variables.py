"""Every environment variable: what it is for, and what makes a value of it unsafe in production.

The list is variables.toml; `almoner config check`, the refusal to start and docs/running.md are made from it. Without
Django, so that it can say what is wrong with settings that Django could not even load.
"""

from __future__ import annotations

import json
import secrets
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from urllib.parse import SplitResult, parse_qsl, urlsplit


class Need(StrEnum):
    """Whether a variable must be given in production."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


Values = Mapping[str, str]
#: Says what is wrong with a value, given all of them; None when nothing is.
Fault = Callable[[str, Values], str | None]


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable."""

    name: str
    words: str
    default: str = ""
    need: Need = Need.NEVER
    secret: bool = False
    group: str = "The platform"

    def fault(self, value: str, values: Values) -> str | None:
        """What is wrong with a value of it; None when nothing is."""
        check = FAULTS.get(self.name)
        return check(value, values) if check else None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is missing or unsafe, and what to do. Never quotes a value."""

    variable: str
    because: str


ON = {"1", "true", "yes", "on"}
LOCAL = {"", "localhost", "127.0.0.1", "::1"}


@cache
def variables() -> tuple[Variable, ...]:
    """Every variable, in order."""
    table = tomllib.loads((files("almoner.config") / "variables.toml").read_text("utf-8"))
    return tuple(Variable(**{**entry, "need": Need(entry.get("need", "never"))}) for entry in table["variable"])


def is_on(value: str) -> bool:
    """Whether a yes-or-no variable says yes."""
    return value.strip().lower() in ON


def is_production(values: Values) -> bool:
    """Whether the settings are those of a real installation."""
    return values.get("ALMONER_MODE", "").strip() == "production"


def problems(values: Values) -> list[Problem]:
    """Everything missing or unsafe for production in these environment variables, in the order of variables.toml."""
    return list(_problems(values))


def _problems(values: Values) -> Iterator[Problem]:
    for variable in variables():
        value = values.get(variable.name, "").strip()
        if not value and variable.need is Need.ALWAYS:
            yield Problem(variable.name, "It is not set.")
        elif because := variable.fault(value, values):
            yield Problem(variable.name, because)


def _one_of(*allowed: str) -> Fault:
    def fault(value: str, values: Values) -> str | None:
        return None if not value or value in allowed else f"It must be one of: {', '.join(allowed)}."

    return fault


def _whole_number(least: int, most: int) -> Fault:
    def fault(value: str, values: Values) -> str | None:
        fits = not value or (value.isascii() and value.isdigit() and least <= int(value) <= most)
        return None if fits else f"It must be a whole number from {least} to {most}."

    return fault


def _production(value: str, values: Values) -> str | None:
    return None if value == "production" else "It must be production on a real installation."


def _secret_key(value: str, values: Values) -> str | None:
    easy = any(word in value.lower() for word in ("change", "insecure", "secret", "example", "password"))
    if len(value) < 50 or len(set(value)) < 12 or easy:
        return f"It is too easy to guess. Use 50 random characters or more, such as these: {secrets.token_urlsafe(48)}"
    return None


def _scope_key(value: str, values: Values) -> str | None:
    if value == values.get("ALMONER_SECRET_KEY", "").strip():
        return "It must be another than ALMONER_SECRET_KEY, so that one of them lost does not open the other's door."
    return _secret_key(value, values)


def _hosts(value: str, values: Values) -> str | None:
    named = [host.strip() for host in value.split(",") if host.strip()]
    if any("*" in host for host in named):
        return "It must name each host. * lets anybody have our links made with a name of theirs."
    if any(host.startswith(".") and host.count(".") < 2 for host in named):
        return "It must not stand for every name under a top-level domain."
    return None


def _url(value: str, values: Values) -> str | None:
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname:
        return "It must be the https address at which people reach the platform."
    hosts = [host.strip().lstrip(".") for host in values.get("ALMONER_HOSTS", "").split(",")]
    if not any(parts.hostname == host or parts.hostname.endswith(f".{host}") for host in hosts if host):
        return "Its host must be one of ALMONER_HOSTS, or links in our emails lead nowhere."
    return None


def _database(value: str, values: Values) -> str | None:
    parts = urlsplit(value)
    if parts.scheme not in {"postgresql", "postgres"} or len(parts.path) < 2:
        return "It must be of the form postgresql://user:password@host:5432/name?sslmode=verify-full."
    if parts.username in {None, "postgres", "almoner_owner"}:
        return "It must sign in as almoner_app, which owns nothing: an owner or superuser passes every row's guard."
    return _encrypted(parts)


def _replica(value: str, values: Values) -> str | None:
    return _database(value, values) if value else None


def _owner_database(value: str, values: Values) -> str | None:
    if not value:
        return None
    if value == values.get("DATABASE_URL", "").strip():
        return "It must be another than DATABASE_URL: it is the role that owns the tables."
    return _encrypted(urlsplit(value))


def _encrypted(parts: SplitResult) -> str | None:
    given = dict(parse_qsl(parts.query))
    host = given.get("host", parts.hostname or "")
    local = host in LOCAL or host.startswith("/")
    # What is less than the whole name of a certificate that is signed for it, another machine can pretend to.
    if local or given.get("sslmode") == "verify-full":
        return None
    return "The database is on another machine, so its address must end in ?sslmode=verify-full."


def _over_tls(value: str, values: Values) -> str | None:
    parts = urlsplit(value)
    host = parts.hostname or ""
    if not value or (host and parts.scheme == "https") or (host in LOCAL - {""} and parts.scheme == "http"):
        return None
    return "It is on another machine, so its address must begin with https://."


def _work_accounts(value: str, values: Values) -> str | None:
    try:
        addresses = [str(account["server_url"]) for account in json.loads(value or "[]")]
    except (ValueError, TypeError, KeyError):
        return "It must be a JSON list of objects, each with id, name, server_url, client_id and secret."
    if any(_over_tls(address, values) for address in addresses):
        return "Every server_url in it must begin with https://."
    return None


def _demo(value: str, values: Values) -> str | None:
    return "It must be off: the demonstration lets anybody sign in as anybody." if is_on(value) else None


def _off(value: str, values: Values) -> str | None:
    return "It must be off in production." if is_on(value) else None


def _zero(value: str, values: Values) -> str | None:
    return "It is for tests only and must not be set." if value not in {"", "0"} else None


def _mail(value: str, values: Values) -> str | None:
    if value in {"smtp", "notify"}:
        return None
    return "It must be smtp or notify. The outbox page would show everybody's mail to anybody."


def _mail_from(value: str, values: Values) -> str | None:
    if values.get("ALMONER_MAIL", "").strip() != "smtp":
        return None
    return None if "@" in value and not value.endswith(".invalid") else "It must be the address our mail comes from."


def _smtp_tls(value: str, values: Values) -> str | None:
    remote = values.get("ALMONER_SMTP_HOST", "").strip() not in LOCAL
    if values.get("ALMONER_MAIL", "").strip() == "smtp" and remote and value and not is_on(value):
        return "The mail server is on another machine, so it must be on."
    return None


def _for_notify(value: str, values: Values) -> str | None:
    wanted = values.get("ALMONER_MAIL", "").strip() == "notify"
    return "GOV.UK Notify cannot be used without it." if wanted and not value else None


def _notify_key(value: str, values: Values) -> str | None:
    if not value or values.get("ALMONER_MAIL", "").strip() != "notify":
        return _for_notify(value, values)
    return None if len(value) > 73 and value.count("-") >= 10 else "It does not look like a key of GOV.UK Notify."


def _token(value: str, values: Values) -> str | None:
    return "It must be 24 random characters or more." if value and len(value) < 24 else None


def _proxies(value: str, values: Values) -> str | None:
    if is_on(values.get("ALMONER_BEHIND_PROXY", "")) and value in {"", "0"}:
        return "ALMONER_BEHIND_PROXY is on, so it must say how many proxies there are; limits would count all as one."
    return _whole_number(0, 5)(value, values)


def _backup_key(value: str, values: Values) -> str | None:
    if any(key.strip().upper().startswith("AGE-SECRET-KEY") for key in value.split(",")):
        return "It holds a private key, which belongs nowhere near the backups: it must be the public one, age1…"
    if value and not all(key.strip().startswith("age1") for key in value.split(",")):
        return "It must be public keys that begin with age1."
    return None


def _origin(value: str, values: Values) -> str | None:
    if value.startswith("localhost") or any(letter.isspace() or letter == "+" for letter in value):
        return "It must be a name of your own without spaces, such as almoner.example.gov.uk/record."
    return None


FAULTS: Mapping[str, Fault] = {
    "ALMONER_MODE": _production,
    "ALMONER_URL": _url,
    "ALMONER_HOSTS": _hosts,
    "ALMONER_SECRET_KEY": _secret_key,
    "ALMONER_SCOPE_KEY": _scope_key,
    "ALMONER_DEMO": _demo,
    "DATABASE_URL": _database,
    "DATABASE_REPLICA_URL": _replica,
    "ALMONER_REPLICA_SECONDS": _whole_number(11, 600),
    "DATABASE_OWNER_URL": _owner_database,
    "DATABASE_SEALER_URL": _owner_database,
    "DATABASE_BACKUP_URL": _owner_database,
    "ALMONER_BACKUP_KEY": _backup_key,
    "ALMONER_SESSION_IDLE_MINUTES": _whole_number(1, 120),
    "ALMONER_SESSION_HOURS": _whole_number(1, 24),
    "ALMONER_RECORD_ORIGIN": _origin,
    "ALMONER_SCAN_SECONDS": _whole_number(1, 3600),
    "ALMONER_SIGNATURES_HOURS": _whole_number(0, 8760),
    "ALMONER_WITHOUT_SCANNER": _one_of("wait", "serve"),
    "ALMONER_POOL_SIZE": _whole_number(0, 200),
    "PORT": _whole_number(1, 65535),
    "ALMONER_WEB_WORKERS": _whole_number(1, 64),
    "ALMONER_WEB_THREADS": _whole_number(1, 64),
    "ALMONER_JOBS_AT_ONCE": _whole_number(1, 64),
    "ALMONER_PROXIES": _proxies,
    "ALMONER_METRICS_TOKEN": _token,
    "ALMONER_LOG_LEVEL": _one_of("DEBUG", "INFO", "WARNING", "ERROR"),
    "ALMONER_LOG_FORMAT": _one_of("json", "plain"),
    "ALMONER_MAIL": _mail,
    "ALMONER_MAIL_FROM": _mail_from,
    "ALMONER_SMTP_PORT": _whole_number(1, 65535),
    "ALMONER_SMTP_TLS": _smtp_tls,
    "ALMONER_NOTIFY_URL": _over_tls,
    "ALMONER_S3_ENDPOINT": _over_tls,
    "ALMONER_WORK_ACCOUNTS": _work_accounts,
    "ALMONER_NOTIFY_API_KEY": _notify_key,
    "ALMONER_NOTIFY_TEMPLATE": _for_notify,
    "ALMONER_NOTIFY_CALLBACK_TOKEN": _token,
    "ALMONER_SCOPE_EXTRA_SECONDS": _zero,
}
