"""Which addresses are an authority's own: those of its members, and those at a domain of several of them (REF-7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

#: Where anybody has a mailbox. Almoner's own list; an address there is nobody's but its holder's.
FREE_MAIL = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "outlook.co.uk", "hotmail.com", "hotmail.co.uk", "live.com",
        "live.co.uk", "msn.com", "yahoo.com", "yahoo.co.uk", "ymail.com", "icloud.com", "me.com", "mac.com", "aol.com",
        "aol.co.uk", "btinternet.com", "sky.com", "talktalk.net", "virginmedia.com", "ntlworld.com", "protonmail.com",
        "proton.me", "gmx.com", "gmx.co.uk", "mail.com", "zoho.com", "tutanota.com", "fastmail.com", "hey.com",
    }
)  # fmt: skip
#: So many members of an authority have their address at a domain before it counts as the authority's.
SEVERAL = 2


def domain_of(address: str) -> str:
    """The part of an address after its last @, in small letters; nothing where there is none."""
    name, _, domain = address.strip().casefold().rpartition("@")
    return domain if name else ""


def is_free_mail(address: str) -> bool:
    """Whether anybody could have this address."""
    return domain_of(address) in FREE_MAIL


def domains_of(addresses: Iterable[str], agencies: Iterable[str] = ()) -> frozenset[str]:
    """The domains that are an authority's: of several of its members, neither free mail nor any agency's."""
    counted = Counter(domain_of(each) for each in set(addresses))
    apart = FREE_MAIL | {domain_of(each) for each in agencies}
    return frozenset(domain for domain, many in counted.items() if many >= SEVERAL and domain and domain not in apart)


def fault_of(address: str, members: Collection[str], domains: Collection[str]) -> str:
    """Why an address is not known to be the authority's, in words; nothing where it is (REF-7)."""
    plain = address.strip().casefold()
    if plain in {each.casefold() for each in members}:
        return ""
    if not domain_of(plain):
        return "That is not an email address."
    if is_free_mail(plain):
        return "That is a free mailbox, which anybody can open."
    if domain_of(plain) in domains:
        return ""
    return "Almoner does not know that address as the authority’s."
