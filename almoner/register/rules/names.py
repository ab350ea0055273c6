"""Names: folding them to what two careful people would both type, splitting them, keying them.

Folding is for comparison only. What is shown is always the name as its owner registered it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from almoner.register.rules.letters import TO_ASCII

TITLES: Final = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "doctor",
        "prof",
        "professor",
        "rev",
        "revd",
        "reverend",
        "sir",
        "dame",
        "lord",
        "lady",
        "fr",
        "sr",
        "hon",
        "cllr",
    ]
)
HONOURS: Final = frozenset(
    ["mbe", "obe", "cbe", "dsw", "msw", "bsw", "ba", "bsc", "ma", "msc", "phd", "jr", "jnr", "snr", "esq"]
)

#: Words that belong to the family name which follows them.
PARTICLES: Final = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "di",
        "del",
        "della",
        "le",
        "la",
        "ten",
        "ter",
        "te",
        "st",
        "saint",
        "san",
        "santa",
        "el",
        "al",
        "bin",
        "ibn",
        "binti",
        "bint",
        "ap",
        "ab",
        "mac",
        "mc",
        "o",
        "abu",
        "ben",
        "af",
        "av",
        "zu",
        "y",
        "e",
    ]
)

_APOSTROPHES: Final = re.compile(r"[’‘'`´ʼʹ′.]")  # noqa: RUF001
_BREAKS: Final = re.compile(r"[^a-z]+")
_CAPITALS_ONLY: Final = re.compile(r"^[^a-z]{2,}$")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in its two parts, written as its owner writes it."""

    forenames: str
    family: str

    @property
    def full(self) -> str:
        """Forenames then family name, as the register shows it."""
        return f"{self.forenames} {self.family}".strip()


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """``text`` without accents, marks, capitals or foreign letters: words of a-z with single spaces.

    Apostrophes and full stops close up (O'Brien is obrien); hyphens and all else separate words.
    """
    lower = text.lower() if text.isascii() else _without_accents(text)
    return _BREAKS.sub(" ", _APOSTROPHES.sub("", lower)).strip()


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return letters.translate(TO_ASCII)


def words(text: str) -> tuple[str, ...]:
    """The folded words of a name without titles and honours; a name made only of those keeps them."""
    folded = fold(text).split()
    kept = [w for w in folded if w not in TITLES and w not in HONOURS]
    return tuple(kept or folded)


def split_registered_name(text: str) -> PersonName:
    """Split the extract's "Registered Name" into forenames and family name.

    "SMITH, Jane" is family first; otherwise the last word is the family name, with the particles
    before it ("Ludwig van der Berg"), and a final run of capitals is taken whole ("Ana DA SILVA").
    """
    plain = " ".join(unicodedata.normalize("NFC", text).split()).strip(" ,;")
    if "," in plain:
        family, _, forenames = plain.partition(",")
        return PersonName(_untitled(forenames), family.strip())
    parts = _untitled(plain).split()
    if len(parts) < 2:
        return PersonName("", " ".join(parts))
    start = _family_starts_at(parts)
    return PersonName(" ".join(parts[:start]), " ".join(parts[start:]))


def _untitled(text: str) -> str:
    parts = text.split()
    while len(parts) > 1 and fold(parts[0]) in TITLES:
        parts = parts[1:]
    while len(parts) > 2 and fold(parts[-1]) in HONOURS:
        parts = parts[:-1]
    return " ".join(parts)


def _family_starts_at(parts: list[str]) -> int:
    start = len(parts) - 1
    if _CAPITALS_ONLY.match(parts[start]) and not all(_CAPITALS_ONLY.match(p) for p in parts):
        while start > 1 and _CAPITALS_ONLY.match(parts[start - 1]):
            start -= 1
    while start > 1 and fold(parts[start - 1]) in PARTICLES:
        start -= 1
    return start


@lru_cache(maxsize=65_536)
def family_tokens(family: str) -> tuple[str, ...]:
    """Every word by which a family name is looked for: its parts, and the parts written together."""
    parts = words(family)
    if len(parts) < 2:
        return parts
    whole = "".join(parts)
    weighty = tuple(p for p in parts if p not in PARTICLES) or parts
    ending = "".join(parts[-2:])
    return tuple(dict.fromkeys((*weighty, whole, ending)))


