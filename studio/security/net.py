"""Fetches from addresses that people give us: only the public internet, and only where it was checked.

A name is looked up once; all its addresses must be public; the connection goes to one of those that
were checked (a second look-up could answer otherwise: DNS rebinding); each redirect is checked anew.
"""

import asyncio
import ssl
import threading
import zlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import httpx

from studio.security.addresses import (
    PUBLIC,
    NotAllowed,
    Rules,
    Unreachable,
    addresses_of,
    check_address,
    checked_url,
    is_public,
)

__all__ = [
    "PUBLIC",
    "Fetched",
    "GuardedTransport",
    "NotAllowed",
    "Rules",
    "Unreachable",
    "check_address",
    "fetch",
    "fetch_now",
    "is_public",
]

CONNECT_SECONDS = 8.0
PIECE = 16 * 1024
"""Bytes unpacked at a time: gzip makes at most a thousand times as many of them."""


@dataclass(frozen=True)
class Fetched:
    """An answer, read whole."""

    url: str
    """Where it came from, after all redirects."""
    status: int
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes
    charset: str = ""


class GuardedTransport(httpx.AsyncBaseTransport):
    """For an `httpx.AsyncClient`: checks every request, redirects included, and connects to what it checked.

    It does not limit what an answer unpacks to: `fetch` does.
    """

    def __init__(self, rules: Rules = PUBLIC, *, verify: ssl.SSLContext | None = None) -> None:
        """Take the rules; `verify` replaces the usual certificate authorities."""
        self._rules = rules
        # No connection is used twice: two names at one address must not share what TLS proved of one.
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=0)
        self._inner = httpx.AsyncHTTPTransport(verify=verify or _authorities(), limits=limits, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, as httpx wants it.

        Raises:
            NotAllowed: The address may not be asked.
            Unreachable: It cannot be found, or the answer is packed in a way that is not unpacked here.
        """
        url = checked_url(request.url, self._rules)
        addresses = await addresses_of(url, self._rules)
        response = await self._first(request, url, addresses)
        packed = response.headers.get("content-encoding", "identity").strip().lower()
        if packed in ("", "identity", "gzip"):
            return response
        await response.aclose()
        raise Unreachable(f"{url.host} packs its answer in an unknown way", "save the page as a file and give that")

    async def _first(self, request: httpx.Request, url: httpx.URL, addresses: list[str]) -> httpx.Response:
        for address in addresses[:-1]:
            try:
                return await self._ask(request, url, address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._ask(request, url, addresses[-1])

    async def _ask(self, request: httpx.Request, url: httpx.URL, address: str) -> httpx.Response:
        pinned = httpx.Request(
            request.method,
            url.copy_with(host=address),
            headers={**request.headers, "host": url.netloc.decode("ascii"), "accept-encoding": "gzip"},
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": url.raw_host.decode("ascii")},
        )
        return await self._inner.handle_async_request(pinned)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._inner.aclose()


def _client(rules: Rules = PUBLIC, *, verify: ssl.SSLContext | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=GuardedTransport(rules, verify=verify),
        timeout=httpx.Timeout(rules.seconds, connect=min(CONNECT_SECONDS, rules.seconds)),
        follow_redirects=False,
        max_redirects=rules.hops,
        trust_env=False,
    )


async def fetch(
    url: str,
    rules: Rules = PUBLIC,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    follow: bool = True,
    verify: ssl.SSLContext | None = None,
) -> Fetched:
    """Ask an address given by somebody, and read the answer whole.

    Args:
        url: An http(s) address.
        rules: What may be reached and taken.
        method: `GET`, or `POST` for a webhook.
        headers: To send; `authorization` goes to no other host than the first.
        content: To send.
        follow: Redirects; a webhook follows none.
        verify: Certificate authorities other than the usual ones.

    Raises:
        NotAllowed: The address, or one it redirects to, may not be asked.
        Unreachable: There was no answer in time, or more than is taken.
    """
    try:
        async with asyncio.timeout(rules.seconds), _client(rules, verify=verify) as client:
            asked = client.build_request(method, checked_url(url, rules), headers=headers, content=content)
            response = await client.send(asked, stream=True, follow_redirects=follow)
            try:
                return await _taken(response, rules.max_bytes)
            finally:
                await response.aclose()
    except TimeoutError:
        raise Unreachable(f"{_host(url)} took longer than {rules.seconds:g} seconds", _SAVE) from None
    except httpx.TooManyRedirects:
        raise Unreachable(f"{_host(url)} redirects too often", "give the final address") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise Unreachable(f"{_host(url)} did not answer ({type(error).__name__})", _SAVE) from None


_SAVE = "check the address, or save the page as a file and give that"


async def _taken(response: httpx.Response, most: int) -> Fetched:
    body = bytearray()
    async for piece in _pieces(response):
        body += piece
        if len(body) > most:
            raise Unreachable(f"{response.url.host} sends more than {most / 1e6:g} MB", "give a shorter page")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Fetched(str(response.url), response.status_code, headers, bytes(body), response.charset_encoding or "")


async def _pieces(response: httpx.Response) -> AsyncIterator[bytes]:
    """The body, unpacked a little at a time so that a small answer cannot become a huge one at once."""
    packed = response.headers.get("content-encoding", "").strip().lower() == "gzip"
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if packed else None
    async for piece in response.aiter_raw(PIECE):
        if unpack is None:
            yield piece
            continue
        try:
            yield unpack.decompress(piece)
        except zlib.error:
            raise Unreachable(f"{response.url.host} sent a damaged answer", _SAVE) from None


def fetch_now(url: str, rules: Rules = PUBLIC, *, headers: Mapping[str, str] | None = None) -> Fetched:
    """`fetch` for code without asyncio; also works below a running loop, in a thread of its own."""
    done: list[Fetched | BaseException] = []

    def run() -> None:
        try:
            done.append(asyncio.run(fetch(url, rules, headers=headers)))
        except BaseException as error:
            done.append(error)

    thread = threading.Thread(target=run, name="fetch")
    thread.start()
    thread.join()
    if isinstance(done[0], BaseException):
        raise done[0]
    return done[0]


@lru_cache(maxsize=1)
def _authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _host(url: str) -> str:
    return httpx.URL(url).host
