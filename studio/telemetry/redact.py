"""Keeps secrets out of everything that is written: those that are known, and all that looks like one."""

import logging
import re
from base64 import b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from pydantic import SecretStr

GONE = "***"
SHORTEST = 6
"""Shorter values are no keys, and would blank out words."""

_known: set[str] = set()

_BARE = r"(?!(?:bearer|basic|key|token)\b)[^\s\"',}]+"
_NAME = r"(?:[\w-]*(?:api[-_]?key|access[-_]?key|secret|token|password|passwd|signature)|x-goog-api-key|key|sig)"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)\b(bearer)\s+[\w.~+/=:*-]{6,}"), rf"\1 {GONE}"),
    (re.compile(r"\b(Basic|basic)\s+(?=\S*[\dA-Z=])[\w+/=*-]{8,}"), rf"\1 {GONE}"),
    (re.compile(r"\b(Key|Token)\s+[\w.~+/=:*-]{16,}"), rf"\1 {GONE}"),
    (re.compile(rf"(?i)([?&]{_NAME}=)[^&\s\"'<>]+"), rf"\1{GONE}"),
    (re.compile(rf"(?i)\b({_NAME}[\"']?\s*[:=]\s*[\"']?)(?!\*\*\*)[\w.~+/=*-]{{12,}}"), rf"\1{GONE}"),
    (re.compile(rf"(?i)\b(authorization[\"']?\s*[:=]\s*[\"']?){_BARE}"), rf"\1{GONE}"),
    (re.compile(r"(?i)(://)[^/\s:@]+:[^/\s@]+@"), rf"\1{GONE}@"),
    (re.compile(r"\b(?:sk|xi|pk|rk|gsk|hf|r8|fw|key|whsec|xai)[-_](?=[\w*.-]*\d)[\w*.-]{10,}"), GONE),
    (re.compile(r"\bsk-[\w*.-]{8,}"), GONE),
    (re.compile(r"\bAIza[\w-]{20,}"), GONE),
)
"""Headers, queries, assignments, addresses with a password, and the forms of vendors' keys: OpenAI sk-, ElevenLabs
sk_ and xi-, Replicate r8_, Runway key_, Google AIza, Standard Webhooks whsec_."""


def hide(*secrets: "SecretStr | str") -> None:
    """Take these values out of every text from now on; empty ones and those too short for a key are passed over."""
    for secret in secrets:
        value = (secret if isinstance(secret, str) else secret.get_secret_value()).strip()
        if len(value) >= SHORTEST:
            _known.update((value, quote(value, safe=""), quote_plus(value), b64encode(value.encode()).decode()))


def redact(text: str) -> str:
    """The text with `***` in place of each secret."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, GONE)
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


class Redacting(logging.Filter):
    """Takes secrets out of a record: its message, its arguments, its traceback. Belongs on a handler."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record in place, and let it through."""
        record.msg, record.args = redact(_message(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):  # arguments that do not fit: logging would print them as they are
        return f"{record.msg} {record.args}"
