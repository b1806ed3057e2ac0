"""Asks any route by its name in the table."""

import re
import secrets
from typing import Any

import httpx

from tests.api_http.conftest import Person
from tests.hardening.routes import NOBODY, bodies


def filled(route: str, ids: dict[str, str]) -> str:
    """The path of a route with these ids in it."""

    def one(found: "re.Match[str]") -> str:
        name = found[1]
        if name == "token" and "/share/" in route:
            name = "share_token"
        return ids.get(name, NOBODY.get(found[1], "x_1"))

    return re.sub(r"\{(\w+)\}", one, route.partition(" ")[2])


async def asked(
    client: httpx.AsyncClient,
    route: str,
    ids: dict[str, str],
    token: str = "",
    *,
    more: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """The answer to a well-formed request; a stream is read to its end.

    Args:
        client: Of the service.
        route: Method and path, as in the table.
        ids: For its path and its body.
        token: Who asks; nobody when empty.
        more: What is added to the body.
        headers: What is added to the headers.
    """
    path = filled(route, ids)
    prefix = "" if path in ("/health", "/ready", "/metrics") else "/api/v1"
    head = {"Idempotency-Key": secrets.token_hex(8), "Prefer": "respond-async", **(headers or {})}
    if token:
        head["authorization"] = f"Bearer {token}"
    body = bodies(ids).get(route)
    sent = None if body is None else {**body, **(more or {})}
    return await client.request(route.partition(" ")[0], f"{prefix}{path}", json=sent, headers=head)


async def by(person: Person, route: str, ids: dict[str, str], **options: Any) -> httpx.Response:
    """The answer that somebody gets."""
    return await asked(person.client, route, ids, person.token, **options)
