"""One life for each standing that the register can show, under numbers that stay the same: somewhere to look. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from almoner.demo.lives import CONDITIONS, HowEnded, Life, OrderKind, Period, PlannedOrder, year_end
from almoner.demo.names import Name


@dataclass(frozen=True)
class Shown:
    """A number of the register, and what it shows."""

    number: int
    what: str

    @property
    def swe(self) -> str:
        """The number as it is written."""
        return f"SW{self.number}"


SHOWN = (
    Shown(101, "Registered, with a former name and an approved role"),
    Shown(102, "Registered, with conditions on practice"),
    Shown(103, "Registered, with a warning"),
    Shown(104, "Suspended"),
    Shown(105, "Registration lapsed: the last day has passed"),
    Shown(106, "Removed from the register"),
    Shown(107, "Registered again after a gap"),
    Shown(108, "Registration begins next month"),
)


def shown_lives(today: date) -> list[Life]:
    """The lives behind `SHOWN`, in its order, as they stand on `today`."""
    began, end = today - timedelta(days=3000), year_end(today)
    last_end = date(end.year - 1, 11, 30)
    next_end = date(end.year + 1, 11, 30)
    ago = today - timedelta(days=120)
    paid = (Period(began, next_end),)
    return [
        Life(
            101,
            Name("Margaret Rose", "Okafor-Bennett"),
            "Thornmere",
            paid,
            former=((Name("Margaret Rose", "Bennett"), today - timedelta(days=1500)),),
            annotations=(("AMHP", today - timedelta(days=1000)),),
        ),
        Life(
            102, Name("Daniel", "Hargreave"), "Wexcombe", paid, orders=(_order("conditions", ago, 400, CONDITIONS[0]),)
        ),
        Life(103, Name("Priya", "Raman"), "Penmarsh", paid, orders=(_order("warning", ago, 1000),)),
        Life(104, Name("Gareth", "Llewellyn-Pugh"), "Millbeck", paid, orders=(_order("suspension", ago, 250),)),
        Life(105, Name("Siobhan", "Kearney"), "Saltmarsh", (Period(began, last_end),)),
        Life(
            106,
            Name("Leonard", "Whitcombe"),
            "Castlewick",
            (Period(began, ago, HowEnded.REMOVED),),
            orders=(PlannedOrder(OrderKind.REMOVAL, ago, None),),
        ),
        Life(
            107,
            Name("Abimbola", "Adeyemi"),
            "Fernleigh",
            (
                Period(began, date(end.year - 4, 11, 30), HowEnded.NOT_RENEWED),
                Period(date(end.year - 2, 3, 2), next_end),
            ),
        ),
        Life(108, Name("Zofia", "Nowak"), "Aldbrook", (Period(today + timedelta(days=30), next_end),)),
    ]


def _order(kind: str, began: date, days: int, words: str = "") -> PlannedOrder:
    return PlannedOrder(OrderKind(kind), began, began + timedelta(days=days), words)
