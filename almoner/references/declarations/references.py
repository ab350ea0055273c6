"""References, at the authority that gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from almoner.casework.showing import Shown, show
from almoner.notices import rules as notices
from almoner.procedure.models import Case
from almoner.procedure.registry import register
from almoner.record.rules import kinds
from almoner.references.access.references import ReferenceAccess
from almoner.references.actions import links, references
from almoner.references.models import Reference
from almoner.references.rules.file_facts import Kind
from almoner.references.rules.reference import REFERENCE
from almoner.references.wording.notices import EVERY

_AFTER = {
    "give": references.keep_given,
    "approve": references.keep_given,
    "receive": references.keep_given,
    "write": references.keep_held,
    "receive_held": references.keep_held,
    "refuse": references.keep_asked,
    "decline": references.keep_declined,
    "send_link": links.send_giver_link,
}


def declare() -> None:
    """References, their links and notices."""
    notices.register(*EVERY)
    kinds.say("references.link_sent", "Sent a one-time link")
    kinds.say("references.link_begun", "Began with a one-time link")
    kinds.say("references.consent_given", "The social worker agreed to a reader")
    kinds.say("references.consent_withdrawn", "The social worker withdrew their consent")
    register(REFERENCE, model=Reference, access=ReferenceAccess(Reference), after=_AFTER)
    show(REFERENCE, Shown(details=_about))


def _about(case: Case) -> Sequence[tuple[str, str]]:
    reference = cast(Reference, case)
    asked = f"{reference.asked_by}, {reference.agency.name}" if reference.asked_by else reference.agency.name
    return [
        ("Social worker", reference.name),
        ("Registration number", reference.number),
        ("Their post with you", reference.title_held or "Not said"),
        ("What for", Kind(reference.kind).words),
        ("Asked by", asked),
    ]
