"""Hair: what falls behind the shoulders, and what lies over the head."""

from collections.abc import Callable

from render.faces.person import Person
from render.scenes.contrast import mix

Drawer = Callable[[Person], str]


def _path(d: str, fill: str, opacity: float = 1.0) -> str:
    return f'<path d="{d}" fill="{fill}"' + (f' opacity="{opacity}"' if opacity < 1 else "") + "/>"


def _strands(d: str, color: str, width: float = 4, opacity: float = 0.5) -> str:
    line = f'stroke="{color}" stroke-width="{width}" stroke-linecap="round" opacity="{opacity}"'
    return f'<path d="{d}" fill="none" {line}/>'


def _none(person: Person) -> str:
    return ""


def _waves_back(p: Person) -> str:
    return _path(
        "M238 150 C214 34 300 4 362 6 C436 6 506 40 484 150 C496 220 540 268 518 342 C544 396 522 470 470 486 "
        "C430 498 400 470 360 470 C318 470 292 498 250 486 C198 470 176 396 202 342 C180 268 224 220 238 150Z",
        p.hair_shade,
    )


def _waves(p: Person) -> str:
    return (
        _path(
            "M330 22 C280 26 238 66 236 150 C230 214 186 258 208 330 C190 374 196 424 228 452 C214 404 262 376 "
            "246 322 "
            "C236 286 262 250 258 206 C258 160 276 124 326 96 C352 82 372 62 378 34Z",
            p.hair_color,
        )
        + _path(
            "M326 26 C372 -2 452 16 478 84 C488 112 484 140 488 166 C498 224 534 266 512 334 C532 378 522 424 492 "
            "450 "
            "C504 404 458 372 474 320 C484 284 458 252 462 208 C462 166 448 132 412 108 C376 84 342 74 326 26Z",
            p.hair_color,
        )
        + _strands("M352 36 C398 52 446 78 464 128 C474 170 488 232 506 282", p.hair_light, 6, 0.55)
        + _strands("M392 38 C436 54 466 90 474 130", p.hair_light, 4, 0.5)
        + _strands("M312 44 C270 66 252 110 248 160 C244 220 208 268 216 322", p.hair_shade, 5, 0.55)
    )


def _bob_back(p: Person) -> str:
    return _path(
        "M236 150 C222 30 310 4 362 6 C430 6 500 30 484 150 C494 220 508 300 494 352 C470 372 250 372 226 352 "
        "C212 300 226 220 236 150Z",
        p.hair_shade,
    )


def _bob(p: Person) -> str:
    return (
        _path(
            "M362 12 C284 8 236 58 236 148 C232 220 214 296 226 350 C244 362 262 352 264 336 C254 290 250 246 256 "
            "200 "
            "C262 164 288 146 318 140 C366 130 408 108 424 76 C440 110 458 140 462 190 C470 240 466 290 456 336 "
            "C458 352 476 362 494 350 C506 296 488 220 484 148 C484 58 436 8 362 12Z",
            p.hair_color,
        )
        + _strands("M274 118 C310 110 372 96 402 60", p.hair_light, 6, 0.45)
        + _strands("M298 84 C334 78 366 66 384 44", p.hair_light, 4, 0.45)
        + _strands("M474 150 C482 220 492 280 486 334", p.hair_light, 5, 0.4)
        + _strands("M246 160 C240 230 230 290 236 338", p.hair_shade, 5, 0.6)
    )


def _puff(p: Person, color: str, grow: float) -> str:
    """A cloud of curls around the head."""
    spots = (
        (232, 176, 44), (214, 126, 48), (230, 76, 50), (272, 40, 50), (326, 20, 46), (392, 18, 46), (448, 40, 50),
        (490, 78, 50), (506, 128, 48), (488, 178, 44), (300, 70, 56), (420, 70, 56), (360, 50, 60),
    )  # fmt: skip
    return "".join(f'<circle cx="{x}" cy="{y + 24}" r="{r + grow - 22}" fill="{color}"/>' for x, y, r in spots)


def _afro_back(p: Person) -> str:
    return _puff(p, p.hair_shade, 24)


