"""What Prometheus is told. Counters here; gauges are asked of whoever registered them when the page is read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

log = structlog.get_logger("almoner.metrics")

#: Its own registry: the library's default one adds figures of the process that add up to nothing over several.
REGISTRY = CollectorRegistry()
REQUESTS = Counter("almoner_requests", "Requests answered.", ["method", "route", "status"], registry=REGISTRY)
LATENCY = Histogram(
    "almoner_request_seconds",
    "Time from a request to its answer.",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
LIMITED = Counter("almoner_limited_requests", "Requests refused as too many.", ["limit"], registry=REGISTRY)
READS = Counter(
    "almoner_public_reads",
    "Public pages of the register, by the database they were read from.",
    ["source"],
    registry=REGISTRY,
)
NOTICES = Counter("almoner_notices", "Notices by what became of them.", ["state"], registry=REGISTRY)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure that is read when asked for, such as the age of the oldest notice not yet sent."""

    name: str
    words: str
    read: Callable[[], float]


_gauges: dict[str, Gauge] = {}


def gauge(name: str, words: str, read: Callable[[], float]) -> None:
    """Have a figure on the page: `name` as Prometheus names it, `words` what it is, `read` called at each reading."""
    _gauges[name] = Gauge(name, words, read)


class _Gauges(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        for each in _gauges.values():
            try:
                value = each.read()
            except Exception:
                # one figure that cannot be had must not hide the others, least of all when the database is down
                log.exception("a figure could not be read", kind=each.name)
                continue
            yield GaugeMetricFamily(each.name, each.words, value=value)


def page() -> bytes:
    """Every figure in Prometheus' text form, over all web processes of this machine."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Own())
    registry.register(_Gauges())
    return generate_latest(registry)


class _Own(Collector):
    def collect(self) -> Iterable[Metric]:
        yield from REGISTRY.collect()
