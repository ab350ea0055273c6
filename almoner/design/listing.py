"""Lists a page at a time and in the order asked for; both live in the address, so they work without script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from almoner.design.paging import Pages

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading; `key` is its name in the address, empty when the column cannot be sorted by."""

    text: str
    key: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as this page shows it: the link that sorts by it, and how it is sorted now."""

    text: str
    href: str
    sorted: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A link of the pagination; no href stands for a gap."""

    text: str
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list with all that is drawn around it."""

    page: Page[Any]
    headings: tuple[Heading, ...]
    steps: tuple[Step, ...]
    previous: str
    following: str

    @property
    def rows(self) -> Sequence[Any]:
        """The rows of this page."""
        return list(self.page.object_list)

    @property
    def count(self) -> int:
        """How many rows there are on all pages."""
        return self.page.paginator.count

    @property
    def title_suffix(self) -> str:
        """`(page 2 of 9)`, for the title; nothing where all fits on one page."""
        pages = self.page.paginator.num_pages
        return f"(page {self.page.number} of {pages})" if pages > 1 else ""


def listing(
    request: HttpRequest,
    rows: QuerySet[Any] | Sequence[Any],
    *,
    columns: Sequence[Column] = (),
    orders: Mapping[str, Sequence[str]] | None = None,
    per_page: int = PER_PAGE,
) -> Listing:
    """The page of `rows` that `?page=` asks for, in the order of `?sort=`.

    `orders` gives the queryset's order for each column's key; an unknown key or page is the first, never an error.
    A pair with a tie-breaker ends every order, so that no row is shown twice or never.
    """
    key, descending = _asked_order(request.GET, orders or {})
    if key and orders and isinstance(rows, QuerySet):
        order = [_turned(name) if descending else name for name in orders[key]]
        rows = rows.order_by(*order, "pk")
    page = Pages(rows, per_page).get_page(request.GET.get("page"))
    headings = tuple(_heading(request, column, key, descending) for column in columns)
    return Listing(page, headings, _steps(request, page), _to(request, page, -1), _to(request, page, +1))


def address_with(request: HttpRequest, **changes: str | int | None) -> str:
    """This page's query with some parts changed; None takes a part out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def _asked_order(query: QueryDict, orders: Mapping[str, Sequence[str]]) -> tuple[str, bool]:
    asked = query.get("sort", "")
    key = asked.removeprefix("-")
    return (key, asked.startswith("-")) if key in orders else ("", False)


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _heading(request: HttpRequest, column: Column, key: str, descending: bool) -> Heading:
    if not column.key:
        return Heading(column.text, "", "", column.numeric)
    now = ("descending" if descending else "ascending") if column.key == key else "none"
    following = f"-{column.key}" if now == "ascending" else column.key
    return Heading(column.text, address_with(request, sort=following, page=None), now, column.numeric)


def _steps(request: HttpRequest, page: Page[Any]) -> tuple[Step, ...]:
    if page.paginator.num_pages < 2:
        return ()
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return tuple(
        Step(str(number), address_with(request, page=number), number == page.number)
        if isinstance(number, int)
        else Step("…")
        for number in shown
    )


def _to(request: HttpRequest, page: Page[Any], by: int) -> str:
    there = page.number + by
    return address_with(request, page=there) if 1 <= there <= page.paginator.num_pages else ""