def _afro(p: Person) -> str:
    curls = "".join(
        f'<path d="M{x} {y} q8 -12 16 0 q-2 8 -9 6" fill="none" stroke="{p.hair_light}" stroke-width="4" '
        'stroke-linecap="round" opacity="0.5"/>'
        for x, y in (
            (250, 72),
            (300, 48),
            (352, 36),
            (404, 46),
            (456, 72),
            (478, 120),
            (232, 122),
            (330, 78),
            (420, 86),
        )
    )
    return (
        _path(
            "M246 190 C226 196 204 172 214 142 C196 118 212 82 238 78 C240 46 280 30 306 42 C326 14 376 8 398 32 "
            "C430 16 474 38 478 72 C510 82 520 122 500 146 C510 174 494 196 474 190 C472 156 458 130 438 118 "
            "C424 132 404 118 392 112 C376 126 350 124 338 110 C322 124 304 126 292 116 C264 130 250 160 246 190Z",
            p.hair_color,
        )
        + curls
    )


def _hijab_back(p: Person) -> str:
    return _path(
        "M232 180 C222 40 300 2 362 4 C432 4 500 40 488 180 C500 280 520 330 560 400 C520 470 200 470 160 400 "
        "C200 330 220 280 232 180Z",
        p.hair_shade,
    )


def _hijab(p: Person) -> str:
    return (
        '<path fill-rule="evenodd" d="M362 2 C280 0 222 60 224 172 C226 270 244 330 214 400 C252 436 320 448 372 446 '
        "C440 444 492 424 512 396 C478 330 496 270 498 172 C500 60 444 2 362 2Z M360 66 C410 66 452 104 452 176 "
        f'C452 262 418 332 360 338 C302 332 268 262 268 176 C268 104 310 66 360 66Z" fill="{p.hair_color}"/>'
        + _path(
            "M268 176 C268 104 310 66 360 66 C410 66 452 104 452 176 C446 116 408 84 360 84 C312 84 274 116 268 176Z",
            p.hair_shade,
        )
        + _path(
            "M300 330 C350 384 430 372 494 318 C492 350 500 374 512 396 C450 448 330 420 300 330Z", p.hair_light, 0.5
        )
        + _strands("M262 300 C300 372 372 402 470 388", p.hair_shade, 6, 0.6)
        + _strands("M250 96 C276 46 322 24 372 22", p.hair_light, 6, 0.6)
        + _strands("M466 108 C484 160 474 246 462 286", p.hair_shade, 5, 0.5)
    )


def _bun_back(p: Person) -> str:
    return (
        f'<circle cx="366" cy="44" r="42" fill="{p.hair_color}"/>'
        + _strands("M338 36 C350 12 384 10 398 34", p.hair_light, 5, 0.5)
        + _path("M236 190 C226 60 300 16 362 16 C424 16 494 60 484 190 C470 250 250 250 236 190Z", p.hair_shade)
    )


def _bun(p: Person) -> str:
    return (
        _path(
            "M246 206 C226 90 288 32 362 32 C436 32 494 90 474 206 C470 168 458 142 436 122 C410 98 372 92 340 96 "
            "C298 102 262 140 246 206Z",
            p.hair_color,
        )
        + _strands("M272 118 C294 78 330 56 366 50", p.hair_light, 5, 0.55)
        + _strands("M452 126 C436 84 404 60 372 52", p.hair_light, 5, 0.5)
        + _strands("M256 164 C262 130 284 98 316 78", p.hair_shade, 4, 0.6)
    )


def _ponytail_back(p: Person) -> str:
    return (
        _path(
            "M412 30 C520 10 570 110 548 220 C540 290 566 350 536 420 C520 352 478 318 482 240 C486 170 468 120 "
            "412 96Z",
            p.hair_color,
        )
        + _strands("M474 70 C530 120 512 210 512 260 C514 300 528 340 532 372", p.hair_light, 6, 0.5)
        + _path("M238 180 C228 60 300 14 362 14 C424 14 492 60 482 180 C470 240 250 240 238 180Z", p.hair_shade)
    )


def _ponytail(p: Person) -> str:
    return (
        _path(
            "M248 214 C222 92 284 24 366 24 C442 24 494 86 474 214 C472 170 462 138 440 112 C412 132 352 134 312 118 "
            "C276 140 256 172 248 214Z",
            p.hair_color,
        )
        + _strands("M306 116 C330 84 378 56 426 58", p.hair_light, 6, 0.5)
        + _strands("M352 124 C384 104 424 88 448 92", p.hair_light, 4, 0.45)
        + _strands("M262 150 C272 104 306 64 350 46", p.hair_shade, 4, 0.55)
    )


