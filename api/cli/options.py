"""Options that commands share, and the brief they make."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, get_args

import typer

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

BriefText = Annotated[str, typer.Argument(metavar="BRIEF", help='What to make, in plain words: "5 fitness reels".')]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where the videos go (default out/RUN).")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Spend within the budget without asking.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and nothing else, to stdout.")]
Budget = Annotated[str | None, typer.Option("--budget", metavar="USD", help="The most this may cost.")]
Source = Annotated[
    str | None, typer.Option("--source", metavar="FILE|URL", help="Take the sentences from this text.")
]
ScriptFile = Annotated[Path | None, typer.Option("--script", metavar="FILE", help="Speak these very words.")]
Media = Annotated[Path | None, typer.Option("--media", metavar="DIR", help="Show your own photos and clips.")]
Voice = Annotated[str | None, typer.Option("--voice", metavar="NAME", help="Who speaks (or none).")]
Avatar = Annotated[str | None, typer.Option("--avatar", metavar="NAME", help="Which presenter is seen (or none).")]
PlatformOption = Annotated[
    str | None, typer.Option("--platform", metavar="NAME", help=" ".join(PLATFORM_NAMES) + ".")
]
Seconds = Annotated[float | None, typer.Option("--seconds", metavar="N", help="How long each piece is.")]
Language = Annotated[str | None, typer.Option("--language", metavar="CODE", help=" ".join(LANGUAGES) + ".")]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Another number, other choices.")]


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
