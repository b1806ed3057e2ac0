"""What a log line is about: ids of the request, the run and the step, carried along without being handed on."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog

from studio.telemetry.redact import redact


@contextmanager
def about(**ids: str) -> Iterator[None]:
    """Name what follows: `about(request_id=..., run_id=..., step_id=...)`."""
    tokens = structlog.contextvars.bind_contextvars(**ids)
    try:
        yield
    finally:
        structlog.contextvars.reset_contextvars(**tokens)


def configure_json() -> None:
    """Lines as JSON objects with these ids, without secrets; they go wherever the process logs to."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redacted,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


class Lines(logging.Formatter):
    """The standard library's records as such lines too: JSON, with the ids of what they are about, no secrets."""

    def __init__(self) -> None:
        super().__init__()
        self._render = structlog.processors.JSONRenderer(sort_keys=True)
        self._stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {**structlog.contextvars.get_contextvars(), "event": record.getMessage()}
        line |= {"level": record.levelname.lower(), "logger": record.name}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return str(self._render(None, "", _redacted(None, "", self._stamp(None, "", line))))


def _redacted(_logger: Any, _method: str, event: Any) -> Any:
    return {key: redact(value) if isinstance(value, str) else value for key, value in event.items()}
