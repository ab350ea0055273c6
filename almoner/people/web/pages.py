"""Who may open a page: every view says so, by one of these two decorators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from almoner.people.models import Membership, Organisation
from almoner.people.rules import Permission
from almoner.people.rules.sign_in import SessionState

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a page: anybody, anybody signed in, or those who hold a permission somewhere.

    `also_in` names the states of an unfinished sign-in in which it is open too.
    """

    public: bool = False
    needs: Permission | None = None
    also_in: frozenset[SessionState] = frozenset()


def public_page(view: View) -> View:
    """A page for anybody."""
    view.access = Access(public=True)  # type: ignore[attr-defined]
    return view


def page(needs: Permission | None = None, *, also_in: frozenset[SessionState] = frozenset()) -> Callable[[View], View]:
    """A page for those signed in; with `needs`, for those who hold that permission in some organisation.

    The objects on it are still fetched through `visible_to(person)`; this only opens the door.
    """

    def declare(view: View) -> View:
        view.access = Access(needs=needs, also_in=also_in)  # type: ignore[attr-defined]
        return view

    return declare


def access_of(view: Any) -> Access | None:
    """What a view declared, whether a function or a class; None when it declared nothing."""
    declared = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
    return declared if isinstance(declared, Access) else None


class SignedIn(HttpRequest):
    """A request as views see it: the person, the moment, and what they may reach."""

    user: Any
    now: Any
    session_state: SessionState
    memberships: list[Membership]
    organisation: Organisation | None


Row = TypeVar("Row", bound=Model)


def get_or_404(rows: QuerySet[Row] | None, **lookup: Any) -> Row:
    """The one row of `rows`, which the caller has already limited to what the person may see; else 404.

    A key that is no key (a word for a number) is not found either.
    """
    if rows is None:
        raise Http404
    try:
        return rows.get(**lookup)
    except (ObjectDoesNotExist, ValidationError, ValueError) as missing:
        raise Http404 from missing
