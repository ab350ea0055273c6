"""What the pages of a candidate's file show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from almoner.dates.days import typed_day
from almoner.design.formats import format_date, plural
from almoner.references.models import AskedReference, CandidateFile, Consent, GivenWords, PastPost
from almoner.references.queries.files import OwnFile, WholeFile
from almoner.references.rules.candidate_file import CANDIDATE_FILE, PRACTICE_REFERENCES
from almoner.references.rules.file_facts import FileFacts, How, Kind, Standing
from almoner.references.rules.flags import Flag
from almoner.references.rules.history import Basis, Gap, Left
from almoner.references.rules.reference import AGAIN, QUESTIONS
from almoner.references.rules.seniority import Given
from almoner.scope.clock import london_date

TONES = {"building": "note", "complete": "good", "expired": "warn", "closed": "quiet"}
STANDING_TONES = {
    Standing.GIVEN: "good", Standing.ASKED: "note", Standing.HELD: "note", Standing.SET_ASIDE: "warn",
    Standing.DECLINED: "quiet", Standing.FALSIFIED: "bad", Standing.WANTED: "quiet",
}  # fmt: skip


def file_row(file: CandidateFile) -> dict[str, Any]:
    """A file in a list."""
    until = f". A passport until {format_date(file.expires_on)}" if file.expires_on else ""
    return {
        "title": file.name,
        "href": reverse("references:file", args=[file.pk]),
        "about": f"{file.number} · {file.organisation.name}{until}",
        "status": CANDIDATE_FILE.state_words(file.state),
        "tone": TONES[file.state],
    }


def own_file_row(file: CandidateFile) -> dict[str, Any]:
    """A file in the list of whoever it is about: the agency that keeps it, since when, and how it stands."""
    assert file.opened_at is not None  # noqa: S101  what is in a list was opened
    return {
        "title": file.organisation.name,
        "href": reverse("references:own-file", args=[file.pk]),
        "about": f"Opened on {format_date(london_date(file.opened_at))} · {file.reference}",
        "status": CANDIDATE_FILE.state_words(file.state),
        "tone": TONES[file.state],
    }


def tasks(whole: WholeFile) -> list[dict[str, str]]:
    """What a complete file has, each with how it stands and where to see to it."""
    facts, file = whole.facts, whole.file
    move = f"/cases/candidate_file/{file.pk}/"
    wanted, given = PRACTICE_REFERENCES.on(facts.on), len(facts.standing_references)
    return [
        _task("Register entry", facts.may_practise, facts.register_status, f"/register/{file.number}/"),
        _task("DBS check and its review", facts.dbs_reviewed_on is not None,
              f"Reviewed on {format_date(facts.dbs_reviewed_on)}" if facts.dbs_reviewed_on else "Not there",
              f"{move}record_dbs/" if _editable(whole) else ""),
        _task("Employment history", bool(facts.history) and not facts.unexplained, _history_words(facts), "#history"),
        _task("Last permanent employer", facts.last_permanent_reference is not None,
              _last_words(facts),
              "#references"),
        _task("References", given >= wanted, f"{given} of {wanted}", "#references"),
    ]  # fmt: skip


def _task(title: str, done: bool, words: str, href: str) -> dict[str, str]:
    return {"title": title, "href": href, "status": words, "tone": "good" if done else "warn"}


def _last_words(facts: FileFacts) -> str:
    last = facts.last_permanent_employer
    if facts.last_permanent_reference:
        return "Given"
    return f"Nothing from {last.employer}" if last else "No such post"


def _history_words(facts: FileFacts) -> str:
    if not facts.history:
        return "Empty"
    many = len(facts.unexplained)
    return "Whole" if not many else f"{plural(many, 'gap')} to explain"


def history_rows(whole: WholeFile) -> list[dict[str, Any]]:
    """Posts and gaps, the latest first."""
    rows = [_post_row(whole, post) for post in whole.posts] + [_gap_row(whole, gap) for gap in whole.gaps]
    return sorted(rows, key=lambda row: row["order"], reverse=True)


def _post_row(whole: WholeFile, post: PastPost) -> dict[str, Any]:
    until = format_date(post.ends) if post.ends else "now"
    left = f". {Left(post.reason).words}" if post.reason else ""
    return {
        "order": (post.ends or post.starts.max, post.starts), "gap": False,
        "when": f"{format_date(post.starts)} to {until}", "title": f"{post.title}, {post.employer_name}",
        "about": f"{Basis(post.basis).words}{left}",
        "href": reverse("references:take-out", args=[whole.file.pk, post.pk]) if _editable(whole) else "",
    }  # fmt: skip


def _gap_row(whole: WholeFile, gap: Gap) -> dict[str, Any]:
    return {
        "order": (gap.ends, gap.starts), "gap": True, "explained": gap.explained,
        "when": f"{format_date(gap.starts)} to {format_date(gap.ends)}", "title": f"A gap of {plural(gap.days, 'day')}",
        "about": gap.explanation,
        "href": reverse("references:explain", args=[whole.file.pk, gap.starts.isoformat()]) if _editable(whole) else "",
    }  # fmt: skip


def _editable(whole: WholeFile) -> bool:
    return whole.own and whole.file.state == "building"


def reference_rows(whole: WholeFile) -> list[dict[str, Any]]:
    """The references of a file, each with what can be read and done."""
    facts = {one.id: one for one in whole.facts.references}
    return [_reference_row(whole, asked, facts[asked.pk].verified_on) for asked in whole.asked]


def _reference_row(whole: WholeFile, asked: AskedReference, verified_on: Any) -> dict[str, Any]:
    standing, verifying = Standing(asked.standing), whole.verifying.get(asked.pk)
    given = standing is Standing.GIVEN
    fact = next(one for one in whole.facts.references if one.id == asked.pk)
    how = f"Verified {How(fact.verified_how).words.lower()} on {format_date(verified_on)}" if fact.verified_how else ""
    return {
        "id": asked.pk, "title": asked.giver.name, "kind": Kind(asked.kind).words, "status": standing.words,
        "tone": STANDING_TONES[standing], "worry": asked.worry, "flags": [Flag(one).words for one in asked.flags],
        "by": _by(asked), "verified": how,
        "words": reverse("references:words", args=[asked.pk]) if asked.pk in whole.readable else "",
        "verifying": f"/cases/verification/{verifying.pk}/" if verifying else "",
        "may_verify": given and not whole.own and verified_on is None and verifying is None,
        "may_doubt": not whole.own and given,
    }  # fmt: skip


def _by(asked: AskedReference) -> str:
    if asked.given_on is None:
        return f"Asked for on {format_date(asked.asked_at.date())}"
    role = f" ({Given(asked.given_by_role).words})" if asked.given_by_role in set(Given) else ""
    return f"By {asked.given_by}{role}, on {format_date(asked.given_on)}"


def consent_rows(consents: Any) -> list[dict[str, Any]]:
    """Who may read, and who no longer may."""
    return [
        {
            "id": consent.pk, "to": consent.to.name, "what": Consent.What(consent.what).label,
            "standing": consent.withdrawn_at is None, "given": consent.given_at, "withdrawn": consent.withdrawn_at,
        }
        for consent in consents
    ]  # fmt: skip


def answer_rows(words: GivenWords) -> list[tuple[str, str]]:
    """What a reference says, question by question, in the order of the questions."""
    rows = [(one.label, _said(words.answers.get(one.name), one.name)) for one in QUESTIONS]
    rows.append(("Added by the manager who approved it", str(words.answers.get("added") or "")))
    return [(label, said) for label, said in rows if said]


def _said(value: object, name: str) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name == "again":
        return dict(AGAIN).get(str(value), "")
    if name in ("worked_from", "worked_to") and value:
        day = typed_day(value)
        return format_date(day) if day else ""
    return str(value or "")


def own_words(own: OwnFile) -> list[dict[str, Any]]:
    """Each reference, for the worker it is about."""
    return [
        {"title": words.asked.giver.name, "by": _by(words.asked), "rows": answer_rows(words)} for words in own.words
    ]
