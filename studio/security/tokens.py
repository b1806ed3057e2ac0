"""Short-lived access tokens: JWTs signed with EdDSA, whose keys are made once and can be changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from jwt.types import Options

from studio.errors import Unauthorised
from studio.security.keyring import Keyring

ISSUER = "ai-clone-studio"
AUDIENCE = "ai-clone-studio/api"
KIND = "at+jwt"
"""The header's `typ` of an access token (RFC 9068), so that no other JWT is taken for one."""

LIFETIME = timedelta(minutes=10)
LEEWAY = timedelta(seconds=5)
"""How much the clocks of two servers may differ."""

CLAIMS = ("exp", "iat", "aud", "iss", "sub", "sid", "jti")


@dataclass(frozen=True, slots=True)
class Access:
    """What an access token says."""

    user: str
    sign_in: str
    workspace: str


class AccessTokens:
    """Writes and reads access tokens."""

    def __init__(self, keyring: Keyring, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._keyring = keyring
        self._clock = clock

    def write(self, access: Access, token_id: str) -> str:
        """A token that says so for LIFETIME from now."""
        key = self._keyring.current()
        now = self._clock()
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": access.user,
            "sid": access.sign_in,
            "ws": access.workspace,
            "jti": token_id,
            "iat": int(now.timestamp()),
            "exp": int((now + LIFETIME).timestamp()),
        }
        return jwt.encode(claims, key.private, algorithm="EdDSA", headers={"kid": key.kid, "typ": KIND})

    def read(self, token: str) -> Access:
        """What a token says, if we wrote it and it still holds.

        Raises:
            Unauthorised: it is forged, expired, for someone else, or no token at all; it is not said which.
        """
        try:
            claims = self._claims(token)
        except (jwt.PyJWTError, ValueError) as error:
            raise Unauthorised("The access token does not hold.", "Refresh it or sign in again.") from error
        return Access(str(claims["sub"]), str(claims["sid"]), str(claims.get("ws", "")))

    def _claims(self, token: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(token)
        key = self._keyring.find(str(header.get("kid", "")))
        if key is None or header.get("typ") != KIND:
            raise jwt.InvalidTokenError("unknown key or kind")
        # The moment is checked below against our own clock.
        own: Options = {"require": list(CLAIMS), "verify_exp": False, "verify_iat": False}
        claims = jwt.decode(token, key.public, algorithms=["EdDSA"], audience=AUDIENCE, issuer=ISSUER, options=own)
        now = self._clock()
        if not _moment(claims["iat"]) - LEEWAY <= now < _moment(claims["exp"]) + LEEWAY:
            raise jwt.ExpiredSignatureError("not now")
        return claims


def _moment(claim: Any) -> datetime:
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        raise jwt.InvalidTokenError("a moment is a number")
    try:
        return datetime.fromtimestamp(claim, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise jwt.InvalidTokenError("no such moment") from error
