"""Runs that cost credits, over HTTP with real workers: the price is held, and what was billed is charged, once."""

import asyncio
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from studio.domain.ledger import Scope
from studio.domain.runs import RunStatus
from studio.services.credits import Credits, audit
from studio.services.ledger import Ledger
from tests.api_http.conftest import Face, Person

D = Decimal
PAID = "tests.fakes.paid"


async def planned(face: Face, who: Person, text: str = "2 reels", price: str = "0.10", **behaviour: Any) -> str:
    """A run of a paid worker that waits for a yes."""
    face.service.plot(**{"usd": {"voice": price}, **behaviour})
    face.service.worker(module=PAID)
    answer = await who.post("/briefs", json={"text": text}, headers=key("brief"))
    assert answer.status_code == 202, answer.text
    run_id = str(answer.json()["run_id"])
    await face.service.until(run_id, RunStatus.planned)
    return run_id


def key(name: str) -> dict[str, str]:
    return {"Idempotency-Key": name}


async def approve(who: Person, run_id: str, name: str = "yes") -> None:
    answer = await who.post(f"/runs/{run_id}/approve", headers=key(name))
    assert answer.status_code == 202, answer.text


async def purse(face: Face, who: Person) -> tuple[Decimal, Decimal]:
    """Balance and held; and the books add up."""
    assert not await audit(face.service.database)
    found = (await who.get("/credits")).json()
    return D(found["balance"]), D(found["held"])


