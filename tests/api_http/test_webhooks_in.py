"""Vendors send word about jobs: who waits is woken, whoever forges is refused, nothing has its effect twice."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from decimal import Decimal
from typing import Any

import httpx
import pytest

from studio.services.credits import Credits
from tests.api_http.conftest import Face, Person
from tests.api_http.test_generations import KEYS, ask, until
from tests.fakes.vendors.replicate import FakeReplicate


async def send(face: Face, provider: str, headers: Mapping[str, str], raw: bytes) -> httpx.Response:
    return await face.client.post(f"/api/v1/webhooks/{provider}", content=raw, headers=dict(headers))


@pytest.fixture
async def rich(face: Face) -> Person:
    person = await face.person()
    await Credits(face.service.database, person.workspace).grant(Decimal(1000), "a gift", "gift")
    return person


@pytest.fixture
async def vendor(face: Face) -> AsyncIterator[FakeReplicate]:
    """Replicate on loopback, and two workers that know it: one of them waits for a job, either takes its message."""
    with FakeReplicate.running() as found:
        for _ in range(2):
            face.service.worker(
                module="tests.fakes.generating", REPLICATE_BASE_URL=found.url, SLOW_POLLING="30", **KEYS
            )
        await face.service.ready()
        yield found


async def test_a_message_wakes_the_worker_that_waits(face: Face, rich: Person, vendor: FakeReplicate) -> None:
    vendor.hold = True
    for number in range(3):
        begun = await ask(
            rich, "video", {"prompt": f"waves {number}", "seconds": 5}, f"k{number}", Prefer="respond-async"
        )
        name, known = begun.json()["id"], number + 1
        await face.service.wait(_reached(lambda known=known: len(vendor.jobs) == known), 30, "a job")
        job = list(vendor.jobs.values())[-1]
        await face.service.wait(_reached(lambda job=job: _looks(vendor, job.id) == 1), 30, "the first look")
        job.end("succeeded")
        began = time.monotonic()
        headers, raw = vendor.webhook(job)
        assert (await send(face, "replicate", headers, raw)).status_code == 204
        made = await until(rich, name, "done", "failed")
        assert made["state"] == "done" and time.monotonic() - began < 25, "only the next look found it"
        again = await send(face, "replicate", headers, raw)
        assert again.status_code in (200, 204)
        assert _looks(vendor, job.id) == 2, "a replay was taken for news"


async def test_what_is_forged_old_or_from_nobody_is_refused(face: Face, vendor: FakeReplicate) -> None:
    job = vendor.add_job(("succeeded",), {"input": {}}, "pred", model="bytedance/seedance-1-lite", version="hidden")
    assert (await send(face, "replicate", *vendor.webhook(job, forged=True))).status_code == 401
    assert (await send(face, "replicate", *vendor.webhook(job, age=3600))).status_code == 401
    assert (await send(face, "replicate", {}, b"")).status_code == 401
    assert (await send(face, "fal", *vendor.webhook(job))).status_code == 404, "not set up here"
    assert (await send(face, "nobody", *vendor.webhook(job))).status_code == 404
    assert (await send(face, "replicate", {}, b"x" * 1_100_000)).status_code == 413


async def test_without_a_worker_a_message_is_kept_and_worked_on_later(face: Face) -> None:
    with FakeReplicate.running() as vendor:
        job = vendor.add_job(("succeeded",), {"input": {}}, "pred", model="bytedance/seedance-1-lite", version="h")
        for _ in range(2):
            assert (await send(face, "replicate", *vendor.webhook(job))).status_code == 202
        face.service.worker(module="tests.fakes.generating", REPLICATE_BASE_URL=vendor.url, **KEYS)

        async def told() -> bool:
            return "a kept message of replicate was verified" in face.service.logs()

        await face.service.wait(told, 60, "the kept message")
        assert (await send(face, "replicate", *vendor.webhook(job))).status_code in (200, 204)


def _looks(vendor: FakeReplicate, job_id: str) -> int:
    return sum(seen.call.method == "GET" and seen.call.path.endswith(job_id) for seen in vendor.seen)


def _reached(look: Any) -> Any:
    async def reached() -> bool:
        await asyncio.sleep(0)
        return bool(look())

    return reached
