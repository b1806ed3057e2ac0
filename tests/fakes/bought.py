"""Fake tools that buy from vendors over HTTP: `python -m tests.fakes.bought` is a worker on them.

Pictures are bought with one call at OpenAI, presenters as long jobs at HeyGen, through the real adapters, the real
router and its books. `plot.json` may say, besides what the tools do: `vendors`, name -> address of its fake.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import SecretStr

from graphs.studio import Studio
from providers.adapters.heygen import HeyGen
from providers.adapters.openai import OpenAI
from providers.cache import Cache, OnDisk
from providers.context import CallContext
from providers.policy import Config, Limits, ProviderPolicy
from providers.ports import Provider
from providers.requests import AvatarRequest, ImageRequest, MediaFile, Request
from providers.router import Router
from providers.tasks import Task
from studio.db.database import Database
from studio.domain.brief import Brief, ContentSpec
from studio.domain.speech import SceneSpan, Timing
from studio.events.progress import Sink
from studio.services.books import Books
from studio.settings import get_settings
from tests.fakes.plot import Plot
from tests.fakes.receiver import LOOPBACK
from tests.fakes.studio import spec
from tests.fakes.studio_cli import behaviour, fake_studio
from tests.fakes.tools import (
    AvatarArgs,
    AvatarOutput,
    FakeAvatar,
    FakeVisuals,
    VisualsArgs,
    VisualsOutput,
)
from tests.fakes.vendors.base import FakeVendor
from tests.fakes.vendors.media import wav
from tools.base import ToolContext
from worker.main import main

SECONDS = 2.0
"""Length of every film."""
RATE = 8_000
KEY = SecretStr(FakeVendor.key)


class QuickHeyGen(HeyGen):
    """Its films are done sooner, so it is asked more often."""

    poll_seconds = 0.4


class BoughtPicture(FakeVisuals):
    """Has a picture drawn by a vendor that takes no idempotency key."""

    cached = False

    def price(self, args: VisualsArgs, router: Router) -> tuple[Task, Request]:
        return "image", ImageRequest(prompt="a picture of so many words")

    async def run(self, args: VisualsArgs, context: ToolContext) -> VisualsOutput:
        made: VisualsOutput = await super().run(args, context)
        asked = ImageRequest(prompt=f"{context.calls.run} {context.calls.step}", seed=args.seed)
        answer = await context.router.generate("image", asked, context=context.calls)
        context.trail.extend(answer.trail)
        _forget(*answer.result.images)
        return made


class BoughtPresenter(FakeAvatar):
    """Has the speech performed in a long job."""

    cached = False

    def price(self, args: AvatarArgs, router: Router) -> tuple[Task, Request]:
        return "avatar", _performance(Path("speech.wav"), "")

    async def run(self, args: AvatarArgs, context: ToolContext) -> AvatarOutput:
        made: AvatarOutput = await super().run(args, context)
        speech = context.workdir / "speech.wav"
        speech.write_bytes(wav(np.zeros(int(SECONDS * RATE), np.int16), RATE))
        asked = _performance(speech, f"{context.calls.run} {context.calls.step}")
        answer = await context.router.generate("avatar", asked, context=context.calls)
        context.trail.extend(answer.trail)
        _forget(*([answer.result.video] if answer.result.video else []))
        return made


def _performance(speech: Path, title: str) -> AvatarRequest:
    timing = Timing(seconds=SECONDS, scenes=(SceneSpan(id="s1", start=0.0, end=SECONDS),), words=())
    audio = MediaFile(path=speech, media_type="audio/wav")
    return AvatarRequest(
        style="studio", seed="me", timing=timing, audio=audio, avatar_ids={"heygen": "me"}, title=title
    )


def _forget(*files: Path) -> None:
    for file in files:
        file.unlink(missing_ok=True)


async def read(brief: Brief, calls: CallContext) -> ContentSpec:
    """`2 reels about run-07`: each run has a topic of its own, so that none finds another's results."""
    count, _, topic = brief.text.partition(" reels about ")
    return spec(int(count), topic)


def sellers(addresses: Mapping[str, str]) -> list[Provider]:
    """The vendors' adapters."""
    return [
        QuickHeyGen(KEY, base_url=addresses["heygen"], timeout_seconds=20.0),
        OpenAI(KEY, base_url=addresses["openai"], timeout_seconds=20.0),
    ]


@asynccontextmanager
async def bought_studio(tell: Sink | None = None) -> AsyncIterator[Studio]:
    """The studio on fake tools, with bought pictures and presenters."""
    settings = get_settings()
    told: dict[str, Any] = behaviour(settings.home.parent)
    database = Database(settings.database_url, everywhere=True)
    books = await Books.open(database)
    async with fake_studio(tell) as studio:
        policy = ProviderPolicy(limits=Limits(concurrency=0, careful=False))
        policies = dict.fromkeys(told["vendors"], policy)
        cache = Cache(OnDisk(settings.home / "cache" / "results"))
        studio.router = Router(sellers(told["vendors"]), Config(providers=policies), recorder=books, cache=cache)
        studio.read = read
        plot = Plot(ledger=settings.home.parent / "ledger.jsonl", seconds=told.get("seconds", 0.0))
        studio.tools = {**studio.tools, "visuals": BoughtPicture(plot), "avatar": BoughtPresenter(plot)}
        try:
            yield studio
        finally:
            await books.close()
            await database.close()


if __name__ == "__main__":
    main(wiring=bought_studio, rules=LOOPBACK)
