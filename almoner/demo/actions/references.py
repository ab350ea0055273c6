"""Candidates' files, references and bookings of the invented region, by the actions that people take, in their names.

Each file and each booking is a transaction, told once: what is there already stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from almoner.dates.days import add_working_days
from almoner.demo.candidates import (
    BOOKINGS,
    CANDIDATES,
    CONFIRMED,
    EXCEPTIONAL,
    RULES,
    SIGNED,
    SUSPENDED,
    Came,
    Candidate,
    Post,
    Said,
    Verified,
    Wanted,
)
from almoner.demo.lives import Life
from almoner.demo.queries import somebody
from almoner.demo.region import REGULATOR, Region
from almoner.people.models import Organisation, Person
from almoner.people.queries import remembering
from almoner.people.rules import Role
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case
from almoner.references.actions.assignment_watch import watch_assignments
from almoner.references.actions.bookings import ask_agency
from almoner.references.actions.concerns import open_concern
from almoner.references.actions.consents import give_consent, withdraw_consent
from almoner.references.actions.files import open_file
from almoner.references.actions.packs import set_rules
from almoner.references.actions.verification import ask_to_verify, climb
from almoner.references.models import (
    AskedReference,
    Assignment,
    AuthoritySettings,
    Booking,
    CandidateFile,
    Consent,
    Reference,
    Verification,
)
from almoner.references.rules.concern import About
from almoner.register import actions as register_actions
from almoner.register.queries import ids_of_numbers
from almoner.scope.clock import london_date

#: Whoever is told of has been on the register for at least so many days: longer than any history here.
REGISTERED_FOR = 2400
#: How long ago the councils set their rules, in days: after everybody has come to their post.
RULES_SET = 58
SETS_RULES = ("wexcombe", "penmarsh")


@dataclass
class _Telling:
    """One file or booking as it is told, and the moment that it has come to."""

    slug: str
    now: datetime
    at: datetime
    steps: int = 0

    def later(self, days: int = 0) -> datetime:
        """Half an hour later, or so many days; never after today."""
        self.at = min(self.at + (timedelta(days=days) if days else timedelta(minutes=30)), self.now)
        return self.at

    def key(self) -> str:
        """The name of the next step, the same whenever it is told."""
        self.steps += 1
        return f"demo:{self.slug}:{self.steps}"

    def step(self, case: Case, move: str, by: Person, reasons: str = "", **values: Any) -> Any:
        """Take a step."""
        return procedure.take(
            case=case, move=move, by=by, now=self.later(), key=self.key(), reasons=reasons, values=values
        ).case


def make_references(*, region: Region, register: Iterable[Life], now: datetime) -> None:
    """Files of candidates, references and their verification, bookings, and assignments that run or were stopped."""
    _set_rules(now)
    files: dict[str, CandidateFile] = {}
    # Nobody's roles change meanwhile, and each of a hundred steps asks who everybody is.
    with remembering():
        for candidate, life in zip(CANDIDATES, _people_of(region, register, now), strict=True):
            with transaction.atomic():
                files[candidate.slug] = _file_of(candidate, life, _begun(candidate.slug, candidate.days_ago, now))
        climb(now=now)
        for wanted in BOOKINGS:
            with transaction.atomic():
                _book(wanted, files, _begun(wanted.slug, wanted.days_ago, now))


def _begun(slug: str, days_ago: int, now: datetime) -> _Telling:
    return _Telling(slug, now, (now - timedelta(days=days_ago)).replace(hour=9, minute=0))


def _set_rules(now: datetime) -> None:
    then = now - timedelta(days=RULES_SET)
    for slug in SETS_RULES:
        council = Organisation.objects.get(slug=slug)
        if not AuthoritySettings.objects.filter(authority=council).exists():
            director = somebody(slug, Role.DIRECTOR)
            set_rules(authority=council, settings=RULES, starts=london_date(then), by=director, now=then)


def _people_of(region: Region, register: Iterable[Life], now: datetime) -> Iterator[Life]:
    """Whom each file is about: social workers of the agencies who have been registered for long, by their numbers.

    Where a file is about somebody whom a council employs, it is the one whom a visitor can be.
    """
    long_ago = london_date(now) - timedelta(days=REGISTERED_FOR)
    of_agency = {one.email: one.organisation for one in region.people}
    lives = {life.email: life for life in register if life.email}
    waiting = sorted(
        (life for life in lives.values() if life.periods[0].began <= long_ago), key=lambda life: life.number
    )
    for candidate in CANDIDATES:
        if candidate.staff_of:
            yield lives[somebody(candidate.staff_of, Role.PRACTITIONER).email]
            continue
        found = next(life for life in waiting if of_agency[life.email] == candidate.agency)
        waiting.remove(found)
        yield found


def _file_of(candidate: Candidate, life: Life, told: _Telling) -> CandidateFile:
    entry = ids_of_numbers([life.number])[life.number]
    agency = Organisation.objects.get(slug=candidate.agency)
    if there := CandidateFile.objects.filter(organisation=agency, entry_id=entry).first():
        return there
    consultant, opened = somebody(candidate.agency, Role.AGENCY_CONSULTANT), london_date(told.at)
    made = open_file(
        agency_id=agency.pk, entry_id=entry, name=str(life.name), number=life.swe, worker_email=life.email,
        by=consultant, now=told.at, key=told.key(),
    )  # fmt: skip
    file = CandidateFile.objects.get(pk=made.case.pk)
    if candidate.posts:
        checked, read = opened - timedelta(days=40), opened - timedelta(days=2)
        told.step(
            file, "record_dbs", consultant, dbs_number=f"0018{life.number:08}", dbs_on=checked,
            dbs_reviewed_by=f"{consultant.name}, consultant", dbs_reviewed_on=read, dbs_review="Nothing on it.",
        )  # fmt: skip
    for post in candidate.posts:
        told.step(file, "add_post", consultant, **_employer(post), **post.values(opened))
    for said in candidate.references:
        told.step(file, "ask_reference", consultant, giver=str(_place(said.by).pk), kind="practice")
    if candidate.reader:
        worker = Person.objects.get(email=life.email)
        reader = _place(candidate.reader)
        give_consent(file=file, to_id=reader.pk, what=Consent.What.FILE, by=worker, now=told.later(days=1))
        _answer(candidate, file, opened, told)
        if candidate.complete:
            told.step(file, "complete", consultant)
        if candidate.withdrawn:
            withdraw_consent(file=file, to_id=reader.pk, what=Consent.What.FILE, by=worker, now=told.later(days=20))
    return CandidateFile.objects.get(pk=file.pk)


def _place(slug: str) -> Organisation:
    return Organisation.objects.get(slug=slug)


def _employer(post: Post) -> dict[str, str]:
    council = Organisation.objects.filter(slug=post.at).first()
    return {"employer": str(council.pk)} if council else {"employer_name": post.at}


def _answer(candidate: Candidate, file: CandidateFile, opened: date, told: _Telling) -> None:
    """What the councils do with what they were asked, and the one that looks at the file with what they gave."""
    worked = {post.at: post for post in candidate.posts}
    for said in candidate.references:
        asked = AskedReference.objects.select_related("file").get(file=file, giver__slug=said.by)
        post = worked[said.by].values(opened)
        told.later(days=2)
        _give(said, Reference.objects.get(pk=str(asked.reference_id)), post, told)
        if said.verified is not Verified.NOT:
            _verify(said, asked, candidate.reader, told)
        if candidate.worry and said.verified is Verified.CLIMBED:
            _worry(candidate, asked, told)


def _give(said: Said, reference: Reference, post: dict[str, Any], told: _Telling) -> None:
    days = {"worked_from": post["starts"], **({"worked_to": post["ends"]} if "ends" in post else {})}
    answers = {"role_held": post["title"], **days, **said.answers}
    if said.came is Came.GIVEN:
        told.step(reference, "give", somebody(said.by, Role.HEAD_OF_SERVICE), **answers)
    elif said.came is Came.HELD:
        told.step(reference, "write", somebody(said.by, Role.TEAM_MANAGER), **answers)


def _verify(said: Said, asked: AskedReference, reader: str, told: _Telling) -> None:
    officer, theirs = somebody(reader, Role.HR_OFFICER), somebody(said.by, Role.HR_OFFICER)
    made = ask_to_verify(
        asked=asked, authority_id=_place(reader).pk, by=officer, now=told.later(), key=told.key()
    )  # fmt: skip
    case = Verification.objects.get(pk=made.case.pk)
    if said.verified is Verified.IN_WRITING:
        told.step(case, "confirm", theirs, given_as="senior", said=CONFIRMED, worry=False)
    elif said.verified is Verified.BY_WORD:
        told.step(
            case, "record", officer, given_as="senior", how="word", with_whom=f"{theirs.name}, HR officer",
            address=theirs.email, verified_on=london_date(told.at), said=CONFIRMED, worry=False,
        )  # fmt: skip


def _worry(candidate: Candidate, asked: AskedReference, told: _Telling) -> None:
    manager = somebody(candidate.reader, Role.TEAM_MANAGER)
    open_concern(
        about=About.WORRY, asked=asked, organisation_id=_place(candidate.reader).pk, manager=manager,
        what=candidate.worry, by=manager, now=told.later(), key=told.key(),
    )  # fmt: skip


def _book(wanted: Wanted, files: dict[str, CandidateFile], told: _Telling) -> None:
    council, agency = _place(wanted.council), _place(wanted.agency)
    if Booking.objects.filter(organisation=council, agency=agency, needed=wanted.needed).exists():
        return
    manager = somebody(wanted.council, Role.TEAM_MANAGER)
    starts = _weekday(told.at, wanted.begins_in)
    asked = {
        "job": "social_worker", "service": "children", "team": wanted.team, "needed": wanted.needed, "starts": starts,
        "ends": starts + timedelta(days=180), "hours": 37, "project": False, "notice_weeks": 4, "substantive_weeks": 8,
    }  # fmt: skip
    made = ask_agency(authority=council, agency_id=agency.pk, values=asked, by=manager, now=told.at, key=told.key())
    booking: Case = Booking.objects.get(pk=made.case.pk)
    consultant, director = somebody(wanted.agency, Role.AGENCY_CONSULTANT), somebody(wanted.council, Role.DIRECTOR)
    taken: dict[str, tuple[Person, str, dict[str, Any]]] = {
        "confirm_read": (consultant, "", {"read": True}),
        "offer": (
            consultant, "",
            {"number": files[wanted.candidate].number, "price": wanted.price} if wanted.candidate else {},
        ),
        "put_up": (manager, EXCEPTIONAL, {}),
        "sign": (director, SIGNED, {"line": "price"}),
        "confirm": (manager, "", {}),
    }  # fmt: skip
    for move in wanted.steps:
        if move in taken:
            by, reasons, values = taken[move]
            booking = told.step(booking, move, by, reasons, **values)
            told.later(days=1)
    if "start" in wanted.steps:
        _start(wanted, booking, manager, told)


def _weekday(asked_at: datetime, days: int) -> date:
    """So many days on, or the working day after it."""
    return add_working_days(london_date(asked_at) + timedelta(days=days - 1), 1)


def _start(wanted: Wanted, booking: Case, manager: Person, told: _Telling) -> None:
    """The first day has come; where the register suspends them since, the assignment is stopped."""
    assignment = Assignment.objects.get(booking_id=booking.pk)
    told.at = told.at.replace(year=assignment.starts.year, month=assignment.starts.month, day=assignment.starts.day)
    told.step(assignment, "start", manager, started_on=assignment.starts)
    if wanted.suspended:
        today = london_date(told.now)
        register_actions.place_order(
            entry_id=assignment.entry_id, kind="interim-suspension", starts=today, until=today + timedelta(days=180),
            text="Suspended for now.", reasons=SUSPENDED, by=somebody(REGULATOR, Role.REGISTER_OFFICER), now=told.now,
        )  # fmt: skip
        watch_assignments(now=told.now)
