"""A list cut into pages, the first of which is read with one row more than it shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator


class Pages(Paginator):  # type: ignore[type-arg]  # Django’s own takes no parameter when it runs
    """Pages of rows. Where all of them fit on the first, as they mostly do, nobody asks the database to count them."""

    @cached_property
    def _first(self) -> Sequence[Any]:
        return list(self.object_list[: self.per_page + 1])

    @cached_property
    def count(self) -> int:
        """How many rows there are on all pages."""
        return len(self._first) if len(self._first) <= self.per_page else super().count

    def page(self, number: int | str) -> Page[Any]:
        """The page of a number; the first is read once, to count and to show."""
        if self.validate_number(number) == 1:
            return Page(self._first[: self.per_page], 1, self)
        return super().page(number)
