"""The timeline: a whole video as plain data, drawn bottom layer first.

Layers are of five kinds and know nothing of scripts, captions or presenters: those are compiled to
layers by `render/scenes`. Positions are pixels of the finished picture, times are seconds from the
start of the piece unless a field says otherwise. Pictures are SVG text or stored assets.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Ease = Literal["linear", "in", "out", "in_out", "back", "step"]
"""How a value moves from the previous keyframe to this one; `back` overshoots a little, `step` jumps."""


class Data(BaseModel):
    """Plain, frozen data."""

    model_config = ConfigDict(frozen=True)


class Key(Data):
    """Where a layer is at `at` seconds after its own start. Before the first and after the last key it rests."""

    at: float
    x: float = 0.0
    """Pixels added to the layer's own `x`; sub-pixel moves are honoured."""
    y: float = 0.0
    scale: float = 1.0
    """About the layer's centre."""
    rotation: float = 0.0
    """Degrees clockwise about the layer's centre."""
    opacity: float = 1.0
    wipe: float = 1.0
    """Part of the width shown, from the left: 0 nothing, 1 all."""
    ease: Ease = "in_out"


class Art(Data):
    """A picture: SVG text, or the sha256 of a stored picture. Exactly one is set."""

    svg: str = ""
    asset: str = ""


class Crop(Data):
    """A part of a source picture in fractions of its size; its shape is the layer's shape."""

    x: float = 0.0
    y: float = 0.0
    w: float = 1.0
    h: float = 1.0


class Base(Data):
    """What all layers have."""

    start: float
    end: float
    fade_in: float = 0.0
    """Seconds of crossfade from what lies below, from `start`."""
    fade_out: float = 0.0


class Backdrop(Base):
    """An animated background over the whole picture."""

    kind: Literal["backdrop"] = "backdrop"
    pattern: Literal["mesh", "waves", "rays", "grid", "bokeh", "paper"]
    colors: tuple[str, ...]
    """Two to four `#rrggbb`, main colour first."""
    seed: int = 0
    speed: float = 1.0
    grain: float = 0.0
    """0 to 1."""
    vignette: float = 0.25


class Still(Base):
    """A photograph that fills the picture (or `box`), moving slowly from one crop to another."""

    kind: Literal["still"] = "still"
    asset: str
    source: Crop = Crop()
    target: Crop = Crop()
    box: tuple[float, float, float, float] | None = None
    """x, y, w, h in pixels; None is the whole picture."""
    blur_fill: bool = False
    """Fit the whole photograph in and fill the rest with a blurred copy, instead of cutting it."""


class Clip(Base):
    """A video clip that fills the picture or `box`, cut to cover; its own sound is not used."""

    kind: Literal["clip"] = "clip"
    asset: str
    source_start: float = 0.0
    speed: float = 1.0
    blur_fill: bool = False
    box: tuple[float, float, float, float] | None = None
    """x, y, w, h in pixels, drawn at the nearest even ones; None is the whole picture. In a box the last picture
    of a clip that is over stands still, elsewhere it draws slowly nearer."""
    radius: float = 0.0
    """Of the box's corners, in pixels; half the shorter side or more makes a disc or a pill."""
    source: Crop = Crop()
    """The part of the clip that is shown in the box, its middle cut to the box's shape."""


class Sprite(Base):
    """A picture of w x h pixels whose top left corner rests at x, y, moved by its keys."""

    kind: Literal["sprite"] = "sprite"
    art: Art
    x: float
    y: float
    w: int
    h: int
    keys: tuple[Key, ...] = ()
    role: str = ""
    """What it is for the gates: `headline`, `caption`, `presenter`, `decor`, ..."""


class Flip(Data):
    """From `at` (seconds from the layer's start) on, the frame with this number is shown; -1 shows none."""

    at: float
    frame: int


class Flipbook(Base):
    """Several pictures of one size shown in turn at one place: lit words, mouths, eyes, counting figures."""

    kind: Literal["flipbook"] = "flipbook"
    frames: tuple[Art, ...]
    flips: tuple[Flip, ...]
    x: float
    y: float
    w: int
    h: int
    keys: tuple[Key, ...] = ()
    role: str = ""


Layer = Annotated[Backdrop | Still | Clip | Sprite | Flipbook, Field(discriminator="kind")]


class Sound(Data):
    """A short sound at a moment, for accents."""

    asset: str
    at: float
    gain_db: float = -12.0


class Audio(Data):
    """What is heard. Gains in dB, times in seconds."""

    voice: str = ""
    """sha256 of the speech; empty when nothing is said."""
    voice_at: float = 0.0
    music: str = ""
    music_from: float = 0.0
    """Where in the track the music starts."""
    music_gain_db: float = -9.0
    """Loudness of the music against the voice while nobody speaks."""
    duck_db: float = 7.0
    """How far the music steps back under speech: it then lies 16 LU below the voice."""
    fade_in: float = 0.05
    fade_out: float = 1.2
    sounds: tuple[Sound, ...] = ()
    lufs: float = -14.0
    true_peak_dbtp: float = -1.0


class Timeline(Data):
    """A whole piece."""

    width: int
    height: int
    fps: int = 30
    seconds: float
    layers: tuple[Layer, ...]
    audio: Audio = Audio()

    @property
    def frames(self) -> int:
        """How many pictures the piece has."""
        return round(self.seconds * self.fps)
