"""One contract for every adapter: what it takes, gives, charges, how it fails, and that it keeps its secrets."""

import asyncio
import importlib.util
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from providers.errors import (
    Auth,
    BadOutput,
    Connection,
    ContentRejected,
    Dropped,
    InvalidRequest,
    JobFailed,
    Permission,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    Timeout,
    Unsupported,
    VendorServer,
)
from providers.jobs import ENDED, JobRef, JobStatus
from providers.ports import Provider, job_error
from providers.requests import Result, TextRequest
from providers.tasks import TASKS, Task
from tests.contracts.case import Case
from tests.fakes.vendors.base import FakeVendor, Fault

CASES: dict[str, Case] = {}
for path in sorted(Path(__file__).with_name("cases").glob("*.py")):
    spec = importlib.util.spec_from_file_location(f"tests.contracts.cases.{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    CASES[path.stem] = module.CASE

EVERY = [pytest.param(n, t, id=f"{n}-{t}") for n, c in CASES.items() for t in c.requests]
ERRORS: dict[Fault, tuple[type[ProviderError], ...]] = {
    "500": (VendorServer,),
    "503": (VendorServer,),
    "429": (RateLimited,),
    "401": (Auth,),
    "402": (QuotaExhausted,),
    "403": (Permission,),
    "451": (ContentRejected,),
    "drop": (Dropped,),
    "truncate": (Dropped, BadOutput),
    "mime": (BadOutput,),
    "garbage": (BadOutput,),
    "hang": (Timeout,),
}


class Bench:
    """An adapter at its fake."""

    def __init__(self, name: str, folder: Path, fake: FakeVendor) -> None:
        self.case, self.folder, self.fake = CASES[name], folder, fake
        self.provider: Provider = self.case.make(fake)

    def request(self, task: Task) -> Any:
        return self.case.requests[task](self.folder)

    async def do(self, task: Task) -> Result:
        result = await getattr(self.provider, TASKS[task].method)(self.request(task))
        assert isinstance(result, Result)
        return result


@pytest.fixture
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    name = request.node.callspec.params["name"]
    with CASES[name].fake.running() as fake:
        yield Bench(name, tmp_path, fake)
        assert fake.violations == []


def jobs() -> list[Any]:
    found = []
    for name, case in CASES.items():
        with case.fake.running() as fake:
            able = case.make(fake).capabilities.jobs
        found += [pytest.param(name, task, id=f"{name}-{task}") for task in case.requests if task in able]
    return found


JOBS = jobs()


async def wait(provider: Provider, ref: JobRef) -> JobStatus:
    for _ in range(50):
        status = await provider.status(ref)
        if status.state in ENDED:
            return status
        await asyncio.sleep(0.01)
    raise AssertionError("the job never ended")


@pytest.mark.parametrize(("name", "task"), EVERY)
async def test_it_does_the_task_and_counts_what_the_vendor_bills(bench: Bench, name: str, task: Task) -> None:
    provider = bench.provider
    expected = provider.estimate(task, bench.request(task))
    assert provider.refusal(task, bench.request(task)) == ""
    result = await bench.do(task)
    assert isinstance(result, TASKS[task].result)
    for usage in result.usage:
        assert usage.amount == bench.fake.billed(usage.unit)
    assert {u.unit for u in result.usage} == {b.unit for b in bench.fake.bills}
    assert {u.unit for u in expected.usage} == {u.unit for u in result.usage}
    if bench.case.billed_before:
        assert expected.usage == result.usage
    await provider.aclose()


@pytest.mark.parametrize("fault", ERRORS)
@pytest.mark.parametrize(("name", "task"), EVERY)
async def test_a_fault_comes_out_as_the_right_error(bench: Bench, name: str, task: Task, fault: Fault) -> None:
    bench.fake.fail(fault, path=bench.case.work[task])
    with pytest.raises(ERRORS[fault]) as caught:
        await bench.do(task)
    assert bench.fake.key not in f"{caught.value!r} {caught.value.message} {caught.value.hint}"
    if isinstance(caught.value, RateLimited):
        assert caught.value.retry_after == pytest.approx(0.05)
    await bench.provider.aclose()


@pytest.mark.parametrize(("name", "task"), EVERY)
async def test_a_vendor_that_is_not_there_is_a_connection_error(bench: Bench, name: str, task: Task) -> None:
    bench.fake.wire.stop()
    with pytest.raises(Connection) as caught:
        await bench.do(task)
    assert not caught.value.may_have_billed
    await bench.provider.aclose()


@pytest.mark.parametrize(("name", "task"), EVERY)
async def test_its_key_stays_secret(bench: Bench, name: str, task: Task, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await bench.do(task)
    told = f"{bench.provider!r} {vars(bench.provider)!r} {caplog.text}"
    assert bench.fake.key not in told
    await bench.provider.aclose()


@pytest.mark.parametrize(("name", "task"), EVERY)
async def test_a_caller_who_leaves_leaves_no_request_behind(bench: Bench, name: str, task: Task) -> None:
    bench.fake.fail("hang", path=bench.case.work[task])
    call = asyncio.ensure_future(bench.do(task))
    while not bench.fake.wire.active:
        assert not call.done()
        await asyncio.sleep(0.005)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    for _ in range(200):
        if not bench.fake.wire.active:
            break
        await asyncio.sleep(0.01)
    assert bench.fake.wire.active == 0
    await bench.provider.aclose()


@pytest.mark.parametrize("name", CASES)
async def test_what_it_cannot_do_is_known_before_and_refused(bench: Bench, name: str) -> None:
    provider, seen = bench.provider, len(bench.fake.seen)
    for task in set(TASKS) - provider.capabilities.tasks - {"voice_clone", "speech"}:
        assert provider.refusal(task, TextRequest(messages=())) != ""
        with pytest.raises(Unsupported):
            await getattr(provider, TASKS[task].method)(TextRequest(messages=()))
    assert len(bench.fake.seen) == seen
    assert set(bench.case.requests) == provider.capabilities.tasks


@pytest.mark.parametrize(("name", "task"), JOBS)
async def test_a_job_is_taken_up_by_another_process_from_its_stored_ref(bench: Bench, name: str, task: Task) -> None:
    ref = await bench.provider.start(task, bench.request(task), idempotency_key="k-1")
    stored = ref.model_dump_json()
    assert bench.fake.key not in stored
    await bench.provider.aclose()
    other = bench.case.make(bench.fake)
    again = JobRef.model_validate_json(stored)
    status = await wait(other, again)
    assert status.state == "succeeded"
    result = await other.fetch(again, JobStatus.model_validate_json(status.model_dump_json()))
    assert isinstance(result, TASKS[task].result)
    await other.aclose()


@pytest.mark.parametrize(("name", "task"), JOBS)
async def test_a_repeated_start_makes_one_job_where_the_vendor_can(bench: Bench, name: str, task: Task) -> None:
    if not bench.provider.capabilities.idempotent_start:
        pytest.skip(f"{name} has no idempotency key")
    first = await bench.provider.start(task, bench.request(task), idempotency_key="k-1")
    second = await bench.provider.start(task, bench.request(task), idempotency_key="k-1")
    assert first.id == second.id
    assert len(bench.fake.jobs) == 1
    await bench.provider.aclose()


@pytest.mark.parametrize(("name", "task"), JOBS)
async def test_a_job_is_cancelled_at_the_vendor(bench: Bench, name: str, task: Task) -> None:
    if not bench.provider.capabilities.cancels:
        pytest.skip(f"{name} cannot cancel")
    ref = await bench.provider.start(task, bench.request(task), idempotency_key="k-1")
    status = await bench.provider.cancel(ref)
    assert status.state == "cancelled"
    assert bench.fake.jobs[ref.id].over
    assert (await bench.provider.status(ref)).state in {"cancelled", "failed"}
    await bench.provider.aclose()


@pytest.mark.parametrize("how", ["failed", "rejected"])
@pytest.mark.parametrize(("name", "task"), JOBS)
async def test_a_job_that_fails_says_why(bench: Bench, name: str, task: Task, how: str) -> None:
    if how not in bench.case.ended:
        pytest.skip(f"{name} has no state for {how}")
    ref = await bench.provider.start(task, bench.request(task), idempotency_key="k-1")
    bench.fake.jobs[ref.id].end(bench.case.ended[how])
    status = await bench.provider.status(ref)
    assert status.state == "failed"
    assert status.error
    assert isinstance(job_error(name, status), JobFailed if how == "failed" else ContentRejected | InvalidRequest)
    await bench.provider.aclose()


@pytest.mark.parametrize(("name", "task"), JOBS)
async def test_a_stuck_job_stays_unfinished(bench: Bench, name: str, task: Task) -> None:
    ref = await bench.provider.start(task, bench.request(task), idempotency_key="k-1")
    bench.fake.jobs[ref.id].stuck = True
    states = {(await bench.provider.status(ref)).state for _ in range(5)}
    assert states <= {"queued", "running"}
    await bench.provider.aclose()


@pytest.mark.parametrize("fault", ["truncate", "mime", "500"])
@pytest.mark.parametrize(("name", "task"), JOBS)
async def test_a_broken_download_is_not_taken_for_a_video(bench: Bench, name: str, task: Task, fault: Fault) -> None:
    ref = await bench.provider.start(task, bench.request(task), idempotency_key="k-1")
    status = await wait(bench.provider, ref)
    bench.fake.fail(fault, path="/files/")
    with pytest.raises((BadOutput, Dropped, VendorServer)):
        await bench.provider.fetch(ref, status)
    await bench.provider.aclose()


@pytest.mark.parametrize(("name", "task"), JOBS)
async def test_webhooks_are_verified(bench: Bench, name: str, task: Task) -> None:
    provider, fake = bench.provider, bench.fake
    if not provider.capabilities.webhooks:
        with pytest.raises(Unsupported):
            provider.verify_webhook({}, b"{}")
        return
    ref = await provider.start(
        task, bench.request(task), idempotency_key="k-1", webhook_url="http://127.0.0.1:9/hook"
    )
    job = fake.jobs[ref.id]
    headers, raw = fake.webhook(job)
    event = provider.verify_webhook(headers, raw)
    assert (event.provider, event.job_id) == (provider.name, ref.id)
    assert provider.verify_webhook(*fake.webhook(job)).event_id == event.event_id
    if not event.trusted:
        assert event.status is None
        return
    for bad in (fake.webhook(job, forged=True), fake.webhook(job, age=3600.0), (headers, raw + b" "), ({}, raw)):
        with pytest.raises(Permission):
            provider.verify_webhook(*bad)
    await provider.aclose()
