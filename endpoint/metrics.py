"""What is counted of requests and workers, in the form that Prometheus reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
    StateSetMetricFamily,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from endpoint.forking import InMemory
from endpoint.kept import Shelf
from endpoint.serving import Publication

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counts of one server."""

    def __init__(self, publication: Publication, shelf: Shelf) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._requests = Counter(
            "newsgraph_requests", "Requests answered.", ("route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "newsgraph_request_seconds",
            "Time from a request's arrival to the last byte of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._bytes = Counter("newsgraph_sent_bytes", "Bytes of answers.", registry=self._registry)
        self._cache = Counter(
            "newsgraph_cache_requests",
            "Requests whose answer was looked for among the kept.",
            ("outcome",),
            registry=self._registry,
        )
        self._limits = Counter(
            "newsgraph_limits", "Requests that met with a limit.", ("limit",), registry=self._registry
        )
        self._broken = Counter(
            "newsgraph_broken_answers", "Answers that ended before their end.", registry=self._registry
        )
        self._registry.register(_State(publication, shelf))

    def count(
        self, route: str, status: int, seconds: float, size: int, *, cache: str | None, limit: str | None
    ) -> None:
        """Count one request."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        self._bytes.inc(size)
        if cache:
            self._cache.labels(cache).inc()
        if limit:
            self._limits.labels(limit).inc()

    def count_broken(self) -> None:
        """Count an answer that ended before its end."""
        self._broken.inc()

    def text(self) -> bytes:
        """Return all counts."""
        return generate_latest(self._registry)


class _State:
    """What is looked at when somebody asks, and not counted."""

    def __init__(self, publication: Publication, shelf: Shelf) -> None:
        self._publication, self._shelf = publication, shelf

    def collect(self) -> Iterator[Metric]:
        """Yield the state of workers, kept answers and snapshot."""
        state = self._publication.pool.state()
        workers = GaugeMetricFamily("newsgraph_workers", "Processes that answer queries.", labels=["state"])
        workers.add_metric(["idle"], state.idle)
        workers.add_metric(["busy"], state.busy)
        yield workers
        yield GaugeMetricFamily("newsgraph_queries_waiting", "Queries that wait for a worker.", state.waiting)
        ended = CounterMetricFamily(
            "newsgraph_workers_replaced", "Workers ended and replaced, by why.", labels=["reason"]
        )
        for reason, number in state.replaced.items():
            ended.add_metric([reason], number)
        yield ended
        yield GaugeMetricFamily("newsgraph_cache_answers", "Answers kept.", len(self._shelf))
        yield GaugeMetricFamily("newsgraph_cache_bytes", "Bytes of the answers kept.", self._shelf.size)
        served = self._publication.served
        if served is not None:
            manifest = served.manifest
            said = {
                "name": served.snapshot.name,
                "digest": manifest.digest,
                "published": manifest.published,
            }
            yield InfoMetricFamily("newsgraph_snapshot", "The snapshot that is served.", value=said)
            memory = self._publication.memory
            yield StateSetMetricFamily(
                "newsgraph_snapshot_memory",
                "Whether queries are answered from memory.",
                {state.value: state is memory for state in InMemory},
            )
            yield GaugeMetricFamily(
                "newsgraph_newsletters", "Newsletters in the snapshot.", len(manifest.newsletters)
            )
