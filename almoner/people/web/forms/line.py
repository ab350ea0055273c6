"""Forms by which a line of management is changed, and recusals decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from almoner.design.fields import DateField, LongTextField, PageForm, SearchableField, TextField, YesNoField
from almoner.people.models import Membership, Person, Post


def post_choices(posts: Sequence[Post]) -> list[tuple[str, str]]:
    """Posts to choose from, each with its team."""
    named = [(str(post.id), f"{post.title}{f', {post.team}' if post.team else ''}") for post in posts]
    return [("", "Choose a post"), *named]


class PostForm(PageForm):
    """A new post in the line."""

    title = TextField(label="Title of the post", max_length=120)
    team = TextField(label="Team", max_length=120, required=False)

    def __init__(self, *args: Any, posts: Sequence[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        if posts:
            self.fields["manager"] = SearchableField(
                label="Answers to", called="the post it answers to", choices=post_choices(posts)
            )


class MoveForm(PageForm):
    """The post that another is to answer to."""

    def __init__(self, *args: Any, posts: Sequence[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["manager"] = SearchableField(
            label="Answers to", called="the post it is to answer to", choices=post_choices(posts)
        )


class CoverForm(PageForm):
    """Who is to do the work of a post, and for how long."""

    starts = DateField(label="First day of cover")
    ends = DateField(label="Last day of cover")
    reason = TextField(
        label="Why", hint="A few words, such as leave. Nothing about anybody’s health.", max_length=200, required=False
    )
    field_order = ["person", "starts", "ends", "reason"]

    def __init__(self, *args: Any, people: Sequence[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", "Choose a colleague"), *((str(person.id), person.name) for person in people)]
        self.fields["person"] = SearchableField(label="Who covers it", called="who covers it", choices=choices)
        self.order_fields(self.field_order)


class FillForm(PageForm):
    """Which colleague is to hold a vacant post."""

    def __init__(self, *args: Any, members: Sequence[Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", "Choose a colleague"), *((str(m.id), m.person.name) for m in members)]
        self.fields["member"] = SearchableField(label="Who holds it", called="who is to hold it", choices=choices)


class DecideForm(PageForm):
    """Whether there is a conflict, and why."""

    conflict = YesNoField(label="Is this a conflict?", called="whether this is a conflict")
    words = LongTextField(label="Your reasons", max_length=1000)


class LiftForm(PageForm):
    """Why a recusal is lifted."""

    words = LongTextField(label="Why it is lifted", called="why it is lifted", max_length=1000)
