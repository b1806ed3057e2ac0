"""Who is measured: the reader of this machine, a language model, and two baselines that any reader must beat."""

import re
from collections.abc import Awaitable, Callable
from decimal import Decimal

from agents.reader import read_brief, read_deterministically
from providers.router import Router
from studio.domain.brief import Brief, ContentSpec, Piece
from studio.domain.platforms import PlatformName
from studio.errors import BadRequest
from studio.settings import Settings

Read = Callable[[str, int], Awaitable[ContentSpec]]
"""From a brief's words and a seed to its reading.

Raises:
    BadRequest: The brief is refused.
"""
BUILT_IN, TEMPLATE, ALWAYS_ONE = "built-in", "template", "always-one-piece"
_PLATFORM_WORDS: tuple[tuple[str, PlatformName], ...] = (
    ("tiktok", "tiktok"),
    ("short", "youtube_shorts"),
    ("youtube", "youtube"),
    ("linkedin", "linkedin"),
    ("facebook", "facebook_reels"),
)


async def built_in(text: str, seed: int) -> ContentSpec:
    """The key-less reader, by nothing but what ships: no settings of this machine play a part."""
    return read_deterministically(brief_of(text, seed), plain_settings())


async def template(text: str, seed: int) -> ContentSpec:
    """What a regular expression makes of it: the first number and platform, the words after "about"."""
    if not text.strip():
        raise BadRequest("the brief is empty")
    number = re.search(r"\d+", text)
    count = min(int(number.group()), 50) if number else 1
    low = text.casefold()
    platform: PlatformName = next((name for word, name in _PLATFORM_WORDS if word in low), "instagram_reels")
    about = re.search(r"\b(?:about|on|for|sobre|sur|über|su|par|पर)\b\s*(.+)", text, re.IGNORECASE)
    topic = (about.group(1) if about else text).split(",")[0].split(".")[0].strip() or text
    seconds = re.search(r"(\d+)\s*(?:s|sec|seconds|segundos|secondes|sekunden|secondi)\b", low)
    return _same(max(count, 1), topic, platform, float(seconds.group(1)) if seconds else 20.0)


async def always_one(text: str, seed: int) -> ContentSpec:
    """One reel about the whole brief."""
    return _same(1, text.strip() or "anything", "instagram_reels", 20.0)


def model_reader(settings: Settings, router: Router) -> Read:
    """The reader with the language model that is set."""

    async def read(text: str, seed: int) -> ContentSpec:
        return await read_brief(brief_of(text, seed), settings=settings, router=router)

    return read


def brief_of(text: str, seed: int = 0) -> Brief:
    """A brief of nothing but words."""
    return Brief.model_validate({"text": text, "options": {"seed": seed}})


def plain_settings() -> Settings:
    """The limits that ship, and no model."""
    shipped = {
        name: field.default for name, field in Settings.model_fields.items() if name in ("max_pieces", "max_seconds")
    }
    return Settings(_env_file=None, model="", **shipped)


def _same(count: int, topic: str, platform: PlatformName, seconds: float) -> ContentSpec:
    pieces = [
        Piece(id=f"video-{n + 1}", topic=topic, platform=platform, seconds=seconds, angle="") for n in range(count)
    ]
    return ContentSpec(pieces=tuple(pieces), budget_usd=None if count else Decimal(0), reader="baseline")
