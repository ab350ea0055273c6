"""Short names for given names: Liz is Elizabeth, and Elizabeth may be typed for Liz."""

from collections import defaultdict
from functools import cache

from nicknames import name_triplets

from almoner.register.rules.names import fold


@cache
def _table() -> dict[str, frozenset[str]]:
    related: dict[str, set[str]] = defaultdict(set)
    for triplet in name_triplets():
        full, short = fold(triplet.name1), fold(triplet.name2)
        related[full].add(short)
        related[short].add(full)
    return {name: frozenset(others - {name}) for name, others in related.items()}


def nicknames_of(given: str) -> frozenset[str]:
    """Folded given names that commonly stand for the folded ``given``, either way round; never itself."""
    return _table().get(given, frozenset())


def may_be_the_same(a: str, b: str) -> bool:
    """Whether one folded given name commonly stands for the other."""
    return a == b or b in nicknames_of(a)