def _quiff(p: Person) -> str:
    return (
        _path(
            "M244 206 C240 178 232 140 246 100 C256 52 300 22 356 24 C398 4 462 20 478 62 C494 92 484 150 476 206 "
            "C472 186 470 168 462 148 C456 128 440 118 424 110 C384 116 330 112 296 94 C276 112 262 140 258 160 "
            "C254 176 248 190 244 206Z",
            p.hair_color,
        )
        + _strands("M296 92 C330 60 390 40 450 52", p.hair_light, 6, 0.5)
        + _strands("M330 100 C368 78 420 66 462 82", p.hair_light, 5, 0.45)
        + _path("M246 204 C240 172 244 132 262 110 C258 140 258 160 246 204Z", p.hair_shade, 0.7)
        + _path("M474 204 C480 172 476 132 458 112 C462 140 464 160 474 204Z", p.hair_shade, 0.7)
    )


def _fade(p: Person) -> str:
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
        _path(
            "M247 210 C236 120 262 44 360 42 C458 44 484 120 473 210 C466 150 452 118 436 106 C392 96 328 96 284 106 "
            "C268 118 254 150 247 210Z",
            mix(p.skin.base, p.hair_color, 0.7),
        )
        + _path(
            "M262 116 C258 66 302 32 360 32 C418 32 462 66 458 116 C440 98 400 90 360 90 C320 90 280 98 262 116Z",
            p.hair_color,
        )
        + _strands(curls, p.hair_light, 4, 0.4)
    )


def _swept(p: Person) -> str:
    return (
        _path(
            "M245 212 C230 150 228 70 296 36 C360 2 458 20 482 90 C490 126 482 170 475 212 C472 184 468 160 456 140 "
            "C430 140 386 128 352 98 C330 126 288 128 268 142 C256 160 250 186 245 212Z",
            p.hair_color,
        )
        + _strands("M352 96 C366 70 410 54 446 74", p.hair_light, 6, 0.45)
        + _strands("M336 86 C320 64 296 62 274 84", p.hair_light, 5, 0.4)
        + _strands("M398 118 C424 112 454 112 468 128", p.hair_light, 4, 0.4)
    )


def _crop(p: Person) -> str:
    return (
        _path(
            "M246 212 C230 130 246 34 356 26 C470 26 490 130 474 212 C470 186 466 162 458 142 C446 136 436 126 "
            "430 112 "
            "C424 124 412 130 398 130 C402 122 402 114 400 108 C388 124 364 132 340 130 C346 124 348 116 348 110 "
            "C330 128 302 138 272 138 C256 158 250 186 246 212Z",
            p.hair_color,
        )
        + _strands("M290 70 C320 50 370 44 410 54", p.hair_light, 6, 0.45)
        + _strands("M312 88 C340 74 384 70 420 80", p.hair_light, 4, 0.4)
    )


def _bald_back(p: Person) -> str:
    return _path("M262 118 C222 120 216 190 238 244 L482 244 C504 190 498 120 458 118Z", p.hair_color) + _path(
        "M262 118 C222 120 216 190 238 244 L262 244Z", p.hair_shade, 0.5
    )


def _bald(p: Person) -> str:
    return f'<ellipse cx="398" cy="84" rx="32" ry="11" fill="{p.skin.glow}" transform="rotate(18 398 84)"/>'


def _curls_back(p: Person) -> str:
    return _path("M238 200 C226 70 300 18 362 18 C424 18 494 70 482 200 C470 240 250 240 238 200Z", p.hair_shade)


def _curls(p: Person) -> str:
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


BACK: dict[str, Drawer] = {
    "waves": _waves_back,
    "bob": _bob_back,
    "afro": _afro_back,
    "hijab": _hijab_back,
    "bun": _bun_back,
    "ponytail": _ponytail_back,
    "curls": _curls_back,
    "bald": _bald_back,
}
FRONT: dict[str, Drawer] = {
    "waves": _waves,
    "bob": _bob,
    "afro": _afro,
    "hijab": _hijab,
    "bun": _bun,
    "ponytail": _ponytail,
    "quiff": _quiff,
    "fade": _fade,
    "swept": _swept,
    "crop": _crop,
    "bald": _bald,
    "curls": _curls,
}


def hair_back(person: Person) -> str:
    """What lies behind head and shoulders."""
    return BACK.get(person.hair, _none)(person)


def hair_front(person: Person) -> str:
    """What lies over the head; it leaves eyes and brows free."""
    return FRONT[person.hair](person)
