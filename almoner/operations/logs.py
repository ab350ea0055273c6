"""Logs as one JSON object a line, from which nobody can learn anything about a person.

The rule is by construction and not by care: our own loggers say fixed words and the fields in FIELDS, whatever else
is dropped and named; other libraries' messages are logged unfilled, without their arguments; an error is its class,
its database state and where it happened, never its message, because messages quote what people typed.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any
from uuid import UUID

import structlog
from structlog.typing import Processor

#: What a line may carry. Each is an id, a number, or one of a fixed set of words.
FIELDS = frozenset(
    {"app", "attempts", "backend", "bytes", "case", "clause", "command", "constraint", "count", "deaths"}
    | {"dropped", "error", "event", "events", "exit", "frames", "holds", "id", "job", "jobs", "kind", "level", "limit"}
    | {"logger", "method"}
    | {"migrations", "ms", "notice", "notices", "organisation", "person", "port", "procedure", "provider", "purpose"}
    | {"queue", "request", "retry_after", "route", "rows", "seconds", "sqlstate", "state", "status", "task"}
    | {"template", "timestamp", "version", "worker"}
)
_SAFE_WORDS = re.compile(r"[A-Za-z0-9 _.,:;/<>()\[\]{}%+=*'|-]{0,200}")


def keep_safe_fields(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep the fields of FIELDS whose values are ids, numbers or plain words; name the others under `dropped`."""
    dropped = sorted(key for key, value in event.items() if key not in FIELDS or not _is_safe(value))
    kept = {key: value for key, value in event.items() if key not in dropped}
    if dropped:
        kept["dropped"] = [key if _SAFE_WORDS.fullmatch(key) else "?" for key in dropped]
    kept.setdefault("event", "unnamed")
    return kept


def _is_safe(value: Any) -> bool:
    if value is None or isinstance(value, bool | int | float | UUID):
        return True
    if isinstance(value, str):
        return bool(_SAFE_WORDS.fullmatch(value)) and "@" not in value
    if isinstance(value, list | tuple):
        return all(_is_safe(item) for item in value)
    return False


def describe_error(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace an exception by its class, its database state and the places it went through."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, BaseException):
        error = (type(error), error, error.__traceback__)
    if isinstance(error, tuple) and error[0] is not None:
        event.update(error_in_fields(*error))
    event.pop("stack_info", None)
    return event


def error_in_fields(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> dict[str, Any]:
    """An error as fields: class, place of each call, and for a database error its state and constraint."""
    fields: dict[str, Any] = {
        "error": f"{kind.__module__}.{kind.__qualname__}",
        "frames": [
            f"{_module_path(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-12:]
        ],
    }
    database = error.__cause__ if error is not None and error.__cause__ is not None else error
    if sqlstate := getattr(database, "sqlstate", None):
        fields["sqlstate"] = sqlstate
        if constraint := getattr(getattr(database, "diag", None), "constraint_name", None):
            fields["constraint"] = constraint
    return fields


def _module_path(filename: str) -> str:
    for root in ("site-packages/", "almoner/"):
        if root in filename:
            return filename[filename.rindex(root) + (len(root) if root == "site-packages/" else 0) :]
    return filename.rpartition("/")[2]


class OthersLines(logging.Filter):
    """Other libraries' lines: their words without what was to be filled into them.

    Refusals by Django's own guards quote the request, so for them the logger's name is all that is said.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Empty the record of its arguments; nothing is held back."""
        if isinstance(record.msg, dict):
            return True
        if not record.name.startswith("procrastinate"):
            # procrastinate fills in the task and its arguments, which are ids: every job of ours carries nothing else
            record.args = None
        if record.name.startswith("django.security"):
            record.msg = "refused by a guard"
        record.msg = str(record.msg)
        return True


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(*, level: str = "INFO", as_json: bool = True) -> Mapping[str, Any]:
    """Set structlog up and return Django's LOGGING: every logger to standard error through the rules above."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    render: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"others": {"()": OthersLines}},
        "formatters": {
            "safe": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    describe_error,
                    keep_safe_fields,
                    render,
                ],
                "use_get_message": True,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "safe", "filters": ["others"]}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # every request has one line of ours; Django's own would quote the address
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "django": {"handlers": [], "propagate": True, "level": level},
        },
    }
