"""The service behind its HTTP face: real database, real Valkey, workers on fake tools in processes of their own."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.deps import Services
from api.serve import ROUTERS
from studio.db.database import Database
from studio.domain.accounts import Role
from studio.security.inspection import Bounds
from studio.security.keyring import Keyring
from studio.security.passwords import Passwords
from studio.security.ratelimit import InProcess
from studio.security.sealing import sealer_of
from studio.security.tokens import AccessTokens
from studio.services.accounts import Accounts
from studio.services.charges import Charges
from studio.services.principals import Principals
from studio.services.shelf import Shelf
from studio.services.workspaces import Workspaces
from tests.fakes.backings import Backing, backing, backing_servers, bare_database
from tests.fakes.people import LIGHT
from tests.fakes.receiver import LOOPBACK
from tests.fakes.service import Service, service

PASSWORD = "correct horse battery staple"


__all__ = ["backing", "backing_servers", "bare_database"]


@dataclass
class Person:
    """Somebody with a workspace, signed in."""

    client: httpx.AsyncClient
    token: str
    workspace: str
    email: str = ""

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.client.get(f"/api/v1{path}", headers=self._headers(options), **options)

    async def post(self, path: str, **options: Any) -> httpx.Response:
        return await self.client.post(f"/api/v1{path}", headers=self._headers(options), **options)

    async def put(self, path: str, **options: Any) -> httpx.Response:
        return await self.client.put(f"/api/v1{path}", headers=self._headers(options), **options)

    async def patch(self, path: str, **options: Any) -> httpx.Response:
        return await self.client.patch(f"/api/v1{path}", headers=self._headers(options), **options)

    async def delete(self, path: str, **options: Any) -> httpx.Response:
        return await self.client.delete(f"/api/v1{path}", headers=self._headers(options), **options)

    def _headers(self, options: dict[str, Any]) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", **options.pop("headers", {})}


@dataclass
class Face:
    """The HTTP face and what is behind it."""

    service: Service
    client: httpx.AsyncClient
    tokens: AccessTokens
    app: FastAPI

    async def person(self, name: str = "ada") -> Person:
        """Register somebody new."""
        asked = {"email": f"{name}-{secrets.token_hex(4)}@example.com", "password": PASSWORD}
        answer = await self.client.post("/api/v1/auth/register", json=asked)
        assert answer.status_code == 201, answer.text
        found = answer.json()
        return Person(self.client, found["access_token"], found["workspace_id"], asked["email"])

    async def member(self, owner: Person, role: Role) -> Person:
        """Somebody new who works in the owner's workspace."""
        person = await self.person(role)
        found = Principals(self.service.database, self.tokens)
        spaces = Workspaces(self.service.database)
        invited = await spaces.invite(await found.authenticate_bearer(owner.token), person.email, role)
        await spaces.accept(await found.authenticate_bearer(person.token), invited.token)
        again = await self.client.post(
            "/api/v1/auth/login", json={"email": person.email, "password": PASSWORD, "workspace": owner.workspace}
        )
        return Person(self.client, again.json()["access_token"], owner.workspace, person.email)


@asynccontextmanager
async def opened_face(folder: Path, backing: Backing) -> AsyncIterator[Face]:
    """The face of a service below a folder; no worker runs yet."""
    async with service(folder, backing) as made:
        database = Database(made.settings.database_url)
        everywhere = database.everywhere()
        tokens = AccessTokens(Keyring(made.settings.home / "keys" / "access.json"))
        behind = Services(
            database=database,
            accounts=Accounts(everywhere, Passwords(LIGHT), tokens),
            authenticate=Principals(everywhere, tokens).authenticate_bearer,
            orders=made.orders,
            events=made.events,
            limiter=InProcess(),
            made=made.settings.home / "made",
            shelf=Shelf(everywhere, made.settings, bounds=Bounds(bytes=3_000_000)),
            charges=Charges(database, made.settings.credit_usd),
            queue=made.queue,
            sealer=sealer_of(made.settings),
            hook_rules=LOOPBACK,
        )
        app = create_app(ROUTERS, behind)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://studio", timeout=60) as client:
            yield Face(made, client, tokens, app)
        await database.close()


@pytest.fixture
async def face(tmp_path: Path, backing: Backing) -> AsyncIterator[Face]:
    """The face of a service on either backing; no worker runs yet."""
    async with opened_face(tmp_path, backing) as opened:
        yield opened
