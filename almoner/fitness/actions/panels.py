"""Who sits on a panel, and who takes part in a hearing with what they need."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from almoner.fitness.actions.hearings import HEARINGS, book
from almoner.fitness.models import Booking, Hearing, PanelMember, Participant
from almoner.fitness.queries.panels import candidate_of, worker_of
from almoner.fitness.rules.hearings import CLAUSE, HEARING, OFFICERS
from almoner.fitness.rules.panels import may_sit
from almoner.people.models import Person
from almoner.procedure import actions as procedure
from almoner.procedure.actions.locking import Held, hold
from almoner.procedure.rules import About, Refusal, Refused

#: Once it has opened, a panel does not change; what it began is heard again by another.
BEFORE_IT_OPENS = ("to_list", "listed", "noticed")


@transaction.atomic
def seat(*, hearing: Hearing, person: Person, seat: str, by: Person, now: datetime) -> PanelMember:
    """Seat an adjudicator on the panel (PLAN-F9); seated there already, they stay as they are.

    Raises NotVisible; Refused for somebody with a conflict, for who is in another hearing then, for a second chair,
    once it has opened, and to anybody but a hearings officer. Each refusal says what would change it.
    """
    held = _held(hearing, by, now)
    hearing = _before_it_opens(held)
    if already := PanelMember.objects.filter(hearing=hearing, person=person, left_at=None).first():
        return already
    refusals = [*may_sit(candidate_of(person, hearing, held.on), worker_of(hearing.concern))]
    if seat == PanelMember.Seat.CHAIR and PanelMember.objects.filter(hearing=hearing, left_at=None, seat=seat).exists():
        refusals.append(Refusal(CLAUSE, "The panel has a chair.", "Choose another seat.", About.FIELD, "seat"))
    if refusals:
        raise Refused(*refusals)
    book(hearing, [person])
    member = PanelMember(
        hearing=hearing, organisation_id=hearing.organisation_id, person=person, seat=seat, seated_at=now
    )
    member.save(force_insert=True)
    held.happened("panel", f"{person.name} sits on the panel: {member.get_seat_display().lower()}", clause=CLAUSE)
    procedure.refresh_turns(case=hearing, by=HEARINGS, now=now)
    return member


@transaction.atomic
def unseat(*, member: PanelMember, reasons: str, by: Person, now: datetime) -> None:
    """Take somebody off the panel, with reasons; their days are free. Raises NotVisible, Refused."""
    held = _held(member.hearing, by, now)
    hearing = _before_it_opens(held)
    if not reasons.strip():
        raise Refused(Refusal(CLAUSE, "No reasons are given.", "Write why.", About.REASONS, "reasons"))
    found = PanelMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if found.left_at is not None:
        return
    found.left_at, found.left_why = now, reasons.strip()
    found.save(update_fields=["left_at", "left_why"])
    Booking.objects.filter(hearing=hearing, person_id=found.person_id).delete()
    held.happened("panel", f"{member.person.name} no longer sits: {reasons.strip()}", clause=CLAUSE)
    procedure.refresh_turns(case=hearing, by=HEARINGS, now=now)


@transaction.atomic
def add_participant(
    *, hearing: Hearing, name: str, part: str, contact: str, needs: str, by: Person, now: datetime
) -> Participant:
    """Note somebody who takes part, how to reach them and what they need (PLAN-F10); apart from the evidence.

    On the record only that somebody was added: what they need is nobody else's to read. Raises NotVisible, Refused.
    """
    held = _held(hearing, by, now)
    if held.case.closed_at is not None:
        raise Refused(Refusal("PLAN-F10", "The hearing is over.", "Nothing needs to be done.", About.STATE))
    found = Participant(
        hearing=hearing, organisation_id=hearing.organisation_id, name=name.strip(), part=part,
        contact=contact.strip(), needs=needs.strip(), added_at=now,
    )  # fmt: skip
    found.save(force_insert=True)
    held.record("participant", clause="PLAN-F10", after={"participant": found.pk, "part": part})
    return found


@transaction.atomic
def remove_participant(*, participant: Participant, by: Person, now: datetime) -> None:
    """Somebody does not take part after all; what they need is forgotten at once. Raises NotVisible, Refused."""
    held = _held(participant.hearing, by, now)
    participant.contact = participant.needs = ""
    participant.removed_at = participant.removed_at or now
    participant.save(update_fields=["contact", "needs", "removed_at"])
    held.record("participant_removed", clause="PLAN-F10", after={"participant": participant.pk})


def _held(hearing: Hearing, by: Person, now: datetime) -> Held:
    held = hold(hearing, by, now)
    held.insist_on(OFFICERS, CLAUSE)
    return held


def _before_it_opens(held: Held) -> Hearing:
    hearing = held.case
    assert isinstance(hearing, Hearing)  # noqa: S101  it was held as one
    if hearing.state in BEFORE_IT_OPENS:
        return hearing
    because = f"The hearing is “{HEARING.state_words(hearing.state)}”."
    change = "Have it heard again by another panel, if this one cannot go on."
    raise Refused(Refusal(CLAUSE, because, change, About.STATE))
