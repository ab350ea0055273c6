"""The comparison of a row with an entry, field by field, in words a person can act on."""

from dataclasses import dataclass

from almoner.register.rules.standing import day

from .levels import Agreement, Level
from .people import Entry, Listed


@dataclass(frozen=True, slots=True)
class Reason:
    """One field compared: what the list has, what the entry has, whether that speaks for the pair, and in words."""

    field: str
    level: Level
    ours: str
    theirs: str
    words: str

    @property
    def agrees(self) -> bool | None:
        """True, False, or None where there was nothing to compare."""
        if self.level is Level.MISSING:
            return None
        return self.level is not Level.DIFFERENT


def reasons_for(row: Listed, entry: Entry, agreed: Agreement) -> tuple[Reason, ...]:
    """Every field that either side has, in the order a person would compare them."""
    said = [
        Reason("number", agreed.number, row.number.strip(), entry.number, _number(row, entry, agreed.number)),
        Reason("name", _name_level(agreed), row.shown_name, entry.name, _name(agreed)),
    ]
    if row.town.strip():
        said.append(Reason("town", agreed.town, row.town.strip(), entry.town, _town(agreed.town)))
    if row.starts is not None and agreed.starts is not Level.MISSING:
        said.append(
            Reason(
                "start date",
                agreed.starts,
                day(row.starts),
                f"Registered from {day(entry.registered_from)}" if entry.registered_from else "",
                "The start date is after the registration began."
                if agreed.starts is Level.SAME
                else "The start date is before the registration began.",
            )
        )
    if agreed.born is not Level.MISSING:
        said.append(Reason("birth date", agreed.born, "given", "held", _BORN[agreed.born]))
    return tuple(said)


def _number(row: Listed, entry: Entry, level: Level) -> str:
    read = row.reading
    match level:
        case Level.SAME:
            return f"The number is the same. {read.words}".strip()
        case Level.TURNED_ROUND:
            return f"Two digits have changed places: {read.number} in the list, {entry.number} on the register."
        case Level.ONE_SLIP:
            return f"One digit is different: {read.number} in the list, {entry.number} on the register."
        case Level.MISSING:
            return read.words or "The list has no number for this row."
        case _:
            return f"The number is a different one: {read.number} in the list, {entry.number} on the register."


def _name_level(agreed: Agreement) -> Level:
    if agreed.surname is Level.MISSING and agreed.given is Level.MISSING:
        return Level.MISSING
    if Level.DIFFERENT in (agreed.surname, agreed.given):
        return Level.DIFFERENT
    if agreed.surname is agreed.given is Level.SAME:
        return Level.TURNED_ROUND if agreed.turned else Level.SAME
    return Level.ALIKE


_SURNAMES = {
    Level.FORMER: "The surname agrees with an earlier name.",
    Level.PART: "One part of a double-barrelled surname agrees.",
    Level.ONE_SLIP: "The surname is one letter different.",
    Level.ALIKE: "The surname is spelt differently but is close.",
    Level.DIFFERENT: "The surname is different.",
    Level.MISSING: "There is no surname to compare.",
}
_GIVENS = {
    Level.SHORT_FORM: "The first name is a usual short or long form of the other.",
    Level.MIDDLE: "The first name on one side is a middle name or the name used on the other.",
    Level.INITIAL: "Only an initial is given for the first name, and it agrees.",
    Level.ONE_SLIP: "The first name is one letter different.",
    Level.ALIKE: "The first name is spelt differently but is close.",
    Level.DIFFERENT: "The first name is different.",
    Level.MISSING: "There is no first name to compare.",
}
_BORN = {
    Level.SAME: "The birth date is the same.",
    Level.TURNED_ROUND: "The birth date agrees with day and month exchanged.",
    Level.ONE_SLIP: "One part of the birth date is different.",
    Level.DIFFERENT: "The birth date is different.",
}


def _name(agreed: Agreement) -> str:
    if agreed.surname is Level.MISSING and agreed.given is Level.MISSING:
        return "The list has no name for this row."
    said = [words for words in (_SURNAMES.get(agreed.surname), _GIVENS.get(agreed.given)) if words]
    if not said:
        said = ["The name is the same."]
    if agreed.turned:
        said.append("First name and surname are the other way round in the list.")
    if agreed.middle is Level.DIFFERENT:
        said.append("The middle name is different.")
    return " ".join(said)


def _town(level: Level) -> str:
    match level:
        case Level.SAME:
            return "The town is the same."
        case Level.PART | Level.ALIKE:
            return "The town is nearly the same."
        case Level.MISSING:
            return "The register has no town for this entry."
        case _:
            return "The town is different, which is common: people move, and the register may be older."
