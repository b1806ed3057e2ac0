"""Traces: a request, a run, its steps and the providers' attempts, as OpenTelemetry spans. Nothing without a setting.

The libraries are an extra (`pip install ai-clone-studio[otel]`) and are only imported when there is a collector.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from studio.errors import BrokenInstall
from studio.settings import Settings
from studio.telemetry.context import about

_tracer: Any = None


def open_tracing(settings: Settings, part: str, *, exporter: Any = None) -> bool:
    """Send spans from now on.

    Args:
        settings: `otel_endpoint` says where to; empty sends nothing.
        part: Which process this is: `api`, `worker`.
        exporter: Takes the spans in place of the collector.

    Returns:
        Whether anything is sent.

    Raises:
        BrokenInstall: A collector is set and the libraries are missing.
    """
    if not settings.otel_endpoint and exporter is None:
        return False
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
    except ImportError as error:
        raise BrokenInstall(
            "STUDIO_OTEL_ENDPOINT is set, but OpenTelemetry is not installed.",
            "Install it: pip install 'ai-clone-studio[otel]'; or leave the setting empty.",
        ) from error
    provider = TracerProvider(resource=Resource.create({"service.name": f"ai-clone-studio-{part}"}))
    sender = SimpleSpanProcessor(exporter) if exporter else BatchSpanProcessor(_collector(settings.otel_endpoint))
    provider.add_span_processor(sender)
    _use(provider)
    return True


def close_tracing() -> None:
    """Send what is left, and nothing after it."""
    if _tracer is not None:
        _tracer[1].shutdown()
        _use(None)


@contextmanager
def traced(name: str, **ids: str) -> Iterator[None]:
    """What is inside is one span, and its lines in the log have these ids; an exception marks the span as failed."""
    with about(**ids):
        if _tracer is None:
            yield
            return
        attributes = {f"studio.{key}": value for key, value in ids.items()}
        with _tracer[0].start_as_current_span(name, attributes=attributes):
            yield


def note(**facts: str) -> None:
    """Add what is known by now to the span that is open."""
    if _tracer is not None:
        from opentelemetry.trace import get_current_span

        get_current_span().set_attributes({f"studio.{key}": value for key, value in facts.items()})


def _use(provider: Any) -> None:
    global _tracer
    _tracer = (provider.get_tracer("studio"), provider) if provider else None


def _collector(endpoint: str) -> Any:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces")
