"""Opaque secrets: what people and programs hold, of which only a hash is kept."""

import hashlib
import secrets

KEY, REFRESH, INVITATION, SHARE = "acs_", "acr_", "aci_", "ach_"
"""How an API key, a refresh token, an invitation and a share begin, so that one is recognised where it leaked."""

RANDOM_BYTES = 32
START = len(KEY) + 6
"""Characters of a key that stay known, to tell keys apart: 36 of its 256 bits."""


def new(prefix: str) -> str:
    """A secret that nobody can guess: the prefix and 32 random bytes in URL-safe letters."""
    return prefix + secrets.token_urlsafe(RANDOM_BYTES)


def digest(secret: str) -> str:
    """What is kept of a secret: its sha256 in hex. It is random enough to need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def start(secret: str) -> str:
    """The part of a key that may be shown."""
    return secret[:START]
