"""How a piece looks: colours, letters, backdrop, and the layout of every scene. Pure data."""

from typing import Literal

from render.scenes.palettes import Ground, Palette
from render.timeline import Crop, Data

Pattern = Literal["mesh", "waves", "rays", "grid", "bokeh", "paper"]
Decor = Literal["rings", "confetti", "dots", "stripes", "sparks", "scribbles"]
CardStyle = Literal["solid", "outline", "brutal", "glass"]
"""solid: filled with a soft edge below; outline: a thin border; brutal: a thick border and a hard shadow;
glass: a clear pane."""
Transition = Literal["fade", "push", "wipe", "zoom", "rise"]
"""fade: crossfade; push: out to one side, in from the other; wipe: a sheet of colour sweeps across;
zoom: through the picture; rise: up and away."""


class Face(Data):
    """One cut of a typeface."""

    family: str
    """As an SVG names it."""
    file: str
    """As `render.vector.FONTS` names it, for measuring."""
    weight: int = 400
    caps: bool = False
    """Set in capitals."""
    leading: float = 1.1
    """Least distance of two baselines in sizes; taller letters push it apart."""


class Fonts(Data):
    """Typefaces that go together."""

    name: str
    display: Face
    """Hooks and figures."""
    strong: Face
    """Headlines in cards, list items, buttons."""
    text: Face
    """Details."""


class Medium(Data):
    """One of the user's own photographs or clips."""

    asset: str
    """sha256 in the store."""
    video: bool
    width: int
    height: int
    seconds: float = 0.0
    """Length of a clip."""
    start: float = 0.0
    """Where in the clip to begin."""
    crops: tuple[Crop, Crop] = (Crop(), Crop())
    """Where a photograph's slow move begins and ends."""
    blur_fill: bool = False


class Mark(Data):
    """What is seen of a brand beside colours and letters."""

    logo: str = ""
    """sha256 of a PNG or JPEG in the store; empty without one."""
    width: int = 0
    height: int = 0
    """Pixels of the logo."""
    tint: str = "#000000"
    """Mean colour of the logo where it is not clear."""
    clear: bool = False
    """Whether parts of the logo are transparent."""
    handle: str = ""
    sign_off: str = ""


class OwnGround(Data):
    """What a scene stands on whose picture was chosen anew: it covers the ground that its neighbours share."""

    bold: bool
    decor: Decor
    seed: int


class SceneLook(Data):
    """How one scene is laid out."""

    scene: str
    variant: int
    """Which of the layouts of its kind; any number, taken modulo how many there are."""
    bold: bool = False
    """Stands on the palette's bold ground."""
    enter: Transition = "fade"
    """How the scene follows the one before."""
    medium: Medium | None = None
    own: OwnGround | None = None
    """None for a scene on the ground that flows through the piece."""


class Look(Data):
    """Everything about a piece's appearance that is decided before its words are timed."""

    palette: Palette
    fonts: Fonts
    backdrop: Pattern
    speed: float = 1.0
    """Of the backdrop."""
    grain: float = 0.0
    decor: Decor = "sparks"
    card: CardStyle = "solid"
    radius: int = 36
    """Of card corners, in pixels of a 1080-wide picture."""
    seed: int = 0
    scenes: tuple[SceneLook, ...] = ()
    mark: Mark | None = None
    """Of the brand; None without one."""

    def of(self, scene: str) -> SceneLook:
        """The layout of a scene; a scene it does not know gets the first layout."""
        return next((s for s in self.scenes if s.scene == scene), SceneLook(scene=scene, variant=0))

    def ground(self, scene: str) -> Ground:
        """The colours of a scene."""
        style = self.of(scene)
        return self.palette.bold if (style.own or style).bold else self.palette.base

    @property
    def flowing(self) -> "Look":
        """The look without the grounds that scenes have for themselves."""
        return self.model_copy(update={"scenes": tuple(s.model_copy(update={"own": None}) for s in self.scenes)})
