"""An order, from the day it is made to the day somebody has accounted for its end (PLAN-F8).

The table has no way from "in force" to an end that the calendar alone takes for an order that must be reviewed: once
its last day passes without a decision it has run out, and stays on the worklist until somebody accounts for it. Nor
does the calendar put an order in force that is under appeal.
"""

from __future__ import annotations

from almoner.fitness.rules.appeals import APPEALED, COURT, appealed_in_time, court_orders_lawfully, decided_by_now
from almoner.fitness.rules.concern import RISK
from almoner.fitness.rules.order_law import KINDS, Source
from almoner.fitness.rules.order_tests import (
    CLAUSE,
    extended_in_time,
    extended_lawfully,
    it_ends_by_itself,
    it_is_interim,
    it_is_reviewed,
    it_removes,
    it_restricts,
    its_day_has_come,
    its_last_day_is_over,
    its_next_day_is_near,
    lasts_no_longer,
    of_a_kind_the_law_knows,
    replaced_lawfully,
    says_what_it_is,
    starts_lawfully,
)
from almoner.people.rules import Role
from almoner.procedure.rules import MACHINE, START, STAY, Field, Kind, Move, Procedure

HEARINGS = (Role.HEARINGS_OFFICER,)
#: An order that binds, whatever is to become of it.
LIVE = ("in_force", "to_be_reviewed", "review_listed")
#: One that nobody has to do anything about for its next day: that comes by itself, or waits for the court.
AT_REST = ("made", "appealed", "ending")

_WHAT = (
    Field("kind", "Kind", Kind.CHOICE, choices=tuple((kind.code, kind.title) for kind in KINDS.values())),
    Field("starts", "First day", Kind.DATE),
    Field("until", "Last day", Kind.DATE, required=False),
    Field("text", "What the register shows", Kind.LONG),
)
_SOURCE = Field("source", "Who decided", Kind.CHOICE, choices=tuple((one.value, one.words) for one in Source))
_ACCOUNT = (
    Field("what_happened", "How did it come to run out?", Kind.LONG),
    *RISK,
    Field("put_right", "What has been done to protect the public meanwhile?", Kind.LONG),
)

