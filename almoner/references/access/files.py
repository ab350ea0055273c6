"""Who sees a candidate's file: the agency that builds it, and an authority while the worker agrees to it."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from almoner.employment.queries.oneself import not_about
from almoner.people.models import Organisation, Person
from almoner.people.queries import organisations_where, without_conflicts
from almoner.people.rules import Permission
from almoner.references.access.seniority import seniors_of
from almoner.references.access.workers import AboutAWorker
from almoner.references.models import CandidateFile, Consent
from almoner.references.rules.file_facts import FileFacts, Standing


def files_visible_to(person: Person, on: date) -> QuerySet[CandidateFile]:
    """The files of the person's own agency, and those that a worker lets the person's authority read (REF-9).

    An authority reads one while the consent stands and until the file expires; nobody reads their own here.
    """
    agencies = organisations_where(person, Permission.BUILD_FILES, on)
    authorities = organisations_where(person, Permission.SEE_REFERENCES, on)
    agreed = Consent.objects.filter(
        file=OuterRef("pk"), to_id__in=authorities, what=Consent.What.FILE, withdrawn_at__isnull=True
    )
    usable = Q(expires_on__isnull=True) | Q(expires_on__gte=on)
    seen = Q(organisation_id__in=agencies) | (Q(Exists(agreed)) & usable & ~Q(state="closed"))
    found = CandidateFile.objects.filter(seen).select_related("organisation")
    return without_conflicts(not_about(person, found, "entry_id"), person)


class CandidateFacts:
    """What the rules of a file look at, asked of the database only where a rule looks."""

    def __init__(self, file: CandidateFile) -> None:
        self._file = file
        self._facts: dict[date, FileFacts] = {}

    def now(self, on: date) -> FileFacts:
        """The file's facts on a day, for the agency itself."""
        from almoner.references.queries.file_facts import facts_of

        if on not in self._facts:
            self._facts[on] = facts_of(self._file, authority_id=self._file.organisation_id, on=on)
        return self._facts[on]

    def gap_days(self, on: date) -> frozenset[str]:
        """The first days of the gaps."""
        return frozenset(gap.starts.isoformat() for gap in self.now(on).gaps)

    @cached_property
    def post_ids(self) -> frozenset[str]:
        """The posts that stand in the history."""
        standing = self._file.pastposts.filter(taken_out_at__isnull=True)
        return frozenset(str(pk) for pk in standing.values_list("pk", flat=True))

    @cached_property
    def _employers(self) -> list[Organisation]:
        ids = self._file.pastposts.filter(taken_out_at__isnull=True, employer__isnull=False).values("employer_id")
        return list(Organisation.objects.filter(pk__in=ids).order_by("name", "pk"))

    def may_be_asked_on(self, on: date) -> tuple[Organisation, ...]:
        """The employers in the history that are on the platform, with somebody there who may give a reference."""
        return tuple(one for one in self._employers if seniors_of(one.pk, on))

    def gone(self, on: date) -> tuple[Organisation, ...]:
        """The employers in the history where nobody is left on the platform who may give one."""
        return tuple(one for one in self._employers if not seniors_of(one.pk, on))

    @cached_property
    def asked_now(self) -> frozenset[str]:
        """The authorities that have been asked and have not answered."""
        open_ones = self._file.askedreferences.filter(standing__in=[Standing.ASKED, Standing.HELD])
        return frozenset(str(pk) for pk in open_ones.values_list("giver_id", flat=True))


class FileAccess(AboutAWorker[CandidateFile]):
    """Candidates' files."""

    def visible_to(self, person: Person, on: date) -> QuerySet[CandidateFile]:
        """See `files_visible_to`."""
        return files_visible_to(person, on)

    def facts(self, case: CandidateFile) -> CandidateFacts:
        """What the rules look at."""
        return CandidateFacts(case)
