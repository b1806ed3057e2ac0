"""Is this message really from the vendor, and fresh? The three ways vendors sign, and nothing else.

HMAC-SHA256 with a shared secret (ElevenLabs and others), Standard Webhooks (Replicate), and Ed25519 with a public key
the vendor publishes (fal as a JWK set, Hedra as one key). Each check either returns or raises `Permission`.
"""

import base64
import binascii
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import SecretStr

from providers.errors import BadOutput, Connection, Permission

TOLERANCE_SECONDS = 300.0
"""How old (or how far ahead) a message may be: what Standard Webhooks, fal and Hedra all say."""
KEYS_LAST_SECONDS = 24 * 3600.0
"""How long fetched public keys are used: fal's own rule."""
REFETCH_SECONDS = 60.0
"""A signature that fits no key makes us look for new keys at most this often, so forgers cannot make us hammer."""


def header(headers: Mapping[str, str], name: str) -> str:
    """A header's value in any case of its name.

    Raises:
        Permission: It is not there.
    """
    wanted = name.lower()
    for key, value in headers.items():
        if key.lower() == wanted and value:
            return value
    raise Permission(f"the message has no {name} header")


def body(raw: bytes) -> dict[str, Any]:
    """A message's JSON object.

    Raises:
        BadOutput: It is none.
    """
    try:
        found = json.loads(raw)
    except (ValueError, UnicodeDecodeError):
        found = None
    if not isinstance(found, dict):
        raise BadOutput("the message is no JSON object")
    return found


def digest(raw: bytes) -> str:
    """SHA-256 of a body, hex."""
    return hashlib.sha256(raw).hexdigest()


def check_age(timestamp: str, tolerance: float = TOLERANCE_SECONDS) -> None:
    """A Unix time in seconds that is near enough.

    Raises:
        Permission: It is no number, too old, or too far ahead.
    """
    try:
        off = abs(time.time() - float(timestamp))
    except ValueError:
        off = float("inf")
    if not off <= tolerance:
        raise Permission("the message is too old, or dated ahead")


def check_hmac(secret: SecretStr, message: bytes, signature: str) -> None:
    """HMAC-SHA256 of `message`, given as hex.

    Raises:
        Permission: It does not fit, or there is no secret to check with.
    """
    key = secret.get_secret_value()
    if not key:
        raise Permission("there is no webhook secret to check the message with", "set the vendor's webhook secret")
    expected = hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.strip().lower().encode()):
        raise _forged()


def check_timed_hmac(
    secret: SecretStr, signature: str, raw: bytes, *, scheme: str = "v0", tolerance: float = TOLERANCE_SECONDS
) -> str:
    """A header like `t=1700000000,v0=hex` over `t.body`; gives the time as it stands there.

    Raises:
        Permission: It does not fit, or is too old.
    """
    parts = [part.strip().partition("=") for part in signature.split(",")]
    times = [value for key, _, value in parts if key == "t"]
    signed = [value for key, _, value in parts if key == scheme]
    if len(times) != 1 or not signed:
        raise Permission("the signature header has another form than expected")
    check_age(times[0], tolerance)
    _any(lambda found: check_hmac(secret, times[0].encode() + b"." + raw, found), signed)
    return times[0]


def check_standard(secret: SecretStr, headers: Mapping[str, str], raw: bytes) -> str:
    """The Standard Webhooks scheme (`webhook-id`, `-timestamp`, `-signature`, a `whsec_` secret); gives the id.

    Raises:
        Permission: It does not fit, or is too old.
    """
    from standardwebhooks.webhooks import Webhook, WebhookVerificationError

    if not secret.get_secret_value():
        raise Permission("there is no webhook secret to check the message with", "set the vendor's webhook secret")
    try:
        Webhook(secret.get_secret_value()).verify(raw, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError) as error:  # ValueError: a header that is no base64, or no UTF-8
        raise _forged() from error
    return header(headers, "webhook-id")


def check_ed25519(message: bytes, signature: bytes, keys: Iterable[bytes]) -> None:
    """An Ed25519 signature (64 bytes) by any of these public keys (32 bytes each).

    Raises:
        Permission: It fits none.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    for key in keys:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
            return
        except (InvalidSignature, ValueError):
            continue
    raise _forged()


def from_jwks(found: Mapping[str, Any]) -> tuple[bytes, ...]:
    """The Ed25519 keys of a JWK set (RFC 8037: kty OKP, crv Ed25519, x in base64url)."""
    keys = found.get("keys") or ()
    return tuple(_decoded(key["x"]) for key in keys if key.get("crv") == "Ed25519" and key.get("x"))


class PublicKeys:
    """A vendor's published Ed25519 keys: fetched on first need, kept a day, looked for again when one is unknown.

    Fetching blocks for up to five seconds, once a day: check messages in a thread (`asyncio.to_thread`).
    """

    def __init__(
        self, url: str, read: Callable[[Mapping[str, Any]], tuple[bytes, ...]] = from_jwks, timeout: float = 5.0
    ) -> None:
        """Take an address and what reads its JSON into keys of 32 bytes; nothing is fetched yet."""
        self.url = url
        self._read = read
        self._timeout = timeout
        self._keys: tuple[bytes, ...] = ()
        self._fetched = float("-inf")
        self._lock = threading.Lock()

    def check(self, message: bytes, signature: str) -> None:
        """A hex signature over `message` by one of the keys.

        Raises:
            Permission: It fits none.
            Connection, BadOutput: The keys could not be fetched: the vendor will send the message again.
        """
        try:
            given = bytes.fromhex(signature.strip())
        except ValueError:
            raise _forged() from None
        try:
            check_ed25519(message, given, self.keys(KEYS_LAST_SECONDS))
        except Permission:
            check_ed25519(message, given, self.keys(REFETCH_SECONDS))

    def keys(self, fresh_seconds: float) -> tuple[bytes, ...]:
        """The keys, fetched anew when the last ones are older than this."""
        with self._lock:
            if not time.monotonic() - self._fetched < fresh_seconds:
                self._keys = self._fetch()
                self._fetched = time.monotonic()
            return self._keys

    def _fetch(self) -> tuple[bytes, ...]:
        import httpx

        try:
            answer = httpx.get(self.url, timeout=self._timeout)
        except httpx.HTTPError as error:
            raise Connection(f"the vendor's public keys could not be fetched ({type(error).__name__})") from None
        try:
            keys = self._read(answer.raise_for_status().json())
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError):
            keys = ()
        if not keys:
            raise BadOutput("the vendor published no Ed25519 key")
        return keys


def decode_key(text: str) -> bytes:
    """A public key in base64 (either alphabet, padded or not): bare, or within a PEM or DER public key.

    Raises:
        ValueError: It is no base64.
    """
    lines = [line for line in text.strip().splitlines() if not line.startswith("-----")]
    return _decoded("".join(lines))[-32:]


def _decoded(text: str) -> bytes:
    bare = text.strip().rstrip("=").translate(str.maketrans("+/", "-_"))
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error as error:
        raise ValueError("no base64") from error


def _any(check: Callable[[str], None], given: list[str]) -> None:
    for number, one in enumerate(given):
        try:
            return check(one)
        except Permission:
            if number == len(given) - 1:
                raise
    return None


def _forged() -> Permission:
    return Permission(
        "the message's signature does not fit", "it was forged or altered, or the secret is another one"
    )
