"""Short hair, and none."""

from render.faces.person import Person
from render.faces.strokes import area, strands
from render.scenes.contrast import mix


def quiff(p: Person) -> str:
    """Swept up and to the side."""
    return (
        area(
            "M244 206 C240 178 232 140 246 100 C256 52 300 22 356 24 C398 4 462 20 478 62 C494 92 484 150 476 206 "
            "C472 186 470 168 462 148 C456 128 440 118 424 110 C384 116 330 112 296 94 C276 112 262 140 258 160 "
            "C254 176 248 190 244 206Z",
            p.hair_color,
        )
        + strands("M296 92 C330 60 390 40 450 52", p.hair_light, 6, 0.5)
        + strands("M330 100 C368 78 420 66 462 82", p.hair_light, 5, 0.45)
        + area("M246 204 C240 172 244 132 262 110 C258 140 258 160 246 204Z", p.hair_shade, 0.7)
        + area("M474 204 C480 172 476 132 458 112 C462 140 464 160 474 204Z", p.hair_shade, 0.7)
    )


def fade(p: Person) -> str:
    """Short on top, shorter at the sides."""
    curls = "".join(
        f"M{x} {y} q6 -8 12 0 "
        for x, y in (
            (300, 58),
            (330, 48),
            (362, 46),
            (394, 50),
            (422, 62),
            (316, 72),
            (350, 66),
            (384, 68),
            (412, 78),
        )
    )
    return (
        area(
            "M247 210 C236 120 262 44 360 42 C458 44 484 120 473 210 C466 150 452 118 436 106 C392 96 328 96 284 106 "
            "C268 118 254 150 247 210Z",
            mix(p.skin.base, p.hair_color, 0.7),
        )
        + area(
            "M262 116 C258 66 302 32 360 32 C418 32 462 66 458 116 C440 98 400 90 360 90 C320 90 280 98 262 116Z",
            p.hair_color,
        )
        + strands(curls, p.hair_light, 4, 0.4)
    )


def swept(p: Person) -> str:
    """Parted in the middle and swept back."""
    return (
        area(
            "M245 212 C230 150 228 70 296 36 C360 2 458 20 482 90 C490 126 482 170 475 212 C472 184 468 160 456 140 "
            "C430 140 386 128 352 98 C330 126 288 128 268 142 C256 160 250 186 245 212Z",
            p.hair_color,
        )
        + strands("M352 96 C366 70 410 54 446 74", p.hair_light, 6, 0.45)
        + strands("M336 86 C320 64 296 62 274 84", p.hair_light, 5, 0.4)
        + strands("M398 118 C424 112 454 112 468 128", p.hair_light, 4, 0.4)
    )


def crop(p: Person) -> str:
    """A short crop with a fringe."""
    return (
        area(
            "M246 212 C230 130 246 34 356 26 C470 26 490 130 474 212 C470 186 466 162 458 142 C446 136 436 126 "
            "430 112 "
            "C424 124 412 130 398 130 C402 122 402 114 400 108 C388 124 364 132 340 130 C346 124 348 116 348 110 "
            "C330 128 302 138 272 138 C256 158 250 186 246 212Z",
            p.hair_color,
        )
        + strands("M290 70 C320 50 370 44 410 54", p.hair_light, 6, 0.45)
        + strands("M312 88 C340 74 384 70 420 80", p.hair_light, 4, 0.4)
    )


def bald_back(p: Person) -> str:
    """What is left at the sides."""
    return area("M262 118 C222 120 216 190 238 244 L482 244 C504 190 498 120 458 118Z", p.hair_color) + area(
        "M262 118 C222 120 216 190 238 244 L262 244Z", p.hair_shade, 0.5
    )


def bald(p: Person) -> str:
    """A bare crown with its shine."""
    return f'<ellipse cx="398" cy="84" rx="32" ry="11" fill="{p.skin.glow}" transform="rotate(18 398 84)"/>'


def curls_back(p: Person) -> str:
    """The back of a curly head."""
    return area("M238 200 C226 70 300 18 362 18 C424 18 494 70 482 200 C470 240 250 240 238 200Z", p.hair_shade)


def curls(p: Person) -> str:
    """Short curls."""
    lobes = (
        (262, 150, 26), (250, 116, 28), (264, 82, 30), (294, 54, 32), (332, 38, 32), (374, 34, 32), (414, 46, 32),
        (446, 74, 30), (464, 110, 28), (458, 148, 24), (310, 92, 30), (352, 82, 32), (396, 86, 30), (428, 108, 24),
        (284, 116, 24),
    )  # fmt: skip
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="{r}"/>' for x, y, r in lobes)
    rings = "".join(
        f'<path d="M{x - r * 0.45:.0f} {y} a{r * 0.45:.0f} {r * 0.45:.0f} 0 0 1 {r * 0.8:.0f} {-r * 0.2:.0f}" '
        f'fill="none" '
        f'stroke="{p.hair_light}" stroke-width="4.5" stroke-linecap="round" opacity="0.6"/>'
        for x, y, r in lobes
    )
    return f'<g fill="{p.hair_color}">{dots}</g>{rings}'
