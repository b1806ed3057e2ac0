"""A service that listens, with a workspace in which there is one of everything: ids that are real."""

import asyncio
import contextlib
import secrets
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from api.routes import shares, webhooks
from studio.domain.runs import RunStatus
from studio.security.ratelimit import PLAN_LIMITS, Limit
from studio.services import door
from studio.services.webhooks_out import announce
from studio.services.workspaces import Workspaces
from tests.api_http.conftest import PASSWORD, Face, Person, opened_face
from tests.api_http.test_assets_http import picture
from tests.api_http.test_consents_http import recording
from tests.fakes.backings import Backing

OFTEN = Limit(10_000_000, 1_000_000)
"""Whoever is in the house may ask as often as they like: limits have tests of their own."""
PATIENCE_SECONDS = 2.0
"""How long a run that a stranger began may wait for a yes, so that its stream of events ends."""


@dataclass
class Ids:
    """For each parameter of a path, one that is there."""

    kept: dict[str, str] = field(default_factory=dict)
    doomed: dict[str, list[str]] = field(default_factory=dict)
    """Of the same kinds: to be deleted, revoked and retired."""


@dataclass
class House:
    """The service, its owner, and what the owner has."""

    face: Face
    owner: Person
    ids: Ids = field(default_factory=Ids)
    planned: str = ""
    """A run that waits for a yes."""
    guest: str = ""
    """The address of somebody with a workspace of their own and a member in it."""


def _key() -> dict[str, str]:
    return {"Idempotency-Key": secrets.token_hex(8)}


async def sent(person: Person, method: str, path: str, **options: Any) -> Any:
    """An answer that must be a yes; its JSON, where there is any."""
    answer = await getattr(person, method)(path, **options)
    assert answer.is_success, (method, path, answer.status_code, answer.text)
    return answer.json() if answer.content else None


@asynccontextmanager
async def house(folder: Path, backing: Backing) -> AsyncIterator[House]:
    """A service with a worker and one of everything; limits are lifted while it lasts."""
    with pytest.MonkeyPatch.context() as patch:
        for plan in PLAN_LIMITS:
            patch.setitem(PLAN_LIMITS, plan, OFTEN)
        for name in ("SENDER", "PERSON", "ACCOUNT"):
            patch.setattr(door, name, OFTEN)
        patch.setattr(shares, "VISITOR", OFTEN)
        patch.setattr(webhooks, "SENDER", OFTEN)
        async with opened_face(folder, backing) as face:
            face.service.worker()
            made = House(face, await face.person("ada"))
            await Workspaces(face.service.database.everywhere()).set_plan(made.owner.workspace, "premium")
            await _furnished(made)
            yield made


async def _furnished(made: House) -> None:
    kept, spare, _ = await asyncio.gather(
        one_of_everything(made.face, made.owner), one_of_everything(made.face, made.owner, 2), _runs(made)
    )
    made.ids.kept |= kept | {"workspace_id": made.owner.workspace}
    made.ids.doomed |= {name: [found] for name, found in spare.items()}
    await sent(made.owner, "put", "/brand", json={"handle": "@ada", "logo": made.ids.kept["asset_id"]})
    guest = await made.face.person("eve")
    await made.face.member(guest, "editor")
    made.guest = guest.email


async def one_of_everything(face: Face, who: Person, number: int = 1) -> dict[str, str]:
    """One thing of every kind that needs no run, in somebody's workspace."""
    asset = await sent(who, "post", "/assets", files={"file": ("me.png", picture(seed=number))})
    key = await sent(who, "post", "/keys", json={"name": f"k{number}", "scopes": ["runs:read"]})
    address = f"guest-{secrets.token_hex(4)}@example.com"
    invitation = await sent(who, "post", "/invitations", json={"email": address, "role": "viewer"})
    member = await face.member(who, "viewer")
    await who.post("/generations/voice", json={"text": "Hello."}, headers=_key())  # nobody can do it: it is kept
    generations = (await sent(who, "get", "/generations"))["generations"]
    return {
        "asset_id": asset["id"],
        "token": asset["url"].rpartition("/")[2],
        "key_id": key["id"],
        "invitation_id": invitation["id"],
        "user_id": (await sent(member, "get", "/auth/me"))["id"],
        "generation_id": generations[0]["id"],
        "provider": "replicate",
        **await _consented(who, number),
        **await _told(face, who, number),
    }


async def _consented(who: Person, number: int) -> dict[str, str]:
    consent = await sent(who, "post", "/consents", json={"person": f"Ada {number}", "scope": ["voice"]})
    clip = await sent(who, "post", "/assets", files={"file": ("yes.wav", recording(number))})
    await sent(who, "post", f"/consents/{consent['id']}/proof", json={"asset": clip["id"]})
    clone = await sent(who, "post", "/clones", json={"kind": "voice", "consent": consent["id"]})
    return {"consent_id": consent["id"], "clone_id": clone["id"]}


