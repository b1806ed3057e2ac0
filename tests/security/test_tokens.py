"""Access tokens: ours hold for their time, all others are refused."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from studio.errors import Unauthorised
from studio.security.keyring import KEEP, Keyring, SigningKey
from studio.security.tokens import AUDIENCE, ISSUER, LEEWAY, LIFETIME, Access, AccessTokens
from tests.fakes.people import Clock

WHO = Access("usr_1", "ses_1", "wsp_1")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keyring(tmp_path: Path, clock: Clock) -> Keyring:
    return Keyring(tmp_path / "keys/access.json", clock)


@pytest.fixture
def tokens(keyring: Keyring, clock: Clock) -> AccessTokens:
    return AccessTokens(keyring, clock)


def claims(clock: Clock, **other: Any) -> dict[str, Any]:
    now = int(clock.now.timestamp())
    right = {"iss": ISSUER, "aud": AUDIENCE, "sub": "usr_1", "sid": "ses_1", "ws": "wsp_1", "jti": "1"}
    return {**right, "iat": now, "exp": now + 600, **other}


def signed(key: SigningKey, said: dict[str, Any], **header: Any) -> str:
    return jwt.encode(said, key.private, algorithm="EdDSA", headers={"kid": key.kid, "typ": "at+jwt", **header})


def part(data: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def test_a_token_says_who_it_is_and_where(tokens: AccessTokens, keyring: Keyring) -> None:
    token = tokens.write(WHO, "jwt_1")
    assert tokens.read(token) == WHO
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["typ"], header["kid"]) == ("EdDSA", "at+jwt", keyring.current().kid)


def test_a_token_made_by_hand_with_our_key_is_read(tokens: AccessTokens, keyring: Keyring, clock: Clock) -> None:
    assert tokens.read(signed(keyring.current(), claims(clock))) == WHO


def test_a_token_holds_ten_minutes(tokens: AccessTokens, clock: Clock) -> None:
    token = tokens.write(WHO, "jwt_1")
    clock.forward(LIFETIME + LEEWAY - timedelta(seconds=1))
    assert timedelta(minutes=10) == LIFETIME and tokens.read(token) == WHO
    clock.forward(timedelta(seconds=1))
    with pytest.raises(Unauthorised):
        tokens.read(token)


@pytest.mark.parametrize(
    "other",
    [
        {"aud": "another/api"},
        {"aud": ["another/api"]},
        {"iss": "someone-else"},
        {"iat": int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())},
        {"exp": int(datetime(2026, 11, 23, 11, tzinfo=UTC).timestamp())},
        {"exp": "soon"},
        {"exp": True},
        {"exp": 1e300},
        {"exp": float("nan")},
        {"iat": None},
        {"nbf": 9999999999},
        {"sub": 7},
    ],
    ids=str,
)
def test_wrong_claims_are_refused(
    tokens: AccessTokens, keyring: Keyring, clock: Clock, other: dict[str, Any]
) -> None:
    with pytest.raises(Unauthorised):
        tokens.read(signed(keyring.current(), claims(clock, **other)))


@pytest.mark.parametrize("missing", ["exp", "iat", "aud", "iss", "sub", "sid", "jti"])
def test_every_claim_must_be_there(tokens: AccessTokens, keyring: Keyring, clock: Clock, missing: str) -> None:
    said = {name: value for name, value in claims(clock).items() if name != missing}
    with pytest.raises(Unauthorised):
        tokens.read(signed(keyring.current(), said))


@pytest.mark.parametrize("header", [{"typ": "JWT"}, {"typ": None}, {"kid": "0" * 16}, {"kid": "../../etc"}])
def test_wrong_headers_are_refused(
    tokens: AccessTokens, keyring: Keyring, clock: Clock, header: dict[str, Any]
) -> None:
    with pytest.raises(Unauthorised):
        tokens.read(signed(keyring.current(), claims(clock), **header))


def test_a_stranger_s_key_under_our_name_is_refused(tokens: AccessTokens, keyring: Keyring, clock: Clock) -> None:
    private = Ed25519PrivateKey.generate()
    forged = SigningKey(keyring.current().kid, private, private.public_key())
    with pytest.raises(Unauthorised):
        tokens.read(signed(forged, claims(clock)))


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE"])
def test_a_token_without_a_signature_is_refused(
    tokens: AccessTokens, keyring: Keyring, clock: Clock, algorithm: str
) -> None:
    header = {"alg": algorithm, "typ": "at+jwt", "kid": keyring.current().kid}
    for end in ("", "AAAA"):
        with pytest.raises(Unauthorised):
            tokens.read(f"{part(header)}.{part(claims(clock))}.{end}")


def test_our_public_key_is_no_shared_secret(tokens: AccessTokens, keyring: Keyring, clock: Clock) -> None:
    key = keyring.current()
    secret = key.public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    forged = jwt.encode(claims(clock), secret, algorithm="HS256", headers={"kid": key.kid, "typ": "at+jwt"})
    with pytest.raises(Unauthorised):
        tokens.read(forged)


def test_a_changed_token_is_refused(tokens: AccessTokens, clock: Clock) -> None:
    head, _, signature = tokens.write(WHO, "jwt_1").split(".")
    with pytest.raises(Unauthorised):
        tokens.read(f"{head}.{part(claims(clock, sub='usr_2'))}.{signature}")


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "é.é.é", "\0", "e30.e30.", f"{part([])}.{part([])}.AA"])
def test_what_is_no_token_is_refused(tokens: AccessTokens, token: str) -> None:
    with pytest.raises(Unauthorised):
        tokens.read(token)


def test_tokens_of_the_old_key_hold_until_they_expire(tokens: AccessTokens, keyring: Keyring, clock: Clock) -> None:
    old, first = tokens.write(WHO, "jwt_1"), keyring.current().kid
    second = keyring.rotate()
    new = tokens.write(WHO, "jwt_2")
    assert jwt.get_unverified_header(new)["kid"] == second == keyring.current().kid != first
    assert tokens.read(old) == tokens.read(new) == WHO
    clock.forward(KEEP)
    assert keyring.find(first) is None and keyring.find(second) is not None
