"""Notices through Django's mail settings: a mail server, or in the demonstration the outbox page."""

from __future__ import annotations

import smtplib
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from almoner.notices.letters import Letter
from almoner.notices.providers import Outcome, Refused, TryLater


class Smtp:
    """Mail by SMTP.

    A mail server says whether it took a message, and no more: there is no asking later what became of it. A notice
    whose sending was cut off is therefore sent again under the same Message-ID, by which the reader's own mail
    server or program knows it for the same message.
    """

    name = "smtp"

    def send(self, letter: Letter, *, to: str, reference: str) -> str:
        message_id = f"<{reference}@{settings.NOTICES_MAIL_DOMAIN}>"
        mail = EmailMultiAlternatives(
            letter.subject,
            letter.text,
            formataddr((settings.NOTICES_FROM_NAME, settings.DEFAULT_FROM_EMAIL)),
            [to],
            headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
            connection=get_connection(),
        )
        mail.attach_alternative(letter.html, "text/html")
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise (Refused if code >= 500 else TryLater)(_because(code)) from error
        except smtplib.SMTPDataError as error:
            raise (Refused if error.smtp_code >= 550 else TryLater)(_because(error.smtp_code)) from error
        except (smtplib.SMTPException, OSError) as error:
            # wrong password, no connection, a server that hangs up: ours to mend, and no fault of the address
            raise TryLater("The mail server could not be reached or would not let us in.") from error
        return message_id

    def already_carried(self, reference: str) -> str | None:
        return None

    def outcome(self, carried_as: str) -> Outcome | None:
        return None


def _because(code: int) -> str:
    if code >= 500:
        return f"The mail server says that this address cannot receive it (code {code})."
    return f"The mail server asked us to try again later (code {code})."