@lru_cache(maxsize=65_536)
def given_tokens(forenames: str) -> tuple[str, ...]:
    """Every word by which forenames are looked for: first, middle, and a hyphened first written together."""
    parts = words(forenames)
    first = forenames.split()[0] if forenames.split() else ""
    joined = "".join(words(first)) if "-" in first else ""
    return tuple(dict.fromkeys((*parts, joined) if joined else parts))


def pairs(forenames: str, family: str) -> tuple[tuple[str, str], ...]:
    """(family word, given word) for every way of naming this person with one of each.

    A person with a single name stands under it with an empty given word, and so does one whose family name is
    written in letters that cannot be folded, under the names that can.
    """
    families = family_tokens(family)
    givens = given_tokens(forenames) or ("",)
    if not families:
        return tuple((g, "") for g in givens if g)
    return tuple((f, g) for f in families for g in givens)


def ranked_pairs(forenames: str, family: str, *, former: bool = False) -> dict[tuple[str, str], int]:
    """Each pair with its rank: 0 for the name as most would say it, more for parts of it and for former names."""
    families = family_tokens(family)
    whole = families[0] if len(families) == 1 else "".join(words(family))
    first = given_tokens(forenames)[:1]
    late = 2 if former else 0
    return {(f, g): (f != whole) + ((g,) != first and g != "") + late for f, g in pairs(forenames, family)}


def keys(forenames: str, family: str) -> frozenset[str]:
    """Blocking keys: two records of one person almost always share at least one of these.

    Each key is a short prefix and folded letters, so a register of any size can store and index them:
    ``n`` whole name, ``s`` sound of both words, ``f`` family and first initial, ``g`` given name and
    start of family, ``e`` given name and end of family, ``r`` the words reversed.
    """
    found: set[str] = set()
    for f, g in pairs(forenames, family):
        found.update(_pair_keys(f, g))
    return frozenset(found)


@lru_cache(maxsize=65_536)
def _pair_keys(f: str, g: str) -> tuple[str, ...]:
    if not g:
        return (f"n:{f}|",)
    return (
        f"n:{f}|{g}",
        f"n:{g}|{f}",
        f"s:{sound(f)}|{sound(g)[:3]}",
        f"f:{f}|{g[0]}",
        f"g:{g}|{f[:3]}",
        f"e:{g}|{f[-3:]}",
    )


@lru_cache(maxsize=131_072)
def sound(word: str) -> str:
    """How a folded word sounds in English, as a few consonants: spellings heard alike share it."""
    if not word:
        return ""
    text = word
    for pattern, replacement in _SOUNDS:
        text = pattern.sub(replacement, text)
    head, tail = text[0], text[1:]
    head = "a" if head in "aeiouy" else head
    body = _VOWELS.sub("", tail)
    return _DOUBLED.sub(r"\1", head + body)


_SOUNDS: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^(?:kn|gn|pn)", "n"), (r"^wr", "r"), (r"^x", "s"), (r"^wh", "w"), (r"^mac(?=[^aeiouhk])", "mc"),
        (r"mb$", "m"), (r"sch", "sk"), (r"tch", "j"), (r"(?:ch|sh|dg(?=[eiy])|ti(?=[ao]))", "j"), (r"ph", "f"),
        (r"gh(?=[aeiou])", "g"), (r"(?<=[aeiou])gh", ""), (r"th", "t"), (r"ck", "k"), (r"qu?", "k"),
        (r"c(?=[eiy])", "s"), (r"c", "k"), (r"g(?=[eiy])", "j"), (r"x", "ks"), (r"z", "s"), (r"v", "f"),
        (r"d", "t"), (r"b", "p"), (r"(?<=.)[hw]", ""), (r"mk", "mk"),
    )
)  # fmt: skip
_VOWELS: Final = re.compile(r"[aeiouy]+")
_DOUBLED: Final = re.compile(r"(.)\1+")


def key_number(key: str) -> int:
    """A blocking key as the signed 64-bit number it is stored under."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
