"""The links to candidates' files and references, for those who may see any."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest

from almoner.design.navigation import Link


def links(request: HttpRequest) -> Iterator[Link]:
    """Candidates at an agency; references at an authority; one's own for a social worker."""
    yield from ()
