"""Counts and times for Prometheus, without the addresses, keys and texts of clients."""

from prometheus_client import CollectorRegistry, Gauge, Summary, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from translate.serving.gathering import SentenceQueue


class Metrics:
    """The measurements of one server. The names of the first two are LibreTranslate's."""

    def __init__(self, queue: SentenceQueue) -> None:
        self._registry = CollectorRegistry()
        labels = ["endpoint", "status"]
        name = "libretranslate_http_request_duration_seconds"
        self._durations = Summary(name, "Seconds for a request.", labels, registry=self._registry)
        name = "libretranslate_http_requests_in_flight"
        self.in_flight = Gauge(name, "Requests that are being answered.", ["endpoint"], registry=self._registry)
        self._registry.register(_QueueCounts(queue))

    def answered(self, endpoint: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._durations.labels(endpoint, str(status)).observe(seconds)

    def text(self) -> bytes:
        """Return all measurements in Prometheus' text format."""
        return generate_latest(self._registry)


class _QueueCounts(Collector):
    def __init__(self, queue: SentenceQueue) -> None:
        self._queue = queue

    def collect(self) -> list[Metric]:
        counts = self._queue.counts
        return [
            GaugeMetricFamily("sejajar_sentences_waiting", "Sentences in the queue.", self._queue.waiting),
            CounterMetricFamily("sejajar_batches", "Batches decoded.", counts["batches"]),
            CounterMetricFamily("sejajar_sentences", "Sentences decoded.", counts["sentences"]),
            CounterMetricFamily("sejajar_sentences_given_up", "Sentences given up.", counts["given_up"]),
        ]
