"""How an app declares a job: `@job("sending notices")` above a function in its tasks.py.

A job acts as the platform itself (nobody is signed in to a worker), starts with a database connection that is alive,
and is given ids only, so that neither the queue nor the log can tell anything about anybody.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections
from procrastinate import BaseRetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.retry import RetryDecision, get_retry_strategy
from procrastinate.tasks import Task
from psycopg.errors import QueryCanceled

from almoner.scope.context import system

log = structlog.get_logger("almoner.jobs")

P = ParamSpec("P")
R = TypeVar("R")


class WaitsForTheDatabase(BaseRetryStrategy):
    """A database that is away, or has no room to write, is no failure of a job: it waits. Else it is as `then` says.

    A statement that was cancelled for its length is the job's own.
    """

    #: Seconds between two tries, and how many there are: what lasts longer is for somebody to look at.
    SECONDS, TIMES = 5, 120

    def __init__(self, then: BaseRetryStrategy | int | bool) -> None:
        self.then = get_retry_strategy(then)

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Whether a job that ended so is tried again, and when."""
        away = isinstance(exception, OperationalError | InterfaceError)
        if away and not isinstance(exception.__cause__, QueryCanceled) and job.attempts < self.TIMES:
            return RetryDecision(retry_in={"seconds": self.SECONDS})
        return self.then.get_retry_decision(exception=exception, job=job) if self.then else None


def job(
    purpose: str,
    *,
    name: str = "",
    queue: str = "default",
    every: str = "",
    retry: BaseRetryStrategy | int | bool = False,
) -> Callable[[Callable[P, R]], Task[P, R, P]]:
    """Declare a job. `purpose` says in words why the platform acts, and goes to the log.

    `every` is a crontab for a job done by the clock: its function is then called with `timestamp`, in seconds, once
    for each tick however many workers there are. `retry` is procrastinate's: a number of times, or a strategy; for a
    database that is away every job waits.
    A job may run twice: a worker can die after the work and before saying so.
    """

    def declare(function: Callable[P, R]) -> Task[P, R, P]:
        called = name or f"{function.__module__.removeprefix('almoner.').removesuffix('.tasks')}.{function.__name__}"

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            close_old_connections()
            try:
                with structlog.contextvars.bound_contextvars(task=called), system(purpose):
                    return function(*args, **kwargs)
            finally:
                close_old_connections()

        lock: dict[str, Any] = {"queueing_lock": called} if every else {}
        as_task: Any = app.task  # its own types tell tasks with a context from those without, which ours never have
        task: Task[P, R, P] = as_task(name=called, queue=queue, retry=WaitsForTheDatabase(retry), **lock)(run)
        if every:
            app.periodic(cron=every, periodic_id=called)(cast(Any, task))
        return task

    return declare
