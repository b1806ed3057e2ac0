"""How events go over the wire as server-sent events.

The JavaScript client of AG-UI splits messages at `\\n\\n` only, so lines must end in a bare newline; and
sse-starlette honours that only for messages handed over as dicts.
"""

from typing import Any

from studio.events.log import Entry

PING_SECONDS = 12

OPTIONS: dict[str, Any] = {
    "sep": "\n",
    "ping": PING_SECONDS,
    "headers": {"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
}
"""What an `EventSourceResponse` is made with. It must not be compressed on its way either."""


def message(entry: Entry) -> dict[str, str]:
    """One event as a message; without an id when a reader must not go on from there."""
    return {"id": entry.id, "data": entry.data} if entry.id else {"data": entry.data}
