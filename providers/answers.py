"""What a vendor says in an answer that refuses: its words, and when to come back."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx


def reason(response: "httpx.Response") -> str:
    """What the vendor says, wherever it says it: error, message, detail, title, errors."""
    try:
        return _said(response.json())[:300]
    except (ValueError, UnicodeDecodeError):
        kind = response.headers.get("content-type", "")
        return response.text.strip()[:200] if kind.startswith("text/plain") else ""


def _said(body: Any) -> str:
    if isinstance(body, str):
        return body
    if isinstance(body, list):
        return "; ".join(filter(None, (_said(part) for part in body[:3])))
    if isinstance(body, dict):
        for key in ("message", "msg", "detail", "description", "error", "title", "errors", "data"):
            if body.get(key) and (found := _said(body[key])):
                return found
    return ""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a `Retry-After` header (lower case; seconds or a date) asks to wait; None when there is none."""
    value = headers.get("retry-after", "").strip()
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def dumps(value: Any) -> str:
    """JSON as short as it gets, keys sorted: for keys and signatures."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
