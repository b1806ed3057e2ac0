"""Spans and lines of the log tell what they are about, and nothing when nobody asked for them."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.settings import Settings
from studio.telemetry import tracing
from studio.telemetry.context import Lines, about
from studio.telemetry.redact import hide
from studio.telemetry.tracing import close_tracing, note, open_tracing, traced

pytest.importorskip("opentelemetry.sdk")

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.fakes.making import make
from tests.fakes.studio import bench


@pytest.fixture
def spans(tmp_path: Path) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    assert open_tracing(Settings(home=tmp_path), "test", exporter=exporter)
    yield exporter
    close_tracing()


def parent(span: ReadableSpan, among: tuple[ReadableSpan, ...]) -> str:
    found = [one.name for one in among if span.parent and one.context and one.context.span_id == span.parent.span_id]
    return found[0] if found else ""


def test_spans_lie_in_each_other_and_have_their_ids(spans: InMemorySpanExporter) -> None:
    with traced("run", run_id="r1"), traced("step", step_id="reel-1.voice"):
        note(provider="kokoro")
    step, run = spans.get_finished_spans()
    assert dict(step.attributes or {}) == {"studio.step_id": "reel-1.voice", "studio.provider": "kokoro"}
    assert (parent(step, (run,)), run.resource.attributes["service.name"]) == ("run", "ai-clone-studio-test")


def test_what_fails_is_marked(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ZeroDivisionError), traced("step", step_id="s"):
        raise ZeroDivisionError
    (span,) = spans.get_finished_spans()
    assert not span.status.is_ok and span.events[0].name == "exception"


async def test_every_step_of_a_run_is_a_span_below_it(spans: InMemorySpanExporter, tmp_path: Path) -> None:
    async with bench(tmp_path) as b:
        with traced("run", run_id="r1"):
            await make(b)
    found = spans.get_finished_spans()
    steps = [span for span in found if span.name == "step"]
    assert len(steps) == 2 * 10
    assert {parent(span, found) for span in steps} == {"run"}


def test_without_a_collector_nothing_is_imported_and_nothing_kept(tmp_path: Path) -> None:
    assert not open_tracing(Settings(home=tmp_path), "test")
    with traced("run", run_id="r1"):
        note(status="200")
    assert tracing._tracer is None


def test_lines_of_the_standard_log_have_the_ids_and_no_secret() -> None:
    hide("a-very-secret-key")
    record = logging.LogRecord(
        "studio.worker", logging.WARNING, __file__, 1, "called with %s", ("a-very-secret-key",), None
    )
    with about(run_id="r1", step_id="reel-1.voice"):
        line = json.loads(Lines().format(record))
    assert (line["run_id"], line["step_id"], line["level"]) == ("r1", "reel-1.voice", "warning")
    assert line["event"] == "called with ***"
