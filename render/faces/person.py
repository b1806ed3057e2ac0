"""What a person looks like, as data, and the canvas everybody is drawn on."""

from dataclasses import dataclass
from typing import Literal

from render.scenes.contrast import mix

WIDTH = 720
"""Units across: shoulders and all. A presenter's box is this wide, whatever its pixels."""
HEIGHT = 1200
CENTRE = 360.0
CHIN = 350.0
"""Hair to chin lies above this line: the face of `render.scenes.zones`, with room to nod."""
PIVOT = (360.0, 372.0)
"""Where the head turns: the top of the neck."""
EYES_Y = 204.0
EYE_GAP = 49.0
"""From the middle of the face to the middle of each eye."""
BROWS_Y = 159.0
MOUTH_Y = 288.0

Gender = Literal["female", "male"]
Hair = Literal["waves", "bob", "afro", "hijab", "bun", "ponytail", "quiff", "fade", "swept", "crop", "bald", "curls"]
Outfit = Literal["tee", "blazer", "hoodie", "shirt", "turtleneck", "cardigan"]
Beard = Literal["", "stubble", "short", "full", "moustache"]


@dataclass(frozen=True)
class Skin:
    """A skin tone and what belongs to it."""

    base: str
    lips: str

    def with_lips(self, lips: str) -> "Skin":
        """The same skin with another colour of lips."""
        return Skin(self.base, lips)

    @property
    def shade(self) -> str:
        """Where less light falls."""
        return mix(mix(self.base, "#7a2f2a", 0.2), "#3a1420", 0.1)

    @property
    def deep(self) -> str:
        """Lines: nose, ears, lids."""
        return mix(mix(self.base, "#6b2420", 0.45), "#2a0c14", 0.15)

    @property
    def glow(self) -> str:
        """Where most light falls."""
        return mix(self.base, "#fff1dc", 0.22)


@dataclass(frozen=True)
class Person:
    """Somebody who presents."""

    name: str
    gender: Gender
    skin: Skin
    hair: Hair
    hair_color: str
    eyes: str
    outfit: Outfit
    cloth: str
    under: str = "#f5f1ea"
    """What shows in the neckline of a blazer, shirt or cardigan."""
    beard: Beard = ""
    glasses: str = ""
    """Colour of the frame; empty for none."""
    earrings: str = ""
    freckles: bool = False
    age: Literal["young", "grown", "old"] = "young"
    jaw: float = 0.0
    """-1 narrow to 1 square."""
    brow: float = 8.0
    """Thickness of the brows."""
    natural: str = ""
    """Colour of hair that is covered, for the brows; empty when it is what shows."""

    @property
    def hair_shade(self) -> str:
        """Hair away from the light."""
        return mix(self.hair_color, "#14080c", 0.32)

    @property
    def hair_light(self) -> str:
        """Hair in the light."""
        return mix(self.hair_color, "#ffe6c4", 0.2)

    @property
    def brow_color(self) -> str:
        """Brows are darker than hair, and grey last."""
        dark, part = ("#6a6468", 0.35) if self.age == "old" else ("#1c0f12", 0.4)
        return mix(self.natural or self.hair_color, dark, part)

    @property
    def lashes(self) -> bool:
        """Whether the upper lid is drawn long."""
        return self.gender == "female"
