"""Policies of an invented council, one of which should have been looked at weeks ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from almoner.demo.queries import holder_of
from almoner.people.models import Person
from almoner.people.rules import Role
from almoner.policies import actions
from almoner.policies.actions import Words
from almoner.policies.models import Policy
from almoner.scope.clock import london_date

#: Title, summary, words, and in how many days from its publication each must be reviewed.
POLICIES: tuple[tuple[str, str, str, int], ...] = (
    (
        "When to tell the regulator about a social worker",
        "Who decides, on what test, within how many days, and who writes it down.",
        "A manager who is worried about a social worker’s practice, health or conduct talks to their own manager the"
        " same day. The head of service decides within five working days whether the regulator is told, and writes down"
        " why, also when the answer is no.",
        35,
    ),
    (
        "Supervision of social workers",
        "How often, by whom, and what is written down.",
        "Every social worker has supervision at least once a month, and once a fortnight in their first six weeks. Both"
        " sign the note of it.",
        400,
    ),
)
#: How long ago they were published, in days.
PUBLISHED = 56


def publish_policies(*, slug: str, now: datetime) -> None:
    """A council's policies, as its principal social worker published them; one of them is overdue today (FTP-0)."""
    then = now - timedelta(days=PUBLISHED)
    organisation, lead = holder_of(slug, Role.PRINCIPAL_SOCIAL_WORKER, london_date(then))
    _, owner = holder_of(slug, Role.HEAD_OF_SERVICE, london_date(then))
    for title, summary, text, days in POLICIES:
        if not Policy.objects.filter(organisation=organisation, title=title).exists():
            _publish(organisation.pk, title, summary, text, days, owner, lead, then)
    actions.open_due_reviews(now=now)


def _publish(
    organisation_id: int, title: str, summary: str, text: str, days: int, owner: Person, by: Person, then: datetime
) -> None:
    on = london_date(then)
    words = Words(text=text, review_by=on + timedelta(days=days), in_force_from=on)
    actions.add(
        organisation_id=organisation_id, title=title, summary=summary, owner=owner, words=words, by=by, now=then
    )
