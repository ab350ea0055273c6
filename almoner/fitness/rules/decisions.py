"""A decision is a text: drafted by one, approved by another on exactly that text, and void when the text changes.

Any procedure may decide so. It puts `drafting(…)` among its moves and asks `the_text_is_approved` where the decision
takes effect; nothing is stored but the steps. What stands is read from them: the last text that was drafted, its
fingerprint, and whether somebody other than its writer approved that fingerprint. An approval given to an earlier
text is void by that alone, and the page says so.

    DECISION = [*drafting("agreed", by=[CHAIR, MEMBER], approved_by=[OTHER_MEMBER], cites="PLAN-F8"),
                Move("issue", "approved", to="issued", by=[…], only_if=[the_text_is_approved], cites="PLAN-F8")]

The case must have the states "drafted" and "approved". Who may approve is a relation (`approved_by`), so that the
worklist waits for somebody who did not write the text; the rule refuses its writer under every other role too. The
page to read and approve a text is `fitness:decision`: `Shown(…, pages={APPROVE: page_of})` sends the move there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from almoner.procedure.rules import Asking, Field, Kind, Move, Refusal, Taken

CLAUSE = "PLAN-F8"
DRAFTS = ("draft", "redraft")
APPROVE = "approve"

TEXT = Field(
    "text",
    "The decision, with its reasons",
    Kind.LONG,
    max_length=60_000,
    hint="What is decided, on which grounds, on what evidence, and why. It goes into the letter word for word.",
)
FINGERPRINT = Field(
    "fingerprint",
    "The fingerprint of the text that you read",
    max_length=64,
    hint="It stands under the text on the page of the decision.",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The text of a decision as it stands: which draft it is, who wrote it, and who approved exactly that text."""

    number: int
    values: Mapping[str, Any]
    fingerprint: str
    written_by: str
    written_at: datetime
    approved_by: str
    approved_at: datetime | None
    #: Whether an approval was given to an earlier text, and is void since the text changed.
    voided: bool

    @property
    def text(self) -> str:
        """The words of the decision."""
        return str(self.values.get("text", ""))


def fingerprint(values: Mapping[str, Any]) -> str:
    """The sha256 of everything that a draft says, in hex: the same for the same words however a browser ends lines."""
    said = {name: plain for name, value in values.items() if (plain := _plain(value))}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def standing(taken: Sequence[Taken]) -> Standing | None:
    """The text as it stands after these steps; None while nothing is drafted."""
    drafts = [(at, step) for at, step in enumerate(taken) if step.move in DRAFTS]
    if not drafts:
        return None
    at, last = drafts[-1]
    mark = fingerprint(last.values)
    approval = next((s for s in taken[at + 1 :] if s.move == APPROVE and s.values.get("fingerprint") == mark), None)
    return Standing(
        number=len(drafts),
        values=last.values,
        fingerprint=mark,
        written_by=last.actor_id,
        written_at=last.at,
        approved_by=approval.actor_id if approval else "",
        approved_at=approval.at if approval else None,
        voided=approval is None and any(step.move == APPROVE for step in taken[:at]),
    )


def it_is_the_text_that_stands(asking: Asking) -> Refusal | None:
    """PLAN-F8: what is approved is the text that was read; a text that changed meanwhile is approved by nobody."""
    now = standing(asking.taken)
    if now is None or asking.value("fingerprint") in (None, "", now.fingerprint):
        return None
    because = "The text has changed since you read it, or this is not its fingerprint."
    return Refusal(CLAUSE, because, "Read the text as it stands now and approve that.", field="fingerprint")


def somebody_else_wrote_it(asking: Asking) -> Refusal | None:
    """PLAN-F8: nobody approves a text that they wrote, by whatever role they come to it."""
    now = standing(asking.taken)
    if now is None or now.written_by != asking.actor_id:
        return None
    because = "You wrote this text, so somebody else has to approve it."
    return Refusal(CLAUSE, because, "The other of those who decide approves it, or changes it for you to approve.")


def the_text_is_approved(asking: Asking) -> Refusal | None:
    """PLAN-F8: a decision takes effect only in the words that somebody other than their writer approved."""
    now = standing(asking.taken)
    if now is None or (now.approved_by and now.approved_by != now.written_by):
        return None
    because = "The text was changed after it was approved." if now.voided else "Nobody has approved the text yet."
    return Refusal(CLAUSE, because, "Have it approved as it stands.")


def drafting(
    frm: str | tuple[str, ...],
    *,
    by: Iterable[str],
    approved_by: Iterable[str],
    cites: str = CLAUSE,
    fields: Iterable[Field] = (),
    asks: Iterable[Any] = (),
) -> list[Move]:
    """The moves by which a text is drafted in `frm`, approved by another, and changed again, which voids the approval.

    `by` may write it and `approved_by` is whoever of them did not; `fields` are what else a draft says, all of it under
    the same fingerprint, and `asks` test it. Leads to the states "drafted" and "approved".
    """
    said, tests, writers = (TEXT, *fields), list(asks), list(by)
    return [
        Move("draft", frm, to="drafted", by=writers, cites=cites, fields=said, asks=tests,
             label="Draft the decision", done="Drafted the decision"),
        Move("approve", "drafted", to="approved", by=list(approved_by), cites=cites, fields=[FINGERPRINT],
             label="Read and approve the text", done="Approved the text", only_if=[somebody_else_wrote_it],
             asks=[it_is_the_text_that_stands]),
        Move("redraft", ("drafted", "approved"), to="drafted", by=writers, cites=cites, fields=said, asks=tests,
             label="Change the text", done="Changed the text of the decision", waits=False,
             guidance="The text as it stands is on the page of the decision. Once you change it, an approval that was "
             "given is void, and the other has to approve the new text."),
    ]  # fmt: skip


def _plain(value: Any) -> str:
    return "\n".join(str(value).splitlines()).strip()
