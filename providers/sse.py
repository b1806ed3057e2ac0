"""Server-sent events of vendors that stream: read to their end and taken apart."""

import json
from typing import TYPE_CHECKING, Any

from providers.errors import BadOutput

if TYPE_CHECKING:
    import httpx


def events(response: "httpx.Response", name: str) -> list[dict[str, Any]]:
    """The JSON object of each event, in order; events without data and the closing `[DONE]` are left out.

    Args:
        response: An answer of the type `text/event-stream`, whole.
        name: Of the provider, for messages.

    Raises:
        BadOutput: It is of another type, has no event, or one that is no JSON object.
    """
    found = response.headers.get("content-type", "")
    if not found.startswith("text/event-stream"):
        raise BadOutput(f"{name} sent {found or 'no media type'} where text/event-stream was expected")
    try:
        told = [json.loads(data) for data in _data(response.content.decode()) if data != "[DONE]"]
    except (ValueError, UnicodeDecodeError):
        raise BadOutput(f"{name} sent an event that is no JSON") from None
    if not told or not all(isinstance(event, dict) for event in told):
        raise BadOutput(f"{name} sent no events, or events of another form")
    return told


def _data(text: str) -> list[str]:
    """Lines of one event's data belong together; an empty line ends it, a last event without one counts as well."""
    blocks = text.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")
    lines = (
        [line[5:].removeprefix(" ") for line in block.split("\n") if line.startswith("data:")] for block in blocks
    )
    return ["\n".join(own) for own in lines if own]
