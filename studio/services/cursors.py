"""Places in lists that are sorted by a moment and an id, as callers carry them from page to page."""

import base64
import binascii
from datetime import datetime

from studio.errors import BadRequest

LONGEST = 400


def cursor(moment: datetime, name: str) -> str:
    """The place behind this entry."""
    return base64.urlsafe_b64encode(f"{moment.isoformat()} {name}".encode()).decode()


def place(written: str) -> tuple[datetime, str] | None:
    """The place that a cursor tells; None for the beginning.

    Raises:
        BadRequest: The cursor is none of ours.
    """
    if not written:
        return None
    try:
        moment, _, name = base64.b64decode(written[:LONGEST].encode(), b"-_", validate=True).decode().partition(" ")
        found = datetime.fromisoformat(moment)
        if found.tzinfo is None or not name or "\x00" in name:
            raise ValueError(written)
        return found, name
    except (ValueError, binascii.Error):
        raise BadRequest("that cursor is none of ours", "take it from the answer before, as it is") from None
