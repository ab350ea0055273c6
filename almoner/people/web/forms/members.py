"""Forms by which an administrator decides who belongs and in which role."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from almoner.design.fields import DateField, EmailField, LongTextField, PageForm, RadiosField, SelectField, TextField
from almoner.people.models import Organisation, Post
from almoner.people.rules import KIND_TITLES, ROLES, OrganisationKind, Permission, Role, roles_at


def role_choices(organisation: Organisation, *, may: frozenset[Permission]) -> list[tuple[str, str]]:
    """The roles that somebody allowed `may` can give at an organisation."""
    return [
        (role.value, ROLES[role].title)
        for role in roles_at(OrganisationKind(organisation.kind))
        if ROLES[role].given_by in may
    ]


def _hints(choices: Sequence[tuple[str, str]]) -> dict[str, str]:
    return {value: ROLES[Role(value)].words for value, _ in choices}


def _post_choices(posts: Sequence[Post]) -> list[tuple[str, str]]:
    named = [(str(post.id), f"{post.title}{f', {post.team}' if post.team else ''}") for post in posts]
    return [("", "No post in the line"), *named]


class InviteForm(PageForm):
    """Whom to invite, and to what."""

    email = EmailField(label="Email address", hint="We send them a link that works once, for seven days.")
    name = TextField(label="Full name", called="their full name", max_length=200)

    def __init__(
        self, *args: Any, organisation: Organisation, may: frozenset[Permission], posts: Sequence[Post], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choices = role_choices(organisation, may=may)
        self.fields["role"] = RadiosField(label="Role", called="a role", choices=choices, hints=_hints(choices))
        self.fields["post"] = SelectField(
            label="Post",
            hint="Where they stand in the line of management. Only vacant posts are shown.",
            choices=_post_choices(posts),
            required=False,
        )


class GiveRoleForm(PageForm):
    """Another role for somebody, from a day."""

    def __init__(self, *args: Any, organisation: Organisation, may: frozenset[Permission], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = role_choices(organisation, may=may)
        self.fields["role"] = RadiosField(label="Role", called="a role", choices=choices, hints=_hints(choices))
        self.fields["from_day"] = DateField(label="First day in the role", hint="For example, 27 3 2027")


class EndRoleForm(PageForm):
    """The last day of a role, and why it ends."""

    last_day = DateField(label="Last day in the role", hint="They can sign in and see this organisation until then.")
    reasons = LongTextField(label="Why it ends", called="why it ends", max_length=500, required=False)


class OrganisationForm(PageForm):
    """A new organisation, and who is to administer it."""

    name = TextField(label="Name of the organisation", max_length=200)
    slug = TextField(label="Short name", hint="Small letters and hyphens, such as thornmere.", max_length=60, width=20)
    kind = RadiosField(
        label="What it is", called="what it is", choices=[(kind.value, title) for kind, title in KIND_TITLES.items()]
    )
    email = EmailField(label="Email address of its first administrator")

    def clean_slug(self) -> str:
        """The short name, as an address can carry it."""
        from django.core.exceptions import ValidationError
        from django.utils.text import slugify

        slug: str = self.cleaned_data["slug"]
        if slug != slugify(slug):
            raise ValidationError("Short name must have only small letters, figures and hyphens")
        return slug


class ForgetSecondFactorForm(PageForm):
    """How it is known that it is they who ask."""

    reasons = LongTextField(
        label="How do you know that it is they who ask?",
        hint="For example, you spoke to them in person. Do not go by an email or a call alone.",
        called="how you know that it is they who ask",
        max_length=500,
    )


class DisableForm(PageForm):
    """Why an account is to be closed."""

    reasons = LongTextField(label="Why the account is to be closed", called="why it is to be closed", max_length=500)
