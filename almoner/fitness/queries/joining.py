"""Reads of the concerns that could be about the same, and of those that were joined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from almoner.fitness.access.concerns import concerns_visible_to
from almoner.fitness.models import Concern, Unlike
from almoner.fitness.rules.likeness import Told, days_in, keys_of, likenesses, words_of
from almoner.people.models import Person

#: So many are held beside a concern at most, the newest first.
MOST = 300
#: A day is looked for in what was said over so long before.
LOOKED_BACK = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A concern that could be about the same, with what the two have in common in words."""

    concern: Concern
    why: tuple[str, ...]


def suggestions(concern: Concern, person: Person, on: date) -> list[Suggested]:
    """The concerns that could be about the same as this one, of those that the person may see (PLAN-F1).

    Those with most in common first. Joined ones and those that somebody found to be unlike are left out. 2 queries.
    """
    told = told_of(concern)
    same = Q(pk__in=[])
    if concern.entry_id:
        same |= Q(entry_id=concern.entry_id)
    if told.number:
        same |= Q(about_number=told.number)
    for key in keys_of(told.name):
        same |= Q(about_name__istartswith=key) | Q(about_name__icontains=f" {key}")
    since = on - LOOKED_BACK
    for day in sorted(days_in(told.words))[:3]:
        same |= Q(opened_at__date__gte=since, statement__icontains=day_in_words(day))
    found = _apart_from(concern, concerns_visible_to(person, on).filter(same)).order_by("-opened_at", "pk")[:MOST]
    held = [Suggested(other, likenesses(told, told_of(other))) for other in found]
    return sorted((one for one in held if one.why), key=lambda one: (-len(one.why), one.why))


def joined_with(concern: Concern, person: Person, on: date) -> list[Concern]:
    """The other concerns that are dealt with together with this one, of those that the person may see."""
    lead = concern.joined_to_id or concern.pk
    together = concerns_visible_to(person, on).filter(Q(pk=lead) | Q(joined_to_id=lead)).exclude(pk=concern.pk)
    return list(together.order_by("opened_at", "pk"))


def others_seen(concern: Concern, person: Person, on: date) -> QuerySet[Concern]:
    """The other concerns that the person may hold beside this one."""
    return concerns_visible_to(person, on).exclude(pk=concern.pk)


def told_of(concern: Concern) -> Told:
    """What is known of a concern when it is held beside another."""
    return Told(concern.entry_id, concern.about_number, concern.about_name, words_of(concern.statement))


def day_in_words(day: str) -> str:
    """An ISO date as people write it: 5 October 2026."""
    found = date.fromisoformat(day) if _is_day(day) else None
    return f"{found.day} {found:%B %Y}" if found else day


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _apart_from(concern: Concern, found: QuerySet[Concern]) -> QuerySet[Concern]:
    lead = concern.joined_to_id or concern.pk
    together = found.filter(Q(pk=lead) | Q(joined_to_id=lead)).values("pk")
    unlike: set[UUID] = set()
    for pair in Unlike.objects.filter(Q(concern=concern) | Q(other=concern)).values_list("concern_id", "other_id"):
        unlike |= set(pair)
    return found.exclude(pk=concern.pk).exclude(pk__in=together).exclude(pk__in=unlike)
