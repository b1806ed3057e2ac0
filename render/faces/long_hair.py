"""Hair that falls, is tied up or is covered. Names with `_back` lie behind the shoulders."""

from render.faces.person import Person
from render.faces.strokes import area, strands


def waves_back(p: Person) -> str:
    """Long hair behind the shoulders."""
    return area(
        "M238 150 C214 34 300 4 362 6 C436 6 506 40 484 150 C496 220 540 268 518 342 C544 396 522 470 470 486 "
        "C430 498 400 470 360 470 C318 470 292 498 250 486 C198 470 176 396 202 342 C180 268 224 220 238 150Z",
        p.hair_shade,
    )


def waves(p: Person) -> str:
    """Long waves, parted in the middle."""
    return (
        area(
            "M330 22 C280 26 238 66 236 150 C230 214 186 258 208 330 C190 374 196 424 228 452 C214 404 262 376 "
            "246 322 "
            "C236 286 262 250 258 206 C258 160 276 124 326 96 C352 82 372 62 378 34Z",
            p.hair_color,
        )
        + area(
            "M326 26 C372 -2 452 16 478 84 C488 112 484 140 488 166 C498 224 534 266 512 334 C532 378 522 424 492 "
            "450 "
            "C504 404 458 372 474 320 C484 284 458 252 462 208 C462 166 448 132 412 108 C376 84 342 74 326 26Z",
            p.hair_color,
        )
        + strands("M352 36 C398 52 446 78 464 128 C474 170 488 232 506 282", p.hair_light, 6, 0.55)
        + strands("M392 38 C436 54 466 90 474 130", p.hair_light, 4, 0.5)
        + strands("M312 44 C270 66 252 110 248 160 C244 220 208 268 216 322", p.hair_shade, 5, 0.55)
    )


def bob_back(p: Person) -> str:
    """The back of a bob."""
    return area(
        "M236 150 C222 30 310 4 362 6 C430 6 500 30 484 150 C494 220 508 300 494 352 C470 372 250 372 226 352 "
        "C212 300 226 220 236 150Z",
        p.hair_shade,
    )


def bob(p: Person) -> str:
    """A chin-long bob with a side fringe."""
    return (
        area(
            "M362 12 C284 8 236 58 236 148 C232 220 214 296 226 350 C244 362 262 352 264 336 C254 290 250 246 256 "
            "200 "
            "C262 164 288 146 318 140 C366 130 408 108 424 76 C440 110 458 140 462 190 C470 240 466 290 456 336 "
            "C458 352 476 362 494 350 C506 296 488 220 484 148 C484 58 436 8 362 12Z",
            p.hair_color,
        )
        + strands("M274 118 C310 110 372 96 402 60", p.hair_light, 6, 0.45)
        + strands("M298 84 C334 78 366 66 384 44", p.hair_light, 4, 0.45)
        + strands("M474 150 C482 220 492 280 486 334", p.hair_light, 5, 0.4)
        + strands("M246 160 C240 230 230 290 236 338", p.hair_shade, 5, 0.6)
    )


def puff(p: Person, color: str, grow: float) -> str:
    """A cloud of curls around the head."""
    spots = (
        (232, 176, 44), (214, 126, 48), (230, 76, 50), (272, 40, 50), (326, 20, 46), (392, 18, 46), (448, 40, 50),
        (490, 78, 50), (506, 128, 48), (488, 178, 44), (300, 70, 56), (420, 70, 56), (360, 50, 60),
    )  # fmt: skip
    return "".join(f'<circle cx="{x}" cy="{y + 24}" r="{r + grow - 22}" fill="{color}"/>' for x, y, r in spots)


def afro_back(p: Person) -> str:
    """The far side of an afro."""
    return puff(p, p.hair_shade, 24)


def afro(p: Person) -> str:
    """An afro."""
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
        area(
            "M246 190 C226 196 204 172 214 142 C196 118 212 82 238 78 C240 46 280 30 306 42 C326 14 376 8 398 32 "
            "C430 16 474 38 478 72 C510 82 520 122 500 146 C510 174 494 196 474 190 C472 156 458 130 438 118 "
            "C424 132 404 118 392 112 C376 126 350 124 338 110 C322 124 304 126 292 116 C264 130 250 160 246 190Z",
            p.hair_color,
        )
        + curls
    )


