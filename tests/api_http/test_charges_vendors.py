"""A real reel that is paid for, over HTTP: real worker and tools, the vendors' fakes, and credits that add up."""

from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from typing import Any

import httpx
import pytest
import yaml

from studio.domain.charges import READING_USD
from studio.domain.credits import credits_for
from studio.domain.ledger import Scope
from studio.domain.runs import RunStatus
from studio.services.credits import Credits, audit
from studio.services.ledger import Ledger
from tests.api_http.conftest import Face
from tests.e2e.test_vendors import Fakes

D = Decimal
GIVEN = D(500)


@pytest.fixture
def fakes() -> Iterator[Fakes]:
    with ExitStack() as stack:
        yield Fakes(stack)


def services_of(face: Face) -> Any:
    transport = face.client._transport
    assert isinstance(transport, httpx.ASGITransport)
    return transport.app.state.services  # type: ignore[attr-defined]


@pytest.mark.slow
async def test_a_reel_bought_from_vendors_costs_what_they_billed(face: Face, fakes: Fakes) -> None:
    services_of(face).charges.reading_usd = READING_USD
    home = face.service.settings.home
    home.mkdir(parents=True, exist_ok=True)
    (home / "providers.yaml").write_text(yaml.safe_dump({"avatars": {"me": {"heygen": "avatar-of-me"}}}))
    environment = {**fakes.environment(), "STUDIO_PROVIDERS_FILE": str(home / "providers.yaml")}
    face.service.worker(module="worker.main", **environment)
    ada = await face.person()
    credits, ledger = Credits(face.service.database, ada.workspace), Ledger(face.service.database)
    await credits.grant(GIVEN - (await credits.wallet()).balance, "a gift", "gift")

    key = {"Idempotency-Key": "k"}
    run_id = (await ada.post("/briefs", json={"text": "1 fitness reel, 6 seconds"}, headers=key)).json()["run_id"]
    assert (await credits.wallet()).held == credits_for(READING_USD, D("0.01"))
    await face.service.until(run_id, RunStatus.planned, seconds=120)
    shown = (await ada.get(f"/runs/{run_id}")).json()
    price = D(shown["price_credits"])
    assert price == credits_for(D(shown["plan"]["estimate"]["usd_p90"]), D("0.01")) > 0
    await until_settled(face, credits)
    reading = (await ledger.spent(Scope(run=run_id))).usd
    assert reading > 0, "the brief was read by the language model"
    assert (await credits.wallet()).balance == GIVEN - credits_for(reading, D("0.01"))

    assert (await ada.post(f"/runs/{run_id}/approve", headers=key)).status_code == 202
    assert (await credits.wallet()).held == price
    await face.service.until(run_id, RunStatus.done, seconds=400)
    await until_settled(face, credits)
    spent = await ledger.spent(Scope(run=run_id))
    assert reading < spent.usd <= reading + price * D("0.01")
    assert spent.held == 0
    assert (await ledger.spent(Scope(workspace=ada.workspace))).usd == spent.usd
    charged = credits_for(reading, D("0.01")) + credits_for(spent.usd - reading, D("0.01"))
    assert (await credits.wallet()).balance == GIVEN - charged
    assert not await audit(face.service.database)
    done = (await ada.get(f"/runs/{run_id}")).json()
    assert D(done["cost_usd"]) == spent.usd - reading
    assert fakes.elevenlabs.bills and fakes.heygen.bills
    for fake in (fakes.elevenlabs, fakes.heygen, fakes.pexels, fakes.openai):
        assert fake.violations == []


async def until_settled(face: Face, credits: Credits) -> None:
    async def reached() -> bool:
        return not (await credits.wallet()).held

    await face.service.wait(reached, 60, "credits to be settled")
