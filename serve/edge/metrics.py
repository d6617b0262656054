"""What Prometheus scrapes: requests of this process, and the queue as the database has it."""

import shutil
import time
from collections.abc import Callable, Iterator
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from serve.errors import StoreError
from serve.settings import Settings
from serve.store.database import Database
from serve.store.figures import Figures, read_figures

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_CACHED_SECONDS = 5.0
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Metrics:
    """The figures of one app, in a registry of its own."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter(
            "jixiao_http_requests", "Requests answered", labels, registry=self._registry
        )
        self._seconds = Histogram(
            "jixiao_http_request_seconds",
            "Seconds until the answer was sent",
            ("method", "route"),
            registry=self._registry,
            buckets=_BUCKETS,
        )
        self._upload_bytes = Counter(
            "jixiao_upload_bytes", "Bytes of accepted uploads", registry=self._registry
        )
        self._registry.register(_StoreCollector(settings, database))

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request was answered; `route` is a template, so that the labels stay few."""
        known = method if method in _METHODS else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(known, route).observe(seconds)

    def count_upload(self, size: int) -> None:
        """An upload of `size` bytes was accepted."""
        self._upload_bytes.inc(size)

    def text(self) -> bytes:
        """All figures as Prometheus reads them."""
        return generate_latest(self._registry)


class _StoreCollector(Collector):
    """Reads the database at the scrape, at most every few seconds."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock
        self._lock = Lock()
        self._read_at = float("-inf")
        self._figures: Figures | None = None

    def describe(self) -> Iterator[Metric]:
        """Nothing: registering must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The families of the newest figures."""
        figures = self._fresh()
        yield GaugeMetricFamily(
            "jixiao_database_up", "Whether the database answered", value=float(figures is not None)
        )
        yield GaugeMetricFamily(
            "jixiao_disk_free_bytes", "Room where the data lies", value=self._free_bytes()
        )
        if figures is not None:
            yield from _families(figures)

    def _fresh(self) -> Figures | None:
        with self._lock:
            if self._clock() - self._read_at >= _CACHED_SECONDS:
                try:
                    with self._database.read() as connection:
                        now = self._database.now(connection)
                        self._figures = read_figures(connection, now)
                except StoreError:
                    self._figures = None
                self._read_at = self._clock()
            return self._figures

    def _free_bytes(self) -> float:
        try:
            return float(shutil.disk_usage(self._settings.home).free)
        except OSError:
            return float("nan")


def _families(figures: Figures) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("jixiao_jobs", "Jobs by state", labels=["state"])
    for state, count in figures.jobs.items():
        jobs.add_metric([state], count)
    yield jobs
    deliveries = GaugeMetricFamily(
        "jixiao_webhook_deliveries", "Webhook deliveries by state", labels=["state"]
    )
    for state, count in figures.deliveries.items():
        deliveries.add_metric([state], count)
    yield deliveries
    gauges = {
        "jixiao_queue_oldest_seconds": ("Age of the oldest job that waits", figures.oldest_age),
        "jixiao_workers": ("Workers seen in the last minute", figures.workers),
    }
    for name, (words, value) in gauges.items():
        yield GaugeMetricFamily(name, words, value=value)
    counters = {
        "jixiao_jobs_lost_leases": ("Leases that ran out", figures.lost),
        "jixiao_jobs_crashes": ("Children that died at a document", figures.crashes),
        "jixiao_jobs_retries": ("Jobs begun again after a fault of the machine", figures.retries),
        "jixiao_extraction_seconds": ("Seconds spent reading documents", figures.seconds),
        "jixiao_extractions": ("Documents read to their end", figures.finished),
    }
    for name, (words, value) in counters.items():
        yield CounterMetricFamily(name, words, value=value)
