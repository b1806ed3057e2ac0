"""What people may choose from when they order videos. Pure data."""

from typing import get_args

from pydantic import BaseModel, ConfigDict

from studio.domain.brand import FONT_NAMES, CaptionStyle
from studio.domain.brief import LANGUAGES, TONES
from studio.domain.platforms import PLATFORMS, Aspect
from studio.domain.presenter import PRESENTER_STYLES
from studio.domain.script import Mood
from studio.domain.voices import VOICES

LANGUAGE_NAMES = {
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "de": "Deutsch",
    "pt": "Português",
    "it": "Italiano",
    "hi": "हिन्दी",
}


class Choice(BaseModel):
    """Something to choose."""

    model_config = ConfigDict(frozen=True)

    name: str
    """As it is written in a request."""
    title: str
    """As people read it."""
    detail: str = ""


class VoiceChoice(Choice):
    """A voice."""

    language: str = ""
    """Mother tongue, BCP 47; empty for one's own voice, which speaks what its vendor does."""
    gender: str = ""
    own: bool = False
    """Whether it is set up by whoever runs the service, at a vendor."""
    sample: str = ""
    """Address of a recording; empty where there is none."""


class PresenterChoice(Choice):
    """Who is seen speaking."""

    own: bool = False


class PlatformChoice(Choice):
    """Where videos go."""

    aspect: Aspect
    seconds: float
    """The length where none is said."""
    min_seconds: float
    max_seconds: float


class PaletteChoice(Choice):
    """Colours that go together."""

    ground: str
    accent: str
    second: str
    ink: str
    dark: bool


class Catalogue(BaseModel):
    """All that may be chosen."""

    model_config = ConfigDict(frozen=True)

    voices: tuple[VoiceChoice, ...]
    presenters: tuple[PresenterChoice, ...]
    captions: tuple[Choice, ...]
    moods: tuple[Choice, ...]
    tones: tuple[Choice, ...]
    platforms: tuple[PlatformChoice, ...]
    languages: tuple[Choice, ...]
    fonts: tuple[Choice, ...]
    palettes: tuple[PaletteChoice, ...] = ()
    niches: tuple[Choice, ...] = ()


def shipped() -> Catalogue:
    """What there is on every machine, as far as it is known without its workers."""
    return Catalogue(
        voices=tuple(
            VoiceChoice(name=v.name, title=v.name.title(), detail=v.character, language=v.language, gender=v.gender)
            for v in VOICES.values()
        ),
        presenters=tuple(
            PresenterChoice(name=style, title=style.title(), detail="drawn people who speak along")
            for style in PRESENTER_STYLES
        ),
        captions=_choices(get_args(CaptionStyle), CAPTION_DETAILS),
        moods=_choices(get_args(Mood)),
        tones=_choices(TONES),
        platforms=tuple(
            PlatformChoice(
                name=p.name,
                title=p.title,
                aspect=p.aspect,
                seconds=p.seconds,
                min_seconds=p.min_seconds,
                max_seconds=p.max_seconds,
            )
            for p in PLATFORMS.values()
        ),
        languages=tuple(Choice(name=name, title=LANGUAGE_NAMES[name]) for name in LANGUAGES),
        fonts=_choices(FONT_NAMES, FONT_DETAILS),
    )


CAPTION_DETAILS = {
    "karaoke": "a line with the spoken word lit",
    "pop": "one to three big words at a time",
    "clean": "plain lines on a band",
}
FONT_DETAILS = {
    "poster": "tall capitals that shout",
    "stadium": "broad capitals that shout",
    "editorial": "sure of itself",
    "friendly": "round, talks",
    "clean": "plain, talks",
}


def _choices(names: tuple[str, ...], details: dict[str, str] | None = None) -> tuple[Choice, ...]:
    return tuple(Choice(name=name, title=name.title(), detail=(details or {}).get(name, "")) for name in names)