def bills(face: Face) -> list[Decimal]:
    """What the vendor billed."""
    path = face.service.folder / "bills.jsonl"
    return [D(json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []


async def until_settled(face: Face, who: Person) -> None:
    async def reached() -> bool:
        return not (await Credits(face.service.database, who.workspace).wallet()).held

    await face.service.wait(reached, 60, "credits to be settled")


async def until_billed(face: Face, number: int) -> None:
    async def reached() -> bool:
        return len(bills(face)) >= number

    await face.service.wait(reached, 60, f"{number} bills")


async def in_ledger(face: Face, run_id: str) -> Decimal:
    """What the ledger says a run cost, for certain or maybe."""
    spent = await Ledger(face.service.database).spent(Scope(run=run_id))
    return spent.usd + spent.held


async def kinds(face: Face, who: Person, run_id: str) -> Sequence[str]:
    return [t.kind for t in reversed(await Credits(face.service.database, who.workspace).history(run=run_id))]


async def test_the_price_is_shown_held_and_settled_at_what_was_billed(face: Face) -> None:
    ada = await face.person()
    run_id = await planned(face, ada, bills="0.08")
    shown = (await ada.get(f"/runs/{run_id}")).json()
    assert (D(shown["plan"]["estimate"]["usd"]), D(shown["price_credits"])) == (D("0.20"), D(30))
    await approve(ada, run_id)
    await approve(ada, run_id)
    await face.service.until(run_id, RunStatus.done)
    await until_settled(face, ada)
    assert bills(face) == [D("0.08")] * 2
    assert await in_ledger(face, run_id) == D("0.16")
    assert await purse(face, ada) == (D(84), D(0))
    assert await kinds(face, ada, run_id) == ["reserve", "settle"]
    usage = (await ada.get("/usage")).json()
    assert [(run["run"], D(run["spent"])) for run in usage["runs"]] == [(run_id, D(16))]
    ledger = Ledger(face.service.database)
    assert (await ledger.spent(Scope(workspace=ada.workspace))).usd == D("0.16")


async def test_too_few_credits_are_told_and_nothing_is_begun(face: Face) -> None:
    ada = await face.person()
    run_id = await planned(face, ada, price="0.40")
    answer = await ada.post(f"/runs/{run_id}/approve", headers=key("yes"))
    assert (answer.status_code, answer.json()["error"]) == (402, "not_enough_credits")
    assert answer.json()["detail"] == "120 credits are needed, 100 are there"
    assert (await ada.get(f"/runs/{run_id}")).json()["status"] == "planned"
    assert await purse(face, ada) == (D(100), D(0))
    assert not bills(face)
    await Credits(face.service.database, ada.workspace).grant(D(50), "a gift", "gift")
    await approve(ada, run_id)
    await face.service.until(run_id, RunStatus.done)


async def test_many_yeses_at_once_hold_and_run_once(face: Face) -> None:
    ada = await face.person()
    run_id = await planned(face, ada, hang=1.0)
    path = f"/runs/{run_id}/approve"
    answers = await asyncio.gather(*(ada.post(path, headers=key(f"yes-{n % 4}")) for n in range(8)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert await purse(face, ada) == (D(70), D(30))
    await face.service.until(run_id, RunStatus.done)
    await until_settled(face, ada)
    assert len(bills(face)) == 2
    assert await purse(face, ada) == (D(80), D(0))


async def test_a_yes_to_another_version_is_refused(face: Face) -> None:
    ada = await face.person()
    run_id = await planned(face, ada)
    answer = await ada.post(f"/runs/{run_id}/approve", json={"version": 9}, headers=key("yes"))
    assert (answer.status_code, answer.json()["error"]) == (409, "conflict")
    assert await purse(face, ada) == (D(100), D(0))


async def test_a_worker_killed_between_the_end_and_the_settlement_is_made_up_for(face: Face) -> None:
    ada = await face.person()
    run_id = await planned(face, ada, die_unsettled=True)
    first = face.service.workers[0]
    await asyncio.to_thread(first.wait, 60)  # the planning has an end, too
    face.service.worker(module=PAID)
    await approve(ada, run_id)
    await asyncio.to_thread(face.service.workers[1].wait, 120)
    assert await face.service.status(run_id) is RunStatus.done
    assert await purse(face, ada) == (D(70), D(30))
    face.service.plot(usd={"voice": "0.10"})
    face.service.worker(module=PAID)
    face.service.worker(module=PAID)
    await until_settled(face, ada)
    assert await purse(face, ada) == (D(80), D(0))
    assert len(bills(face)) == 2
    assert await kinds(face, ada, run_id) == ["reserve", "settle"]


async def test_a_cancelled_run_pays_what_vendors_bill(face: Face) -> None:
    ada = await face.person()
    run_id = await planned(face, ada, hang=60.0)
    await approve(ada, run_id)
    await until_billed(face, 1)  # voices are made one at a time
    assert (await ada.post(f"/runs/{run_id}/cancel")).status_code == 202
    await face.service.until(run_id, RunStatus.cancelled)
    await until_settled(face, ada)
    assert await in_ledger(face, run_id) == D("0.10")
    assert await purse(face, ada) == (D(90), D(0))


async def test_a_run_cancelled_before_it_began_pays_nothing(face: Face) -> None:
    ada = await face.person()
    run_id = await planned(face, ada)
    await asyncio.to_thread(face.service.kill, face.service.workers[0])
    await approve(ada, run_id)
    assert await purse(face, ada) == (D(70), D(30))
    assert (await ada.post(f"/runs/{run_id}/cancel")).status_code == 202
    assert await purse(face, ada) == (D(100), D(0))


async def test_a_run_that_fails_half_way_pays_for_that_half_and_for_the_rest_when_resumed(face: Face) -> None:
    ada = await face.person()
    run_id = await planned(face, ada, broke=1)
    await approve(ada, run_id)
    await face.service.until(run_id, RunStatus.failed)
    await until_settled(face, ada)
    assert bills(face) == [D("0.10")]
    assert await purse(face, ada) == (D(90), D(0))
    await asyncio.to_thread(face.service.kill, face.service.workers[0])
    answer = await ada.post(f"/runs/{run_id}/resume", headers=key("on"))
    assert answer.status_code == 202, answer.text
    assert await purse(face, ada) == (D(75), D(15))
    face.service.plot(usd={"voice": "0.10"})
    face.service.worker(module=PAID)
    await face.service.until(run_id, RunStatus.done)
    await until_settled(face, ada)
    assert await purse(face, ada) == (D(80), D(0))
    assert bills(face) == [D("0.10")] * 2


async def test_no_more_is_spent_than_was_held_whatever_vendors_ask_meanwhile(face: Face) -> None:
    ada = await face.person()
    run_id = await planned(face, ada)
    await asyncio.to_thread(face.service.kill, face.service.workers[0])
    await approve(ada, run_id)
    face.service.plot(usd={"voice": "0.25"})
    face.service.worker(module=PAID)
    await face.service.until(run_id, RunStatus.failed)
    await until_settled(face, ada)
    assert bills(face) == [D("0.25")]
    assert await purse(face, ada) == (D(75), D(0))


async def test_kills_in_the_middle_never_spend_more_than_was_held(face: Face) -> None:
    ada = await face.person()
    run_id = await planned(face, ada, "3 reels", hang=2.0)
    await approve(ada, run_id)
    for number in (3, 4):
        await until_billed(face, number)
        await asyncio.to_thread(face.service.kill, face.service.workers[-1])
        face.service.worker(module=PAID)
    run = await face.service.until(run_id, seconds=120)
    assert run.status in (RunStatus.done, RunStatus.failed)
    await until_settled(face, ada)
    assert sum(bills(face)) <= D("0.45")
    balance, _ = await purse(face, ada)
    assert balance == 100 - sum(bills(face)) * 100
