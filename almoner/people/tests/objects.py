"""What the addresses of people are about, for the sweeps: each address with how to make such a thing.

A maker gets an organisation, a member of it and a moment, makes what the address needs as the system, and returns
the arguments of the address, one dictionary for each object. An address with arguments and no maker fails the sweep.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorAttestationResponse,
    AuthenticatorData,
    CollectedClientData,
    RegistrationResponse,
)

from almoner.people.models import (
    Cover,
    Invitation,
    Membership,
    Organisation,
    Person,
    Post,
    Recusal,
    RecusalState,
)
from almoner.people.rules import Role
from almoner.people.tests.factories import a_person

Made = list[dict[str, Any]]


def colleagues(organisation: Organisation, by: Person, now: datetime) -> Made:
    """A colleague of today, and one who has left."""
    here = a_person("Colleague Canary", Role.BOARD_MEMBER, organisation)
    gone = a_person("Departed Canary", Role.BOARD_MEMBER, organisation)
    Membership.objects.filter(person=gone).update(ends=date(2026, 3, 1))
    return [{"person_id": here.id}, {"person_id": gone.id}]


def memberships(organisation: Organisation, by: Person, now: datetime) -> Made:
    """The role of a colleague of today, and an ended one."""
    found = [Membership.objects.get(person_id=each["person_id"]) for each in colleagues(organisation, by, now)]
    return [{"membership_id": each.id} for each in found]


def posts(organisation: Organisation, by: Person, now: datetime) -> Made:
    """A post below the top, and one that has been closed."""
    top = Post.objects.filter(organisation=organisation, manager__isnull=True, closed__isnull=True).first()
    top = top or Post.objects.create(organisation=organisation, title="Top Canary", opened=date(2020, 1, 1))
    open_one = Post.objects.create(organisation=organisation, title="Post Canary", manager=top, opened=date(2020, 1, 1))
    closed = Post.objects.create(
        organisation=organisation, title="Shut Canary", manager=top, opened=date(2020, 1, 1), closed=date(2026, 1, 1)
    )
    return [{"post_id": open_one.id}, {"post_id": closed.id}]


def covers(organisation: Organisation, by: Person, now: datetime) -> Made:
    """Cover in force."""
    post = posts(organisation, by, now)[0]["post_id"]
    person = a_person("Covering Canary", Role.BOARD_MEMBER, organisation)
    cover = Cover.objects.create(
        organisation=organisation, post_id=post, person=person, starts=now.date(), ends=now.date()
    )
    return [{"cover_id": cover.id}]


def invitations(organisation: Organisation, by: Person, now: datetime) -> Made:
    """An invitation not yet taken up."""
    made = Invitation.objects.create(
        organisation=organisation,
        email="canary@invited.example",
        role=Role.BOARD_MEMBER,
        digest=uuid4().hex * 2,
        invited_by=by,
        sent_at=now,
        expires_at=now + timedelta(days=7),
    )
    return [{"invitation_id": made.id}]


def recusals(organisation: Organisation, by: Person, now: datetime) -> Made:
    """A conflict to be decided, and one in force."""
    person = a_person("Recused Canary", Role.BOARD_MEMBER, organisation)
    made = [
        Recusal.objects.create(
            organisation=organisation,
            person=person,
            subject=f"people.person:{uuid4()}",
            called="Matter Canary",
            ground="named",
            state=state,
            proposed_at=now,
        )
        for state in (RecusalState.PROPOSED, RecusalState.IN_FORCE)
    ]
    return [{"recusal_id": each.id} for each in made]


def sessions(organisation: Organisation, by: Person, now: datetime) -> Made:
    """A session of somebody."""
    from allauth.usersessions.models import UserSession

    listed = UserSession.objects.create(user=by, ip="127.0.0.1", session_key=uuid4().hex, user_agent="Canary/1.0")
    return [{"pk": listed.pk}]


def keys(organisation: Organisation, by: Person, now: datetime) -> Made:
    """A passkey of somebody, as a browser registered it."""
    from allauth.mfa.models import Authenticator

    data = {"name": "Key Canary", "credential": _registered_key()}
    return [{"pk": Authenticator.objects.create(user=by, type=Authenticator.Type.WEBAUTHN, data=data).pk}]


def _registered_key() -> dict[str, Any]:
    """What a browser answers when a key is registered: pages that list a person’s keys read every part of it."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = ES256.from_cryptography_key(private.public_key())  # type: ignore[no-untyped-call]
    credential = AttestedCredentialData.create(Aaguid.NONE, uuid4().bytes, public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    seen = AuthenticatorData.create(sha256(b"localhost").digest(), flags, 0, credential)
    said = CollectedClientData.create("webauthn.create", uuid4().bytes, "http://localhost")
    attested = AttestationObject.create("none", seen, {})
    answer = AuthenticatorAttestationResponse(client_data=said, attestation_object=attested)
    response = RegistrationResponse(raw_id=credential.credential_id, response=answer)
    return {**dict(response), "clientExtensionResults": {}}


OBJECTS = {
    "person": colleagues,
    "give-role": colleagues,
    "disable": colleagues,
    "forget-second-factor": colleagues,
    "end-role": memberships,
    "change-role": memberships,
    "withdraw-invitation": invitations,
    "post": posts,
    "move-post": posts,
    "fill-post": posts,
    "cover-post": posts,
    "close-post": posts,
    "end-cover": covers,
    "recusal": recusals,
    "end-session": sessions,
    "mfa_remove_webauthn": keys,
    "mfa_edit_webauthn": keys,
}
