import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook

from providers import webhooks
from providers.errors import BadOutput, Connection, Permission
from tests.fakes.vendors.base import FakeVendor, route
from tests.fakes.vendors.wire import Call, Reply

SECRET = SecretStr("whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode())
RAW = b'{"id": "p-1"}'


class KeyServer(FakeVendor):
    name = "keys"
    auth = ("", "")

    def __init__(self) -> None:
        super().__init__()
        self.signing = Ed25519PrivateKey.generate()
        self.answer: Any = None

    @route("GET", "/jwks.json")
    def jwks(self, call: Call) -> Reply:
        x = base64.urlsafe_b64encode(self.signing.public_key().public_bytes_raw()).decode().rstrip("=")
        other = {"kty": "RSA", "n": "abc", "e": "AQAB"}
        return Reply(self.answer or {"keys": [other, {"kty": "OKP", "crv": "Ed25519", "x": x}]})


@pytest.fixture
def server() -> Iterator[KeyServer]:
    with KeyServer.running() as found:
        yield found


def standard(raw: bytes = RAW, age: float = 0.0) -> dict[str, str]:
    at = datetime.now(UTC) - timedelta(seconds=age)
    signature = Webhook(SECRET.get_secret_value()).sign("msg-1", at, raw.decode())
    return {"Webhook-Id": "msg-1", "Webhook-Timestamp": str(int(at.timestamp())), "Webhook-Signature": signature}


def test_a_standard_message_gives_its_id() -> None:
    assert webhooks.check_standard(SECRET, standard(), RAW) == "msg-1"


@pytest.mark.parametrize(
    ("headers", "raw"),
    [
        (standard(), RAW + b" "),
        (standard(), b"\xff"),
        (standard(age=4000), RAW),
        (standard(age=-4000), RAW),
        ({}, RAW),
        ({**standard(), "Webhook-Id": "msg-2"}, RAW),
        ({**standard(), "Webhook-Signature": "v1,a"}, RAW),
        ({**standard(), "Webhook-Signature": "v1"}, RAW),
        ({**standard(), "Webhook-Signature": "é"}, RAW),
        ({**standard(), "Webhook-Timestamp": "nan"}, RAW),
    ],
)
def test_a_standard_message_that_is_not_right_is_refused(headers: dict[str, str], raw: bytes) -> None:
    with pytest.raises(Permission):
        webhooks.check_standard(SECRET, headers, raw)


def timed(raw: bytes = RAW, age: float = 0.0, secret: str = "s3cret") -> str:
    at = str(int(time.time() - age))
    return f"t={at},v0={hmac.new(secret.encode(), at.encode() + b'.' + raw, hashlib.sha256).hexdigest()}"


def test_a_timed_signature_fits() -> None:
    secret = SecretStr("s3cret")
    assert webhooks.check_timed_hmac(secret, timed(), RAW).isdigit()
    rolled = timed() + "," + timed(secret="older").split(",")[1]
    assert webhooks.check_timed_hmac(SecretStr("older"), rolled, RAW)


@pytest.mark.parametrize(
    "signature",
    [timed(secret="other"), timed(RAW + b" "), timed(age=4000), "", "t=1", "v0=ab", "t=x,v0=ab", timed() + ",t=1"],
    ids=["other secret", "other body", "old", "empty", "no mark", "no time", "no number", "two times"],
)
def test_a_timed_signature_that_is_not_right_is_refused(signature: str) -> None:
    with pytest.raises(Permission):
        webhooks.check_timed_hmac(SecretStr("s3cret"), signature, RAW)


def test_without_a_secret_nothing_is_believed() -> None:
    empty = SecretStr("")
    with pytest.raises(Permission, match="no webhook secret"):
        webhooks.check_hmac(empty, RAW, hmac.new(b"", RAW, hashlib.sha256).hexdigest())
    with pytest.raises(Permission, match="no webhook secret"):
        webhooks.check_standard(empty, standard(), RAW)


def test_the_secret_is_in_no_error() -> None:
    with pytest.raises(Permission) as caught:
        webhooks.check_hmac(SecretStr("s3cret"), RAW, "00")
    assert "s3cret" not in f"{caught.value!r} {caught.value.message} {caught.value.hint}"


def test_a_published_key_is_fetched_once_and_believed(server: KeyServer) -> None:
    keys = webhooks.PublicKeys(f"{server.url}/jwks.json")
    for _ in range(3):
        keys.check(RAW, server.signing.sign(RAW).hex())
    assert len(server.seen) == 1


@pytest.mark.parametrize("signature", ["", "zz", "00" * 64, "00" * 63])
def test_what_fits_no_key_is_refused(server: KeyServer, signature: str) -> None:
    with pytest.raises(Permission):
        webhooks.PublicKeys(f"{server.url}/jwks.json").check(RAW, signature)


def test_a_key_changed_by_the_vendor_is_found_but_not_looked_for_all_the_time(
    server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = webhooks.PublicKeys(f"{server.url}/jwks.json")
    keys.check(RAW, server.signing.sign(RAW).hex())
    server.signing = Ed25519PrivateKey.generate()
    for _ in range(3):
        with pytest.raises(Permission):
            keys.check(RAW, server.signing.sign(RAW).hex())
    assert len(server.seen) == 1
    monkeypatch.setattr(webhooks, "REFETCH_SECONDS", 0.0)
    keys.check(RAW, server.signing.sign(RAW).hex())
    assert len(server.seen) == 2


def test_keys_that_cannot_be_had_are_the_vendors_fault_not_a_forgery(server: KeyServer) -> None:
    url, signature = f"{server.url}/jwks.json", server.signing.sign(RAW).hex()
    answers: tuple[Any, ...] = (
        {"keys": []},
        {"keys": [{"crv": "Ed25519", "x": "?"}, {"crv": "Ed25519"}]},
        ["x"],
        "x",
    )
    for answer in answers:
        server.answer = answer
        with pytest.raises((BadOutput, Permission)):
            webhooks.PublicKeys(url).check(RAW, signature)
    server.fail("500")
    with pytest.raises(BadOutput):
        webhooks.PublicKeys(url).check(RAW, signature)
    server.wire.stop()
    with pytest.raises(Connection):
        webhooks.PublicKeys(url).check(RAW, signature)


def test_a_bare_key_comes_in_every_usual_dress() -> None:
    public = Ed25519PrivateKey.generate().public_key()
    bare = public.public_bytes_raw()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    plain = base64.b64encode(bare).decode()
    dressed = (plain, plain.rstrip("="), base64.urlsafe_b64encode(bare).decode(), pem)
    assert {webhooks.decode_key(text) for text in dressed} == {bare}
    with pytest.raises(ValueError, match="base64"):
        webhooks.decode_key("a")


@pytest.mark.parametrize("raw", [b"", b"[]", b'"x"', b"\xff", b"{"])
def test_a_body_that_is_no_object_is_unusable(raw: bytes) -> None:
    with pytest.raises(BadOutput):
        webhooks.body(raw)


def test_a_header_is_found_in_any_case() -> None:
    assert webhooks.header({"X-Signature": "a"}, "x-signature") == "a"
    with pytest.raises(Permission, match="x-signature"):
        webhooks.header({"X-Signature": ""}, "x-signature")
