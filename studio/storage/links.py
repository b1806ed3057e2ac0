"""Signed, expiring addresses of files that this service hands out or takes in itself."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from studio.errors import BadRequest, Forbidden
from studio.storage.blobs import link_seconds

Verb = Literal["get", "put"]
SHORTEST_SECRET = 16
"""Bytes."""


class Ticket(BaseModel):
    """What a link allows."""

    model_config = ConfigDict(frozen=True)

    verb: Verb
    key: str
    """A SHA-256 for `get`, the id of an upload for `put`."""
    expires: int
    """Seconds since 1970."""
    name: str = ""
    """What the file is saved as."""
    media_type: str = ""
    size: int = 0
    """Bytes to take in; 0 for `get`."""
    claim: str = ""
    """Workspace that must still have the file when the link is used; empty for a link that holds by itself."""


class Links:
    """Writes and reads links. The first secret signs, the others are still believed: rotate by prepending."""

    def __init__(self, secrets: tuple[SecretStr, ...], *, now: Callable[[], float] = time.time) -> None:
        """Take the secrets.

        Raises:
            BadRequest: There is none, or one is too short.
        """
        self._secrets = tuple(secret.get_secret_value().encode() for secret in secrets)
        self._now = now
        if not self._secrets or min(map(len, self._secrets)) < SHORTEST_SECRET:
            raise BadRequest("the secret that signs links is too short", f"set at least {SHORTEST_SECRET} characters")

    def write(
        self,
        verb: Verb,
        key: str,
        *,
        seconds: int,
        name: str = "",
        media_type: str = "",
        size: int = 0,
        claim: str = "",
    ) -> str:
        """A token to put into an address: letters, digits, `-`, `_` and one dot."""
        expires = int(self._now()) + link_seconds(seconds)
        ticket = Ticket(verb=verb, key=key, expires=expires, name=name, media_type=media_type, size=size, claim=claim)
        body = ticket.model_dump_json().encode()
        return f"{_text(body)}.{_text(_mac(self._secrets[0], body))}"

    def read(self, token: str, verb: Verb) -> Ticket:
        """What a token allows.

        Raises:
            Forbidden: It was not made here, was altered, is meant for something else, or has expired.
        """
        ticket = self._opened(token)
        if ticket is None or ticket.verb != verb:
            raise Forbidden("this link is not valid", "ask for a new one")
        if ticket.expires <= self._now():
            raise Forbidden("this link has expired", "ask for a new one")
        return ticket

    def _opened(self, token: str) -> Ticket | None:
        try:
            body, mac = (_bytes(part) for part in token.split("."))
        except (ValueError, binascii.Error):
            return None
        believed = [hmac.compare_digest(_mac(secret, body), mac) for secret in self._secrets]
        if not any(believed):
            return None
        try:
            return Ticket.model_validate(json.loads(body))
        except (ValidationError, ValueError):
            return None


def _mac(secret: bytes, body: bytes) -> bytes:
    return hmac.new(secret, b"studio-link-1\0" + body, hashlib.sha256).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _text(data) != text:
        raise ValueError("not the one way to write it")
    return data
