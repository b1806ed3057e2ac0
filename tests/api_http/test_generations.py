"""What is asked for by itself, over HTTP, made by real workers at fake vendors."""

import asyncio
import io
import json
import signal
import threading
import wave
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import httpx

from providers.adapters.litellm import LiteLLM
from providers.requests import Message, TextRequest
from studio.events.generations import START, GenerationStreams, Told
from studio.repos.workspaces import WorkspaceRepo
from studio.services.credits import Credits, audit
from tests.api_http.conftest import Face, Person
from tests.fakes.openai_server import openai_server
from tests.fakes.vendors.elevenlabs import ElevenLabsFake
from tests.fakes.vendors.replicate import FakeReplicate

VOICE = {"text": "Three ideas for a calmer morning.", "voice": "heart"}
KEYS = {"REPLICATE_API_TOKEN": FakeReplicate.key, "REPLICATE_WEBHOOK_SECRET": FakeReplicate.webhook_secret}


async def ask(person: Person, kind: str, body: Mapping[str, Any], key: str = "k1", **headers: str) -> httpx.Response:
    return await person.post(f"/generations/{kind}", json=body, headers={"Idempotency-Key": key, **headers})


def story(answer: httpx.Response) -> list[tuple[str, dict[str, Any]]]:
    """The events of a stream."""
    assert answer.status_code == 200, answer.text
    found = []
    for block in answer.text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and line[0] != ":")
        if "event" in lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


async def credits(face: Face, person: Person) -> tuple[Decimal, Decimal]:
    wallet = await Credits(face.service.database, person.workspace).wallet()
    return wallet.balance, wallet.held


async def premium(face: Face, person: Person) -> None:
    """Move to the plan that routes to the best instead of the cheapest."""
    async with face.service.database.everywhere().write() as session:
        await WorkspaceRepo(session, person.workspace).set(plan="premium")
    await Credits(face.service.database, person.workspace).grant_month("premium")


async def until(person: Person, name: str, *states: str) -> dict[str, Any]:
    for _ in range(240):
        found: dict[str, Any] = (await person.get(f"/generations/{name}")).json()
        if found["state"] in states:
            return found
        await asyncio.sleep(0.5)
    raise AssertionError(f"{found}")


async def test_a_voice_without_any_key_is_a_real_wav(face: Face) -> None:
    face.service.worker(module="tests.fakes.generating")
    person = await face.person()
    before = await credits(face, person)
    told = story(await ask(person, "voice", VOICE))
    assert [name for name, _ in told] == ["started", "routed", "done"]
    assert told[1][1]["provider"] == "kokoro" and told[1][1]["usd"] == "0"
    made = told[-1][1]["generation"]
    assert made["state"] == "done" and made["credits"] == "0.0000" and made["seconds"] > 1
    file = await face.client.get(made["files"][0]["url"])
    with wave.open(io.BytesIO(file.content)) as sound:
        assert sound.getnchannels() == 1 and sound.getnframes() / sound.getframerate() > 1
    assert await credits(face, person) == before
    listed = (await person.get("/generations")).json()["generations"]
    assert [one["id"] for one in listed] == [made["id"]]


async def test_a_paid_voice_is_charged_what_the_ledger_says_and_once(face: Face) -> None:
    with ElevenLabsFake.running() as vendor:
        face.service.worker(
            module="tests.fakes.generating", ELEVENLABS_API_KEY=vendor.key, ELEVENLABS_BASE_URL=vendor.url
        )
        person = await face.person()
        await premium(face, person)
        before, _ = await credits(face, person)
        first = story(await ask(person, "voice", VOICE))
        again = story(await ask(person, "voice", VOICE))
        made = first[-1][1]["generation"]
        assert made["provider"] == "elevenlabs" and again[-1][1]["generation"]["id"] == made["id"]
        assert Decimal(made["usd"]) > 0
        value = face.service.settings.credit_usd
        assert (
            Decimal(made["usd"]) / value
            <= Decimal(made["credits"])
            < Decimal(made["usd"]) / value + Decimal("0.0001")
        )
        assert await credits(face, person) == (before - Decimal(made["credits"]), Decimal(0))
        assert len(vendor.bills) == 1 and not vendor.violations
        assert not await audit(face.service.database)


