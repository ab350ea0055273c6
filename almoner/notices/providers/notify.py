"""Notices through GOV.UK Notify.

Notify sends its own templates only, so one template there, with `((subject))` as its subject and `((body))` as its
body, carries all of ours.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from almoner.notices.letters import Letter
from almoner.notices.providers import Outcome, Refused, TryLater
from almoner.notices.rules import State

#: What each of Notify's states means to us; those that are not here are on their way.
STATES = {
    "delivered": Outcome(State.DELIVERED),
    "permanent-failure": Outcome(State.BOUNCED, "The address does not exist or refuses our mail."),
    "temporary-failure": Outcome(State.BOUNCED, "The reader’s mail server did not accept it within three days."),
    "technical-failure": Outcome(State.BOUNCED, "GOV.UK Notify could not send it."),
}


class Notify:
    """GOV.UK Notify by its own client, which is not safe for threads, so one is made for each use."""

    name = "notify"

    def __init__(self) -> None:
        self.client = NotificationsAPIClient(  # type: ignore[no-untyped-call]
            settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_URL, timeout=settings.NOTIFY_TIMEOUT
        )

    def send(self, letter: Letter, *, to: str, reference: str) -> str:
        try:
            answer: dict[str, Any] = self.client.send_email_notification(  # type: ignore[no-untyped-call]
                email_address=to,
                template_id=settings.NOTIFY_TEMPLATE,
                personalisation={"subject": letter.subject, "body": letter.text},
                reference=reference,
            )
        except HTTPError as error:
            raise _from(error) from error
        except InvalidResponse as error:
            raise TryLater("GOV.UK Notify gave an answer that we could not read.") from error
        return str(answer["id"])

    def already_carried(self, reference: str) -> str | None:
        try:
            answer = self.client.get_all_notifications(reference=reference)  # type: ignore[no-untyped-call]
        except (HTTPError, InvalidResponse) as error:
            raise TryLater("GOV.UK Notify could not say whether it had this already.") from error
        found = answer["notifications"]
        return str(found[0]["id"]) if found else None

    def outcome(self, carried_as: str) -> Outcome | None:
        try:
            answer = self.client.get_notification_by_id(carried_as)  # type: ignore[no-untyped-call]
        except (HTTPError, InvalidResponse) as error:
            raise TryLater("GOV.UK Notify could not say what became of it.") from error
        return STATES.get(answer["status"])


def _from(error: HTTPError) -> Refused | TryLater:
    status = error.status_code
    if status == 400:
        return Refused("GOV.UK Notify will not send to this address (code 400).")
    if status == 429:
        return TryLater("GOV.UK Notify has had as many messages from us as it takes (code 429).")
    if status in {401, 403}:
        return TryLater(f"GOV.UK Notify does not accept our key (code {status}).")
    return TryLater(f"GOV.UK Notify could not take it (code {status}).")
