"""Mail that is not a notice (a link to set a password, a code) on its way out: Django's mail backends of ours."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import make_msgid
from uuid import uuid4

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from almoner.notices import actions
from almoner.notices.letters import Letter
from almoner.notices.providers import Refused, TryLater
from almoner.notices.providers.notify import Notify
from almoner.scope import clock


class DemonstrationBackend(BaseEmailBackend):
    """Keeps every message on the demonstration's outbox page, where the personas read their mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            actions.keep_for_demonstration(
                message_id=message.extra_headers.get("Message-ID") or make_msgid(domain="demo.invalid"),
                to=message.to,
                letter=_letter(message),
                now=clock.now(),
            )
        return len(email_messages)


class NotifyBackend(BaseEmailBackend):
    """Sends every message through GOV.UK Notify, where a council's rules allow no mail server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        carrier, sent = Notify(), 0
        for message in email_messages:
            for to in message.to:
                try:
                    carrier.send(_letter(message), to=to, reference=str(uuid4()))
                except (Refused, TryLater):
                    if not self.fail_silently:
                        raise
                else:
                    sent += 1
        return sent


def _letter(message: EmailMessage) -> Letter:
    html = ""
    if isinstance(message, EmailMultiAlternatives):
        html = next((str(other[0]) for other in message.alternatives if other[1] == "text/html"), "")
    return Letter(str(message.subject), str(message.body), html)
