"""Who may open a page: every view says so, by one of these two decorators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from almoner.people.rules import Permission

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a page: anybody, anybody signed in, or those who hold a permission somewhere."""

    public: bool = False
    needs: Permission | None = None


def public_page(view: View) -> View:
    """A page for anybody."""
    view.access = Access(public=True)  # type: ignore[attr-defined]
    return view


def page(needs: Permission | None = None) -> Callable[[View], View]:
    """A page for those signed in; with `needs`, for those who hold that permission in some organisation.

    The objects on it are still fetched through `visible_to(person)`; this only opens the door.
    """

    def declare(view: View) -> View:
        view.access = Access(needs=needs)  # type: ignore[attr-defined]
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
