"""Attempts as the router writes them down, and a database for them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from providers.records import AttemptRecord
from providers.usage import used
from studio.db.database import Database

_ids = count(1)


def began(usd: str = "0.10", **more: Any) -> AttemptRecord:
    """A paid attempt as it begins."""
    base: dict[str, Any] = {
        "id": f"attempt-{next(_ids)}",
        "call": "call-1",
        "workspace": "local",
        "run": "run-1",
        "step": "reel-1.voice",
        "provider": "elevenlabs",
        "task": "speech",
        "model": "flash",
        "why": "first of the chain",
        "started": datetime.now(UTC),
        "reserved_usd": Decimal(usd),
    }
    return AttemptRecord(**{**base, **more})


def over(record: AttemptRecord, outcome: str = "ok", usd: str = "0.08", **more: Any) -> AttemptRecord:
    """The same attempt as it ends."""
    billed = "no" if Decimal(usd) == 0 else ("yes" if outcome == "ok" else "maybe")
    facts: dict[str, Any] = {
        "outcome": outcome,
        "cost_usd": Decimal(usd),
        "billed": billed,
        "won": outcome == "ok",
        "usage": used("character", 100) if Decimal(usd) else (),
        "seconds": 1.0,
    }
    return replace(record, **{**facts, **more})


@asynccontextmanager
async def database(folder: Path) -> AsyncIterator[Database]:
    """A database of its own."""
    opened = Database(f"sqlite+aiosqlite:///{folder / 'studio.db'}")
    await opened.open()
    try:
        yield opened
    finally:
        await opened.close()
