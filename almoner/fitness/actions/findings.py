"""What the regulator found reaches those who employ the social worker, and what they do with it comes back (FTP-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db import transaction

from almoner.dates.days import working_days_between
from almoner.employment.models import StaffMember
from almoner.employment.queries.employers import employed_on
from almoner.fitness.access.audiences import colleagues_called
from almoner.fitness.actions.post import POST
from almoner.fitness.models import Concern, Finding, FromTheRegulator, OrganisationalFinding, Recommendation
from almoner.fitness.models import SharedOutcome as Shared
from almoner.fitness.rules.findings import CHASED_EVERY, DAYS_TO_ACKNOWLEDGE, FINDING, ORGANISATIONAL
from almoner.fitness.rules.learning import RECOMMENDATION
from almoner.fitness.rules.outcomes import SHARED_OUTCOME, About
from almoner.people.models import Organisation, Person
from almoner.people.queries import holds
from almoner.people.rules import EMPLOYERS, Permission
from almoner.procedure import actions as procedure
from almoner.procedure.actions import id_to_be
from almoner.procedure.models import Case, Step
from almoner.procedure.rules import Procedure
from almoner.record import actions as record
from almoner.record.rules import Actor
from almoner.scope.clock import london_date
from almoner.scope.context import system


@dataclass(frozen=True)
class _Outcome:
    """What one call shares: the same words for every employer."""

    concern: Concern
    outcome: str
    words: str
    recommendations: Sequence[str]
    by: Actor
    now: datetime
    key: str

    @property
    def on(self) -> date:
        return london_date(self.now)


@transaction.atomic
def share_outcome(
    *,
    concern: Concern,
    outcome: str,
    words: str,
    recommendations: Sequence[str] = (),
    organisational: str = "",
    by: Actor,
    now: datetime,
    key: str,
) -> list[Shared]:
    """Tell the worker's employers what was decided about a concern (FTP-4.1); returns the regulator's case of each.

    `outcome` is what was decided in a line (200 characters), `words` what the employer is told of it, and each of
    `recommendations` (recommended practice, or a condition) becomes an action at the employer (FTP-4.2). It goes to
    everybody who employs the worker on the day. `organisational` is what was found about an organisation: it goes,
    as a case of its own, to the employer who referred them, or else to those same employers (FTP-4.3).
    With nobody to tell, that is what the record says. The same `key` shares once.
    """
    shared: list[Shared] = []
    with system("an outcome reaches the employers"):
        said = _Outcome(concern, outcome[:200], words, recommendations, by, now, key)
        members = list(employed_on(concern.entry_id, said.on)) if concern.entry_id else []
        shared += [_share_on_person(said, member) for member in members]
        if organisational.strip():
            employers = _answering(concern, members)
            shared += [_share_on_organisation(said, employer, organisational) for employer in employers]
        if not shared:
            record.append(
                kind="finding.nobody_to_tell", subject=f"fitness.concern:{concern.pk}", case_id=concern.pk,
                organisation_id=concern.organisation_id, by=by, now=now, clause="FTP-4.1",
            )  # fmt: skip
    return shared


def _answering(concern: Concern, members: Sequence[StaffMember]) -> list[Organisation]:
    """The organisations that a finding on an organisation is about: that of the referrer, or where they work."""
    referrer = concern.raised_by
    if referrer is not None and referrer.kind in EMPLOYERS:
        return [referrer]
    return [member.organisation for member in members]


def _share_on_person(said: _Outcome, member: StaffMember) -> Shared:
    key = f"{said.key}:{member.organisation_id}:person"
    finding = Finding(
        title=member.name,
        organisation=member.organisation,
        visible_to=[member.organisation_id],
        member=member,
        outcome=said.outcome,
        words=said.words,
        has_feedback=bool(said.recommendations),
        shared_id=id_to_be(SHARED_OUTCOME, key),
    )
    shared = _sent(said, member.organisation, About.PERSON, said.words, FINDING, finding, key)
    for number, text in enumerate(said.recommendations):
        action = Recommendation(
            title=text[:200],
            organisation=member.organisation,
            visible_to=[member.organisation_id, shared.organisation_id],
            finding_id=finding.pk,
            shared_id=shared.pk,
            text=text,
        )
        procedure.open_case(
            RECOMMENDATION, case=action, move="recommend", by=POST, now=said.now, key=f"{key}:{number}"
        )  # fmt: skip
    return shared


def _share_on_organisation(said: _Outcome, employer: Organisation, organisational: str) -> Shared:
    key = f"{said.key}:{employer.pk}:organisation"
    finding = OrganisationalFinding(
        title="What the regulator found about the organisation",
        organisation=employer,
        visible_to=[employer.pk],
        words=organisational,
        shared_id=id_to_be(SHARED_OUTCOME, key),
    )
    return _sent(said, employer, About.ORGANISATION, organisational, ORGANISATIONAL, finding, key)


def _sent(
    said: _Outcome, employer: Organisation, about: About, words: str, at_employer: Procedure,
    finding: FromTheRegulator, key: str,
) -> Shared:  # fmt: skip
    concern = said.concern
    shared = Shared(
        title=concern.about_name[:200],
        organisation_id=concern.organisation_id,
        visible_to=[concern.organisation_id],
        concern=concern,
        employer=employer,
        about=about,
        outcome=said.outcome,
        words=words,
        answered_by=id_to_be(at_employer, key),
    )
    by = said.by if _works_on_concerns(said.by, concern.organisation_id, said.on) else POST
    procedure.open_case(SHARED_OUTCOME, case=shared, move="share", by=by, now=said.now, key=key)
    procedure.open_case(at_employer, case=finding, move="receive", by=POST, now=said.now, key=key)
    return shared


def _works_on_concerns(by: Actor, regulator_id: int, on: date) -> bool:
    return isinstance(by, Person) and holds(by, Permission.SEE_CONCERNS, regulator_id, on)


def tell_the_regulator(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from a step on a finding: the regulator sees how far the employer is, and none of their words."""
    finding = cast(FromTheRegulator, case)
    with system("an employer answers a finding"):
        shared = Shared.objects.get(pk=finding.shared_id)
        move = SHARED_OUTCOME.move(step.move)
        if move is not None and shared.state in SHARED_OUTCOME.sources(move):
            procedure.take(case=shared, move=step.move, by=POST, now=now, key=f"finding:{step.pk}")


