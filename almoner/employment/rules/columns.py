"""What each column of an employer's list holds, guessed from its heading and from what stands under it.

A guess is shown with twenty rows and mended by a person before anything is done with it; the mended one is remembered
by the list's headings for next time.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SHOWN_ROWS = 20


class Field(StrEnum):
    """Something a column may hold."""

    NUMBER = "number"
    FULL_NAME = "full_name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    KNOWN_AS = "known_as"
    FORMER_NAME = "former_name"
    TOWN = "town"
    TEAM = "team"
    JOB_TITLE = "job_title"
    MANAGER = "manager"
    STARTS = "starts"
    ENDS = "ends"
    BORN = "born"
    EMAIL = "email"
    STAFF_ID = "staff_id"

    @property
    def words(self) -> str:
        """The field as a page calls it."""
        return _WORDS[self]


_WORDS = {
    Field.NUMBER: "Registration number",
    Field.FULL_NAME: "Full name",
    Field.FIRST_NAME: "First name",
    Field.LAST_NAME: "Last name",
    Field.KNOWN_AS: "Known as",
    Field.FORMER_NAME: "Former name",
    Field.TOWN: "Town",
    Field.TEAM: "Team",
    Field.JOB_TITLE: "Job title",
    Field.MANAGER: "Line manager",
    Field.STARTS: "Start date",
    Field.ENDS: "Leaving date",
    Field.BORN: "Birth date",
    Field.EMAIL: "Email",
    Field.STAFF_ID: "Your own staff number",
}

_HEADINGS: Mapping[Field, tuple[str, ...]] = {
    Field.NUMBER: (
        "sw number", "swe number", "swe no", "sweno", "sw no", "swe registration number", "registration number",
        "registration no", "reg no", "reg number", "swe reg", "swe id", "social work england number",
        "professional registration", "hcpc number", "hcpc no", "prof social worker registration no", "pin", "swe",
        "prof professional registration", "prof social worker registration no",
    ),
    Field.FULL_NAME: (
        "name", "full name", "employee name", "staff name", "worker name", "social worker", "employee",
        "registered name", "worker", "prof professional name", "name of social worker",
    ),
    Field.FIRST_NAME: ("first name", "forename", "forenames", "given name", "given names", "christian name", "first"),
    Field.LAST_NAME: ("last name", "surname", "family name", "last"),
    Field.KNOWN_AS: ("known as", "preferred name", "preferred first name", "nickname", "called"),
    Field.FORMER_NAME: (
        "former name", "previous name", "previous surname", "maiden name",
        "former surname", "other name",
    ),
    Field.TOWN: ("town", "city", "work town", "town of employment", "location", "office", "base", "site", "work base"),
    Field.TEAM: (
        "team", "team name", "service", "department", "directorate", "cost centre", "service area", "unit",
        "prof professional department", "org unit",
    ),
    Field.JOB_TITLE: (
        "job title", "title of post", "post title", "role", "job role", "position", "post", "designation", "job",
        "prof professional job title", "orgrole",
    ),
    Field.MANAGER: ("manager", "line manager", "reports to", "supervisor", "manager name"),
    Field.STARTS: (
        "start date", "date started", "started", "date joined", "commencement date",
        "continuous service date", "joined",
        "role start date", "rolestartdate", "employment start date", "hire date", "starts",
    ),
    Field.ENDS: (
        "end date", "leaving date", "leave date", "date left", "role end date",
        "roleenddate", "termination date",
    ),
    Field.BORN: ("date of birth", "dob", "birth date", "birthdate", "personbirthdate", "born"),
    Field.EMAIL: ("email", "email address", "e mail", "work email", "mail"),
    Field.STAFF_ID: (
        "employee number", "employee no", "employee id", "staff number", "staff id", "payroll number", "payroll no",
        "personnel number", "assignment number", "person id", "emp no", "prof staff id",
    ),
}  # fmt: skip

_NUMBERLIKE = re.compile(r"^\s*s?w?e?[\s\-]*[1-9]\d{3,5}(?:\.0)?\s*$", re.IGNORECASE)
_LETTERED = re.compile(r"^\s*sw[\s\-]*[1-9]\d{0,5}\s*$", re.IGNORECASE)
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_WORD = r"[^\W\d_][^\W\d_'’.\-]*"
_FULL_NAME = re.compile(rf"^\s*{_WORD}(?:[\s,\-]+{_WORD})+\s*,?\s*(?:{_WORD})?\s*$")
_ONE_NAME = re.compile(rf"^\s*{_WORD}(?:[\s\-]{_WORD})?\s*$")
_DATE = re.compile(
    r"^\s*(?:\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2,4}|\d{4}-\d{2}-\d{2}.*|\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9} \d{2,4})\s*$",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"\b(?:social worker|manager|practitioner|consultant|asye|head of|director|amhp|officer)\b", re.IGNORECASE
)
_TEAM = re.compile(r"\b(?:team|service|hub|unit|duty|assessment|safeguarding|looked after|mash)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guess:
    """What one column is taken to hold: a field or nothing, how sure that is from 0 to 1, and why in words."""

    column: int
    heading: str
    field: Field | None
    confidence: float
    why: str

    @property
    def sure(self) -> bool:
        """Whether it may be shown as a guess that hardly needs looking at."""
        return self.confidence >= 0.8


def guess(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> list[Guess]:
    """What each column holds, one guess a column in their order; no field is guessed for two columns.

    `rows` are the first rows of the list; twenty are plenty. A heading counts for more than content, except that
    content which can be nothing else (numbers that begin SW, email addresses) speaks for itself.
    """
    scored = [
        (score, column, field, why)
        for column, heading in enumerate(headings)
        for field, score, why in _scores(heading, [row[column] for row in rows if column < len(row)])
        if score >= 0.45
    ]
    taken: dict[int, Guess] = {}
    fields = set[Field]()
    for score, column, field, why in sorted(scored, key=lambda each: (-each[0], each[1])):
        if column not in taken and field not in fields:
            taken[column] = Guess(column, headings[column], field, min(score, 1.0), why)
            fields.add(field)
    found = [
        taken.get(column, Guess(column, heading, None, 0.0, "Nothing in Almoner needs this column."))
        for column, heading in enumerate(headings)
    ]
    return [_dropped(each) if _redundant(each, fields) else each for each in found]


def _redundant(found: Guess, fields: set[Field]) -> bool:
    """A whole name guessed from content alone beside columns for its parts is more likely a manager's."""
    return found.field is Field.FULL_NAME and {Field.FIRST_NAME, Field.LAST_NAME} <= fields and not found.sure


