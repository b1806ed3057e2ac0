"""Fake tools whose voice is bought: a vendor that bills each call, through the real router and its books.

`python -m tests.fakes.paid` is a worker on them. `plot.json` may say, besides what the tools do: `usd`, what a call
of the vendor costs; `bills`, what it says it cost in the end; `hang`, seconds that a call takes; `broke`, how many
calls succeed before it fails for good; `shut`, that the vendor turns every call away and another stands behind it;
`die_unsettled`, to be killed when a run has ended and is not settled yet.
"""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from graphs.studio import Studio
from providers.context import CallContext
from providers.errors import Auth, InvalidRequest
from providers.ports import Capabilities, Forecast, Provider
from providers.prices import Price, PriceBook, PriceList
from providers.requests import Message, Request, TextRequest, TextResult
from providers.router import Router
from providers.tasks import Task
from providers.usage import used
from studio.db.database import Database
from studio.domain.brief import Brief, ContentSpec
from studio.events.progress import Sink
from studio.services.books import Books
from studio.services.charges import Charges
from studio.settings import get_settings
from tests.fakes.plot import Plot
from tests.fakes.studio import spec
from tests.fakes.studio_cli import behaviour, fake_studio
from tests.fakes.studio_cli import read as numbered
from tests.fakes.tools import FakeVoice, VoiceArgs, VoiceOutput
from tools.base import ToolContext
from worker.main import main

ASK = TextRequest(messages=(Message(role="user", content="speak"),))


class Dealer(Provider):
    """Sells voices by the call, and keeps a list of what it billed."""

    name = "dealer"
    capabilities = Capabilities(tasks=frozenset({"text"}), models={"text": "m"})

    def __init__(self, folder: Path, told: dict[str, Any]) -> None:
        self.bills = folder / "bills.jsonl"
        self.told = told

    def estimate(self, task: Task, request: Request) -> Forecast:
        return Forecast(usage=used("call", 1), seconds=1.0, model="m")

    async def generate_text(self, request: TextRequest) -> TextResult:
        if self.told.get("shut"):
            raise Auth("the dealer does not know this key", "make another one")
        sold = len(self.bills.read_text().splitlines()) if self.bills.exists() else 0
        if sold >= self.told.get("broke", 1000):
            raise InvalidRequest("the dealer does not like it", "ask for something else")
        usd = Decimal(self.told.get("bills", self.told["usd"]["voice"]))
        with self.bills.open("a") as file:
            file.write(json.dumps(str(usd)) + "\n")
        await asyncio.sleep(self.told.get("hang", 0.0))
        return TextResult(text="spoken", model="m", usage=used("call", 1), cost_usd=usd)


class StandIn(Dealer):
    """Sells the same when the dealer does not."""

    name = "stand-in"


class BoughtVoice(FakeVoice):
    """Has the words spoken by the dealer."""

    def price(self, args: VoiceArgs, router: Router) -> tuple[Task, Request]:
        return "text", ASK

    async def run(self, args: VoiceArgs, context: ToolContext) -> VoiceOutput:
        made: VoiceOutput = await super().run(args, context)
        answer = await context.router.generate("text", ASK, context=context.calls)
        context.trail.extend(answer.trail)
        return made


async def read(brief: Brief, calls: CallContext) -> ContentSpec:
    """`2 reels about tea`: a run with a topic of its own finds no other's results."""
    count, _, topic = brief.text.partition(" about ")
    return await numbered(brief, calls) if not topic else spec(int(count.split()[0]), topic)


def prices(usd: str) -> PriceBook:
    """What the dealer says it takes for a call."""
    price = Price(model="*", unit="call", usd=Decimal(usd), since=date(2026, 1, 1))
    return PriceBook([PriceList(vendor=name, source="test", prices=(price,)) for name in ("dealer", "stand-in")])


@asynccontextmanager
async def paid_studio(tell: Sink | None = None) -> AsyncIterator[Studio]:
    """The studio on fake tools, with a bought voice."""
    settings = get_settings()
    told = {"usd": {"voice": "0.10"}, **behaviour(settings.home.parent)}
    database = Database(settings.database_url, everywhere=True)
    books = await Books.open(database)
    async with fake_studio(tell) as studio:
        dealers = [Dealer(settings.home.parent, told)]
        if told.get("shut"):
            dealers.append(StandIn(settings.home.parent, {**told, "shut": False}))
        studio.read = read
        studio.router = Router(dealers, recorder=books, book=prices(told["usd"]["voice"]))
        plot = Plot(ledger=settings.home.parent / "ledger.jsonl", seconds=told.get("seconds", 0.0))
        studio.tools = {**studio.tools, "voice": BoughtVoice(plot)}
        if told.get("die_unsettled"):
            _die_before_settling()
        try:
            yield studio
        finally:
            await books.close()
            await database.close()


def _die_before_settling() -> None:
    async def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    Charges.settle = die  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    main(wiring=paid_studio)
