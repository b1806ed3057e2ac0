"""What LiteLLM raises, as errors of ours. It wraps a failure several times; the innermost ones tell the most."""

from collections.abc import Iterator, Mapping
from typing import Any

from providers.answers import retry_after
from providers.errors import (
    Auth,
    BadOutput,
    Connection,
    ContentRejected,
    Dropped,
    Permission,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    Timeout,
    Unsupported,
    VendorServer,
)
from providers.http import STATUSES

NEVER_THERE = frozenset(
    ("ConnectError", "ConnectTimeout", "PoolTimeout", "ClientConnectorError", "ConnectionTimeoutError")
)
TOO_LATE = frozenset(("ReadTimeout", "WriteTimeout", "APITimeoutError", "SocketTimeoutError", "ServerTimeoutError"))
BROKEN = frozenset(
    (
        *("ReadError", "WriteError", "CloseError", "RemoteProtocolError"),
        *("ServerDisconnectedError", "ClientPayloadError", "ClientOSError"),
    )
)
LINES = ((Connection, NEVER_THERE), (Timeout, TOO_LATE), (Dropped, BROKEN))
"""Names of errors of the line, of httpx, aiohttp and OpenAI's client; the first that is found anywhere counts."""
CODES: Mapping[str, type[ProviderError]] = {
    "insufficient_quota": QuotaExhausted,
    "billing_hard_limit_reached": QuotaExhausted,
    "content_policy_violation": ContentRejected,
    "moderation_blocked": ContentRejected,
    "content_filter": ContentRejected,
    "context_length_exceeded": Unsupported,
}
WORDS: tuple[tuple[str, type[ProviderError]], ...] = (
    ("credit balance is too low", QuotaExhausted),
    ("insufficient_quota", QuotaExhausted),
    ("responsibleaipolicyviolation", ContentRejected),
)
"""What some vendors only say in words: Anthropic of an empty account, Azure of its moderation."""
HINTS: Mapping[type[ProviderError], str] = {
    Auth: "check the key: STUDIO_MODEL_API_KEY or the vendor's own variable",
    Permission: "the key may not use this model",
    Unsupported: "check the model's name, or let another model try",
    QuotaExhausted: "top up the vendor's account, or leave it to another model",
    RateLimited: "wait, or choose another model",
    Timeout: "raise STUDIO_MODEL_TIMEOUT_SECONDS, or choose a faster model",
    Connection: "is the server running at STUDIO_MODEL_BASE_URL?",
}


def explain(error: BaseException, model: str, secret: str) -> ProviderError:
    """The error that one of LiteLLM's stands for.

    Args:
        error: As it was raised.
        model: For the message.
        secret: The key, taken out of the message.
    """
    chain = tuple(_chain(error))
    kind = _kind(error, chain)
    said = f"{model}: {_short(error)}"
    message = said.replace(secret, "***") if secret else said
    if issubclass(kind, RateLimited):
        return RateLimited(message, HINTS[RateLimited], _wait(chain))
    hint = next((HINTS[cls] for cls in kind.__mro__ if cls in HINTS), "")
    return kind(message, hint)


def _kind(error: BaseException, chain: tuple[BaseException, ...]) -> type[ProviderError]:
    names = {cls.__name__ for part in chain for cls in type(part).__mro__}
    for kind, lines in LINES:
        if names & lines:
            return kind
    if "ContentPolicyViolationError" in names:
        return ContentRejected
    told = next((CODES[code] for part in chain if (code := str(getattr(part, "code", ""))) in CODES), None)
    words = str(error).lower()
    said = told or next((kind for text, kind in WORDS if text in words), None)
    if said:
        return said
    status = getattr(error, "status_code", None)
    if not isinstance(status, int) or (status >= 500 and "HTTPStatusError" not in names):
        return BadOutput  # the vendor answered 2xx, and LiteLLM could not read it
    return _by_status(status)


def _by_status(status: int) -> type[ProviderError]:
    if status == 429:
        return RateLimited
    return STATUSES.get(status) or (VendorServer if status >= 500 else Unsupported)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from, at most eight."""
    part: BaseException | None = error
    for _ in range(8):
        if part is None:
            return
        yield part
        part = part.__cause__ or part.__context__


def _wait(chain: tuple[BaseException, ...]) -> float | None:
    for part in chain:
        told: Any = getattr(part, "litellm_response_headers", None) or getattr(part, "headers", None)
        told = told or getattr(getattr(part, "response", None), "headers", None)
        if told:
            headers = {str(name).lower(): str(value) for name, value in dict(told).items()}
            if (seconds := retry_after(headers)) is not None:
                return seconds
    return None


def _short(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__)[:200]
