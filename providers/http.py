"""How adapters talk to vendors: one HTTP client, one mapping of failures, and no secret in any message."""

import logging
import os
import tempfile
from collections.abc import Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from pydantic import SecretStr

from providers.answers import reason, retry_after
from providers.errors import (
    Auth,
    BadOutput,
    Connection,
    ContentRejected,
    Dropped,
    Permission,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    Timeout,
    Unsupported,
    VendorServer,
)

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

    import httpx

CONNECT_SECONDS = 5.0
MOST_BYTES = 512 * 1024 * 1024
"""The largest file taken from a vendor."""
ANSWER_BYTES = 192 * 1024 * 1024
"""The largest answer read into memory, unpacked: pictures and sounds come inside some of them."""
UNPACKED = frozenset((b"content-encoding", b"content-length", b"transfer-encoding"))
"""Headers that are not true any more once an answer is unpacked."""
HOPS = 5
"""Redirects at the vendor's own host that a download with its key follows."""
STATUSES: Mapping[int, type[ProviderError]] = {
    401: Auth,
    402: QuotaExhausted,
    403: Permission,
    408: Timeout,
    451: ContentRejected,
    501: Unsupported,
}
"""What a status means; other 4xx are Unsupported (refused here, another vendor may), other 5xx VendorServer."""


