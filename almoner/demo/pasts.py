"""An invented life as the register takes one over. Pure."""

from __future__ import annotations

from datetime import timedelta

from almoner.demo.lives import HowEnded, Life, OrderKind, year_end
from almoner.register.rules.past import PastName, PastOrder, PastTerm, WholePast

GROUNDS = {
    HowEnded.NOT_RENEWED: "not-renewed",
    HowEnded.VOLUNTARY: "own-request",
    HowEnded.REMOVED: "removal-order",
    HowEnded.DECEASED: "death",
    HowEnded.NO_CPD: "cpd",
}
WHY_OUT_OF_VIEW = "Somebody would be at risk if their place of work could be found."


def past_of(life: Life) -> WholePast:
    """The facts of a life: names end to end, terms, annotations, and the orders that the register carries."""
    return WholePast(
        number=life.number,
        names=_names(life),
        terms=tuple(
            PastTerm(p.began, year_end(p.until), p.until + timedelta(days=1), GROUNDS[p.ended])
            if p.ended
            else PastTerm(p.began, p.until)
            for p in life.periods
        ),
        town=life.town,
        annotations=life.annotations,
        # A removal is how a term ended; the other orders stand beside the name.
        orders=tuple(
            PastOrder(order.kind.value.replace("_", "-"), order.began, order.until, order.words)
            for order in life.orders
            if order.kind is not OrderKind.REMOVAL
        ),
        kept_out_of_view=WHY_OUT_OF_VIEW if life.suppressed else "",
    )


def _names(life: Life) -> tuple[PastName, ...]:
    names, starts = [], life.periods[0].began
    for name, ends in life.former:
        names.append(PastName(name.first, name.last, starts, ends, may_be_shown=True))
        starts = ends
    return (*names, PastName(life.name.first, life.name.last, starts))
