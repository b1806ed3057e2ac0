"""Loaded by every Python that the tests start: nothing but this machine can be reached."""

import ipaddress
import sys
from typing import Any

WATCHED = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}


class Outside(OSError):
    """A test wanted to leave this machine."""


def guard(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse addresses that are not loopback; sockets of other families have no network."""
    if event not in WATCHED:
        return
    address = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
    host = address[0] if isinstance(address, tuple) else address
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if isinstance(address, tuple | str) and not is_here(event, address, host):
        raise Outside(f"tests may only reach loopback, not {host}")


def is_here(event: str, address: Any, host: Any) -> bool:
    """Whether this is loopback, or a path of a unix socket."""
    if event == "socket.connect" and not isinstance(address, tuple):
        return True
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).split("%")[0]).is_loopback
    except ValueError:
        return False


sys.addaudithook(guard)
