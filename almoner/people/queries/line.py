"""The line of management as it stands on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from almoner.people.models import Cover, Membership, Person, Post
from almoner.people.queries.memberships import organisations_where
from almoner.people.queries.remembering import remembered
from almoner.people.rules import Permission
from almoner.people.rules import line as rules

Line = rules.Line[UUID, UUID]


@remembered
def line_on(organisation_id: int, on: date) -> Line:
    """The posts of an organisation on a day, with who holds and who covers each. Three queries."""
    posts = Post.objects.on(on).filter(organisation_id=organisation_id)
    held = Membership.objects.on(on).filter(organisation_id=organisation_id, post__isnull=False, person__is_active=True)
    holders = dict(held.values_list("post_id", "person_id"))
    covered = Cover.objects.on(on).filter(organisation_id=organisation_id, person__is_active=True)
    covers = dict(covered.values_list("post_id", "person_id"))
    rows = posts.order_by("title", "id").values_list("id", "manager_id")
    return rules.Line(rules.Post(post, above, holders.get(post), covers.get(post)) for post, above in rows)


def posts_visible_to(person: Person, on: date) -> QuerySet[Post]:
    """The posts of the organisations whose colleagues the person may see; closed ones too."""
    organisations = organisations_where(person, Permission.SEE_COLLEAGUES, on)
    return Post.objects.filter(organisation_id__in=organisations).select_related("organisation", "manager")


def covers_of(post: Post, on: date) -> list[Cover]:
    """The cover of a post in force on a day or still to come, soonest first."""
    return list(post.covers.filter(ends__gte=on).select_related("person").order_by("starts"))


def covers_visible_to(person: Person, on: date) -> QuerySet[Cover]:
    """The cover arranged in the organisations whose colleagues the person may see."""
    organisations = organisations_where(person, Permission.SEE_COLLEAGUES, on)
    return Cover.objects.filter(organisation_id__in=organisations).select_related("post", "person")


def post_of(person_id: UUID, organisation_id: int, on: date) -> UUID | None:
    """The post that a person holds in an organisation on a day; None where they hold none."""
    held = Membership.objects.on(on).filter(
        person_id=person_id, organisation_id=organisation_id, post__isnull=False, post__closed__isnull=True
    )
    return held.order_by("starts").values_list("post_id", flat=True).first()


def _person(reached: rules.Reached[UUID, UUID] | None) -> Person | None:
    return Person.objects.filter(id=reached.person).first() if reached else None


def line_manager_of(person_id: UUID, organisation_id: int, on: date) -> Person | None:
    """Who a person answers to in an organisation on a day, by cover where the post above is covered.

    None for somebody who holds no post there, and at the top of the line.
    """
    post = post_of(person_id, organisation_id, on)
    line = line_on(organisation_id, on)
    return _person(rules.manager_of(line, post)) if post in line.posts and post else None


def next_manager_up_of(person_id: UUID, organisation_id: int, on: date) -> Person | None:
    """The manager of the manager of a person, who is neither of them."""
    post = post_of(person_id, organisation_id, on)
    line = line_on(organisation_id, on)
    return _person(rules.next_manager_up(line, post)) if post in line.posts and post else None


def managed_by(person_id: UUID, organisation_id: int, on: date) -> frozenset[UUID]:
    """The people in a person’s line in an organisation on a day, at any depth; themselves left out."""
    line = line_on(organisation_id, on)
    holders = {line.posts[post].holder for post in rules.managed_by(line, person_id)}
    return frozenset(holder for holder in holders if holder is not None and holder != person_id)


def posts_to_fill(organisation_id: int, on: date) -> list[Post]:
    """The posts of an organisation that nobody holds on a day, by title: what a newcomer can be given."""
    held = Membership.objects.on(on).filter(organisation_id=organisation_id, post__isnull=False)
    return list(
        Post.objects.on(on)
        .filter(organisation_id=organisation_id)
        .exclude(id__in=held.values("post_id"))
        .order_by("title", "team", "id")
    )


@dataclass(frozen=True)
class PostNames:
    """What the posts of a line and the people in it are called."""

    posts: dict[UUID, tuple[str, str]]
    people: dict[UUID, str]


def posts_named(organisation_id: int, on: date) -> PostNames:
    """The title and team of each post of an organisation on a day, and the names of those in them. Two queries."""
    rows = Post.objects.on(on).filter(organisation_id=organisation_id).values_list("id", "title", "team")
    members = Membership.objects.on(on).filter(organisation_id=organisation_id)
    return PostNames(
        {post: (title, team) for post, title, team in rows},
        dict(members.values_list("person_id", "person__name")),
    )


def posts_open(organisation_id: int, on: date) -> list[Post]:
    """The posts of an organisation on a day, by title and team."""
    return list(Post.objects.on(on).filter(organisation_id=organisation_id).order_by("title", "team", "id"))


def colleagues_at(organisation_id: int, on: date) -> list[Person]:
    """Everybody who belongs to an organisation on a day and can sign in; by name."""
    members = Membership.objects.on(on).filter(organisation_id=organisation_id)
    return list(Person.objects.filter(is_active=True, id__in=members.values("person_id")).order_by("name", "id"))


def members_without_post(organisation_id: int, on: date) -> list[Membership]:
    """The memberships of an organisation on a day that hold no post; by name."""
    return list(
        Membership.objects.on(on)
        .filter(organisation_id=organisation_id, post__isnull=True, person__is_active=True)
        .select_related("person")
        .order_by("person__name", "id")
    )
