"""The ledger: reserved before, settled after, nothing lost in between."""

import asyncio
import random
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from providers.context import CallContext
from providers.errors import Dropped, ProviderError, VendorServer
from providers.jobs import JobRef
from providers.policy import Config, Hedge, TaskPolicy
from providers.records import Recorder
from providers.router import Router
from providers.usage import used
from studio.db.database import Database
from studio.domain.ledger import Scope, Spent
from studio.errors import StepFailed
from studio.services.books import Books
from studio.services.ledger import Ledger
from studio.services.metrics import Metrics
from tests.fakes.records import began, database, over
from tests.fakes.vendor import HANG, Studio, Vendor, ask, clip

NOW = timedelta(0)


async def kinds(ledger: Ledger, attempt: str) -> list[tuple[str, Decimal, str]]:
    return [(e.kind, e.usd, e.billed) for e in await ledger.of_attempt(attempt)]


async def test_a_paid_attempt_is_reserved_and_settled(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        ledger, record = Ledger(db), began("0.10")
        await ledger.reserve(record)
        assert await ledger.spent() == Spent(held=Decimal("0.10"))
        await ledger.close(over(record, usd="0.08", reported=True))
        assert await kinds(ledger, record.id) == [
            ("reserve", Decimal("0.10"), "no"),
            ("settle", Decimal("0.08"), "yes"),
        ]
        assert await ledger.spent() == Spent(billed=Decimal("0.08"), attempts=1)
        line = (await ledger.of_attempt(record.id))[-1]
        assert (line.usage, line.reported, line.model, line.step) == (
            {"character": "100"},
            True,
            "flash",
            "reel-1.voice",
        )


async def test_an_attempt_that_owes_nothing_gives_back_what_was_reserved(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        ledger, record = Ledger(db), began("0.10")
        await ledger.reserve(record)
        await ledger.close(over(record, "RateLimited", usd="0"))
        assert (await kinds(ledger, record.id))[-1] == ("release", Decimal("0.10"), "no")
        assert await ledger.spent() == Spent()


async def test_the_failed_and_the_lost_count_when_they_may_have_billed(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        ledger = Ledger(db)
        for outcome in ("Timeout", "Dropped", "cancelled"):
            record = began("0.10")
            await ledger.reserve(record)
            await ledger.close(over(record, outcome, usd="0.10"))
        spent = await ledger.spent()
        assert (spent.maybe, spent.billed, spent.usd) == (Decimal("0.30"), Decimal("0"), Decimal("0.30"))


async def test_a_line_written_twice_is_there_once(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        ledger, record = Ledger(db), began("0.10")
        await asyncio.gather(*(ledger.reserve(record) for _ in range(3)))
        await asyncio.gather(*(ledger.close(over(record)) for _ in range(3)))
        assert len(await ledger.of_attempt(record.id)) == 2


async def test_free_attempts_leave_no_line_and_an_unexpected_cost_does(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        ledger = Ledger(db)
        free, dear = over(began("0"), usd="0"), over(began("0"), usd="0.05")
        await ledger.close(free)
        await ledger.close(dear)
        assert await kinds(ledger, free.id) == []
        assert await kinds(ledger, dear.id) == [("settle", Decimal("0.05"), "yes")]


async def test_sums_by_workspace_run_provider_and_month_are_exact(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        ledger = Ledger(db)
        for number in range(30):
            who = {
                "workspace": f"w{number % 2}",
                "run": f"r{number % 3}",
                "provider": ("fish", "cartesia")[number % 2],
            }
            await ledger.close(over(began("0.10", **who), usd="0.1"))
        month = (await ledger.of_attempt(await _one(db)))[0].month
        assert (await ledger.spent()).billed == Decimal("3.0")
        assert {n: s.billed for n, s in (await ledger.spent_by("run")).items()} == dict.fromkeys(
            ("r0", "r1", "r2"), Decimal("1.0")
        )
        assert (await ledger.spent(Scope(workspace="w1", run="r0"))).billed == Decimal("0.5")
        assert (await ledger.spent(Scope(provider="fish", month=month))).attempts == 15
        assert await ledger.spent(Scope(month="1999-01")) == Spent()


async def _one(db: Database) -> str:
    async with db.read() as session:
        return str(await session.scalar(text("SELECT attempt FROM ledger_entries LIMIT 1")))


async def test_a_reservation_survives_its_process_and_is_settled_as_maybe_billed(tmp_path: Path) -> None:
    record = began("0.40")
    async with database(tmp_path) as db:
        await Ledger(db).reserve(record)
    async with database(tmp_path) as db:
        ledger = Ledger(db)
        (found,) = await ledger.open_reservations()
        assert (found.attempt, found.usd, found.provider, found.run) == (
            record.id,
            Decimal("0.40"),
            "elevenlabs",
            "run-1",
        )
        assert await ledger.settle_lost() == []
        assert [lost.attempt for lost in await ledger.settle_lost(NOW)] == [record.id]
        assert await ledger.open_reservations() == [] and await ledger.settle_lost(NOW) == []
        assert await ledger.spent() == Spent(maybe=Decimal("0.40"), attempts=1)


async def test_two_processes_that_start_settle_a_lost_one_once(tmp_path: Path) -> None:
    async with database(tmp_path) as db, database(tmp_path) as other:
        await Ledger(db).reserve(began("0.40"))
        await asyncio.gather(Ledger(db).settle_lost(NOW), Ledger(other).settle_lost(NOW))
        assert (await Ledger(db).spent()).usd == Decimal("0.40")


async def test_opening_the_books_settles_what_is_older_than_a_day(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        old, young = began("0.40"), began("0.30")
        await Ledger(db).reserve(old)
        async with db.write() as session:
            await session.execute(text("UPDATE ledger_entries SET at = '2026-01-01 00:00:00.000000'"))
        await Ledger(db).reserve(young)
        books = await Books.open(db)
        assert [r.attempt for r in await books.ledger.open_reservations()] == [young.id]


async def test_a_job_taken_up_by_another_process_is_paid_once(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        ledger, first, second = Ledger(db), began("0.50"), began("0.50")
        await ledger.reserve(first)
        await ledger.close(over(first, "left running", usd="0", job="job-7"))
        (held,) = await ledger.open_reservations()
        assert (held.usd, held.job) == (Decimal("0.50"), "job-7")
        await ledger.reserve(second)
        await ledger.close(over(second, usd="0.48", job="job-7"))
        assert await ledger.spent() == Spent(billed=Decimal("0.48"), attempts=1)
        assert (await kinds(ledger, first.id))[-1] == ("release", Decimal("0.50"), "no")


async def test_a_job_nobody_takes_up_is_settled_as_lost(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        ledger, record = Ledger(db), began("0.50")
        await ledger.reserve(record)
        await ledger.close(over(record, "left running", usd="0", job="job-7"))
        await ledger.settle_lost(NOW)
        assert await ledger.spent() == Spent(maybe=Decimal("0.50"), attempts=1)


def paid(books: Recorder, *vendors: Vendor | Studio, **hedge: object) -> Router:
    """A router over vendors that take a cent a unit."""
    terms = {v.name: {"prices": [{"unit": u, "usd": "0.01"} for u in ("character", "second")]} for v in vendors}
    task = TaskPolicy(backoff_seconds=0.001, hedge=Hedge.model_validate({"on": False, **hedge}))
    patient = {"failure_share": 1.0, "streak": 1000}
    config = Config.model_validate({"breaker": patient, "tasks": {"text": task, "video": task}, "providers": terms})
    return Router(vendors, config, recorder=books)


@pytest.mark.parametrize("error", [VendorServer("down"), Dropped("gone")])
async def test_the_router_writes_every_attempt_of_a_call_down(tmp_path: Path, error: ProviderError) -> None:
    letters = used("character", 10)
    async with database(tmp_path) as db:
        books = await Books.open(db)
        ill, well = Vendor("ill", error, forever=True, usage=letters), Vendor("well", usage=letters)
        router = paid(books, ill, well)
        routed = await router.generate("text", ask(), ["ill", "well"], context=CallContext(run="r", step="s"))
        await books.close()
        spent = await books.ledger.spent(Scope(run="r"))
        assert spent.usd == routed.cost_usd and spent.held == 0
        assert spent.billed == Decimal("0.10")
        assert (spent.maybe > 0) == error.may_have_billed
        counted = {line.provider: line.tally for line in await books.metrics.since(timedelta(hours=2))}
        assert counted["ill"].errors == {type(error).__name__: ill.asked}
        assert (counted["well"].failovers, counted["well"].cost) == (1, Decimal("0.10"))


async def test_the_loser_of_a_hedge_is_written_down(tmp_path: Path) -> None:
    letters = used("character", 10)
    async with database(tmp_path) as db:
        books = await Books.open(db)
        slow, quick = Vendor("slow", HANG, usage=letters), Vendor("quick", usage=letters)
        router = paid(books, slow, quick, on=True, after_seconds=0.01, extra_share=1.0)
        assert (await router.generate("text", ask(), ["slow", "quick"])).provider == "quick"
        await books.close()
        by = await books.ledger.spent_by("provider")
        assert (by["slow"].maybe, by["quick"].billed) == (Decimal("0.10"), Decimal("0.10"))
        counted = {line.provider: line.tally for line in await books.metrics.since(timedelta(hours=2))}
        assert (counted["slow"].cancelled, counted["slow"].failed) == (1, 0)
        assert (counted["quick"].hedges, counted["quick"].hedges_won) == (1, 1)


async def test_a_run_that_is_stopped_leaves_its_job_reserved_until_it_is_taken_up(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        books = await Books.open(db)
        studio, jobs = Studio(looks=10_000), list[JobRef]()
        started = asyncio.Event()

        async def note(ref: JobRef) -> None:
            jobs.append(ref)
            started.set()

        router = paid(books, studio)
        call = asyncio.ensure_future(router.generate("video", clip(), context=CallContext(on_job=note)))
        await started.wait()
        call.cancel()
        await asyncio.wait([call])
        assert [r.job for r in await books.ledger.open_reservations()] == [jobs[0].id]
        studio.left[jobs[0].id] = 1
        await router.generate("video", clip(), context=CallContext(job=jobs[0]))
        await books.close()
        assert await books.ledger.spent() == Spent(billed=Decimal("0.05"), attempts=1)


async def test_without_a_line_nothing_is_spent(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        books = await Books.open(db)
        vendor = Vendor("vendor", usage=used("character", 10))
        async with db.write() as session:
            await session.execute(text("ALTER TABLE ledger_entries RENAME TO away"))
        with pytest.raises(StepFailed, match="vendor was not asked"):
            await paid(books, vendor).generate("text", ask())
        assert vendor.asked == 0


async def test_a_line_that_cannot_be_written_is_kept_for_later(tmp_path: Path) -> None:
    async with database(tmp_path) as db:
        books, record = Books(Ledger(db), Metrics(db)), began("0.10")
        await books.began(record)
        async with db.write() as session:
            await session.execute(text("ALTER TABLE ledger_entries RENAME TO away"))
        await books.ended(over(record))
        async with db.write() as session:
            await session.execute(text("ALTER TABLE away RENAME TO ledger_entries"))
        await books.close()
        assert await books.ledger.spent() == Spent(billed=Decimal("0.08"), attempts=1)


async def test_a_call_given_up_while_it_is_reserved_holds_nothing(tmp_path: Path) -> None:
    async with database(tmp_path) as db, database(tmp_path) as other:
        books, record = await Books.open(db), began("0.10")
        async with other.write() as session:
            await session.execute(text("UPDATE runs SET stop = ''"))
            waiting = asyncio.ensure_future(books.began(record))
            await asyncio.sleep(0.05)
            waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert [kind for kind, *_ in await kinds(books.ledger, record.id)] == ["reserve", "release"]


async def test_many_calls_and_the_ledger_equals_the_invoices(tmp_path: Path) -> None:
    letters = used("character", 10)
    async with database(tmp_path) as db:
        books = await Books.open(db)
        chance = random.Random(5)
        faults = (VendorServer("x"), Dropped("x"), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        vendors = [Vendor(f"v{n}", *chance.choices(faults, k=80), usage=letters) for n in range(3)]
        router = paid(books, *vendors)
        for _ in range(10):
            await asyncio.gather(*(router.generate("text", ask(str(n))) for n in range(12)))
        await books.close()
        spent = await books.ledger.spent()
        assert (spent.billed, spent.held) == (Decimal("0.10") * 120, Decimal("0"))
        assert spent.maybe == Decimal("0.10") * (spent.attempts - 120) > 0
        counted = [line.tally for line in await books.metrics.since(timedelta(hours=2))]
        assert sum(t.requests for t in counted) == sum(v.asked for v in vendors)
