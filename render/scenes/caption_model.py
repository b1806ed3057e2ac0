"""Captions as plain data: groups of timed words in lines, independent of how they are drawn."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from studio.domain.brief import CaptionStyle


class CaptionWord(BaseModel):
    """A word on screen. It is lit from `start` to `end`: until the next word starts, or the group ends."""

    model_config = ConfigDict(frozen=True)

    text: str
    start: float
    end: float
    joined: bool = False
    """Continues the word before it, which was too long for a line and ends with a hyphen for it."""


class CaptionGroup(BaseModel):
    """What is on screen at one time: one or two lines."""

    model_config = ConfigDict(frozen=True)

    start: float
    end: float
    lines: tuple[tuple[CaptionWord, ...], ...]

    @property
    def words(self) -> tuple[CaptionWord, ...]:
        """All words in the order in which they are spoken."""
        return tuple(word for line in self.lines for word in line)


class CaptionTrack(BaseModel):
    """The captions of a piece. Times in seconds from the start of the speech."""

    model_config = ConfigDict(frozen=True)

    style: CaptionStyle
    language: str
    lit: Literal["box", "colour"] = "box"
    """karaoke: how the spoken word stands out."""
    groups: tuple[CaptionGroup, ...] = ()


class CaptionLook(BaseModel):
    """Colours (`#rrggbb`) and typeface; whatever they are, the text keeps a contrast of 4.5 on any ground."""

    model_config = ConfigDict(frozen=True)

    accent: str = "#ffd23f"
    text: str = "#ffffff"
    family: str = ""
    """A family of `render.vector.FONTS`; empty takes the style's own."""