class VendorHttp:
    """A vendor's API: addresses are relative to `base_url`. Failures come out as ProviderErrors."""

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        secrets: tuple[SecretStr, ...] = (),
        headers: Mapping[str, str] | None = None,
        timeout: float = 60.0,
        statuses: Mapping[int, type[ProviderError]] | None = None,
    ) -> None:
        """Take a vendor's address and headers (the ones with the key included).

        Args:
            name: Of the provider, for messages.
            base_url: Without a slash at the end.
            secrets: Taken out of every message.
            headers: Sent with each request, never with a download.
            timeout: Seconds to wait for an answer.
            statuses: What this vendor means by a status, where it differs from STATUSES.
        """
        self.name = name
        self.base_url = base_url.rstrip("/")
        self._secrets = tuple(s.get_secret_value() for s in secrets if s.get_secret_value())
        self._headers = dict(headers or {})
        self._timeout = timeout
        self._statuses = {**STATUSES, **(statuses or {})}
        self._client: httpx.AsyncClient | None = None

    def __repr__(self) -> str:
        return f"VendorHttp({self.name!r}, {self.base_url!r})"

    async def json(self, method: str, path: str, **options: Any) -> Any:
        """Ask, and read the answer as JSON.

        Raises:
            BadOutput: The answer is no JSON.
        """
        response = await self.request(method, path, **options)
        try:
            return response.json()
        except (ValueError, UnicodeDecodeError) as error:
            raise BadOutput(f"{self.name} answered with broken JSON") from error

    async def binary(self, method: str, path: str, *, accept: str, **options: Any) -> bytes:
        """Ask, and read the answer as bytes of a media type that begins with `accept` (`audio/`).

        Raises:
            BadOutput: It is of another type, or empty.
        """
        response = await self.request(method, path, **options)
        found = response.headers.get("content-type", "")
        if not found.startswith(accept):
            raise BadOutput(f"{self.name} sent {found or 'no media type'} where {accept}* was expected")
        if not response.content:
            raise BadOutput(f"{self.name} sent an empty {accept}* answer")
        return response.content

    async def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        content: bytes | None = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float | None = None,
    ) -> "httpx.Response":
        """Ask once. `path` may be a whole address. Redirects are not followed.

        Raises:
            ProviderError: Of the kind that fits the failure; BadOutput when the answer is too large.
        """
        import httpx

        url = path if path.startswith("http") else self.base_url + path
        limit = httpx.Timeout(seconds or self._timeout, connect=CONNECT_SECONDS)
        async with (
            self._mapped(),
            self._open().stream(
                method,
                url,
                json=json,
                data=data,
                files=files,
                content=content,
                params=params,
                headers={**self._headers, **(headers or {})},
                timeout=limit,
            ) as streamed,
        ):
            response = await self._whole(streamed)
        if response.status_code >= 300:
            raise self.error(response)
        return response

    async def _whole(self, streamed: "httpx.Response") -> "httpx.Response":
        """An answer with its body, unless that is larger than any vendor has a reason to send."""
        import httpx

        body = bytearray()
        async for part in streamed.aiter_bytes():
            body += part
            if len(body) > ANSWER_BYTES:
                raise BadOutput(f"{self.name}'s answer is larger than {ANSWER_BYTES >> 20} MB")
        headers = [pair for pair in streamed.headers.raw if pair[0].lower() not in UNPACKED]
        return httpx.Response(streamed.status_code, headers=headers, content=bytes(body), request=streamed.request)

    def owns(self, url: str) -> bool:
        """Whether an address lies at the vendor's own host, where its key may be sent."""
        here = urlsplit(self.base_url)
        try:
            there = urlsplit(url)
            return (there.scheme, there.hostname, there.port) == (here.scheme, here.hostname, here.port)
        except ValueError:
            return False

    async def download(
        self, url: str, *, accept: str, suffix: str, limit: int = MOST_BYTES, keyed: bool = False
    ) -> Path:
        """Fetch a file into a temporary place; without the vendor's key, following redirects.

        Args:
            url: A whole address.
            accept: How its media type begins.
            suffix: Of the file's name.
            limit: The most bytes to take.
            keyed: Send the vendor's headers all the same, though only ever to the vendor's own host.

        Raises:
            BadOutput: It is of another media type than `accept*`, empty, cut short or over `limit` bytes.
        """
        handle, name = tempfile.mkstemp(prefix=f"{self.name}-", suffix=suffix)
        try:
            with os.fdopen(handle, "wb") as file:
                async with self._mapped():
                    await self._fetch(url, file, accept, limit, HOPS if keyed else 0)
        except BaseException:
            _discard(name)
            raise
        return Path(name)

    async def _fetch(self, url: str, file: BinaryIO, accept: str, limit: int, keyed_hops: int) -> None:
        import httpx

        patience = httpx.Timeout(self._timeout, connect=CONNECT_SECONDS)
        own = keyed_hops > 0 and self.owns(url)  # httpx would carry the key along to other hosts
        headers = self._headers if own else None
        async with self._open().stream(
            "GET", url, headers=headers, follow_redirects=not own, timeout=patience
        ) as response:
            if onward := response.next_request:
                await self._fetch(str(onward.url), file, accept, limit, keyed_hops - 1)
                return
            self._check_download(response, accept)
            async for part in response.aiter_bytes(1 << 16):
                file.write(part)
                if file.tell() > limit:
                    raise BadOutput(f"{self.name}'s file is larger than {limit >> 20} MB")
        if not file.tell():
            raise BadOutput(f"{self.name}'s file is empty")

    def _check_download(self, response: "httpx.Response", accept: str) -> None:
        if response.status_code >= 300:
            raise BadOutput(f"{self.name}'s file could not be fetched (status {response.status_code})")
        found = response.headers.get("content-type", "")
        if not found.startswith((accept, "application/octet-stream", "binary/octet-stream")):
            raise BadOutput(f"{self.name} sent {found or 'no media type'} where {accept}* was expected")

    def error(self, response: "httpx.Response") -> ProviderError:
        """The error a refused request stands for; the vendor's own words, without secrets."""
        status, said = response.status_code, self.scrub(reason(response))
        message = f"{self.name} answered {status}" + (f": {said}" if said else "")
        if status == 429:
            return RateLimited(message, retry_after=retry_after(response.headers))
        kind = self._statuses.get(status) or (VendorServer if status >= 500 else Unsupported)
        return kind(message, HINTS.get(kind, ""))

    def scrub(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text

    async def aclose(self) -> None:
        """Close all connections."""
        if self._client is not None:
            client, self._client = self._client, None
            await client.aclose()

    def _open(self) -> "httpx.AsyncClient":
        import httpx

        if self._client is None:
            logging.getLogger("httpx").addFilter(_NO_QUERY)
            limits = httpx.Limits(max_connections=100, keepalive_expiry=30)
            self._client = httpx.AsyncClient(verify=_certificates(), limits=limits)
        return self._client

    @asynccontextmanager
    async def _mapped(self) -> "AsyncIterator[None]":
        import httpx

        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Connection(f"{self.name} could not be reached ({type(error).__name__})") from None
        except httpx.TimeoutException:
            raise Timeout(f"{self.name} gave no answer in time") from None
        except httpx.TransportError as error:
            raise Dropped(f"the line to {self.name} broke ({type(error).__name__})") from None
        except (httpx.InvalidURL, httpx.TooManyRedirects, httpx.DecodingError) as error:
            raise BadOutput(f"{self.name} sent something unusable ({type(error).__name__})") from None


class _NoQuery(logging.Filter):
    """Leaves the query out of the addresses httpx logs: some vendors want their key there, and links are signed."""

    def filter(self, record: logging.LogRecord) -> bool:
        import httpx

        if isinstance(record.args, tuple):
            record.args = tuple(
                part.copy_with(query=None) if isinstance(part, httpx.URL) else part for part in record.args
            )
        return True


_NO_QUERY = _NoQuery()

HINTS: Mapping[type[ProviderError], str] = {
    Auth: "check the key; `studio providers` names its variable",
    QuotaExhausted: "top up the vendor's account, or leave it to the next provider",
    Permission: "the key's plan or a missing consent forbids this",
}


@lru_cache(maxsize=1)
def _certificates() -> "ssl.SSLContext":
    """One for all vendors: to read the certificates takes 30 ms."""
    import httpx

    return httpx.create_ssl_context()


def _discard(name: str) -> None:
    Path(name).unlink(missing_ok=True)