def give_to_owner(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `plan` on a recommendation: it is its owner's, and due on its day (FTP-4.2)."""
    action, on = cast(Recommendation, case), london_date(now)
    action.assigned_to = colleagues_called(action.organisation_id, " ".join(step.values["owner"].split()), on)[0]
    action.due_on = step.values["due_on"]
    action.save(update_fields=["assigned_to", "due_on"])
    procedure.refresh_turns(case=action, by=POST, now=now)


def chase(*, now: datetime) -> int:
    """Remind those who have not acknowledged a finding in time (FTP-4.1): every five working days, both sides told.

    Returns how many were reminded.
    """
    on, chased = london_date(now), 0
    for model in (Finding, OrganisationalFinding):
        waiting = model._default_manager.filter(state="received").order_by("opened_at", "pk")
        for finding in waiting.iterator(chunk_size=200):
            late = _days_late(cast(FromTheRegulator, finding), on)
            if late > 0 and (late - 1) % CHASED_EVERY == 0:
                chased += _chase(cast(FromTheRegulator, finding), late, now)
    return chased


@transaction.atomic
def _chase(finding: FromTheRegulator, late: int, now: datetime) -> int:
    receipt = procedure.take(case=finding, move="chase", by=POST, now=now, key=f"chase:{late}")
    if not receipt.again:
        tell_the_regulator(case=receipt.case, step=receipt.step, by=POST, now=now)
    return 0 if receipt.again else 1


def _days_late(finding: FromTheRegulator, on: date) -> int:
    came = finding.received_on
    return working_days_between(came, on) - DAYS_TO_ACKNOWLEDGE.on(came) if came else 0