async def test_a_text_is_told_as_it_is_written_and_charged_like_a_whole_one(face: Face) -> None:
    heard = threading.Event()

    def pieces() -> Iterator[str]:
        yield "Good "
        assert heard.wait(60), "nobody heard of the beginning before the end"
        yield "morning"

    with openai_server(lambda body: pieces() if body.get("stream") else "Good morning") as vendor:
        model = {"STUDIO_MODEL": "openai/gpt-4o-mini", "STUDIO_MODEL_BASE_URL": vendor.base_url}
        face.service.worker(module="tests.fakes.generating", STUDIO_MODEL_API_KEY="secret", **model)
        person = await face.person()
        before, _ = await credits(face, person)
        name = (await ask(person, "text", {"prompt": "greet me"}, Prefer="respond-async")).json()["id"]
        streams = GenerationStreams(face.service.queue.redis)
        told = list[Told]()
        while not any(one.name == "delta" for one in told):
            told = list(await streams.read(name, START, block=0.2))
        assert [one.data for one in told if one.name == "delta"] == [{"text": "Good "}]
        heard.set()
        made = await until(person, name, "done", "failed")
        names = [(one, data.get("text")) for one, data in story(await person.get(f"/generations/{name}/events"))]
        assert names == [("routed", None), ("delta", "Good "), ("delta", "morning"), ("done", None)]
        whole = LiteLLM("openai/gpt-4o-mini", base_url=vendor.base_url, api_key="secret")
        asked = TextRequest(messages=(Message(role="user", content="greet me"),))
        assert made["text"] == "Good morning" and Decimal(made["usd"]) == (await whole.generate_text(asked)).cost_usd
        await whole.aclose()
        assert await credits(face, person) == (before - Decimal(made["credits"]), Decimal(0))
        assert Decimal(made["credits"]) > 0 and not await audit(face.service.database)


async def test_more_than_there_is_answers_402_and_nobody_is_asked(face: Face) -> None:
    with FakeReplicate.running() as vendor:
        face.service.worker(module="tests.fakes.generating", REPLICATE_BASE_URL=vendor.url, **KEYS)
        person = await face.person()
        balance, _ = await credits(face, person)
        await Credits(face.service.database, person.workspace).spend(balance, "spent before", "x")
        answer = await ask(person, "video", {"prompt": "waves at dawn", "seconds": 5})
        assert answer.status_code == 402 and answer.json()["error"] == "not_enough_credits"
        later = await ask(person, "video", {"prompt": "waves at dawn", "seconds": 5}, "k2", Prefer="respond-async")
        assert later.status_code == 402
        assert not vendor.seen and await credits(face, person) == (Decimal(0), Decimal(0))


async def test_a_clip_survives_the_death_of_its_worker_and_is_one_job_at_the_vendor(face: Face) -> None:
    with FakeReplicate.running() as vendor:
        environment = {"REPLICATE_BASE_URL": vendor.url, **KEYS}
        first = face.service.worker(module="tests.fakes.generating", **environment)
        person = await face.person()
        await Credits(face.service.database, person.workspace).grant(Decimal(1000), "a gift", "gift")
        before, _ = await credits(face, person)
        vendor.hold = True
        begun = await ask(person, "video", {"prompt": "waves", "seconds": 5}, Prefer="respond-async")
        assert begun.status_code == 202
        name = begun.json()["id"]
        await face.service.wait(_async(lambda: bool(vendor.jobs)), 20, "a job at the vendor")
        await asyncio.sleep(0.5)
        face.service.kill(first, signal.SIGKILL)
        assert (await credits(face, person))[1] > 0, "nothing was held"
        for job in vendor.jobs.values():
            job.stuck = False
        vendor.hold = False
        face.service.worker(module="tests.fakes.generating", **environment)
        made = await until(person, name, "done", "failed")
        assert made["state"] == "done", made
        assert len(vendor.jobs) == 1 and not vendor.violations
        assert await credits(face, person) == (before - Decimal(made["credits"]), Decimal(0))
        told = story(await person.get(f"/generations/{name}/events"))
        assert told[-1][0] == "done" and told[-1][1]["generation"]["files"]


def _async(look: Any) -> Any:
    async def reached() -> bool:
        return bool(look())

    return reached
