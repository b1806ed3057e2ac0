"""Packs: what is known about a niche, as angles a short video can take, in one language.

A pack is a YAML file in `data/niches/<id>.yaml` (English), `data/niches/<language>/<id>.yaml` (written
natively in another language) or `data/generic/<language>.yaml` (claims nothing about the topic; its hooks
and captions hold `{topic}`). `data/README.md` is the guide for authors; the limits below are what loads.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from studio.domain.script import Mood
from studio.errors import BrokenInstall

DATA = Path(__file__).parent / "data"

Device = Literal["question", "claim", "number", "mistake", "challenge", "scene"]
"""How a hook catches: asks, states something bold, opens with a figure, names a slip, dares, paints a moment."""

Act = Literal["comment", "save", "share", "follow", "try"]
"""What a call to action asks for."""

Structure = Literal[
    "tips",
    "steps",
    "checklist",
    "mistakes",
    "myth-vs-fact",
    "countdown",
    "numbers",
    "challenge",
    "story",
    "swap",
    "deep-dive",
    "recap",
]


def _words(low: int, high: int) -> AfterValidator:
    def check(text: str) -> str:
        count = len(text.split())
        if not low <= count <= high:
            raise ValueError(f"{count} words, {low} to {high} wanted: {text!r}")
        return text

    return AfterValidator(check)


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Line = Annotated[str, StringConstraints(min_length=2, max_length=32)]
"""A line on screen: 2 to 5 words, no full stop."""
Tag = Annotated[str, StringConstraints(pattern=r"^[^\s#]{2,30}$")]
Emoji = Annotated[str, StringConstraints(min_length=1, max_length=4)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Beat(_Part):
    """One piece of advice: spoken in one breath, with what stands on screen."""

    say: Annotated[str, _words(6, 17)]
    """The advice itself, one or two sentences that stand alone."""
    more: Annotated[str, _words(5, 17)]
    """Why or how, for longer pieces; follows `say` directly."""
    show: Line
    """Headline while `say` is spoken, and its line in lists: what to do, in other words than `say`."""
    detail: Annotated[str, StringConstraints(min_length=2, max_length=46)]
    """Small line under `show`, and the headline while `more` is spoken."""
    emoji: Emoji
    slip: Annotated[str, StringConstraints(max_length=32)] = ""
    """What people do instead, in lower case: spoken after "Mistake one:" or "Instead of", shown on the left."""
    figure: Annotated[str, StringConstraints(max_length=10)] = ""
    """A figure that `say` speaks of, to be shown big: `3x`, `10 min`."""


class Myth(_Part):
    """A common belief about the angle, and what holds instead."""

    claim: Annotated[str, _words(3, 14)]
    fact: Annotated[str, _words(4, 15)]
    left: Line
    """The belief, on screen."""
    right: Line
    """The fact, on screen."""


class CallToAction(_Part):
    """What the viewer is asked to do."""

    act: Act
    say: Annotated[str, _words(4, 13)]
    show: Line


class Angle(_Part):
    """One video's worth of content."""

    id: Slug
    title: Annotated[str, StringConstraints(min_length=4, max_length=48)]
    keywords: tuple[str, ...] = ()
    """Sub-topics in lower case that this angle answers."""
    emoji: Emoji
    doubts: bool = False
    """Of a generic angle: it speaks of trouble with the topic, so a brand or a project gets it last."""
    avoid: tuple[Structure, ...] = Field(default=(), max_length=4)
    """Structures in which its beats would read wrong."""
    hooks: Annotated[dict[Device, Annotated[str, _words(4, 14)]], Field(min_length=3)]
    setup: Annotated[str, _words(6, 20)]
    """Why it matters; spoken after the hook in longer pieces, and as the opening of a chapter."""
    myth: Myth
    beats: Annotated[tuple[Beat, ...], Field(min_length=5, max_length=6)]
    close: Annotated[str, _words(4, 15)]
    """The line to remember, before the call to action in longer pieces."""
    close_show: Line
    cta: Annotated[tuple[CallToAction, ...], Field(min_length=2, max_length=3)]
    caption: Annotated[str, _words(8, 50)]
    """The text of the post, without hashtags."""
    hashtags: tuple[Tag, ...] = Field(min_length=2, max_length=6)

    @model_validator(mode="after")
    def _enough_for_every_structure(self) -> "Angle":
        _refuse(sum(bool(b.slip) for b in self.beats) < 3, f"{self.id}: three beats need a `slip`")
        _refuse(not any(b.figure for b in self.beats), f"{self.id}: one beat needs a `figure`")
        for beat in self.beats:
            _refuse(_plain(beat.show) in _plain(beat.say), f"{self.id}: `show` repeats `say`: {beat.show!r}")
        for hook in self.hooks.values():
            _refuse(_plain(hook) == _plain(self.title), f"{self.id}: the title repeats a hook")
        return self


class Pack(_Part):
    """A niche in one language."""

    id: Slug
    language: str = "en"
    title: str
    match: dict[str, tuple[str, ...]] = {}
    """Names of the whole niche per language, in lower case; sub-topics belong to the angles' `keywords`."""
    mood: Mood
    hashtags: tuple[Tag, ...] = Field(min_length=3, max_length=8)
    angles: Annotated[tuple[Angle, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _distinct(self) -> "Pack":
        for kind in ("id", "title"):
            values = [getattr(angle, kind) for angle in self.angles]
            _refuse(len(set(values)) < len(values), f"{self.id}: two angles share one {kind}")
        return self


def _refuse(wrong: bool, why: str) -> None:
    if wrong:
        raise ValueError(why)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def load_pack(path: Path) -> Pack:
    """Read and check one pack.

    Raises:
        BrokenInstall: The file is missing, is not YAML, or breaks a limit.
    """
    try:
        return Pack.model_validate(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise BrokenInstall(f"{path.name}: {error}", "reinstall, or mend the pack as data/README.md says") from error


@lru_cache(maxsize=1)
def niches() -> tuple[Pack, ...]:
    """Every niche pack of every language, sorted by id and language."""
    packs = [load_pack(path) for path in sorted((DATA / "niches").rglob("*.yaml"))]
    return tuple(sorted(packs, key=lambda pack: (pack.id, pack.language)))


@lru_cache(maxsize=16)
def generic(language: str) -> Pack:
    """The pack of a language that claims nothing about its topic."""
    return load_pack(DATA / "generic" / f"{language}.yaml")
