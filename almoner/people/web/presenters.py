"""What pages about people show, as plain values."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse

from almoner.design.navigation import Hat, Identity, Link
from almoner.people.models import Invitation, Membership, Organisation, Person, Recusal, RecusalState
from almoner.people.queries.sign_in import events_of, person_by_email
from almoner.people.rules import (
    KIND_TITLES,
    ROLES,
    OrganisationKind,
    Permission,
    Role,
    permissions_of,
    roles_at,
    roles_with,
)
from almoner.people.rules.recusal import Ground
from almoner.people.web.sign_in.sessions import describe_device

FACTORS = {"totp": "Code app", "webauthn": "Passkey or security key"}


def role_title(role: str) -> str:
    """A stored role in words; one that is no longer a role says so."""
    return ROLES[Role(role)].title if role in set(Role) else "A role that no longer exists"


def kind_title(kind: str) -> str:
    """A kind of organisation in words."""
    return KIND_TITLES[OrganisationKind(kind)]


def hat(membership: Membership) -> dict[str, Any]:
    """What somebody is, and where, for a summary."""
    return {
        "role": role_title(membership.role),
        "organisation": membership.organisation.name,
        "starts": membership.starts,
        "ends": membership.ends,
        "post": membership.post.title if membership.post else "",
        "words": ROLES[Role(membership.role)].words if membership.role in set(Role) else "",
    }


def factor(authenticator: Any) -> dict[str, Any]:
    """A second factor for a list."""
    name = authenticator.data.get("name", "") if isinstance(authenticator.data, dict) else ""
    return {
        "kind": FACTORS.get(authenticator.type, authenticator.type),
        "name": name,
        "added": authenticator.created_at,
        "used": authenticator.last_used_at,
    }


def session(listed: Any, here: str | None) -> dict[str, Any]:
    """A session for a list: the browser, since when, last used; never the address it came from."""
    return {
        "pk": listed.pk,
        "device": describe_device(listed.user_agent),
        "began": listed.created_at,
        "used": listed.last_seen_at,
        "here": listed.session_key == here,
    }


def door_events(person: Person) -> list[dict[str, Any]]:
    """The last ten things that happened at the door to somebody."""
    return [
        {"title": event.get_kind_display(), "at": event.at, "text": event.device} for event in events_of(person)[:10]
    ]


def has_account(email: str) -> bool:
    """Whether an address has an account; asked only by a page that is opened with a secret link."""
    return person_by_email(email) is not None


def offer(invitation: Invitation) -> dict[str, Any]:
    """An invitation, for the page that its link opens."""
    return {
        "email": invitation.email,
        "role": role_title(invitation.role),
        "words": ROLES[Role(invitation.role)].words,
        "organisation": invitation.organisation.name,
        "kind": kind_title(invitation.organisation.kind).lower(),
        "expires": invitation.expires_at,
    }


def identity_of(request: Any) -> Identity | None:
    """Who is signed in, for the header: their name, and each organisation that they may act for."""
    if not request.user.is_authenticated:
        return None
    roles: dict[Organisation, list[str]] = {}
    for membership in getattr(request, "memberships", []):
        roles.setdefault(membership.organisation, []).append(role_title(membership.role))
    acting_for = getattr(request, "organisation", None)
    return Identity(
        name=request.user.name,
        account=reverse("account"),
        sign_out=reverse("account_logout"),
        hats=tuple(
            Hat(", ".join(titles), organisation.name, str(organisation.id), worn=organisation == acting_for)
            for organisation, titles in roles.items()
        ),
        switch=reverse("switch"),
    )


def links_of(request: Any) -> list[Link]:
    """The way to one’s organisation, for those who may see who works there."""
    memberships = getattr(request, "memberships", [])
    may = permissions_of(membership.role for membership in memberships)
    if Permission.SEE_COLLEAGUES in may:
        return [
            Link("Organisation", reverse("people"), about="People, the line of management, conflicts, who may do what")
        ]
    if Permission.MANAGE_ORGANISATIONS in may:
        return [Link("Organisations", reverse("organisations"), about="Who takes part, and adding another")]
    return []


def figure(link: Link, *, first: bool) -> dict[str, Any]:
    """A figure of the first page; the first of them stands out while it is not nothing."""
    tone = "warn" if first and link.count else "quiet"
    return {"number": link.count or 0, "label": link.text, "href": link.href, "tone": tone}


def public_links_of(request: Any) -> list[Link]:
    """The way in, for whoever is not signed in."""
    return [] if request.user.is_authenticated else [Link("Sign in", reverse("account_login"))]


def place(request: Any, here: str) -> dict[str, Any]:
    """What every page about an organisation shows around it: its name, and the way to the others."""
    organisation = request.organisation
    may = permissions_of(m.role for m in request.memberships if organisation and m.organisation_id == organisation.id)
    tabs = [
        ("people", "People", Permission.SEE_COLLEAGUES),
        ("line", "Line of management", Permission.SEE_COLLEAGUES),
        ("recusals", "Conflicts", None),
        ("permissions", "Who may do what", Permission.SEE_COLLEAGUES),
    ]
    items = [
        {"text": text, "href": reverse(name), "active": name == here}
        for name, text, needs in tabs
        if needs is None or needs in may
    ]
    anywhere = permissions_of(m.role for m in request.memberships)
    if Permission.MANAGE_ORGANISATIONS in anywhere:
        items.append({"text": "Organisations", "href": reverse("organisations"), "active": here == "organisations"})
    return {"organisation": organisation, "tabs": items}


def held(membership: Membership, day: date, *, may_manage: bool) -> dict[str, Any]:
    """A role that a colleague holds or held, for their page."""
    past = membership.ends is not None and membership.ends < day
    return {
        "id": membership.id,
        "title": role_title(membership.role),
        "post": membership.post.title if membership.post else "",
        "team": membership.post.team if membership.post else "",
        "starts": membership.starts,
        "ends": membership.ends,
        "state": "Ended" if past else ("Begins later" if membership.starts > day else "Today"),
        "tone": "quiet" if past else ("note" if membership.starts > day else "good"),
        "may_change": may_manage and not past,
    }


STATES = {
    RecusalState.PROPOSED: "warn",
    RecusalState.IN_FORCE: "bad",
    RecusalState.DISMISSED: "quiet",
    RecusalState.LIFTED: "quiet",
}


def open_first() -> Case:
    """An order that puts recusals still to be decided before all others."""
    return Case(When(state=RecusalState.PROPOSED, then=Value(0)), default=Value(1), output_field=IntegerField())


def recusal(found: Recusal, reader: Person) -> dict[str, Any]:
    """A recusal for a list or its own page; what it is about is named, never shown."""
    own = found.person_id == reader.id
    return {
        "id": found.id,
        "person": "You" if own else found.person.name,
        "matter": found.called,
        "ground": Ground(found.ground).words,
        "words": found.words,
        "state": found.get_state_display(),
        "tone": STATES[RecusalState(found.state)],
        "at": found.proposed_at,
        "decided_by": found.decided_by.name if found.decided_by else "",
        "decided_at": found.decided_at,
        "decision": found.decision_words,
        "own": own,
    }


def subjects(holders: dict[Permission, list[Person]], organisation: Organisation) -> list[dict[str, Any]]:
    """Permissions under their headings, each with the roles that allow it here and who holds it."""
    here = set(roles_at(OrganisationKind(organisation.kind)))
    groups: dict[str, list[dict[str, Any]]] = {}
    for permission, people in holders.items():
        roles = [ROLES[role].title for role in roles_with(permission) if role in here]
        if roles:
            groups.setdefault(permission.subject, []).append(
                {
                    "words": permission.words[0].upper() + permission.words[1:],
                    "roles": roles,
                    "people": people[:25],
                    "more": max(len(people) - 25, 0),
                }
            )
    return [{"title": title, "permissions": found} for title, found in groups.items()]