def hijab_back(p: Person) -> str:
    """The folds of a hijab behind the head."""
    return area(
        "M232 180 C222 40 300 2 362 4 C432 4 500 40 488 180 C500 280 520 330 560 400 C520 470 200 470 160 400 "
        "C200 330 220 280 232 180Z",
        p.hair_shade,
    )


def hijab(p: Person) -> str:
    """A hijab around face and neck."""
    return (
        '<path fill-rule="evenodd" d="M362 2 C280 0 222 60 224 172 C226 270 244 330 214 400 C252 436 320 448 372 446 '
        "C440 444 492 424 512 396 C478 330 496 270 498 172 C500 60 444 2 362 2Z M360 66 C410 66 452 104 452 176 "
        f'C452 262 418 332 360 338 C302 332 268 262 268 176 C268 104 310 66 360 66Z" fill="{p.hair_color}"/>'
        + area(
            "M268 176 C268 104 310 66 360 66 C410 66 452 104 452 176 C446 116 408 84 360 84 C312 84 274 116 268 176Z",
            p.hair_shade,
        )
        + area(
            "M300 330 C350 384 430 372 494 318 C492 350 500 374 512 396 C450 448 330 420 300 330Z", p.hair_light, 0.5
        )
        + strands("M262 300 C300 372 372 402 470 388", p.hair_shade, 6, 0.6)
        + strands("M250 96 C276 46 322 24 372 22", p.hair_light, 6, 0.6)
        + strands("M466 108 C484 160 474 246 462 286", p.hair_shade, 5, 0.5)
    )


def bun_back(p: Person) -> str:
    """A bun on top, and the back of the head."""
    return (
        f'<circle cx="366" cy="44" r="42" fill="{p.hair_color}"/>'
        + strands("M338 36 C350 12 384 10 398 34", p.hair_light, 5, 0.5)
        + area("M236 190 C226 60 300 16 362 16 C424 16 494 60 484 190 C470 250 250 250 236 190Z", p.hair_shade)
    )


def bun(p: Person) -> str:
    """Hair drawn back into a bun."""
    return (
        area(
            "M246 206 C226 90 288 32 362 32 C436 32 494 90 474 206 C470 168 458 142 436 122 C410 98 372 92 340 96 "
            "C298 102 262 140 246 206Z",
            p.hair_color,
        )
        + strands("M272 118 C294 78 330 56 366 50", p.hair_light, 5, 0.55)
        + strands("M452 126 C436 84 404 60 372 52", p.hair_light, 5, 0.5)
        + strands("M256 164 C262 130 284 98 316 78", p.hair_shade, 4, 0.6)
    )


def ponytail_back(p: Person) -> str:
    """A ponytail to one side."""
    return (
        area(
            "M412 30 C520 10 570 110 548 220 C540 290 566 350 536 420 C520 352 478 318 482 240 C486 170 468 120 "
            "412 96Z",
            p.hair_color,
        )
        + strands("M474 70 C530 120 512 210 512 260 C514 300 528 340 532 372", p.hair_light, 6, 0.5)
        + area("M238 180 C228 60 300 14 362 14 C424 14 492 60 482 180 C470 240 250 240 238 180Z", p.hair_shade)
    )


def ponytail(p: Person) -> str:
    """Hair drawn back with a side parting."""
    return (
        area(
            "M248 214 C222 92 284 24 366 24 C442 24 494 86 474 214 C472 170 462 138 440 112 C412 132 352 134 312 118 "
            "C276 140 256 172 248 214Z",
            p.hair_color,
        )
        + strands("M306 116 C330 84 378 56 426 58", p.hair_light, 6, 0.5)
        + strands("M352 124 C384 104 424 88 448 92", p.hair_light, 4, 0.45)
        + strands("M262 150 C272 104 306 64 350 46", p.hair_shade, 4, 0.55)
    )
