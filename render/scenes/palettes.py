"""Colours: sixteen palettes, each with a quiet ground and a bold one, all of them readable.

A palette is written as the few colours that a designer picks; what stands on what is derived, so that
every text colour reaches a WCAG contrast of 4.5 against everything it may stand on.
"""

from collections.abc import Iterable
from functools import cache

from render.scenes.contrast import contrast, luminance, mix
from render.timeline import Data
from studio.domain.script import Mood

_APART = 1.6
"""Contrast below which two filled colours look like one."""
CONTRAST = 4.6
"""WCAG 2.2 AA asks 4.5 for text; a little more, since colours are converted to video and back."""


_DEEP = 0.02
"""Luminance up to which a colour is deep enough to be text on a bright ground."""
_GROUNDED = 7.0
"""Contrast of a brand's ground with black or white text: enough that what is mixed into it can still be read."""


class Ground(Data):
    """What a scene is painted with. All colours are `#rrggbb`."""

    colors: tuple[str, ...]
    """Of the backdrop, main colour first; all close to each other in lightness."""
    ink: str
    """Text."""
    soft: str
    """Second text."""
    pop: str
    """Text that stands out."""
    accent: str
    """Filled shapes."""
    on_accent: str
    second: str
    on_second: str
    card: str
    on_card: str
    card_soft: str
    card_pop: str


class Palette(Data):
    """A family of colours: `base` for most scenes, `bold` for the loud ones."""

    name: str
    dark: bool
    base: Ground
    bold: Ground


def readable(color: str, grounds: Iterable[str], ink: str) -> str:
    """The colour, moved towards `ink` only as far as it takes to be read on all these grounds."""
    on = tuple(grounds)
    for step in range(21):
        tried = mix(color, ink, step / 20)
        if all(contrast(tried, ground) >= CONTRAST for ground in on):
            return tried
    return max(("#ffffff", "#0b0b0f"), key=lambda c: min(contrast(c, ground) for ground in on))


def _on(color: str, dark: str) -> str:
    """Text for a filled shape: white on the deep ones, near black on the light ones."""
    return "#ffffff" if contrast("#ffffff", color) >= CONTRAST else readable(dark, (color,), "#000000")


def _ground(colors: tuple[str, ...], ink: str, accent: str, second: str, card: str, dark: str) -> Ground:
    on_card = _on(card, dark)
    return Ground(
        colors=colors,
        ink=readable(ink, colors, _on(colors[0], dark)),
        soft=readable(mix(ink, colors[0], 0.28), colors, ink),
        pop=readable(accent, colors, ink),
        accent=accent,
        on_accent=_on(accent, dark),
        second=second,
        on_second=_on(second, dark),
        card=card,
        on_card=on_card,
        card_soft=readable(mix(on_card, card, 0.3), (card,), on_card),
        card_pop=readable(accent if contrast(accent, card) > _APART else second, (card,), on_card),
    )


def _deep(accent: str) -> str:
    """The accent as a ground: deep ones are deepened until white is read on them, light ones kept."""
    if luminance(accent) > 0.3:
        return accent
    return readable(accent, ("#ffffff",), "#000000")


def _bold(colors: tuple[str, ...], ink: str, accent: str, second: str, dark: str) -> Ground:
    main = _deep(accent)
    bright = luminance(main) > 0.3
    text = dark if bright else "#ffffff"
    tint = readable(mix(main, second, 0.12), (text,), main)
    shades = (main, mix(main, "#ffffff" if bright else "#000000", 0.14), tint)
    shape = dark if bright else "#ffffff"
    other = second if contrast(second, main) > 1.5 else mix(second, text, 0.5)
    return _ground(shades, text, shape, other, "#ffffff" if not bright else mix(dark, main, 0.04), dark)


def _palette(name: str, colors: tuple[str, ...], ink: str, accent: str, second: str, card: str) -> Palette:
    is_dark = luminance(colors[0]) < 0.2
    deep = colors[0] if is_dark else ink
    base = _ground(colors, ink, accent, second, card, deep)
    return Palette(name=name, dark=is_dark, base=base, bold=_bold(colors, ink, accent, second, deep))