def _dropped(found: Guess) -> Guess:
    return Guess(found.column, found.heading, None, 0.0, "First and last name have columns of their own.")


def _scores(heading: str, values: Iterable[object]) -> list[tuple[Field, float, str]]:
    plain = plain_heading(heading)
    filled = [value for value in values if value not in (None, "")]
    found: list[tuple[Field, float, str]] = []
    for field in Field:
        headed = _headed(plain, field)
        held = _held(field, filled)
        if held is None:
            score, why = headed, "Its heading says so."
        elif headed:
            score = headed * (0.55 + 0.45 * held) if filled else headed
            why = "Its heading and what it holds agree." if held > 0.5 else "Its heading says so."
        else:
            score, why = held * _ALONE.get(field, 0.0), "What it holds looks like it."
        found.append((field, score, why))
    return found


#: How far content alone, without a telling heading, is trusted.
_ALONE = {Field.NUMBER: 0.9, Field.EMAIL: 0.95, Field.FULL_NAME: 0.6, Field.JOB_TITLE: 0.6, Field.TEAM: 0.5}


def plain_heading(heading: str) -> str:
    """A heading in bare words: no capitals, marks or underscores, camel case broken up."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return " ".join(re.sub(r"[^\w]+|_", " ", spaced).casefold().split())


def _headed(plain: str, field: Field) -> float:
    names = _HEADINGS[field]
    closed = plain.replace(" ", "")
    if plain in names or any(closed == name.replace(" ", "") for name in names):
        return 1.0
    words = plain.split()
    best = 0.0
    for name in names:
        parts = name.split()
        if len(parts) > 1 and all(part in words for part in parts):
            best = max(best, 0.85)
        elif len(parts) == 1 and len(name) > 3 and name in words and field not in _NEEDS_ALL:
            best = max(best, 0.7)
    return best


#: A single word such as “name” or “post” inside a longer heading (“manager name”, “post code”) says too little.
_NEEDS_ALL = frozenset({Field.FULL_NAME, Field.JOB_TITLE, Field.FIRST_NAME, Field.LAST_NAME})


def _held(field: Field, values: Sequence[object]) -> float | None:
    """The share of cells that could be this field; None where content says nothing of it."""
    test = _TESTS.get(field)
    if test is None:
        return None
    if not values:
        return 0.0
    return sum(1 for value in values if test(value)) / len(values)


def _is_date(value: object) -> bool:
    return isinstance(value, date) or bool(_DATE.match(str(value)))


_TESTS: Mapping[Field, Callable[[object], bool]] = {
    Field.NUMBER: lambda value: bool(_LETTERED.match(str(value)) or _NUMBERLIKE.match(str(value))),
    Field.EMAIL: lambda value: bool(_EMAIL.match(str(value).strip())),
    Field.FULL_NAME: lambda value: bool(_FULL_NAME.match(str(value))) and not _JOB.search(str(value)),
    Field.FIRST_NAME: lambda value: bool(_ONE_NAME.match(str(value))),
    Field.LAST_NAME: lambda value: bool(_ONE_NAME.match(str(value))),
    Field.STARTS: _is_date,
    Field.ENDS: _is_date,
    Field.BORN: _is_date,
    Field.JOB_TITLE: lambda value: bool(_JOB.search(str(value))),
    Field.TEAM: lambda value: bool(_TEAM.search(str(value))),
}


def fingerprint(headings: Sequence[str]) -> str:
    """The headings' own mark, by which a mended mapping is found again; order and capitals do not matter."""
    plain = "\x1f".join(sorted(plain_heading(heading) for heading in headings))
    return hashlib.sha256(plain.encode()).hexdigest()


