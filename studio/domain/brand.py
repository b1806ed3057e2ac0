"""How a workspace's videos look and sound by default: its colours, letters, captions, voice and mark."""

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints

from studio.domain.assets import Asset

CaptionStyle = Literal["karaoke", "pop", "clean"]
"""karaoke: a line with the spoken word lit; pop: one to three big words at a time; clean: plain lines on a band."""

FontName = Literal["poster", "editorial", "stadium", "friendly", "clean"]
"""Pairings of typefaces. poster and stadium shout, editorial is sure of itself, friendly and clean talk."""
FONT_NAMES: tuple[FontName, ...] = get_args(FontName)

Color = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]
"""`#rrggbb`."""


class BrandColors(BaseModel):
    """The colours a brand goes by. What stands on them is moved as far as it takes to be read."""

    model_config = ConfigDict(frozen=True)

    ground: Color
    """Behind everything."""
    accent: Color
    """Buttons, marks, what stands out."""
    second: Color | None = None
    """A second accent; made of the first when left out."""
    ink: Color | None = None
    """Text; black or white, whichever is read better, when left out."""


class BrandMark(BaseModel):
    """What is seen of a brand beside its colours and letters."""

    model_config = ConfigDict(frozen=True)

    colors: BrandColors | None = None
    font: FontName | None = None
    logo: Asset | None = None
    """A picture; kept small, above what is shown."""
    handle: str = ""
    """`@ada.moves`: beside the logo."""
    sign_off: str = ""
    """A line for the last scene."""


class Brand(BrandMark):
    """A brand as a brief carries it: what is seen, and who speaks and how it is captioned."""

    captions: CaptionStyle | None = None
    """Taken where a brief leaves it open, like the voice and the presenter."""
    voice: str | None = None
    presenter: str | None = None
    """A presenter's style, or `none`."""

    @property
    def mark(self) -> BrandMark | None:
        """What is seen; None when nothing is."""
        seen = BrandMark(**{name: getattr(self, name) for name in BrandMark.model_fields})
        return seen if seen != BrandMark() else None
