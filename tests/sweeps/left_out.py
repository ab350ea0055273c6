"""What a sweep leaves out, each with why; `test_what_is_left_out.py` checks that each reason is still true."""

from __future__ import annotations

#: Addresses with arguments that are open to anybody, by why that is no hole.
PUBLISHED = "published, and the same for everybody"
SECRET = "opened by a secret link"
DEMONSTRATION = "the demonstration, absent in production"
ON_THE_REGISTER = "the register is published; what is suppressed is absent from it"
WORK_ACCOUNT = "a sign-in by a work account, absent where none is set up"

OPEN = {
    "clauses:source_detail": PUBLISHED,
    "clauses:clause_detail": PUBLISHED,
    "casework:procedure": PUBLISHED,
    "record:one_head": PUBLISHED,
    "operations:readyz_of": PUBLISHED,
    "style-trouble": PUBLISHED,
    "style-page": PUBLISHED,
    "casework:answer": SECRET,
    "references:give-by-link": SECRET,
    "references:own-file-by-link": SECRET,
    "fitness:raisers-letter": SECRET,
    "fitness:raisers-letter-file": SECRET,
    "invitation": SECRET,
    "notices:calendar_feed": SECRET,
    "account_reset_password_from_key": SECRET,
    "notices:outbox_mail": DEMONSTRATION,
    "demo_become": DEMONSTRATION,
    "register:entry": ON_THE_REGISTER,
    "register-api:entry": ON_THE_REGISTER,
    "openid_connect_login": WORK_ACCOUNT,
    "openid_connect_callback": WORK_ACCOUNT,
}

#: Addresses about the register, which is one for all: whether somebody may open them is a matter of role alone.
ONE_FOR_ALL = {
    "register:import": "an extract of the register, for its officers",
    "register:office_entry": "an entry as the register’s officers see it",
    "register:amend": "a change to an entry, by the register’s officers",
}

#: Shut to its own people in a sweep, each with why; let in by the tests of its app.
SHUT = {
    "record:case_receipt": "there is no receipt until the sealer has been",
    "record:event_erase": "the privacy officer, who alone may erase, sees no alert about staff",
    "fitness:hearing-decision": "a panel’s decision is written once it has heard the case",
    "fitness:example": "what is published is everybody’s; what was withdrawn is nobody’s",
}

#: Where the social worker concerned reads what is said of them, whoever they work for and whether they work at all.
ABOUT_ONESELF = {
    "fitness:your-cases",
    "fitness:your-case",
    "fitness:your-answer",
    "fitness:your-support",
    "fitness:your-bundle",
    "fitness:proposal",
    "references:own-files",
    "references:own-file",
}

#: Addresses without arguments that count what the whole platform does, each with who may reach it.
COUNTS_EVERYTHING = {
    "operations:readyz": PUBLISHED,
    "operations:metrics": "reached from the operator’s network alone",
    "notices:outbox": DEMONSTRATION,
    "demo": DEMONSTRATION,
}
