"""Asking addresses that people gave: how they are reached, and how much is taken."""

import asyncio
import gzip
import ssl
import threading
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from studio.security.net import (
    NotAllowed,
    Rules,
    Unreachable,
    fetch,
    fetch_now,
)
from tests.fakes.sites import LOOPBACK, page, resolving, site


async def test_a_name_is_looked_up_once_and_kept_to() -> None:
    """The resolver would lead elsewhere the second time."""
    asked: list[str] = []
    with site(page(b"hello")) as port:
        found = await fetch(f"http://pages.test:{port}/a", resolving("127.0.0.1", "10.0.0.1", asked=asked))
    assert (found.body, found.status, found.url) == (b"hello", 200, f"http://pages.test:{port}/a")
    assert asked == ["pages.test"]


async def test_the_site_sees_its_own_name() -> None:
    seen: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers["host"])
        page(b"ok")(handler)

    with site(answer) as port:
        await fetch(f"http://pages.test:{port}/", resolving("127.0.0.1"))
        assert seen == [f"pages.test:{port}"]


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    rules = Rules(resolve=resolving("127.0.0.9 127.0.0.1").resolve, ports=None, also=(ip_network("127.0.0.0/8"),))
    with site(page(b"hello")) as port:
        assert (await fetch(f"http://pages.test:{port}/", rules)).body == b"hello"


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://2130706433/",
        "file:///etc/passwd",
        "http://u:p@pages.test/",
        "gopher://pages.test/",
        "//10.0.0.1/",
    ],
)
async def test_a_redirect_is_checked_as_the_first_address_was(target: str) -> None:
    with site(page(b"", 302, location=target)) as port, pytest.raises((NotAllowed, Unreachable)) as refused:
        await fetch(f"http://pages.test:{port}/", resolving("127.0.0.1"))
    if not target.startswith(("file", "gopher")):
        assert isinstance(refused.value, NotAllowed)


async def test_a_redirect_to_a_name_that_turned_private_is_refused() -> None:
    with site(page(b"", 307, location="/next")) as port, pytest.raises(NotAllowed, match="not on the public"):
        await fetch(f"http://pages.test:{port}/", resolving("127.0.0.1", "10.0.0.1"))


async def test_redirects_end_and_a_webhook_follows_none() -> None:
    with site(page(b"", 308, location="/again")) as port:
        with pytest.raises(Unreachable, match="redirects too often"):
            await fetch(f"http://pages.test:{port}/", resolving("127.0.0.1"))
        answer = await fetch(
            f"http://pages.test:{port}/", resolving("127.0.0.1"), method="POST", content=b"{}", follow=False
        )
        assert answer.status == 308


def small(rules: Rules, most: int) -> Rules:
    return Rules(resolve=rules.resolve, ports=None, also=LOOPBACK, max_bytes=most, seconds=5.0)


@pytest.mark.parametrize("packed", [False, True])
async def test_no_more_is_taken_than_allowed(packed: bool) -> None:
    body = b"x" * 3_000_000
    answer = page(gzip.compress(body), content_encoding="gzip") if packed else page(body)
    with site(answer) as port:
        rules = resolving("127.0.0.1")
        assert (await fetch(f"http://pages.test:{port}/", small(rules, 3_000_000))).body == body
        with pytest.raises(Unreachable, match="more than"):
            await fetch(f"http://pages.test:{port}/", small(rules, 2_999_999))


async def test_a_bomb_of_zeros_costs_little_memory() -> None:
    """A gigabyte in a megabyte: given up after the first few pieces."""
    bomb = gzip.compress(b"\0" * (1 << 28))
    with site(page(bomb * 4, content_encoding="gzip")) as port:
        tracemalloc.start()
        with pytest.raises(Unreachable, match="more than"):
            await fetch(f"http://pages.test:{port}/", small(resolving("127.0.0.1"), 1_000_000))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 80_000_000


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "x"])
async def test_other_packings_are_refused(encoding: str) -> None:
    with site(page(b"x", content_encoding=encoding)) as port, pytest.raises(Unreachable, match="unknown way"):
        await fetch(f"http://pages.test:{port}/", resolving("127.0.0.1"))


async def test_a_site_that_drips_is_given_up() -> None:
    stop = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not stop.wait(0.05):
            handler.wfile.write(b".")

    rules = Rules(resolve=resolving("127.0.0.1").resolve, ports=None, also=LOOPBACK, seconds=0.6)
    with site(answer) as port:
        try:
            with pytest.raises(Unreachable, match=r"longer than 0\.6 seconds"):
                await fetch(f"http://pages.test:{port}/", rules)
        finally:
            stop.set()


async def test_a_resolver_that_never_answers_is_given_up() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(Unreachable, match="longer than"):
        await fetch("http://pages.test/", Rules(resolve=resolve, seconds=0.2))


async def test_a_name_that_leads_nowhere_is_told() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(Unreachable, match=r"cannot find pages\.test"):
        await fetch("http://pages.test/", Rules(resolve=resolve))


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with site(page(b"direct")) as port:
        assert (await fetch(f"http://pages.test:{port}/", resolving("127.0.0.1"))).body == b"direct"


def test_code_without_asyncio_fetches_too() -> None:
    with site(page(b"hello", content_type="text/html; charset=latin-1")) as port:
        found = fetch_now(f"http://pages.test:{port}/", resolving("127.0.0.1"))
        assert (found.body, found.charset, found.headers["content-type"][:9]) == (b"hello", "latin-1", "text/html")
    with pytest.raises(NotAllowed):
        fetch_now("http://127.0.0.1/")


async def test_and_below_a_running_loop() -> None:
    with site(page(b"hello")) as port:
        assert fetch_now(f"http://pages.test:{port}/", resolving("127.0.0.1")).body == b"hello"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for `pages.test` that is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "pages.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("pages.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return folder / "cert.pem", folder / "key.pem"


async def test_the_certificate_must_be_of_the_name_not_of_the_address(authority: tuple[Path, Path]) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*authority)
    trusting = ssl.create_default_context(cafile=str(authority[0]))
    with site(page(b"safe"), server) as port:
        found = await fetch(f"https://pages.test:{port}/", resolving("127.0.0.1"), verify=trusting)
        assert found.body == b"safe"
        with pytest.raises(Unreachable, match="did not answer"):
            await fetch(f"https://other.test:{port}/", resolving("127.0.0.1"), verify=trusting)
        with pytest.raises(Unreachable, match="did not answer"):
            await fetch(f"https://pages.test:{port}/", resolving("127.0.0.1"))


async def test_a_slow_request_stops_no_other() -> None:
    """Twenty at once take about as long as one."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.3)
        page(b"ok")(handler)

    with site(answer) as port:
        rules = resolving("127.0.0.1")
        found = await asyncio.gather(*(fetch(f"http://pages.test:{port}/{n}", rules) for n in range(20)))
    assert [one.body for one in found] == [b"ok"] * 20
