"""Choosing a look: siblings of a batch get other colours, grounds and layouts, and one brand's type and cards."""

import hashlib
import random
from collections.abc import Sequence
from typing import get_args

from render.scenes.fonts import FONTS
from render.scenes.look import CardStyle, Decor, Fonts, Look, Medium, Pattern, SceneLook, Transition
from render.scenes.media import share_out
from render.scenes.palettes import PALETTES, palettes_for
from studio.domain.platforms import SIZES, Aspect
from studio.domain.script import Mood, Script

_FONTS: dict[Mood, tuple[str, ...]] = {
    "energetic": ("poster", "stadium", "editorial", "clean"),
    "happy": ("friendly", "poster", "editorial"),
    "calm": ("clean", "editorial", "friendly"),
    "tender": ("friendly", "clean", "editorial"),
    "nostalgic": ("editorial", "stadium", "friendly"),
}
_MAIN: tuple[Transition, ...] = ("push", "rise", "zoom", "fade")
_GRAIN: dict[Pattern, float] = {"mesh": 0.05, "waves": 0.0, "rays": 0.0, "grid": 0.0, "bokeh": 0.05, "paper": 0.12}
_GREYING: tuple[Pattern, ...] = ("paper", "bokeh")
"""Their shadows make light grounds look soiled."""
_FEW_ROUNDS = 3
"""Layouts are shuffled so that this many neighbours of one kind differ."""


def _rng(*parts: object) -> random.Random:
    text = "/".join(str(part) for part in parts)
    return random.Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))


def choose(script: Script, *, aspect: Aspect, index: int, media: Sequence[Medium] = (), seed: int = 0) -> Look:
    """Decide how a piece looks; the same arguments give the same look.

    Args:
        script: What it says: its mood and niche make the brand, its scenes get layouts.
        aspect: Of the picture.
        index: Place of the piece in its batch, from 0.
        media: The user's own photographs and clips.
        seed: Of the batch.
    """
    niche = script.writer.name.split("/")[0] if script.writer.kind == "niche" else script.writer.kind
    brand = _rng("brand", niche, seed)
    piece = _rng("piece", niche, seed, index)
    patterns = list(get_args(Pattern))
    decors = list(get_args(Decor))
    brand.shuffle(patterns)
    brand.shuffle(decors)
    names = palettes_for(script.mood)
    start = brand.randrange(len(names) // 3)
    palette = PALETTES[names[(start + index) % len(names)]]
    usable = [pattern for pattern in patterns if palette.dark or pattern not in _GREYING]
    pattern = usable[index % len(usable)]
    first = brand.randrange(60) + index
    card: CardStyle = brand.choice(get_args(CardStyle))
    width, height = SIZES[aspect]
    return Look(
        palette=palette,
        fonts=_fonts(brand.choice(_FONTS[script.mood])),
        backdrop=pattern,
        speed=1.25 if script.mood == "energetic" else 0.9,
        grain=_GRAIN[pattern],
        decor=decors[(index + index // len(decors)) % len(decors)],
        card=card,
        radius=brand.choice((20, 32, 44)),
        seed=piece.randrange(1_000_000) * 4 + first % 4,
        scenes=_scenes(script, first, index, share_out(media, len(script.scenes), width / height, seed + index)),
    )


def _fonts(name: str) -> Fonts:
    return next(fonts for fonts in FONTS if fonts.name == name)


def _scenes(script: Script, first: int, index: int, media: Sequence[Medium | None]) -> tuple[SceneLook, ...]:
    """Layouts step on from scene to scene and from piece to piece, so neighbours differ both ways."""
    main = _MAIN[index % len(_MAIN)]
    seen: dict[str, int] = {}
    looks: list[SceneLook] = []
    for number, (scene, medium) in enumerate(zip(script.scenes, media, strict=True)):
        turn = seen[scene.kind] = seen.get(scene.kind, -1) + 1
        last = number == len(script.scenes) - 1
        sweeping = number > 0 and (number == 1 or last)
        looks.append(
            SceneLook(
                scene=scene.id,
                variant=first + turn // _FEW_ROUNDS if scene.kind == "tip" else first + turn,
                bold=_bold(scene.kind, number, index, looks),
                enter="wipe" if sweeping and index % 2 == number % 2 else main,
                medium=medium,
            )
        )
    return tuple(looks)


def _bold(kind: str, number: int, index: int, before: Sequence[SceneLook]) -> bool:
    """Hooks of every other piece, calls to action, and figures and quotes after a quiet scene are loud."""
    if number == 0:
        return index % 3 == 1
    return kind in ("cta", "quote", "number") and not before[-1].bold
