"""Reads a source the user names: a text, Markdown or HTML file, or a page on the public internet."""

import codecs
import ipaddress
import re
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from agents.writing.page import html_to_text
from studio.errors import BadRequest

MAX_BYTES = 5_000_000
MAX_REDIRECTS = 5
TIMEOUT = httpx.Timeout(15.0, connect=8.0)
_TEXT = ("text/plain", "text/markdown", "text/x-markdown")
_HTML = ("text/html", "application/xhtml+xml")
_DENIED = tuple(
    map(
        ipaddress.ip_network,
        (
            "64:ff9b::/96",  # NAT64: an IPv4 address inside
            "64:ff9b:1::/48",
            "2002::/16",  # 6to4: likewise
            "2001::/32",  # Teredo: likewise
            "192.0.0.0/24",
            "192.88.99.0/24",
            "224.0.0.0/4",
            "ff00::/8",
        ),
    )
)
"""Ranges that `ipaddress.is_global` of Python 3.11 lets through although they lead to private or shared places."""

Resolve = Callable[[str, int], list[str]]
"""Host and port -> the addresses that may be contacted; raises BadRequest when there is none."""


def load_source(ref: str, *, resolve: Resolve | None = None) -> str:
    """The text of a source, without the page around it.

    Args:
        ref: A path (`.txt`, `.md`, `.html`, or no suffix) or an http(s) address.
        resolve: Decides which addresses a host may be reached at; public ones only when left out.

    Raises:
        BadRequest: It cannot be read, is no text, is too large, or lies on a private network.
    """
    if re.match(r"^[a-zA-Z][a-zA-Z0-9+.\-]*://", ref):
        return _fetch(ref, resolve or public_addresses)
    return _read(Path(ref).expanduser())


def public_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host, if every one of them is public."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise BadRequest(f"cannot find {host}", "check the address and the network") from error
    for address in found:
        if not is_public(address):
            raise BadRequest(f"{host} is not on the public internet", "save the page as a file and give that")
    return sorted(found, key=lambda address: ":" in address)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    denied = any(ip.version == net.version and ip in net for net in _DENIED)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not denied


def _read(path: Path) -> str:
    if not path.is_file():
        raise BadRequest(f"no such file: {path}", "give the path of a .txt, .md or .html file, or an http(s) address")
    if path.suffix.lower() not in ("", ".txt", ".md", ".markdown", ".html", ".htm", ".text"):
        raise BadRequest(
            f"{path.suffix} files cannot be read as a source",
            "save it as .txt, .md or .html, for a PDF copy its text",
        )
    if path.stat().st_size > MAX_BYTES:
        raise BadRequest(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB", "give a shorter text")
    text = _decode(path.read_bytes(), "", path.name)
    return _some(html_to_text(text) if path.suffix.lower() in (".html", ".htm") else text, path.name)


def _fetch(url: str, resolve: Resolve) -> str:
    with httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client:
        for _ in range(MAX_REDIRECTS + 1):
            response, body = _get(client, url, resolve)
            if not response.is_redirect:
                return _page(response, body, url)
            url = urljoin(url, response.headers.get("location", ""))
    raise BadRequest(f"{url} redirects too often", "give the final address")


def _get(client: httpx.Client, url: str, resolve: Resolve) -> tuple[httpx.Response, bytes]:
    """One request to an address that was checked, so that the name cannot change its mind in between."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise BadRequest(f"{url} is not an http(s) address of a page", "give one like https://example.org/page")
    host, port = parts.hostname, _port(url)
    address = resolve(host, port)[0]
    pinned = httpx.URL(url).copy_with(host=address, fragment=None)
    headers = {
        "host": parts.netloc,
        "user-agent": "ai-clone-studio/0.1",
        "accept": "text/html, text/plain, text/markdown",
    }
    try:
        with client.stream("GET", pinned, headers=headers, extensions={"sni_hostname": host}) as response:
            return response, b"" if response.is_redirect else _body(response, url)
    except httpx.HTTPError as error:
        raise BadRequest(
            f"{host} did not answer: {error}", "check the address, or save the page as a file"
        ) from error


def _port(url: str) -> int:
    parts = urlsplit(url)
    try:
        return parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise BadRequest(f"{url} has no valid port", "give one like https://example.org/page") from error


def _body(response: httpx.Response, url: str) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BYTES:
            raise BadRequest(f"{url} is larger than {MAX_BYTES // 1_000_000} MB", "give a shorter page")
    return bytes(body)


def _page(response: httpx.Response, body: bytes, url: str) -> str:
    if response.status_code != 200:
        raise BadRequest(f"{url} answered {response.status_code}", "check the address, or save the page as a file")
    kind = response.headers.get("content-type", "text/html").split(";")[0].strip().lower()
    if kind not in (*_TEXT, *_HTML):
        raise BadRequest(f"{url} is {kind}, not text", "give a page or a text file")
    text = _decode(body, response.charset_encoding or "", url)
    return _some(html_to_text(text) if kind in _HTML else text, url)


def _decode(data: bytes, charset: str, name: str) -> str:
    for encoding in (charset, "utf-8-sig", "cp1252"):
        try:
            text = data.decode(codecs.lookup(encoding).name) if encoding else ""
        except (LookupError, UnicodeDecodeError):
            continue
        if text and "\x00" not in text:
            return text
    raise BadRequest(f"{name} is not readable text", "give a .txt, .md or .html file in UTF-8")


def _some(text: str, name: str) -> str:
    if not text.strip():
        raise BadRequest(f"{name} has no text", "give a page or a file with sentences in it")
    return text
