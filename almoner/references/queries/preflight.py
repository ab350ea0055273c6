"""The facts that bookings and assignments are judged by, read on the day they are asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from almoner.fitness.queries.worries import ending_is_written
from almoner.people.rules import Role
from almoner.references.models import Assignment, Booking, CandidateFile, SignedLine
from almoner.references.queries.file_facts import facts_of
from almoner.references.queries.packs import regions_of, rules_for
from almoner.references.rules.checks import Check
from almoner.references.rules.file_facts import FileFacts
from almoner.references.rules.packs import InForce, Job, Service
from almoner.references.rules.preflight import Asked, Line, Signature, preflight
from almoner.register import queries as register
from almoner.scope.context import system


class BookingFacts:
    """What the rules of a booking look at, worked out for a day and once for it.

    Read as the platform: whoever asks sees the booking, and neither side sees all that decides a line. A line says how
    it stands, and never what a reference says.
    """

    def __init__(self, booking: Booking) -> None:
        self._booking = booking
        self._lines: dict[date, tuple[Line, ...]] = {}

    def preflight(self, on: date) -> tuple[Line, ...]:
        """Every line as it stands on a day; none while nobody is offered."""
        if self._booking.file_id is None or self._booking.price is None:
            return ()
        if on not in self._lines:
            with system("preflight of a booking"):
                self._lines[on] = self._worked_out(self._booking.file_id, self._booking.price, on)
        return self._lines[on]

    def _worked_out(self, file_id: UUID, price: Decimal, on: date) -> tuple[Line, ...]:
        booking = self._booking
        file = CandidateFile.objects.get(pk=file_id)
        asked = Asked(
            authority_id=booking.organisation_id, job=Job(booking.job), service=Service(booking.service),
            starts=booking.starts, ends=booking.ends, price=price, notice_weeks=booking.notice_weeks,
            substantive_weeks=booking.substantive_weeks, overlaps=_other_assignments(file.entry_id, booking),
            signatures=_signatures(booking),
        )  # fmt: skip
        facts = with_regions(facts_of(file, authority_id=booking.organisation_id, on=on), on)
        return preflight(facts, rules_of(booking, on), asked)

    def has_signed(self, actor_id: str, check: str, on: date) -> bool:
        """Whether somebody has signed a line as it stands."""
        mark = next((line.mark for line in self.preflight(on) if line.check == check), None)
        signed = SignedLine.objects.filter(booking=self._booking, line=check, mark=mark or "")
        return any(str(by) == actor_id for by in signed.values_list("by_id", flat=True))

    def why_not_offered(self, number: str, on: date) -> str:
        """Why the candidate of that number cannot be offered to this authority, as a sentence; nothing if they can."""
        with system("whether a file can be offered"):
            file = offerable(self._booking).filter(number=number).first()
            if file is None:
                return "You keep no open file under that number."
            if not facts_of(file, authority_id=self._booking.organisation_id, on=on).consent:
                return "They have not agreed to share their file with this authority."
        return ""


def offerable(booking: Booking) -> QuerySet[CandidateFile]:
    """The open files of the agency that was asked, by name."""
    found = CandidateFile.objects.filter(organisation_id=booking.agency_id, closed_at__isnull=True)
    return found.order_by("name", "pk")


def rules_of(booking: Booking, on: date) -> InForce:
    """The packs that judge a booking on a day."""
    return rules_for(booking.organisation_id, service=Service(booking.service), starts=booking.starts, on=on)


def with_regions(facts: FileFacts, on: date) -> FileFacts:
    """The facts of a file with the region of each employer that has set one, as it is on the day."""
    regions = regions_of({post.employer_id for post in facts.history if post.employer_id}, on)
    history = (replace(post, region=regions.get(post.employer_id or 0, "")) for post in facts.history)
    return replace(facts, history=tuple(history))


def _signatures(booking: Booking) -> tuple[Signature, ...]:
    found = SignedLine.objects.filter(booking=booking).order_by("at", "pk")
    return tuple(Signature(Check(one.line), one.mark, Role(one.role), str(one.by_id)) for one in found)


def _other_assignments(entry_id: int, booking: Booking) -> tuple[tuple[date, date], ...]:
    """The days of the worker's other assignments that are not over, at whatever authority and by whatever agency."""
    found = Assignment.objects.filter(entry_id=entry_id, closed_at__isnull=True).exclude(booking=booking)
    return tuple(found.order_by("starts", "ends").values_list("starts", "ends"))


class AssignmentFacts:
    """What the rules of an assignment look at."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment

    @property
    def starts(self) -> date:
        """The first day."""
        return self._assignment.started_on or self._assignment.starts

    @property
    def price(self) -> Decimal:
        """Pounds an hour as agreed."""
        return self._assignment.price

    def may_practise(self, on: date) -> bool:
        """Whether the register says on a day that they may."""
        found = register.facts_for([self._assignment.entry_id], on).get(self._assignment.entry_id)
        return found is not None and found.standing.may_practise

    @property
    def question_asked(self) -> bool:
        """Whether the question of FTP-3.7 was answered for this end."""
        return ending_is_written(ending_key(self._assignment.pk))


def ending_key(assignment_id: UUID) -> str:
    """The name under which the end of an assignment is submitted to fitness to practise."""
    return f"assignment:{assignment_id}"
