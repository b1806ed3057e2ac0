"""Makes a brief of the words and options of a command line, and refuses values that cannot be."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import get_args

from studio.domain.brief import LANGUAGES, Brief, Options
from studio.domain.platforms import PlatformName
from studio.domain.presenter import PRESENTER_STYLES
from studio.domain.voices import VOICES
from studio.errors import BadRequest
from studio.settings import get_settings

PLATFORM_NAMES: tuple[str, ...] = get_args(PlatformName)
SHORT_PLATFORMS = {
    "instagram": "instagram_reels",
    "reels": "instagram_reels",
    "reel": "instagram_reels",
    "shorts": "youtube_shorts",
    "short": "youtube_shorts",
    "facebook": "facebook_reels",
    "twitter": "x",
}
BRIEF_LIMIT = 20_000
"""Characters of a brief; a longer text belongs in --source."""


def brief_from(
    text: str,
    *,
    budget: str | None,
    source: str | None,
    script: Path | None,
    media: Path | None,
    voice: str | None,
    avatar: str | None,
    platform: str | None,
    seconds: float | None,
    language: str | None,
    seed: int,
) -> Brief:
    """The brief of a command line.

    Raises:
        BadRequest: An option has a value that cannot be.
    """
    if not text.strip() and not script and not source:
        raise BadRequest("the brief is empty", 'say what to make: studio make "5 fitness reels"')
    if len(text) > BRIEF_LIMIT:
        raise BadRequest(
            f"the brief is longer than {BRIEF_LIMIT} characters", "put the text in a file: --source FILE"
        )
    _exists(script, media, source)
    options = Options(
        voice=_name("voice", voice, (*VOICES, "female", "male", "none")),
        avatar=_name("presenter", avatar, (*PRESENTER_STYLES, "none")),
        platform=_platform(platform),
        seconds=_seconds(seconds),
        language=_language(language),
        budget_usd=_money(budget),
        seed=_seed(seed),
    )
    return Brief(text=text, source=source, script=script, media=media, options=options)


def _exists(script: Path | None, media: Path | None, source: str | None) -> None:
    if script and not script.is_file():
        raise BadRequest(f"there is no file {script}", "--script takes a text file with the words to speak")
    if media and not media.is_dir():
        raise BadRequest(f"there is no folder {media}", "--media takes a folder of photos and clips")
    if source and "://" not in source and not Path(source).is_file():
        raise BadRequest(
            f"there is no file {source}", "--source takes a text file or an address that begins with https://"
        )


def _name(kind: str, asked: str | None, known: tuple[str, ...]) -> str | None:
    from agents.planning.choose import known_name

    return None if asked is None else known_name(kind, asked, known)


def _platform(asked: str | None) -> PlatformName | None:
    if asked is None:
        return None
    plain = asked.strip().casefold().replace("-", "_").replace(" ", "_")
    name = _name("platform", SHORT_PLATFORMS.get(plain, plain), PLATFORM_NAMES)
    return next(p for p in get_args(PlatformName) if p == name)


def _seconds(asked: float | None) -> float | None:
    most = get_settings().max_seconds
    if asked is not None and not 1 <= asked <= most:
        raise BadRequest(f"a piece cannot be {asked:g} seconds long", f"--seconds takes 1 to {most:g}")
    return asked


def _language(asked: str | None) -> str | None:
    if asked is not None and asked.casefold().split("-")[0] not in LANGUAGES:
        raise BadRequest(f"there is no language {asked!r} here", f"--language takes one of: {', '.join(LANGUAGES)}")
    return asked


def _money(asked: str | None) -> Decimal | None:
    if asked is None:
        return None
    try:
        amount = Decimal(asked.strip().lstrip("$"))
    except InvalidOperation:
        amount = Decimal("-1")
    if not amount.is_finite() or amount < 0:
        raise BadRequest(f"{asked!r} is no amount of money", "--budget takes dollars, such as 2.50")
    return amount


def _seed(asked: int) -> int:
    if not 0 <= asked < 2**31:
        raise BadRequest(f"{asked} cannot be a seed", "--seed takes a whole number from 0 to 2147483647")
    return asked
