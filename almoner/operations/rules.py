"""How often a thing may be done. Pure.

One number is kept for each address or account: the moment at which its allowance will be full again (the generic
cell rate algorithm). It needs no clean-up job to stay right and one statement to update, so that several machines
counting at once cannot let more through.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class By(StrEnum):
    """What is counted."""

    ADDRESS = "address"
    NETWORK = "network"
    ACCOUNT = "account"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` in `per`, by address, its network, the account typed or the person signed in.

    It is shared by every view that names it.
    """

    name: str
    count: int
    per: timedelta
    by: By = By.ADDRESS

    @property
    def spacing(self) -> timedelta:
        """What one use takes from the allowance."""
        return self.per / self.count


#: The public register: a person looking people up never meets it, a program collecting the register does.
PUBLIC_SEARCH = Limit("public search", 120, timedelta(minutes=1))
#: The same for all who share a network, so that a program cannot go from one address of its own to the next.
PUBLIC_SEARCH_BY_NETWORK = Limit("public search, by network", 600, timedelta(minutes=1), By.NETWORK)
#: Links that are themselves the key: calendar feeds, answers to a request, invitations.
SECRET_LINKS = Limit("secret links", 60, timedelta(minutes=1))
#: What was wrong; what proves right is given back, since a whole council may sign in from one address.
SIGN_IN_BY_ADDRESS = Limit("sign in, by address", 60, timedelta(minutes=15))
SIGN_IN_BY_ACCOUNT = Limit("sign in, by account", 20, timedelta(minutes=15), By.ACCOUNT)
#: Anything that makes us send mail to an address somebody typed.
MAIL_BY_ADDRESS = Limit("mail asked for, by address", 20, timedelta(hours=1))
MAIL_BY_ACCOUNT = Limit("mail asked for, by account", 5, timedelta(hours=1), By.ACCOUNT)


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it may be done now, and if not, in how many whole seconds to come back."""

    allowed: bool
    retry_after: int = 0


def full_again(limit: Limit, *, before: datetime | None, now: datetime) -> datetime:
    """When the allowance will be full again after one more use; `before` is what was kept, None for a first use."""
    return max(before or now, now) + limit.spacing


def answer(limit: Limit, *, before: datetime | None, now: datetime) -> Answer:
    """Whether one more use is within the limit, given when the allowance would be full again."""
    over = full_again(limit, before=before, now=now) - now - limit.per
    return Answer(True) if over <= timedelta(0) else Answer(False, -(-over // timedelta(seconds=1)))


def same_network(address: str) -> str:
    """The address as it is counted: IPv4 whole, IPv6 by its /64, which is what one household or firm is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


def wider_network(address: str) -> str:
    """The network an address is in as a whole one is given out: IPv4 by its /24, IPv6 by its /48."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, 48 if parsed.version == 6 else 24), strict=False))


def client_address(*, remote: str, forwarded_for: str, trusted_proxies: int) -> str:
    """Who is asking, when `trusted_proxies` of our own stand in front.

    Each proxy adds the address it was called from to the right of X-Forwarded-For; what stands left of ours was
    written by the caller and is not believed. With no proxy the header is not looked at.
    """
    if trusted_proxies <= 0:
        return remote
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    return hops[-trusted_proxies] if len(hops) >= trusted_proxies else remote
