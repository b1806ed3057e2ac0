"""How streams of server-sent events are answered.

The JavaScript client of AG-UI splits messages at `\\n\\n` only, so lines must end in a bare newline; and
sse-starlette honours that only for messages handed over as dicts.
"""

from typing import Any

PING_SECONDS = 12

OPTIONS: dict[str, Any] = {
    "sep": "\n",
    "ping": PING_SECONDS,
    "headers": {"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
}
"""What an `EventSourceResponse` is made with. It must not be compressed on its way either."""
