"""Counters and histograms for Prometheus. Labels are few and bounded: never an id, never a path with one in it."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


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
