"""Messages to addresses of a workspace: what they may tell, how they are signed, when they are tried again.

The form is Standard Webhooks (standardwebhooks.com, version 1): `webhook-id`, `webhook-timestamp` and
`webhook-signature`, which is `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`, one for each secret in force.
"""

import base64
import hashlib
import hmac
import json
import random
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

EventType = Literal["run.planned", "run.done", "run.failed", "piece.done", "generation.done", "credits.low"]
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)

PREFIX = "whsec_"
SECRET_BYTES = 32
"""The specification asks for 24 to 64."""
OVERLAP = timedelta(hours=24)
"""How long a secret that was replaced still signs beside the new one."""

WAITS = (5.0, 20.0, 80.0, 320.0, 1280.0, 5120.0, 14400.0, 28800.0, 28800.0)
"""Seconds before the second try and those after it: by four until some hours, 22 hours in all."""
JITTER = 0.2
"""Each wait is up to so much longer or shorter, so that what failed together is not tried together."""
LEASE = timedelta(seconds=60)
"""After this a try whose worker died is made again."""
PATIENCE = timedelta(days=3)
"""An address at which every try failed for so long is switched off."""
LOW = 10
"""Credits are low below this share of what the plan gives in a month: a tenth."""


def new_secret() -> str:
    """A secret to sign with."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def delivery_id(endpoint_id: str, event_key: str) -> str:
    """The id of a message: the same event at the same address is the same message."""
    return "msg_" + hashlib.sha256(f"{endpoint_id} {event_key}".encode()).hexdigest()[:28]


def payload_of(kind: EventType, at: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    """A message's content."""
    return {"type": kind, "timestamp": at.isoformat(), "data": dict(data)}


def body_of(payload: Mapping[str, Any]) -> bytes:
    """A message as it is sent: the same bytes at every try."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def signed(message_id: str, at: datetime, body: bytes, keys: Sequence[str]) -> dict[str, str]:
    """The headers of a message, signed with each of these secrets."""
    moment = str(int(at.timestamp()))
    text = f"{message_id}.{moment}.".encode() + body
    signatures = (hmac.new(base64.b64decode(key.removeprefix(PREFIX)), text, hashlib.sha256).digest() for key in keys)
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(one).decode()}" for one in signatures),
    }


def next_wait(attempts: int) -> timedelta | None:
    """How long after the so manieth try the next one is made; None when that was the last."""
    if attempts > len(WAITS):
        return None
    return timedelta(seconds=WAITS[attempts - 1] * random.uniform(1 - JITTER, 1 + JITTER))
