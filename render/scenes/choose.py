"""Choosing a look: siblings of a batch get other colours, grounds and layouts, and one brand's type and cards."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from typing import get_args

from render.scenes.fonts import FONTS
from render.scenes.look import CardStyle, Decor, Look, Mark, Medium, OwnGround, Pattern, SceneLook, Transition
from render.scenes.media import share_out
from render.scenes.palettes import PALETTES, Palette, brand_palette, palettes_for
from studio.domain.brand import BrandMark
from studio.domain.platforms import SIZES, Aspect
from studio.domain.script import Mood, Script

_MAIN: tuple[Transition, ...] = ("push", "rise", "zoom", "fade")
_GRAIN: dict[Pattern, float] = {"mesh": 0.05, "waves": 0.0, "rays": 0.0, "grid": 0.0, "bokeh": 0.05, "paper": 0.12}
_GREYING: tuple[Pattern, ...] = ("paper", "bokeh")
"""Their shadows make light grounds look soiled."""
_FEW_ROUNDS = 3
"""Layouts are shuffled so that this many neighbours of one kind differ."""
_APART = 101
"""More than there are scenes, and not a multiple of the four patches of an emoji."""


def _rng(*parts: object) -> random.Random:
    text = "/".join(str(part) for part in parts)
    return random.Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))


def choose(
    script: Script,
    *,
    aspect: Aspect,
    index: int,
    media: Sequence[Medium] = (),
    seed: int = 0,
    own: BrandMark | None = None,
    logo: Mark | None = None,
    takes: Mapping[str, int] | None = None,
) -> Look:
    """Decide how a piece looks; the same arguments give the same look.

    Args:
        script: What it says: its mood and niche make the brand, its scenes get layouts.
        aspect: Of the picture.
        index: Place of the piece in its batch, from 0.
        media: The user's own photographs and clips.
        seed: Of the batch.
        own: The brand whose colours and letters are taken as far as it names any.
        logo: Its logo, measured.
        takes: Scene -> how often its picture was not what a person wanted; each of them gets another one, and every
            scene beside it stays as it is.
    """
    niche = script.writer.name.split("/")[0] if script.writer.kind == "niche" else script.writer.kind
    brand = _rng("brand", niche, seed)
    piece = _rng("piece", niche, seed, index)
    patterns = list(get_args(Pattern))
    decors = list(get_args(Decor))
    brand.shuffle(patterns)
    brand.shuffle(decors)
    places = _places(brand)
    palette = _own_palette(own) or PALETTES[_palette(script.mood, index, places)]
    fonts = brand.choice(FONTS)
    pattern = _pattern(index, patterns, places)
    first = brand.randrange(60) + index
    card: CardStyle = brand.choice(get_args(CardStyle))
    width, height = SIZES[aspect]
    again = [(takes or {}).get(scene.id, 0) for scene in script.scenes]
    shown = _scenes(script, first, index, share_out(media, again, width / height, seed + index))
    place, drawn = (index + index // len(decors)) % len(decors), piece.randrange(1_000_000) * 4 + first % 4
    ornaments = [*decors[place:], *decors[:place]]
    return Look(
        palette=palette,
        fonts=next((f for f in FONTS if own and f.name == own.font), fonts),
        backdrop=pattern,
        speed=1.25 if script.mood == "energetic" else 0.9,
        grain=_GRAIN[pattern],
        decor=ornaments[0],
        card=card,
        radius=brand.choice((20, 32, 44)),
        seed=drawn,
        scenes=tuple(_anew(s, take, ornaments, drawn) for s, take in zip(shown, again, strict=True)),
        mark=_mark(own, logo),
    )


def _own_palette(own: BrandMark | None) -> Palette | None:
    colors = own.colors if own else None
    return brand_palette(colors.ground, colors.accent, colors.second, colors.ink) if colors else None


def _mark(own: BrandMark | None, logo: Mark | None) -> Mark | None:
    if own is None or not (own.handle or own.sign_off or logo):
        return None
    return (logo or Mark()).model_copy(update={"handle": own.handle, "sign_off": own.sign_off})


Places = list[list[tuple[str, str]]]
"""The palettes of a brand: of the even places in a batch, then of the odd ones, in pairs of like lightness."""


def _places(brand: random.Random) -> Places:
    places: Places = []
    for dark in brand.sample((True, False), 2):
        names = [name for name in PALETTES if PALETTES[name].dark is dark]
        brand.shuffle(names)
        places.append(list(zip(names[::2], names[1::2], strict=True)))
    return places


def _palette(mood: Mood, index: int, places: Places) -> str:
    """A palette for a piece: dark and light in turn, and never a near sibling's, whatever their moods.

    Each place in the batch has its own pair, of which the mood takes the one that suits it.
    """
    kind = places[index % 2]
    order = palettes_for(mood)
    ranked = sorted(kind[index // 2 % len(kind)], key=order.index)
    return ranked[index // (2 * len(kind)) % 2]


def _pattern(index: int, patterns: Sequence[Pattern], places: Places) -> Pattern:
    """The backdrop of a piece: the next in the brand's order that suits its lightness, unlike the last piece's."""
    last: Pattern | None = None
    for place in range(index + 1):
        dark = PALETTES[places[place % 2][0][0]].dark
        ahead = [patterns[(place + step) % len(patterns)] for step in range(len(patterns))]
        last = next(p for p in ahead if p != last and (dark or p not in _GREYING))
    return last or patterns[0]


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


def _anew(style: SceneLook, take: int, ornaments: Sequence[Decor], seed: int) -> SceneLook:
    """Another layout with each take, and ornaments of its own; on the other ground for two takes of four."""
    if not take:
        return style
    own = OwnGround(
        bold=style.bold != (take % 4 in (1, 2)), decor=ornaments[take % len(ornaments)], seed=seed + _APART * take
    )
    return style.model_copy(update={"variant": style.variant + take, "own": own})


def _bold(kind: str, number: int, index: int, before: Sequence[SceneLook]) -> bool:
    """Hooks of every other piece, calls to action, and figures and quotes after a quiet scene are loud."""
    if number == 0:
        return index % 3 == 1
    return kind in ("cta", "quote", "number") and not before[-1].bold
