"""The quarterly return as a workbook: every assignment, and every exception with who signed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from almoner.documents.workbooks import Cell, Column, Format, Sheet, write
from almoner.people.models import Organisation
from almoner.people.rules import ROLES, Role
from almoner.references.queries.figures import assignments_in, month_totals, returned, signed_in
from almoner.references.rules.checks import Check
from almoner.references.rules.packs import Job
from almoner.references.rules.quarters import Quarter

ASSIGNMENTS = (
    Column("Social worker", 30), Column("Registration number", 16), Column("Job", 30), Column("Agency", 30),
    Column("Price of an hour", 14), Column("First day", 14), Column("Last day", 14), Column("Hours a week", 12),
    Column("Project team or package", 14),
)  # fmt: skip
SIGNED = (
    Column("Booking", 40), Column("Agency", 30), Column("Rule", 40), Column("Signed by", 30), Column("As", 24),
    Column("On", 14), Column("Reasons", 60),
)  # fmt: skip


def write_return(file: IO[bytes], authority: Organisation, quarter: Quarter) -> None:
    """Write the return of a quarter to an open file, row by row."""
    months = [Column(f"Cost in {since:%B}", 16) for since, _ in quarter.months]
    sheets = [
        Sheet("Summary", [Column("What", 46), Column("How much", 24)], _summary(authority, quarter)),
        Sheet("Assignments", [*ASSIGNMENTS, *months, Column("Cost in the quarter", 18)], _rows(authority, quarter)),
        Sheet("Exceptions", SIGNED, _signed(authority, quarter)),
    ]
    write(sheets, file, Format.XLSX, title=f"{authority.name}, {quarter.words}")


def _summary(authority: Organisation, quarter: Quarter) -> Iterator[Sequence[Cell]]:
    yield ("Authority", authority.name)
    yield ("Quarter", quarter.words)
    yield ("To be sent by", quarter.due)
    yield ("Assignments", assignments_in(authority, quarter).count())
    yield ("Rules signed off as exceptions", signed_in(authority, quarter).count())
    yield ("Of these, prices above the cap", signed_in(authority, quarter).filter(line=Check.PRICE.value).count())
    for (since, _), total in zip(quarter.months, month_totals(authority, quarter), strict=True):
        yield (f"Cost in {since:%B %Y}, reckoned from the hours agreed", total)


def _rows(authority: Organisation, quarter: Quarter) -> Iterator[Sequence[Cell]]:
    for one in assignments_in(authority, quarter).iterator(chunk_size=500):
        told = returned(one, quarter)
        yield (
            one.name, one.number, Job(one.job).words, one.agency.name, one.price, one.started_on,
            one.ended_on or one.ends, one.hours, "Yes" if one.project else "No", *told.costs, told.total,
        )  # fmt: skip


def _signed(authority: Organisation, quarter: Quarter) -> Iterator[Sequence[Cell]]:
    for one in signed_in(authority, quarter).iterator(chunk_size=500):
        yield (
            one.booking.title, one.booking.agency.name, Check(one.line).words, one.by.name, ROLES[Role(one.role)].title,
            one.at.date(), one.reasons,
        )  # fmt: skip
