"""Recusal: keeping someone away from a matter in which they have a conflict. It overrides every permission."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Ground(StrEnum):
    """Why somebody must not see a matter."""

    SELF = "self"
    EMPLOYER = "employer"
    NAMED = "named"
    DECLARED = "declared"
    OBSERVED = "observed"

    @property
    def words(self) -> str:
        """The ground as a page says it."""
        return GROUND_WORDS[self]

    @property
    def at_once(self) -> bool:
        """Whether a proposal on this ground counts before anybody has decided it.

        A namesake does not: it is most often somebody else, and would empty a desk of half its work. Nor does a
        colleague’s word, by which anybody could otherwise take a matter out of somebody’s hands.
        """
        return self not in (Ground.NAMED, Ground.OBSERVED)


GROUND_WORDS: dict[Ground, str] = {
    Ground.SELF: "The matter is about them",
    Ground.EMPLOYER: "They work, or worked, for an organisation that the matter concerns",
    Ground.NAMED: "Somebody of their name or address is party to the matter",
    Ground.DECLARED: "They have said that they have a conflict",
    Ground.OBSERVED: "A colleague has said that they have a conflict",
}


@dataclass(frozen=True)
class Party:
    """Somebody named in a matter: by account where they have one, else by name and email address."""

    person: Hashable | None = None
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Matter:
    """What is known of a matter when it is asked whether someone has a conflict in it."""

    parties: tuple[Party, ...] = ()
    organisations: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Reader:
    """Somebody who might be asked to deal with a matter.

    `organisations` are those that they have worked for in the past five years, the one whose work this
    is left out: a regulator’s officer is not conflicted by working for the regulator.
    """

    person: Hashable
    name: str = ""
    email: str = ""
    organisations: frozenset[int] = field(default_factory=frozenset)


def conflicts(reader: Reader, matter: Matter) -> tuple[Ground, ...]:
    """The grounds on which `reader` should be kept away from `matter`, strongest first; none, if none.

    Proposed, not decided: a person says whether the namesake is the same person. `SELF` alone is certain.
    """
    found: list[Ground] = []
    if any(_is(reader, party) for party in matter.parties):
        found.append(Ground.SELF)
    if reader.organisations & matter.organisations:
        found.append(Ground.EMPLOYER)
    if Ground.SELF not in found and any(_sounds_like(reader, party) for party in matter.parties):
        found.append(Ground.NAMED)
    return tuple(found)


def _is(reader: Reader, party: Party) -> bool:
    if party.person is not None:
        return party.person == reader.person
    return bool(party.email) and party.email.casefold() == reader.email.casefold()


def _sounds_like(reader: Reader, party: Party) -> bool:
    theirs, ours = _words(party.name), _words(reader.name)
    return bool(theirs) and bool(ours) and (theirs == ours or theirs[-1] == ours[-1])


def _words(name: str) -> tuple[str, ...]:
    kept = (
        "".join(letter for letter in word if letter.isalpha()) for word in name.casefold().replace("-", " ").split()
    )
    return tuple(word for word in kept if word)


def proposals(readers: Iterable[Reader], matter: Matter) -> dict[Hashable, tuple[Ground, ...]]:
    """For each of `readers` with a conflict, the grounds."""
    return {reader.person: grounds for reader in readers if (grounds := conflicts(reader, matter))}
