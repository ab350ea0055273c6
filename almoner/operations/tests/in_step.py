"""The library’s asynchronous parts, in step with the test and its transaction, whatever loop a browser left running."""

from __future__ import annotations

from collections.abc import Coroutine
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from procrastinate import App
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.manager import JobManager

Answer = TypeVar("Answer")


class InStep:
    """The platform's connector, whose answers have come when they are awaited."""

    def __getattr__(self, name: str) -> Any:
        return getattr(app.connector, name)

    async def execute_query_async(self, query: str, **values: Any) -> None:
        app.connector.execute_query(query, **values)

    async def execute_query_one_async(self, query: str, **values: Any) -> dict[str, Any]:
        return app.connector.execute_query_one(query, **values)

    async def execute_query_all_async(self, query: str, **values: Any) -> list[dict[str, Any]]:
        return app.connector.execute_query_all(query, **values)


def in_step() -> App:
    """The platform's app with that connector."""
    connector = cast(BaseConnector, InStep())
    return cast(App, SimpleNamespace(connector=connector, job_manager=JobManager(connector)))


def done(work: Coroutine[Any, Any, Answer]) -> Answer:
    """What came of it."""
    while True:
        try:
            work.send(None)
        except StopIteration as ended:
            return cast(Answer, ended.value)
