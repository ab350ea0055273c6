"""What a booking may know of a file: read here, judged elsewhere."""

from __future__ import annotations

from datetime import date

from almoner.employment.rules.standing import say
from almoner.references.models import CandidateFile, Consent, PastPost, Verified
from almoner.references.queries.packs import gap_days
from almoner.references.rules import history
from almoner.references.rules.file_facts import FileFacts, How, Kind, PostFact, ReferenceFact, Standing
from almoner.register import queries as register


def facts_of(file: CandidateFile, *, authority_id: int, on: date) -> FileFacts:
    """All that a preflight may know of a file, for one authority on one day; about ten queries.

    Read in the caller's scope: whoever may not see the file is told nothing of it. The register is asked on the day.
    """
    entry = register.facts_for([file.entry_id], on).get(file.entry_id)
    said = say(entry.standing if entry else None)
    posts = history_of(file)
    consent = Consent.objects.filter(file=file, to_id=authority_id, what=Consent.What.FILE).order_by("-given_at")
    latest = consent.first()
    return FileFacts(
        file_id=file.pk, name=file.name, number=file.number, entry_id=file.entry_id, on=on,
        register_status=said.status, may_practise=said.may_practise,
        conditions=tuple(order.text for order in entry.standing.conditions) if entry else (),
        dbs_on=file.dbs_on, dbs_reviewed_on=file.dbs_reviewed_on, dbs_reviewed_by=file.dbs_reviewed_by,
        gaps=gaps_of(file, posts, on, longest=gap_days(authority_id, on)), history=tuple(_post(one) for one in posts),
        references=references_of(file, authority_id), complete=file.state == "complete", expires_on=file.expires_on,
        consent=latest is not None and latest.withdrawn_at is None,
        consent_withdrawn_on=latest.withdrawn_at.date() if latest and latest.withdrawn_at else None,
    )  # fmt: skip


def history_of(file: CandidateFile) -> list[PastPost]:
    """The posts that stand in a history, the latest first."""
    standing = PastPost.objects.filter(file=file, taken_out_at__isnull=True).select_related("employer")
    return list(standing.order_by("-starts", "-ends", "pk"))


def gaps_of(
    file: CandidateFile, posts: list[PastPost], on: date, *, longest: int | None = None
) -> tuple[history.Gap, ...]:
    """The gaps in a history on a day that are long enough to matter, each with its explanation (REF-9)."""
    if not posts:
        return ()
    since = history.history_begins(min(post.starts for post in posts), on)
    longest = longest if longest is not None else history.LONGEST_UNEXPLAINED.on(on)
    gaps = history.gaps_in([(p.starts, p.ends) for p in posts], since=since, through=on, longest=longest)
    said = file.explanations.order_by("-at").values_list("starts", "ends", "text")
    return history.explained_by(gaps, said)


def references_of(file: CandidateFile, authority_id: int) -> tuple[ReferenceFact, ...]:
    """The references of a file in the order asked, and how far one authority has verified each."""
    asked = list(file.askedreferences.select_related("giver").order_by("asked_at", "pk"))
    verified = {one.asked_id: one for one in Verified.objects.filter(file=file, organisation_id=authority_id)}
    return tuple(
        ReferenceFact(
            id=one.pk, kind=Kind(one.kind), giver_id=one.giver_id, giver=one.giver.name,
            standing=Standing(one.standing), given_by_role=one.given_by_role, given_on=one.given_on, worry=one.worry,
            flags=tuple(one.flags),
            verified_how=How(verified[one.pk].how) if one.pk in verified else None,
            verified_on=verified[one.pk].on if one.pk in verified else None,
        )
        for one in asked
    )  # fmt: skip


def _post(post: PastPost) -> PostFact:
    return PostFact(
        employer_id=post.employer_id, employer=post.employer_name, basis=post.basis, starts=post.starts,
        ends=post.ends, reason=post.reason, childrens=post.childrens, title=post.title,
    )  # fmt: skip