ORDER = Procedure(
    "order",
    title="Order",
    states={
        "made": "Made, not yet in effect",
        "appealed": "Made, under appeal",
        "in_force": "In force",
        "to_be_reviewed": "In force, to be reviewed",
        "review_listed": "In force, review listed",
        "ending": "To end on its last day, as decided",
        "ended": "Ended",
        "removed": "Removed from the register",
        "revoked": "Revoked",
        "quashed": "Quashed by the court",
        "superseded": "Followed by a final order",
        "ran_out": "Ran out with no decision",
        "accounted": "Ran out, accounted for",
        "lapsed": "Lapsed",
    },
    assign_by=HEARINGS,
    moves=[
        Move(
            "make", START, to="made", by=[MACHINE], cites=CLAUSE, reasons=True, fields=(*_WHAT, _SOURCE),
            asks=[of_a_kind_the_law_knows, starts_lawfully, lasts_no_longer, says_what_it_is], done="Made it",
        ),
        Move(
            "appeal", "made", to="appealed", by=HEARINGS, cites=CLAUSE, asks=[appealed_in_time], fields=APPEALED,
            label="Record that it is appealed against", done="It is appealed against", tells=HEARINGS, waits=False,
            guidance="It does not take effect until the court has decided, and the register shows it no longer. An "
            "interim order that covers it goes on.",
        ),
        Move(
            "appeal_ends", "appealed", to="made", by=HEARINGS, cites=CLAUSE, asks=[decided_by_now], fields=COURT,
            label="Record that the appeal failed or was withdrawn", done="The appeal failed or was withdrawn",
            tells=HEARINGS, guidance="It takes effect today, or on its first day if that is later, for as long as it "
            "was made for.",
        ),
        Move(
            "substitute", "appealed", to="made", by=HEARINGS, cites=CLAUSE, fields=(*COURT, *_WHAT), waits=False,
            asks=[decided_by_now, court_orders_lawfully, says_what_it_is], grave=True,
            label="Record that the court put another order in its place",
            done="The court put another order in its place", tells=HEARINGS,
        ),
        Move(
            "quash", ("appealed", *LIVE, "ending"), to="quashed", by=HEARINGS, cites=CLAUSE, fields=COURT, grave=True,
            asks=[decided_by_now], waits=False, label="Record that the court quashed it", done="The court quashed it",
            tells=HEARINGS, guidance="It binds nobody from today. An interim order of the case is to be reviewed.",
        ),
        Move(
            "take_effect", "made", to="in_force", by=[MACHINE], cites=CLAUSE, only_if=[its_day_has_come, it_restricts],
            done="It took effect", tells=HEARINGS,
            label="Let it take effect on its first day",
        ),
        Move(
            "remove", "made", to="removed", by=[MACHINE], cites=CLAUSE, only_if=[its_day_has_come, it_removes],
            done="Took them off the register", tells=HEARINGS,
            label="Take them off the register", waits=False,
        ),
        Move(
            "call_up", "in_force", to="to_be_reviewed", by=[MACHINE], cites=CLAUSE, only_if=[its_next_day_is_near],
            done="Its next day came near", tells=HEARINGS,
            label="Follow its days",
        ),
        Move(
            "outlive", "in_force", to="to_be_reviewed", by=[MACHINE], cites=CLAUSE, only_if=[it_is_interim],
            done="Its case ended without an order", tells=HEARINGS, waits=False,
            label="Have it reviewed now that its case has ended",
        ),
        Move(
            "list_review", "to_be_reviewed", to="review_listed", by=HEARINGS, cites=CLAUSE,
            label="Have its review listed", done="Had its review listed",
            guidance="It is reviewed at a hearing, of which the social worker has notice.",
        ),
        Move(
            "review_early", "in_force", to="review_listed", by=HEARINGS, cites=CLAUSE, reasons=True, waits=False,
            label="Review it early, on new evidence", done="Had it listed for an early review",
        ),
        Move(
            "unlist", "review_listed", to="to_be_reviewed", by=[MACHINE], cites=CLAUSE, reasons=True, waits=False,
            label="Have its review listed again", done="Its review will not be held", tells=HEARINGS,
        ),
        Move(
            "confirm", LIVE, to="in_force", by=[MACHINE], cites=CLAUSE, reasons=True, only_if=[it_is_reviewed],
            done="Reviewed it: it goes on", tells=HEARINGS,
            label="Record what its review decides",
        ),
        Move(
            "vary", LIVE, to="in_force", by=[MACHINE], cites=CLAUSE, reasons=True, fields=_WHAT,
            only_if=[it_is_reviewed], asks=[replaced_lawfully, says_what_it_is],
            done="Reviewed it: it is varied or replaced", tells=HEARINGS,
            label="Vary or replace it", waits=False,
        ),
        Move(
            "revoke", (*LIVE, "ending"), to="revoked", by=[MACHINE], cites=CLAUSE, reasons=True,
            done="Reviewed it: revoked", tells=HEARINGS,
            label="Revoke it", waits=False,
        ),
        Move(
            "let_end", LIVE, to="ending", by=[MACHINE], cites=CLAUSE, reasons=True, only_if=[it_is_reviewed],
            done="Reviewed it: it ends on its last day", tells=HEARINGS,
            label="Let it end on its last day", waits=False,
        ),
        Move(
            "extend", LIVE, to=STAY, by=HEARINGS, cites=CLAUSE, only_if=[it_is_interim], waits=False,
            asks=[extended_in_time, extended_lawfully], label="Record that the High Court extended it",
            done="The High Court extended it", tells=HEARINGS, fields=[
                Field("granted_on", "When did the court make its order?", Kind.DATE),
                Field("until", "What is the new last day?", Kind.DATE),
                Field("court_reference", "The court’s reference", max_length=100),
            ],
        ),
        Move(
            "supersede", (*LIVE, "ending"), to="superseded", by=[MACHINE], cites=CLAUSE, only_if=[it_is_interim],
            done="A final order took effect", tells=HEARINGS,
            label="Let a final order take its place", waits=False,
        ),
        Move(
            "end", "in_force", to="ended", by=[MACHINE], cites=CLAUSE,
            only_if=[its_last_day_is_over, it_ends_by_itself], done="It ended by itself",
            label="Let it end by itself", waits=False,
        ),
        Move(
            "end_as_decided", "ending", to="ended", by=[MACHINE], cites=CLAUSE, only_if=[its_last_day_is_over],
            done="It ended, as decided at its review",
            label="Let it end on its last day",
        ),
        Move(
            "run_out", LIVE, to="ran_out", by=[MACHINE], cites=CLAUSE, only_if=[its_last_day_is_over, it_is_reviewed],
            done="Its last day passed with no decision", tells=HEARINGS,
            label="Say that it has run out", waits=False,
        ),
        Move(
            "account", "ran_out", to="accounted", by=HEARINGS, cites=CLAUSE, reasons=True, fields=_ACCOUNT, grave=True,
            label="Account for how it ran out", done="Accounted for how it ran out", tells=HEARINGS,
        ),
        Move(
            "agree_account", "accounted", to="lapsed", by=HEARINGS, cites=CLAUSE, reasons=True,
            not_by_taker_of=["account"], label="Agree the account", done="Agreed the account",
        ),
        Move(
            "return_account", "accounted", to="ran_out", by=HEARINGS, cites=CLAUSE, reasons=True,
            not_by_taker_of=["account"], label="Send the account back", done="Sent the account back", tells=HEARINGS,
        ),
    ],
)  # fmt: skip
