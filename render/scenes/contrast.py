"""Colours that can be read: contrast as WCAG 2.2 defines it, section 1.4.3."""

READABLE = 4.5
"""Contrast that WCAG asks for text of any size (AA)."""


def rgb(color: str) -> tuple[int, int, int]:
    """`#rrggbb` as three numbers from 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def luminance(color: str) -> float:
    """Relative luminance, 0 to 1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb(color))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(ground: str) -> str:
    """All but black or white, whichever reads better; one of the two always reaches 4.5."""
    return max(("#050505", "#ffffff"), key=lambda ink: contrast(ink, ground))


def mix(color: str, other: str, part: float) -> str:
    """`part` of the other colour mixed in, 0 to 1."""
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in zip(rgb(color), rgb(other), strict=True))


def readable(color: str, ground: str) -> str:
    """The colour itself, or as little lighter or darker as it takes to be read on the ground."""
    target = "#ffffff" if luminance(ground) < 0.18 else "#000000"
    steps = (mix(color, target, part / 20) for part in range(21))
    return next((step for step in steps if contrast(step, ground) >= READABLE), target)
