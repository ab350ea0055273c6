"""How a public page says that it may be read from the replica."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from psycopg_pool import PoolTimeout

from almoner.operations import metrics, replica
from almoner.scope.reading import PRIMARY, REPLICA, from_replica

View = TypeVar("View", bound=Callable[..., HttpResponse])


def may_be_read_from_the_replica(view: View) -> View:
    """Answer strangers who only look from the replica, where there is one; everybody else from the primary.

    Whoever carries a session may have just changed something, here or on another page, so theirs come from the
    primary. So does a page for which the replica is away or too far behind, from its beginning: a view marked with
    this writes nothing, so that it can be begun again. Each way it is one transaction, as with ATOMIC_REQUESTS.
    """

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _only_looks(request) and replica.is_asked():
            try:
                with from_replica(), transaction.atomic(using=REPLICA):
                    if replica.is_near_enough():
                        answered = view(request, *args, **kwargs)
                        metrics.READS.labels(REPLICA).inc()
                        return answered
            except (OperationalError, InterfaceError, PoolTimeout) as error:
                replica.put_aside(error)
        metrics.READS.labels("primary").inc()
        with transaction.atomic(using=PRIMARY):
            return view(request, *args, **kwargs)

    return cast(View, transaction.non_atomic_requests(using=PRIMARY)(answer))


def _only_looks(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and settings.SESSION_COOKIE_NAME not in request.COOKIES
