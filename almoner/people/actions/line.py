"""Changing the line of management: posts, who stands above them, and cover."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from almoner.clauses import cites
from almoner.people.changes import people_changed
from almoner.people.models import Cover, Membership, Organisation, Person, Post
from almoner.people.queries import line_on
from almoner.people.rules.line import would_loop
from almoner.people.rules.refusal import Refusal, Refused
from almoner.record.actions import append
from almoner.record.rules import Actor
from almoner.scope.clock import london_date

CLAUSE = "STD-1.2"


@cites("STD-1.2")
@transaction.atomic
def open_post(
    *,
    organisation: Organisation,
    title: str,
    by: Actor,
    now: datetime,
    manager: Post | None,
    team: str = "",
    opened: date | None = None,
) -> Post:
    """Add a post to an organisation’s line, below another; without one, at the top.

    Raises Refused where there is a top already, or the post above is closed or of another organisation.
    """
    if manager is None:
        top = Post.objects.filter(organisation=organisation, manager__isnull=True, closed__isnull=True).first()
        if top:
            raise Refused(
                Refusal(f"{top.title} stands at the top.", "Choose the post that the new one answers to.", CLAUSE)
            )
    else:
        _check_open(manager, organisation)
    post = Post.objects.create(
        organisation=organisation, title=title, team=team, manager=manager, opened=opened or london_date(now)
    )
    _note("post.opened", post, by, now, after={"title": title, "team": team, "manager": manager and manager.id})
    return post


def _check_open(post: Post, organisation: Organisation) -> None:
    if post.closed or post.organisation_id != organisation.id:
        raise Refused(Refusal("That post cannot have anybody below it.", "Choose a post that is open.", CLAUSE))


def _note(kind: str, post: Post, by: Actor, now: datetime, **values: dict[str, object]) -> None:
    append(
        kind=kind,
        subject=f"people.post:{post.id}",
        organisation_id=post.organisation_id,
        by=by,
        now=now,
        clause=CLAUSE,
        **values,  # type: ignore[arg-type]
    )
    people_changed(post.organisation_id)


@cites("STD-1.2")
@transaction.atomic
def move_post(*, post: Post, manager: Post, by: Actor, now: datetime) -> Post:
    """Have a post answer to another. Raises Refused where somebody would answer, in the end, to themselves."""
    _check_open(manager, post.organisation)
    if would_loop(line_on(post.organisation_id, london_date(now)), post.id, manager.id):
        raise Refused(
            Refusal(
                f"{manager.title} answers to {post.title}, so {post.title} cannot answer to {manager.title}.",
                "Choose a post that is not below this one.",
                CLAUSE,
            )
        )
    if post.manager_id is None:
        raise Refused(Refusal("This post stands at the top.", "Open another top post and close this one.", CLAUSE))
    before = post.manager_id
    post.manager = manager
    try:
        with transaction.atomic():
            post.save(update_fields=["manager"])
    except IntegrityError as problem:
        raise Refused(
            Refusal("The line was changed by somebody else meanwhile.", "Look at it again.", CLAUSE)
        ) from problem
    _note("post.moved", post, by, now, before={"manager": before}, after={"manager": manager.id})
    return post


@cites("STD-1.2")
@transaction.atomic
def close_post(*, post: Post, by: Actor, now: datetime) -> Post:
    """Close a post from today. Raises Refused while somebody holds it or anybody answers to it."""
    today = london_date(now)
    if Membership.objects.on(today).filter(post=post).exists():
        raise Refused(Refusal("Somebody holds this post.", "End their time in it first.", CLAUSE))
    below = Post.objects.on(today).filter(manager=post).count()
    if below:
        raise Refused(
            Refusal(
                f"{below} {'post answers' if below == 1 else 'posts answer'} to this one.",
                "Have them answer to another post first.",
                CLAUSE,
            )
        )
    post.closed = max(today, post.opened.fromordinal(post.opened.toordinal() + 1))
    post.save(update_fields=["closed"])
    _note("post.closed", post, by, now, after={"closed": post.closed})
    return post


@cites("STD-1.2")
@transaction.atomic
def fill_post(*, post: Post, membership: Membership, by: Actor, now: datetime) -> Membership:
    """Put somebody who is already a member into a vacant post, from today.

    What they have been until now stays true of the days before: their membership ends yesterday and goes on from
    today with the post, unless it only begins now. Returns the membership with the post. Raises Refused for
    somebody of another organisation, one who has left, and where the post is taken on a day from today.
    """
    if membership.organisation_id != post.organisation_id:
        raise Refused(Refusal("They do not work here.", "Choose somebody of this organisation."))
    membership, today = Membership.objects.select_for_update().get(id=membership.id), london_date(now)
    if membership.ends and membership.ends < today:
        raise Refused(Refusal("They no longer work here.", "Choose somebody who does."))
    before: dict[str, object] = {"membership": membership.id, "post": membership.post_id}
    try:
        with transaction.atomic():
            held = _with_post(membership, post, today)
    except IntegrityError as problem:
        raise Refused(Refusal(f"Somebody holds the post of {post.title}.", "Choose another.", CLAUSE)) from problem
    _note("post.filled", post, by, now, before=before, after={"membership": held.id, "starts": held.starts})
    return held


def _with_post(membership: Membership, post: Post, today: date) -> Membership:
    held = membership
    if membership.starts < today:
        held = Membership(
            person_id=membership.person_id, organisation_id=membership.organisation_id, role=membership.role,
            starts=today, ends=membership.ends,
        )  # fmt: skip
        membership.ends = today - timedelta(days=1)
        membership.save(update_fields=["ends"])
    held.post = post
    held.save()
    return held


@cites("STD-1.2")
@transaction.atomic
def arrange_cover(
    *, post: Post, person: Person, starts: date, ends: date, by: Actor, now: datetime, reason: str = ""
) -> Cover:
    """Have a colleague do the work of a post from a day to a day. Raises Refused where it is covered already."""
    if ends < starts:
        raise Refused(Refusal("Cover cannot end before it begins.", "Choose a later last day."))
    if not Membership.objects.on(starts).filter(person=person, organisation_id=post.organisation_id).exists():
        raise Refused(Refusal(f"{person.name} does not work here on that day.", "Choose a colleague."))
    if Membership.objects.on(starts).filter(person=person, post=post).exists():
        raise Refused(Refusal(f"{person.name} holds this post.", "Choose somebody else to cover it.", CLAUSE))
    cover = Cover(
        organisation_id=post.organisation_id, post=post, person=person, starts=starts, ends=ends, reason=reason
    )
    try:
        with transaction.atomic():
            cover.save()
    except IntegrityError as problem:
        raise Refused(
            Refusal("The post is covered on one of those days.", "End that cover first, or choose other days.", CLAUSE)
        ) from problem
    _note("cover.began", post, by, now, after={"person": person.id, "starts": starts, "ends": ends})
    return cover


@transaction.atomic
def end_cover(*, cover: Cover, last_day: date, by: Actor, now: datetime) -> None:
    """End cover on a day, or take it away whole where it has not begun."""
    before = cover.ends
    if last_day < cover.starts:
        cover.delete()
    else:
        cover.ends = min(cover.ends, last_day)
        cover.save(update_fields=["ends"])
    _note("cover.ended", cover.post, by, now, before={"ends": before}, after={"ends": last_day})