def remembered(headings: Sequence[str], mapping: Mapping[str, str]) -> dict[Field, int]:
    """A mapping kept by plain headings, laid upon these; headings or fields no longer there are left out."""
    places = {plain_heading(heading): at for at, heading in reversed(list(enumerate(headings)))}
    known = set(Field)
    return {Field(field): places[plain] for field, plain in mapping.items() if field in known and plain in places}


def faults(mapping: Mapping[Field, int]) -> list[str]:
    """What a mapping lacks before rows can be matched, in words; nothing when it is enough.

    There must be a number, or a name to go by: a full name, or a last name with a first.
    """
    said = []
    named = Field.FULL_NAME in mapping or {Field.FIRST_NAME, Field.LAST_NAME} <= set(mapping)
    if not named and Field.NUMBER not in mapping:
        said.append("Choose the column that holds the registration number, or the columns that hold the name.")
    columns = list(mapping.values())
    if len(columns) != len(set(columns)):
        said.append("One column is chosen for two things. Choose a different column for one of them.")
    return said


def advice(mapping: Mapping[Field, int]) -> list[str]:
    """What the result will be worse for, in words, when the mapping is enough but thin."""
    named = Field.FULL_NAME in mapping or {Field.FIRST_NAME, Field.LAST_NAME} <= set(mapping)
    if not named:
        return ["There is no name, and a number alone is never certain: every row will have to be looked at."]
    if Field.NUMBER not in mapping:
        return ["There is no registration number, so only rare names can be certain."]
    return []
