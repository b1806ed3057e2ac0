"""What the user asked for, and the typed reading of it."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from studio.domain.assets import Asset
from studio.domain.brand import Brand
from studio.domain.brand import CaptionStyle as CaptionStyle
from studio.domain.operations import Operation
from studio.domain.platforms import Aspect, PlatformName

LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "hi")
"""Languages in which the key-less writer, voice and captions all work."""


class Options(BaseModel):
    """What the command line or the page fixes besides the words; it wins over the words."""

    model_config = ConfigDict(frozen=True)

    voice: str | None = None
    avatar: str | None = None
    """A presenter's name, or `none`."""
    captions: CaptionStyle | Literal["none"] | None = None
    platform: PlatformName | None = None
    seconds: float | None = None
    language: str | None = None
    budget_usd: Decimal | None = None
    seed: int = 0
    brand: Brand | None = None
    """What is taken where words and options leave it open, and how the pieces look."""


class Brief(BaseModel):
    """The user's words, files and limits, exactly as given."""

    model_config = ConfigDict(frozen=True)

    text: str
    source: str | None = None
    """File or address whose sentences the scripts must come from."""
    script: Path | None = None
    """File with the user's own words to speak."""
    media: Path | None = None
    """Folder of the user's own photos and clips."""
    words: str = ""
    """The user's own words to speak, where no file holds them."""
    assets: tuple[Asset, ...] = ()
    """The user's own photos and clips that are in the store already, as they were brought."""
    options: Options = Options()


class Piece(BaseModel):
    """One video to make. `voice`, `avatar`, `captions`, `music` are a name, or None for "without"."""

    model_config = ConfigDict(frozen=True)

    id: str
    """`reel-1`, `short-2`, `video-3`: unique in a spec, safe as a folder name."""
    topic: str
    """In the words of the brief, without the order around it: `fitness`, `sourdough for beginners`."""
    angle: str = ""
    """What sets this piece apart in its batch; empty lets the writer choose."""
    platform: PlatformName = "instagram_reels"
    aspect: Aspect = "9:16"
    seconds: float = 20.0
    language: str = "en"
    """BCP 47."""
    tone: str = ""
    """One of TONES, or the user's own word."""
    voice: str | None = "auto"
    """A voice of `studio.domain.voices`, `auto`, or None for a silent piece."""
    avatar: str | None = "auto"
    """A presenter style, `auto`, or None for no presenter."""
    captions: str | None = "auto"
    """A CaptionStyle, `auto`, or None."""
    music: str | None = "auto"
    """A mood (`happy`, `calm`, `tender`, `nostalgic`, `energetic`), `auto`, or None."""
    must_say: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()


TONES = ("friendly", "energetic", "calm", "serious", "funny", "inspiring", "professional", "dramatic")


class Choice(BaseModel):
    """One answer to a question."""

    model_config = ConfigDict(frozen=True)

    label: str
    operations: tuple[Operation, ...] = ()
    """What to do to the plan for it; nothing when it is what was taken."""


class Question(BaseModel):
    """Something that was not said and is worth asking back; what was taken is the first choice."""

    model_config = ConfigDict(frozen=True)

    id: Literal["platform", "seconds", "count"]
    text: str
    options: tuple[Choice, ...]


class ContentSpec(BaseModel):
    """The typed reading of a brief: what will be made, and what was assumed on the way."""

    model_config = ConfigDict(frozen=True)

    pieces: tuple[Piece, ...]
    budget_usd: Decimal | None = None
    assumptions: tuple[str, ...] = ()
    """Each a sentence for the user: what was not said and what was taken instead."""
    questions: tuple[Question, ...] = ()
    """Those of the assumptions that are answered with a click."""
    reader: str = "deterministic"
    """Who read the brief: `deterministic`, or the model's name."""


Money = Annotated[Decimal, Field(ge=0)]
