"""Counters and histograms for Prometheus. Labels are few and bounded: never an id, never a path with one in it."""

from collections.abc import Iterable, Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
PROVIDER_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)
Labelled = Mapping[tuple[str, ...], float]


class Numbers:
    """What one process counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "studio_http_requests_total",
            "Answers by route and status",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "studio_http_request_seconds",
            "Time to the first byte",
            ("method", "route"),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.active = Gauge("studio_http_requests_active", "Requests being worked on", registry=self.registry)
        self.followers = Gauge("studio_sse_followers", "Streams of events that are open", registry=self.registry)


def gauge(name: str, told: str, labels: Sequence[str], values: Labelled) -> Metric:
    """Something that goes up and down, by the values of its labels."""
    family = GaugeMetricFamily(name, told, labels=labels)
    for names, value in sorted(values.items()):
        family.add_metric(names, value)
    return family


def counter(name: str, told: str, labels: Sequence[str], values: Labelled) -> Metric:
    """Something that only grows; `_total` is added to its name."""
    family = CounterMetricFamily(name, told, labels=labels)
    for names, value in sorted(values.items()):
        family.add_metric(names, value)
    return family


def seconds(
    name: str, told: str, labels: Sequence[str], values: Mapping[tuple[str, ...], Mapping[float, int]]
) -> Metric:
    """Times as a histogram.

    Args:
        name: Of the family.
        told: What it is.
        labels: Names of the labels.
        values: By the labels' values: seconds -> how many samples took that long.
    """
    family = HistogramMetricFamily(name, told, labels=labels)
    for names, samples in sorted(values.items()):
        family.add_metric(names, *_buckets(samples))
    return family


def _buckets(samples: Mapping[float, int]) -> tuple[list[tuple[str, float]], float]:
    within = [(f"{end}", float(sum(n for at, n in samples.items() if at <= end))) for end in PROVIDER_SECONDS]
    return [*within, ("+Inf", float(sum(samples.values())))], sum(at * n for at, n in samples.items())


class _Fixed(Collector):
    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = tuple(families)

    def collect(self) -> Iterable[Metric]:
        return self._families


def rendered(numbers: Numbers, families: Iterable[Metric]) -> bytes:
    """What one process counts, and what is known of the whole service, as Prometheus reads it."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Fixed(families))
    return generate_latest(numbers.registry) + generate_latest(registry)
