"""Reads: what somebody has opened, the case of a reference, who may review, what was read."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from almoner.break_glass.models import BreakGlassReview
from almoner.break_glass.rules import BREAK_GLASS_REVIEW
from almoner.people import queries as people
from almoner.people.models import BreakGlass, Person
from almoner.people.rules import Permission
from almoner.procedure import registry
from almoner.procedure.models import Docket, Step
from almoner.record.models import Reading
from almoner.record.queries.reads import reads_of_case
from almoner.scope.clock import london_date


def openings_visible_to(person: Person) -> QuerySet[BreakGlass]:
    """What the person has opened in an emergency, the latest first, with how each was reviewed."""
    return people.openings_of(person).select_related("organisation", "review")


def in_force(person: Person, at: datetime) -> list[BreakGlass]:
    """The openings of this person that last at a moment, the first to end first."""
    return list(people.openings_of(person).open_at(at).order_by("ends_at"))


def line_of_reference(person: Person, reference: str, on: date) -> Docket | None:
    """The case of exactly this reference that the person might open in an emergency; None for every other reference.

    None alike where there is no such case, where it belongs to an organisation in which they may not, where they are
    kept away from it, and for a review of such an opening.
    """
    organisations = people.organisations_where(person, Permission.BREAK_GLASS, on)
    lines = Docket.objects.filter(reference=reference, organisation_id__in=organisations, version__gt=0)
    line = lines.exclude(procedure=BREAK_GLASS_REVIEW.name).order_by("-opened_at").first()
    return None if line is None or people.may_not_see(person, subject_of(line)) else line


def subject_of(line: Docket) -> str:
    """The case of a line as the record and recusals name it."""
    return registry.named(line.procedure).subject_of(line.pk)


def procedure_of(opening: BreakGlass) -> str:
    """The name of the procedure that the opened case runs on."""
    return Docket.objects.values_list("procedure", flat=True).get(pk=opening.review.of_case)


def reviewers(person: Person, organisation_id: int, subject: str, on: date) -> list[Person]:
    """Who could review this person’s opening of a matter: not themselves, nor anybody kept away from it."""
    officers = people.people_holding(organisation_id, Permission.REVIEW_BREAK_GLASS, on)
    return [each for each in officers if each.pk != person.pk and not people.may_not_see(each, subject)]


def has_reviewers(person: Person, on: date) -> bool:
    """Whether anywhere that this person may open cases there is somebody else who could review it."""
    organisations = people.organisations_where(person, Permission.BREAK_GLASS, on)
    return any(reviewers(person, each, "", on) for each in organisations)


def reads_through(opening: BreakGlass, case_id: UUID) -> QuerySet[Reading]:
    """Each reading of the case through an opening, the latest first."""
    return reads_of_case(case_id).filter(subject=f"people.breakglass:{opening.pk}")


def settlement_of(review: BreakGlassReview) -> Step | None:
    """The step by which a review was settled; None while it is not."""
    if review.closed_at is None:
        return None
    return Step.objects.filter(case_id=review.pk).select_related("by").order_by("-number").first()


def rows_of(review: BreakGlassReview) -> list[tuple[str, str]]:
    """What a privacy officer is shown of an opening: who, what, why, how long, and how often it was read."""
    from almoner.design.formats import format_datetime

    opening = review.opening
    reads = list(reads_through(opening, review.of_case).values_list("at", flat=True))
    read = f"{len(reads)} times, last on {format_datetime(reads[0])}" if reads else "Not once"
    return [
        ("Opened by", review.opened_by.name),
        ("What was opened", opening.called),
        ("Their reason", opening.reason),
        ("From", format_datetime(opening.opened_at)),
        ("Until", format_datetime(opening.ends_at)),
        ("How often it was read", "Once, on " + format_datetime(reads[0]) if len(reads) == 1 else read),
    ]


def still_open(opening: BreakGlass, now: datetime) -> bool:
    """Whether an opening still lets its person in: it lasts, and they are neither recused nor without the right."""
    return people.let_in(opening.person, opening.subject, now) is not None


def may_open(person: Person, now: datetime) -> bool:
    """Whether the person may open cases in an emergency anywhere."""
    return bool(people.organisations_where(person, Permission.BREAK_GLASS, london_date(now)))