def brand_palette(ground: str, accent: str, second: str | None = None, ink: str | None = None) -> Palette:
    """A palette made of a brand's own colours, `#rrggbb`; each is moved only as far as it takes to be read.

    Args:
        ground: Behind everything; of a middle lightness, it is moved to where text can be read on it.
        accent: What stands out.
        second: Another accent; the first one's neighbour when left out.
        ink: Text; black or white when left out.
    """
    dark = contrast("#ffffff", ground) > contrast("#0b0b0f", ground)
    text, far = ("#ffffff", "#000000") if dark else ("#0b0b0f", "#ffffff")
    main = next(c for part in range(21) if contrast(c := mix(ground, far, part / 20), text) >= _GROUNDED)
    other = second or mix(accent, text, 0.4)
    shades = (main, mix(main, text, 0.04), readable(mix(main, accent, 0.22), (text,), main))
    card = mix(main, "#ffffff", 0.1) if dark else "#ffffff"
    written = readable(ink or mix(text, main, 0.03), shades, text)
    deep = min((main, written, "#0b0b0f"), key=lambda c: (luminance(c) > _DEEP, c == "#0b0b0f"))
    return Palette(
        name="brand",
        dark=dark,
        base=_ground(shades, written, accent, other, card, deep),
        bold=_bold(shades, written, accent, other, deep),
    )


PALETTES: dict[str, Palette] = {
    p.name: p
    for p in (
        _palette("lime", ("#0b0f14", "#131c24", "#1b3a24"), "#f7fbf4", "#c6ff3d", "#4de1ff", "#1b2731"),
        _palette("coral", ("#15101c", "#1f1629", "#471a33"), "#fff6ef", "#ff6b57", "#ffd166", "#2b1e37"),
        _palette("ocean", ("#06182b", "#0a2540", "#0a4a64"), "#f2f9ff", "#36d6c3", "#ffb84d", "#103758"),
        _palette("violet", ("#140b2e", "#1f1248", "#43197a"), "#fbf7ff", "#b79bff", "#ff7ad9", "#2e1d64"),
        _palette("espresso", ("#1b120d", "#281b13", "#52301d"), "#fff7ea", "#ffb454", "#f2795c", "#3c291e"),
        _palette("forest", ("#0b1f17", "#11301f", "#14553b"), "#f6fbef", "#f5c542", "#8be28b", "#18432f"),
        _palette("carbon", ("#101113", "#1a1c20", "#3a2a1d"), "#ffffff", "#ff8a1f", "#3dd6ff", "#272a30"),
        _palette("berry", ("#23081f", "#360c2e", "#6a1247"), "#fff3f8", "#ff6fac", "#ffd23f", "#4f1743"),
        _palette("tomato", ("#fff6e9", "#ffeed6", "#ffd3b5"), "#231714", "#d4331d", "#ffb703", "#ffffff"),
        _palette("cobalt", ("#f3f5fc", "#e8edfb", "#c9d6ff"), "#0d1533", "#2b4bff", "#ff7a45", "#ffffff"),
        _palette("mint", ("#eefaf3", "#dcf5e7", "#b5e8d7"), "#08291f", "#0b8059", "#ffb23e", "#ffffff"),
        _palette("blush", ("#fff1f3", "#ffe3ea", "#f9c8e5"), "#33101f", "#c2185b", "#ff9a62", "#ffffff"),
        _palette("lemon", ("#fff3b0", "#ffec8f", "#ffd94c"), "#16130a", "#1f3bd6", "#ff5a36", "#fffdf2"),
        _palette("sky", ("#e8f4ff", "#d8ecff", "#b7d7ff"), "#0a1f3c", "#0b62cc", "#ff5d73", "#ffffff"),
        _palette("sand", ("#faf3e8", "#f4e8d5", "#ecd3aa"), "#1d2b2a", "#0f736e", "#e76f51", "#fffdf8"),
        _palette("lilac", ("#f3efff", "#e8e0ff", "#cbbdff"), "#1c1338", "#6236ea", "#ff8fab", "#ffffff"),
    )
}

_BY_MOOD: dict[Mood, tuple[str, ...]] = {
    "energetic": ("lime", "lemon", "carbon", "cobalt", "coral", "tomato"),
    "happy": ("tomato", "violet", "sky", "berry", "lemon", "ocean"),
    "calm": ("mint", "ocean", "sand", "forest", "lilac", "violet"),
    "tender": ("blush", "espresso", "lilac", "berry", "sand", "coral"),
    "nostalgic": ("espresso", "sand", "forest", "tomato", "coral", "blush"),
}


@cache
def palettes_for(mood: Mood) -> tuple[str, ...]:
    """All palette names, those that fit the mood first; neighbours alternate between dark and light there."""
    first = _BY_MOOD[mood]
    rest = sorted(name for name in PALETTES if name not in first)
    dark = [name for name in rest if PALETTES[name].dark]
    light = [name for name in rest if not PALETTES[name].dark]
    longer, shorter = sorted((dark, light), key=len, reverse=True)
    paired = [name for pair in zip(longer, shorter, strict=False) for name in pair]
    return (*first, *paired, *longer[len(shorter) :])
