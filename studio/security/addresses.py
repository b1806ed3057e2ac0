"""Which addresses may be asked: those of the public internet, on the usual ports, written plainly."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx

from studio.errors import BadRequest

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Host and port -> its IP addresses; raises OSError when there are none."""

WEB_PORTS = frozenset({80, 443, 8000, 8080, 8443})
PAGE_BYTES = 5_000_000
PAGE_SECONDS = 20.0
HOPS = 5
NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_.])?")

CLOSED_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
            *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
            "168.63.129.16/32",  # the host of every machine at Azure, at an address that looks public
        ),
    )
)
"""The registry of special IPv4 addresses (RFC 6890, IANA), without those that lead to the internet."""
OPEN_V6 = ipaddress.IPv6Network("2000::/3")
"""The only IPv6 addresses given out for the internet; NAT64, mapped, local and multicast ones lie outside."""
CLOSED_V6 = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
"""Within those: Teredo, ORCHID and other protocols; examples; 6to4, which holds an IPv4 address."""


async def look_up(host: str, port: int) -> list[str]:
    """What the system's resolver says."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Rules:
    """What may be reached, and how much of it is taken."""

    ports: frozenset[int] | None = WEB_PORTS
    """None allows any."""
    schemes: frozenset[str] = frozenset({"http", "https"})
    also: tuple[Network, ...] = ()
    """Networks that are reached although they are not public: a company's own, or a test's loopback."""
    resolve: Resolve = field(default=look_up, repr=False)
    max_bytes: int = PAGE_BYTES
    """Of one answer, unpacked."""
    seconds: float = PAGE_SECONDS
    """For the whole of a request, redirects included."""
    hops: int = HOPS


PUBLIC = Rules()


class NotAllowed(BadRequest):
    """An address that is not asked."""


class Unreachable(BadRequest):
    """An address that gave no answer to be used."""


def is_public(address: str, also: tuple[Network, ...] = ()) -> bool:
    """Whether an IP address belongs to the public internet, or to one of the networks in `also`."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if any(ip.version == network.version and ip in network for network in also):
        return True
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in CLOSED_V4)
    return ip.scope_id is None and ip in OPEN_V6 and not any(ip in network for network in CLOSED_V6)


def checked_url(url: str | httpx.URL, rules: Rules = PUBLIC) -> httpx.URL:
    """An address that may be looked up, as it will be asked; its name has not been looked up yet.

    Raises:
        NotAllowed: It is no plain http(s) address of a public host and port.
    """
    try:
        found = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise NotAllowed("this is not an address of the web", "give one like https://example.org/page") from None
    if found.scheme not in rules.schemes or not found.host:
        raise NotAllowed(f"{_shown(found)} is not an http(s) address", "give one like https://example.org/page")
    if found.userinfo:
        raise NotAllowed("an address with a name or password in it is not asked", "leave out what is before the @")
    port = port_of(found)
    if rules.ports is not None and port not in rules.ports:
        allowed = ", ".join(map(str, sorted(rules.ports)))
        raise NotAllowed(f"port {port} is not asked", f"use one of these ports: {allowed}")
    _check_host(found.raw_host.decode("ascii"), rules)
    return found


def port_of(url: httpx.URL) -> int:
    """The port of an http(s) address."""
    return url.port or (443 if url.scheme == "https" else 80)


def _check_host(host: str, rules: Rules) -> None:
    """Refuse numbers that some systems read as an address: octal, hexadecimal, short or whole (WHATWG URL, 3.5)."""
    last = host.rstrip(".").rpartition(".")[2].lower()
    if ":" in host or _is_ip4(host):
        if not is_public(host, rules.also):
            raise NotAllowed(f"{host} is not on the public internet", "give the address of a public page")
    elif (
        not NAME.fullmatch(host)
        or not last
        or last.isdigit()
        or (last.startswith("0x") and not set(last[2:]) - set("0123456789abcdef"))
    ):
        raise NotAllowed(f"{host} is not a name or an address", "give one like https://example.org/page")


def _is_ip4(host: str) -> bool:
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True


async def addresses_of(url: httpx.URL, rules: Rules = PUBLIC) -> list[str]:
    """The IP addresses of a checked address, IPv4 first.

    Raises:
        NotAllowed: One of them is not public.
        Unreachable: There is none.
    """
    host = url.raw_host.decode("ascii")
    if ":" in host or _is_ip4(host):
        return [host]
    try:
        found = await rules.resolve(host, port_of(url))
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise Unreachable(f"cannot find {host}", "check the address and the network")
    if not all(is_public(address, rules.also) for address in found):
        raise NotAllowed(f"{host} is not on the public internet", "give the address of a public page")
    return sorted(found, key=lambda address: ":" in address)


async def check_address(url: str, rules: Rules = PUBLIC) -> None:
    """Refuse an address that could never be asked, when it is given rather than when it is used.

    Raises:
        NotAllowed: See `checked_url` and `addresses_of`; what a name leads to may change until it is used.
        Unreachable: Its name leads nowhere.
    """
    await addresses_of(checked_url(url, rules), rules)


def _shown(url: httpx.URL) -> str:
    return str(url.copy_with(query=None, fragment=None, username=None, password=None))[:200]
