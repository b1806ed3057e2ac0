"""A request that comes twice has its effect once, whoever dies or is slow in between."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.database import Database
from studio.domain.credits import NotEnoughCredits, Wallet
from studio.errors import BadRequest, Conflict, StudioError
from studio.services.credits import Credits
from studio.services.idempotency import (
    KEPT,
    Answer,
    Idempotency,
    InFlight,
    KeyReused,
    Replay,
    Started,
    body_hash,
    forget_old_answers,
)

ROOT = Path(__file__).parents[2]
ROUTE = "POST /generations/voice"
DIGEST = body_hash(b"{}")
LATE = timedelta(seconds=-1)
"""A lease that is over at once: its process is taken for dead."""


def spending(database: Database, key: str) -> Callable[[AsyncSession], Awaitable[Answer]]:
    """An effect that costs a credit; `key` tells one doing from another."""

    async def effect(session: AsyncSession) -> Answer:
        paid = await Credits(database, "ws-1").book(session).spend(Decimal(1), "a voice", key)
        return Answer(201, {"settlement": paid.transaction, "by": key})

    return effect


@pytest.fixture
async def account(database: Database) -> Credits:
    found = Credits(database, "ws-1")
    await found.grant(Decimal(10), "a gift", "gift")
    return found


async def spent(account: Credits) -> int:
    return 10 - int((await account.wallet()).balance)


async def begun(requests: Idempotency, key: str = "k") -> Started:
    found = await requests.begin(ROUTE, key, DIGEST)
    assert isinstance(found, Started)
    return found


async def test_the_second_time_the_first_answer_is_given(database: Database, account: Credits) -> None:
    requests = Idempotency(database, "ws-1")
    first = await requests.once(ROUTE, "k", b"{}", spending(database, "a"))
    assert await requests.once(ROUTE, "k", b"{}", spending(database, "b")) == first
    assert first.code == 201 and first.body["by"] == "a"
    assert await spent(account) == 1


async def test_of_many_at_once_one_has_the_effect(database: Database, account: Credits, database_url: str) -> None:
    others = [Database(database_url) for _ in range(3)]

    async def ask(number: int) -> Answer | StudioError:
        requests = Idempotency(others[number % 3], "ws-1")
        try:
            return await requests.once(ROUTE, "k", b"{}", spending(database, str(number)))
        except InFlight as error:
            return error

    found = await asyncio.gather(*(ask(number) for number in range(24)))
    answers = [answer for answer in found if isinstance(answer, Answer)]
    assert answers and all(answer == answers[0] for answer in answers)
    assert await spent(account) == 1
    await asyncio.gather(*(other.close() for other in others))


async def test_another_body_under_the_same_key_is_refused(database: Database, account: Credits) -> None:
    requests = Idempotency(database, "ws-1")
    started = await begun(requests)
    with pytest.raises(KeyReused):
        await requests.begin(ROUTE, "k", body_hash(b"[]"))
    async with database.write() as session:
        await requests.finish(session, started, Answer(200, None))
    with pytest.raises(KeyReused):
        await requests.once(ROUTE, "k", b"[]", spending(database, "a"))
    assert await requests.begin(ROUTE, "k", DIGEST) == Replay(Answer(200, None))
    assert await spent(account) == 0


async def test_while_one_is_at_work_another_is_told_so(database: Database) -> None:
    requests = Idempotency(database, "ws-1")
    started = await begun(requests)
    with pytest.raises(InFlight) as caught:
        await requests.begin(ROUTE, "k", DIGEST)
    assert isinstance(caught.value, Conflict)
    await requests.abandon(started)
    await begun(requests)


async def test_workspaces_routes_and_keys_do_not_meet(database: Database) -> None:
    requests = Idempotency(database, "ws-1")
    await begun(requests)
    assert isinstance(await requests.begin("POST /runs", "k", DIGEST), Started)
    assert isinstance(await requests.begin(ROUTE, "K", DIGEST), Started)
    assert isinstance(await Idempotency(database, "ws-2").begin(ROUTE, "k", DIGEST), Started)


async def test_a_failed_effect_leaves_nothing_and_can_be_asked_for_again(
    database: Database, account: Credits
) -> None:
    requests = Idempotency(database, "ws-1")

    async def fails(session: AsyncSession) -> Answer:
        await spending(database, "a")(session)
        raise NotEnoughCredits("no more")

    with pytest.raises(NotEnoughCredits):
        await requests.once(ROUTE, "k", b"{}", fails)
    assert await spent(account) == 0
    assert (await requests.once(ROUTE, "k", b"{}", spending(database, "a"))).code == 201
    assert await spent(account) == 1


async def test_a_cancelled_request_leaves_nothing(database: Database, account: Credits) -> None:
    requests, there = Idempotency(database, "ws-1"), asyncio.Event()

    async def hangs(session: AsyncSession) -> Answer:
        await spending(database, "a")(session)
        there.set()
        await asyncio.Event().wait()
        return Answer(200, None)

    task = asyncio.create_task(requests.once(ROUTE, "k", b"{}", hangs))
    await there.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await requests.once(ROUTE, "k", b"{}", spending(database, "b"))).body["by"] == "b"
    assert await spent(account) == 1


async def test_after_a_lost_lease_another_does_it_and_the_first_is_refused(
    database: Database, account: Credits
) -> None:
    slow, quick = Idempotency(database, "ws-1", lease=LATE), Idempotency(database, "ws-1")
    started = await begun(slow)
    await quick.once(ROUTE, "k", b"{}", spending(database, "quick"))
    with pytest.raises(Conflict, match="begun again"):
        async with database.write() as session:
            answer = await spending(database, "slow")(session)
            await slow.finish(session, started, answer)
    with pytest.raises(Conflict, match="begun again"):
        await slow.renew(started)
    await slow.abandon(started)
    assert isinstance(await quick.begin(ROUTE, "k", DIGEST), Replay)
    assert await spent(account) == 1


async def test_whoever_lost_its_place_neither_answers_nor_forgets_for_its_successor(
    database: Database, account: Credits
) -> None:
    slow, quick = Idempotency(database, "ws-1", lease=LATE), Idempotency(database, "ws-1")
    lost, kept = await begun(slow), await begun(quick)
    with pytest.raises(Conflict, match="begun again"):
        async with database.write() as session:
            await slow.finish(session, lost, await spending(database, "slow")(session))
    await slow.abandon(lost)
    with pytest.raises(InFlight):
        await quick.begin(ROUTE, "k", DIGEST)
    async with database.write() as session:
        await quick.finish(session, kept, await spending(database, "quick")(session))
    assert await spent(account) == 1


async def test_many_taking_over_a_dead_request_are_one(database: Database, account: Credits) -> None:
    await begun(Idempotency(database, "ws-1", lease=LATE))
    requests = Idempotency(database, "ws-1")
    asked = (requests.once(ROUTE, "k", b"{}", spending(database, str(number))) for number in range(8))
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(answer, Answer | InFlight) for answer in found)
    assert await spent(account) == 1


async def test_a_request_that_takes_long_asks_for_more_time(database: Database) -> None:
    started = await begun(Idempotency(database, "ws-1", lease=LATE))
    requests = Idempotency(database, "ws-1")
    await requests.renew(started)
    with pytest.raises(InFlight):
        await requests.begin(ROUTE, "k", DIGEST)


async def test_a_killed_process_leaves_no_effect_and_its_request_is_done_after_the_lease(
    database: Database, account: Credits, database_url: str
) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.fakes.idempotent_victim", database_url, ROUTE),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert child.stdout
    assert await child.stdout.readline() == b"spent\n"  # not committed: it waits within its transaction
    child.send_signal(signal.SIGKILL)
    await child.wait()
    assert await account.wallet() == Wallet(Decimal(10), Decimal(0))
    requests = Idempotency(database, "ws-1")
    with pytest.raises(InFlight):
        await requests.begin(ROUTE, "k", DIGEST)
    async with database.write() as session:
        await session.execute(text("UPDATE idempotency_keys SET lease = created"))
    assert (await requests.once(ROUTE, "k", b"{}", spending(database, "again"))).code == 201
    assert await spent(account) == 1


async def test_answers_are_kept_for_a_day(database: Database) -> None:
    requests = Idempotency(database, "ws-1")
    await requests.once(ROUTE, "done", b"{}", answering)
    await begun(requests, "at work")
    now = datetime.now(UTC)
    assert await forget_old_answers(database, now + KEPT - timedelta(minutes=1)) == 0
    assert isinstance(await requests.begin(ROUTE, "done", DIGEST), Replay)
    async with database.write() as session:
        await session.execute(text("UPDATE idempotency_keys SET created = :old"), {"old": old_moment(session)})
    assert isinstance(await requests.begin(ROUTE, "done", body_hash(b"new")), Started)
    with pytest.raises(InFlight):
        await requests.begin(ROUTE, "at work", DIGEST)
    assert await forget_old_answers(database) == 0
    assert await forget_old_answers(database, datetime.now(UTC) + KEPT + timedelta(minutes=2)) == 2


async def answering(_session: AsyncSession) -> Answer:
    return Answer(200, {"list": [1, 2]})


def old_moment(session: AsyncSession) -> datetime | str:
    """A moment over a day ago, as a raw statement needs it."""
    moment = datetime.now(UTC) - KEPT - timedelta(minutes=1)
    postgres = session.get_bind().dialect.name == "postgresql"
    return moment if postgres else moment.strftime("%Y-%m-%d %H:%M:%S.%f")


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_is_of_a_fair_length(database: Database, key: str) -> None:
    with pytest.raises(BadRequest):
        await Idempotency(database, "ws-1").begin(ROUTE, key, DIGEST)
