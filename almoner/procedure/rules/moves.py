"""A procedure as one table of moves, and the one check that every page, action and test asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from almoner.people.rules import ROLES, Role

from .clocks import Clock
from .refusals import About, Refusal, Refused

if TYPE_CHECKING:
    from .requests import RequestKind

START, OPEN, STAY = "", "*", "="


class Relation(str):
    """Somebody known by what they are to this case rather than by a role: name, and words for a sentence."""

    words: str

    def __new__(cls, name: str, words: str) -> Relation:
        made = super().__new__(cls, name)
        made.words = words
        return made


MACHINE = Relation("machine", "the system")


class Kind(StrEnum):
    """What a field holds; the page picks its control and `check` its test from this."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes_no"
    NUMBER = "number"


@dataclass(frozen=True)
class Field:
    """One thing a move or a request asks for. `choices` are (value, words) pairs.

    `by_rule` is a field that a test of the move asks for when it is needed: neither required nor called optional.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    _: KW_ONLY
    required: bool = True
    by_rule: bool = False
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    max_length: int = 10_000

    def fault(self, value: object) -> str:
        """What is wrong with `value` as an answer, as a sentence to put beside the field, or ""."""
        if value in (None, "", [], ()) or (self.required and isinstance(value, str) and value.isspace()):
            return (
                f"Give an answer: {self.label[:1].lower()}{self.label[1:]}"
                if self.required and not self.by_rule
                else ""
            )
        return "" if self._fits(value) else f"{self.label}: this answer cannot be used."

    def _fits(self, value: object) -> bool:
        offered = {key for key, _ in self.choices}
        match self.kind:
            case Kind.DATE:
                return _is_date(value)
            case Kind.YES_NO:
                return isinstance(value, bool)
            case Kind.NUMBER:
                return isinstance(value, int) and not isinstance(value, bool)
            case Kind.CHOICE:
                return isinstance(value, str) and value in offered
            case Kind.SEVERAL:
                return isinstance(value, list | tuple) and {str(one) for one in value} <= offered
        return isinstance(value, str) and len(value) <= self.max_length and "\0" not in value


@dataclass(frozen=True)
class Taken:
    """A move already taken, as the rules see it."""

    move: str
    actor_id: str
    role: str
    at: datetime
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asking:
    """Everything a rule may look at: who asks, as what, on which day, and what the case is."""

    state: str
    actor_id: str
    roles: frozenset[str]
    on: date
    taken: tuple[Taken, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    reasons: str = ""
    facts: Any = None

    def value(self, name: str) -> Any:
        """What was typed for `name`, or None."""
        return self.values.get(name)


Test = Callable[[Asking], Refusal | None]


@dataclass(frozen=True)
class Move:
    """One row of the table: from a state (START, OPEN, one or several) to a state (or STAY), by whom, on what test.

    `asks` judge what is typed with the move; `only_if` the case alone, so the page can say beforehand
    why it is not yet possible. `not_by_taker_of` names earlier moves whose taker may not take this one.
    `waits=False` is a move that may be taken but that nobody waits for, so that it stands on no worklist.
    """

    name: str
    frm: str | tuple[str, ...] | list[str] = START
    _: KW_ONLY
    to: str
    by: tuple[str, ...] | list[str]
    cites: str
    asks: tuple[Test, ...] | list[Test] = ()
    only_if: tuple[Test, ...] | list[Test] = ()
    not_by_taker_of: tuple[str, ...] | list[str] = ()
    reasons: bool = False
    fields: tuple[Field, ...] | list[Field] = ()
    label: str = ""
    done: str = ""
    guidance: str = ""
    grave: bool = False
    waits: bool = True
    tells: tuple[str, ...] | list[str] = ()

    @property
    def words(self) -> str:
        """What the button says."""
        return self.label or sentence(self.name)

    @property
    def done_words(self) -> str:
        """What the timeline says once it has been taken."""
        return self.done or self.words


@dataclass(frozen=True)
class Procedure:
    """Moves, clocks and requests under one name. `states` gives words for states whose name is not enough."""

    name: str
    _: KW_ONLY
    moves: tuple[Move, ...] | list[Move]
    title: str = ""
    clocks: tuple[Clock, ...] | list[Clock] = ()
    requests: tuple[RequestKind, ...] | list[RequestKind] = ()
    states: Mapping[str, str] = field(default_factory=dict)
    assign_by: tuple[str, ...] | list[str] = ()

    @property
    def words(self) -> str:
        """What the procedure is called on a page."""
        return self.title or sentence(self.name)

    @cached_property
    def state_names(self) -> tuple[str, ...]:
        """Every state that a move names, in the order in which the table first reaches it."""
        ends = (end for move in self.moves for end in (*several(move.frm), move.to))
        return tuple(dict.fromkeys(end for end in ends if end not in (START, OPEN, STAY)))

    @cached_property
    def final(self) -> frozenset[str]:
        """The states that nothing leads out of; a case there is closed."""
        leaving = {s for m in self.moves if OPEN not in several(m.frm) for s in several(m.frm) if m.to != STAY}
        return frozenset(self.state_names) - leaving

    def state_words(self, state: str) -> str:
        """The state as a page shows it."""
        return self.states.get(state) or sentence(state)

    def move(self, name: str) -> Move | None:
        """The move of that name, or None."""
        return next((one for one in self.moves if one.name == name), None)

    def clock(self, name: str) -> Clock | None:
        """The clock of that name, or None."""
        return next((one for one in self.clocks if one.name == name), None)

    def request(self, name: str) -> RequestKind | None:
        """The kind of request of that name, or None."""
        return next((one for one in self.requests if one.name == name), None)

    def sources(self, move: Move) -> tuple[str, ...]:
        """The states from which `move` may be taken, OPEN spelt out as every state that is not final."""
        named = several(move.frm)
        return tuple(s for s in self.state_names if s not in self.final) if OPEN in named else named

    def moves_from(self, state: str) -> Iterator[Move]:
        """The moves that lead on from `state`."""
        return (move for move in self.moves if state in self.sources(move))

    def onward(self, state: str) -> list[Move]:
        """The moves that a case in `state` waits for: those that lead to another state, not those open at any time."""
        leading = (m for m in self.moves_from(state) if m.waits and OPEN not in several(m.frm))
        return [move for move in leading if self.target(move, state) != state]

    @cached_property
    def waits_for(self) -> frozenset[str]:
        """Every role whose turn it can be: those of the moves that a case waits for, and of the answers to read."""
        leading = {str(role) for state in self.state_names for move in self.onward(state) for role in move.by}
        return frozenset(leading.union(str(role) for kind in self.requests for role in kind.by))

    def target(self, move: Move, state: str) -> str:
        """The state in which `move` leaves a case that was in `state`."""
        return state if move.to == STAY else move.to


def check(procedure: Procedure, name: str, asking: Asking, *, typed: bool = True) -> tuple[Refusal, ...]:
    """Every reason why `asking` may not take the move `name`; empty means it may.

    With `typed=False` nothing has been typed yet: reasons, fields and `asks` are left for the move's page.
    An unknown move is a programming or address error: KeyError.
    """
    move = _known(procedure, name)
    found = [*_standing(procedure, move, asking), *_tested(move.only_if, asking)]
    if typed:
        found += [*_written(move, asking), *_tested(move.asks, asking)]
    return tuple(found)


def insist(procedure: Procedure, name: str, asking: Asking) -> Move:
    """The move, when every test allows it; otherwise Refused with all the refusals."""
    if refusals := check(procedure, name, asking):
        raise Refused(*refusals)
    return _known(procedure, name)


def answered(fields: Iterable[Field], values: Mapping[str, Any], cites: str) -> Iterator[Refusal]:
    """What is wrong with the answers to `fields`, beside each; an answer that nobody asked for is wrong too."""
    asked = {one.name: one for one in fields}
    for name, one in asked.items():
        if fault := one.fault(values.get(name)):
            yield Refusal(cites, fault, one.hint or "Change the answer.", About.FIELD, name)
    for extra in sorted(set(values) - set(asked)):
        yield Refusal(cites, f"“{extra}” is not asked for here.", "Leave it out.", About.FIELD, str(extra))


def role_used(move: Move, roles: Iterable[str]) -> str:
    """The first role of the table under which the move is open to somebody holding `roles`."""
    held = set(roles)
    return next((str(role) for role in move.by if role in held), "")


def words_for(roles: Iterable[str]) -> str:
    """Roles and relations as they read in a sentence: "the head of service or the deputy director"."""
    return joined([_role_words(role) for role in roles]) or "nobody"


def joined(words: list[str], by: str = "or") -> str:
    """Words listed as in a sentence: "agree, decline or ask more"."""
    return f"{', '.join(words[:-1])} {by} {words[-1]}" if len(words) > 1 else "".join(words)


def _role_words(role: str) -> str:
    if words := getattr(role, "words", None):
        return str(words)
    title = ROLES[Role(role)].title if role in set(Role) else str(role).replace("_", " ")
    return f"the {title}" if title[:2].isupper() else f"the {title[:1].lower()}{title[1:]}"


def _known(procedure: Procedure, name: str) -> Move:
    if move := procedure.move(name):
        return move
    raise KeyError(f"{procedure.name} has no move {name!r}")


def _standing(procedure: Procedure, move: Move, asking: Asking) -> Iterator[Refusal]:
    sources = procedure.sources(move)
    if asking.state not in sources:
        wanted = words_for([Relation(s, f"“{procedure.state_words(s)}”") for s in sources if s] or [MACHINE])
        standing = f"This case is “{procedure.state_words(asking.state)}”." if asking.state else "It is not open yet."
        needed = f"It can be done when the case is {wanted}." if any(sources) else "It can only open a new case."
        yield Refusal(move.cites, f"{standing} “{move.words}” does not lead on from there.", needed, About.STATE)
    if not role_used(move, asking.roles):
        who = words_for(move.by)
        yield Refusal(move.cites, f"Only {who} may do this.", f"Ask {who}.", About.ROLE)
    for earlier in asking.taken:
        if earlier.move in move.not_by_taker_of and earlier.actor_id == asking.actor_id:
            did = (procedure.move(earlier.move) or move).words.lower()
            because = f"You took the step “{did}” on this case, so somebody else has to do this."
            change = f"Somebody other than you who is {words_for(move.by)} can do it."
            yield Refusal(move.cites, because, change, About.DUTIES)
            return


def _written(move: Move, asking: Asking) -> Iterator[Refusal]:
    if move.reasons and not asking.reasons.strip():
        yield Refusal(move.cites, "No reasons are given.", "Write why, in your own words.", About.REASONS, "reasons")
    yield from answered(move.fields, asking.values, move.cites)


def _tested(tests: Iterable[Test], asking: Asking) -> Iterator[Refusal]:
    return (refusal for test in tests if (refusal := test(asking)))


def several(one_or_more: str | Iterable[str]) -> tuple[str, ...]:
    return (one_or_more,) if isinstance(one_or_more, str) else tuple(one_or_more)


def sentence(name: str) -> str:
    """A name as words that begin a sentence."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _is_date(value: object) -> bool:
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True
    return isinstance(value, date)
