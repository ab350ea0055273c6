"""Which of allauth’s pages are open, and to whom. What is not listed is closed: its address does not exist."""

from __future__ import annotations

from almoner.people.rules.sign_in import SessionState
from almoner.people.web.pages import Access

ANYBODY = Access(public=True)
SIGNED_IN = Access()
ENROLLING = Access(also_in=frozenset({SessionState.ENROLMENT_DUE}))
CONFIRMING = Access(also_in=frozenset({SessionState.SECOND_FACTOR_DUE}))
EITHER = Access(also_in=frozenset({SessionState.ENROLMENT_DUE, SessionState.SECOND_FACTOR_DUE}))

DOORS: dict[str, Access] = {
    "account_login": ANYBODY,
    "account_logout": Access(
        public=True, also_in=frozenset({SessionState.ENROLMENT_DUE, SessionState.SECOND_FACTOR_DUE})
    ),
    "account_reset_password": ANYBODY,
    "account_reset_password_done": ANYBODY,
    "account_reset_password_from_key": ANYBODY,
    "account_reset_password_from_key_done": ANYBODY,
    "mfa_authenticate": ANYBODY,
    "socialaccount_login_cancelled": ANYBODY,
    "socialaccount_login_error": ANYBODY,
    "account_change_password": SIGNED_IN,
    "account_reauthenticate": ENROLLING,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": CONFIRMING,
    "mfa_reauthenticate_webauthn": CONFIRMING,
    "mfa_activate_totp": ENROLLING,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": ENROLLING,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "usersessions_list": SIGNED_IN,
}

#: Where a session that has not finished is sent to finish.
FINISH: dict[SessionState, str] = {
    SessionState.ENROLMENT_DUE: "second-factor",
    SessionState.SECOND_FACTOR_DUE: "mfa_reauthenticate",
}
