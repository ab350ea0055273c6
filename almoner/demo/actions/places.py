"""The invented organisations with their people, posts and cover, made in a few statements."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from almoner.demo.models import Persona
from almoner.demo.region import PlannedPost, Region
from almoner.people.models import Cover, Membership, Organisation, Person, Post
from almoner.record.actions import append
from almoner.record.rules import Actor
from almoner.scope.clock import london_date


def make_places(*, region: Region, by: Actor, now: datetime) -> None:
    """Make what `region` plans, in the caller's transaction; one event stands for the whole."""
    places = {
        place.slug: Organisation(slug=place.slug, name=place.name, kind=place.kind) for place in region.organisations
    }
    Organisation.objects.bulk_create(places.values())
    posts = _posts(region, places)
    people = _people(region, places, posts, now)
    _cover(region, places, posts, people, now)
    append(
        kind="demo.made",
        subject="demo",
        organisation_id=None,
        by=by,
        now=now,
        after={"organisations": len(places), "people": len(people), "posts": len(posts)},
    )


def _posts(region: Region, places: dict[str, Organisation]) -> dict[tuple[str, str], Post]:
    made: dict[tuple[str, str], Post] = {}
    waiting: list[PlannedPost] = region.posts
    while waiting:
        # A level at a time: a post refers to the one above it, which has to be there.
        ready = [post for post in waiting if post.manager is None or (post.organisation, post.manager) in made]
        level = {
            (post.organisation, post.key): Post(
                organisation=places[post.organisation],
                title=post.title,
                team=post.team,
                manager=made[post.organisation, post.manager] if post.manager else None,
                opened=post.opened,
            )
            for post in ready
        }
        Post.objects.bulk_create(level.values(), batch_size=2_000)
        made |= level
        waiting = [post for post in waiting if (post.organisation, post.key) not in made]
    return made


def _people(
    region: Region, places: dict[str, Organisation], posts: dict[tuple[str, str], Post], now: datetime
) -> dict[tuple[str, str], Person]:
    nobody_knows_it = make_password(None)
    people = [
        Person(email=planned.email, name=str(planned.name), date_joined=now, password=nobody_knows_it)
        for planned in region.people
    ]
    Person.objects.bulk_create(people, batch_size=2_000)
    both = list(zip(region.people, people, strict=True))
    memberships = [
        Membership(
            person=person,
            organisation=places[planned.organisation],
            role=role,
            starts=planned.since,
            post=posts[planned.organisation, planned.post] if planned.post else None,
        )
        for planned, person in both
        for role in planned.roles
    ]
    Membership.objects.bulk_create(memberships, batch_size=2_000)
    first = {membership.person_id: membership for membership in reversed(memberships)}
    told = [(planned.story, first[person.id]) for planned, person in both if planned.story]
    Persona.objects.bulk_create(
        Persona(membership=membership, story=story, place=number)
        for number, (story, membership) in enumerate(told, start=Persona.objects.count())
    )
    return {(p.organisation, p.post): person for p, person in zip(region.people, people, strict=True) if p.post}


def _cover(
    region: Region,
    places: dict[str, Organisation],
    posts: dict[tuple[str, str], Post],
    people: dict[tuple[str, str], Person],
    now: datetime,
) -> None:
    today = london_date(now)
    Cover.objects.bulk_create(
        Cover(
            organisation=places[post.organisation],
            post=posts[post.organisation, post.key],
            person=people[post.organisation, post.covered_by],
            starts=today - timedelta(days=21),
            ends=today + timedelta(days=69),
            reason="The post is being filled",
        )
        for post in region.posts
        if post.covered_by
    )