async def _told(face: Face, who: Person, number: int) -> dict[str, str]:
    asked = {"url": f"https://127.0.0.1:9/{number}", "events": ["credits.low"]}
    endpoint = await sent(who, "post", "/webhooks/endpoints", json=asked)
    async with face.service.database.everywhere().write() as session:
        await announce(session, who.workspace, "credits.low", f"low-{number}-{endpoint['id']}", {})
    page = await sent(who, "get", f"/webhooks/endpoints/{endpoint['id']}/deliveries")
    return {"endpoint_id": endpoint["id"], "delivery_id": page["deliveries"][0]["id"]}


async def _runs(made: House) -> None:
    """A finished run with a proposal, one that waits for a yes, and a post of the first one's piece."""
    face, who = made.face, made.owner
    run, made.planned = await asyncio.gather(*(_planned(face, who, topic) for topic in ("tea", "coffee")))
    await sent(who, "post", f"/runs/{run}/approve", headers=_key())
    await face.service.until(run, RunStatus.done)
    line = {"op": "set_scene", "piece": "reel-1", "scene": "s2", "say": "Steep it for three minutes."}
    edit = await sent(who, "post", f"/runs/{run}/edits", json={"operations": [line], "base": 1})
    await face.service.until(run)
    asked = {"run": run, "piece": "reel-1", "at": (datetime.now(UTC) + timedelta(days=9)).isoformat()}
    posts = [(await sent(who, "post", "/posts", json=asked))["id"] for _ in range(3)]
    shares = [await sent(who, "post", f"/runs/{run}/shares", json={}) for _ in range(2)]
    made.ids.kept |= {"share_id": shares[0]["id"], "share_token": shares[0]["token"]}
    fixed = {"run_id": run, "piece_id": "reel-1", "edit_id": edit["edit_id"], "version": "1", "kind": "video"}
    made.ids.kept |= {**fixed, "post_id": posts[0]}
    made.ids.doomed |= {"post_id": posts[1:], "share_id": [shares[1]["id"]]}


async def _planned(face: Face, who: Person, topic: str) -> str:
    run = str((await sent(who, "post", "/briefs", json={"text": f"2 reels about {topic}"}, headers=_key()))["run_id"])
    await face.service.until(run, RunStatus.planned)
    return run


@dataclass(frozen=True)
class Listening:
    """Where a house listens, and what a stranger is told of it."""

    url: str
    ids: Ids
    planned: str
    email: str
    guest: str
    """The address of somebody with a workspace of their own and a member in it."""
    password: str = PASSWORD


@contextmanager
def listening(folder: Path, backing: Backing) -> Iterator[Listening]:
    """A house that listens on loopback, in a thread with a loop of its own."""
    ready: list[Listening | BaseException] = []
    told, stop = threading.Event(), threading.Event()

    async def served() -> None:
        async with house(folder, backing) as made:
            await _serve(made, ready, told, stop)

    def thread() -> None:
        try:
            asyncio.run(served())
        except BaseException as error:
            ready.append(error)
            told.set()
            raise

    running = threading.Thread(target=thread, name="house", daemon=True)
    running.start()
    assert told.wait(180), "the house did not open"
    try:
        if isinstance(found := ready[0], BaseException):
            raise found
        yield found
    finally:
        stop.set()
        running.join(60)


async def _serve(
    made: House, ready: list[Listening | BaseException], told: threading.Event, stop: threading.Event
) -> None:
    config = uvicorn.Config(made.face.app, "127.0.0.1", 0, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.ensure_future(server.serve())
    tidy = asyncio.ensure_future(_ended(made))
    while not server.started:
        await asyncio.sleep(0.01)
    url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    ready.append(Listening(url, made.ids, made.planned, made.owner.email, made.guest))
    told.set()
    await asyncio.to_thread(stop.wait)
    tidy.cancel()
    server.should_exit = server.force_exit = True
    await asyncio.gather(task, tidy, return_exceptions=True)


async def _ended(made: House) -> None:
    """Cancel, again and again, whatever strangers had planned."""
    services = made.face.service
    seen: set[str] = set()
    while True:
        await asyncio.sleep(PATIENCE_SECONDS)
        found = await _waiting(made)
        for run in found & seen:
            with contextlib.suppress(Exception):
                await services.orders.cancel(made.owner.workspace, run)
        seen = found


async def _waiting(made: House) -> set[str]:
    token = await _fresh(made)
    answer = await made.face.client.get("/api/v1/runs?limit=100", headers={"authorization": f"Bearer {token}"})
    runs = answer.json().get("runs", [])
    return {run["id"] for run in runs if run["status"] == "planned"} - {made.planned}


async def _fresh(made: House) -> str:
    asked = {"email": made.owner.email, "password": PASSWORD, "workspace": made.owner.workspace}
    answer: httpx.Response = await made.face.client.post("/api/v1/auth/login", json=asked)
    return str(answer.json()["access_token"])
