"""One-time links: by which somebody without an account gives a reference, or a worker sees their own file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from almoner.notices import actions as notices
from almoner.procedure import actions as procedure
from almoner.procedure.models import Case, Step
from almoner.record import actions as record
from almoner.record.rules import Actor, SystemActor
from almoner.references.models import CandidateFile, OneTimeLink, Reference
from almoner.references.queries.links import Opened, State
from almoner.references.rules.links import link_print, link_token
from almoner.references.rules.seniority import Given
from almoner.scope.clock import london_date
from almoner.scope.context import system

BY_LINK = SystemActor("outside:referee-by-link")
#: How many days a link works. Almoner's own choice.
LASTS = timedelta(days=14)


class Unusable(Exception):
    """The link cannot be used for this any longer; `state` says why."""

    def __init__(self, state: State) -> None:
        self.state = state
        super().__init__(state.value)


def send_giver_link(*, case: Case, step: Step, by: Actor, now: datetime) -> None:
    """What follows from the step `send_link`: a link by which somebody at the authority gives the reference."""
    reference = cast(Reference, case)
    _send(
        what=OneTimeLink.What.GIVE, case=reference, to_email=str(step.values["address"]).strip(),
        template="reference_link", path="give-a-reference", by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def send_worker_link(*, file: CandidateFile, by: Actor, now: datetime) -> OneTimeLink:
    """Send the worker a link to their own file; an earlier one stops working. The file has an address of theirs."""
    return _send(
        what=OneTimeLink.What.SEE, case=file, to_email=file.worker_email, template="own_file_link", path="my-file",
        by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def send_again(*, opened: Opened, now: datetime) -> OneTimeLink:
    """Send a fresh link to the same address; the one before stops working, whoever has it. Raises Unusable.

    This is what somebody does whose link was begun by another, or whose day is over.
    """
    link = opened.link
    if opened.state in (State.USED, State.REPLACED, State.OVER):
        raise Unusable(opened.state)
    give = link.what == OneTimeLink.What.GIVE
    with system("a link is sent anew"):
        case: Any = (Reference if give else CandidateFile).objects.get(pk=str(link.case_id))
        return _send(
            what=OneTimeLink.What(link.what), case=case, to_email=link.to_email,
            template="reference_link" if give else "own_file_link", path="give-a-reference" if give else "my-file",
            by=BY_LINK, now=now,
        )  # fmt: skip


@transaction.atomic
def begin(*, opened: Opened, browser: str, now: datetime) -> None:
    """Bind a link to the browser that begins with it, so that one which was sent on opens nothing elsewhere.

    Raises Unusable where it cannot be begun.
    """
    with system("a link is begun"):
        link = OneTimeLink.objects.select_for_update(of=("self",)).get(pk=opened.link.pk)
        if opened.state is not State.FRESH or link.begun_by:
            raise Unusable(State.ELSEWHERE if link.begun_by else opened.state)
        link.begun_by, link.begun_at = link_print(browser), now
        link.save(update_fields=["begun_by", "begun_at"])
        _append("link_begun", link, BY_LINK, now)


@transaction.atomic
def give_by_link(*, opened: Opened, values: Mapping[str, Any], now: datetime) -> Step:
    """Give the reference by link: a colleague is refused, a first-line manager's waits for approval (REF-5).

    The link counts once. Raises Unusable and Refused.
    """
    with system("a reference is given by link"):
        link = OneTimeLink.objects.select_for_update(of=("self",)).get(pk=opened.link.pk)
        if opened.state is not State.BEGUN or link.used_at:
            raise Unusable(State.USED if link.used_at else opened.state)
        reference = Reference.objects.get(pk=str(link.case_id))
        move = "receive_held" if values.get("given_as") == Given.FIRST_LINE else "receive"
        taken = procedure.take(
            case=reference, move=move, by=BY_LINK, now=now, key=f"link:{link.pk}", values=values
        ).step  # fmt: skip
        link.used_at = now
        link.save(update_fields=["used_at"])
    return taken


def _send(
    *, what: OneTimeLink.What, case: Case, to_email: str, template: str, path: str, by: Actor, now: datetime
) -> OneTimeLink:
    on = london_date(now)
    with system("a link is sent"):
        before = OneTimeLink.objects.filter(
            case_id=case.pk, what=what, used_at__isnull=True, replaced_at__isnull=True
        )  # fmt: skip
        before.update(replaced_at=now)
        link = OneTimeLink(
            pk=uuid4(), what=what, organisation_id=case.organisation_id, case_id=case.pk, to_email=to_email,
            sent_at=now, expires_on=on + LASTS,
        )  # fmt: skip
        link.link_hash = link_print(link_token(link.pk, settings.SECRET_KEY))
        link.save(force_insert=True)
        secret = f"/{path}/{link_token(link.pk, settings.SECRET_KEY)}/"
        values = {
            "link": secret,
            "asker": case.organisation_id,
            "until": link.expires_on,
        }
        notices.queue(
            to=to_email, template=template, values=values, key=f"link:{link.pk}", now=now, about=case
        )  # fmt: skip
        _append("link_sent", link, by, now)
    return link


def _append(kind: str, link: OneTimeLink, by: Actor, now: datetime) -> None:
    record.append(
        kind=f"references.{kind}", subject=f"references.onetimelink:{link.pk}", case_id=link.case_id,
        organisation_id=link.organisation_id, by=by, now=now, clause="REF-5", after={"what": link.what},
    )  # fmt: skip
