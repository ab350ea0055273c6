"""What is remarkable about a reference as it comes in: said beside it, and decided by a person."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

from almoner.references.rules.addresses import domain_of, is_free_mail
from almoner.references.rules.seniority import Given

#: Sentences shorter than this are said by everybody, in words.
SHORTEST = 8
WORDED = ("practice", "conduct", "supervision", "left_why", "safeguarding_what", "formal_what", "again_why")


class Flag(StrEnum):
    """One remarkable thing."""

    DUPLICATE = "duplicate"
    FREE_MAIL = "free_mail"
    OTHER_DOMAIN = "other_domain"
    WRONG_ROLE = "wrong_role"
    BY_LINK = "by_link"

    @property
    def words(self) -> str:
        """As a page says it."""
        return {
            Flag.DUPLICATE: "Word for word as in another reference",
            Flag.FREE_MAIL: "The referee gave a free mailbox",
            Flag.OTHER_DOMAIN: "The referee’s address is not the authority’s",
            Flag.WRONG_ROLE: "Written by a first-line manager and approved",
            Flag.BY_LINK: "Given by link, without signing in",
        }[self]


def prints_of(answers: Mapping[str, Any], key: bytes) -> list[str]:
    """A print of each longer sentence, by which the same words are found again and nothing else is learned.

    Case, accents, marks and spaces make no difference.
    """
    found = set()
    for name in WORDED:
        for sentence in re.split(r"[.!?;\n]+", str(answers.get(name) or "")):
            spread = unicodedata.normalize("NFKD", sentence.casefold())
            words = re.findall(r"[a-z0-9]+", "".join(one for one in spread if not unicodedata.combining(one)))
            if len(words) >= SHORTEST:
                found.add(hmac.new(key, " ".join(words).encode(), hashlib.sha256).hexdigest())
    return sorted(found)


def flags_of(
    answers: Mapping[str, Any], *, seen_before: bool, domains: Collection[str], by_link: bool, given_as: Given
) -> tuple[Flag, ...]:
    """Everything remarkable about a reference, in the order of the list.

    `seen_before` says that one of its sentences stands in another; `domains` are the authority's; `given_as` is what
    its writer is, whoever approved it.
    """
    contact = str(answers.get("contact") or "")
    tried = {
        Flag.DUPLICATE: seen_before,
        Flag.FREE_MAIL: is_free_mail(contact),
        Flag.OTHER_DOMAIN: bool(contact) and not is_free_mail(contact) and domain_of(contact) not in domains,
        Flag.WRONG_ROLE: given_as is not Given.SENIOR,
        Flag.BY_LINK: by_link,
    }
    return tuple(flag for flag, found in tried.items() if found)
