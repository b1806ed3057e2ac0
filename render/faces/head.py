"""The head without eyes, brows and mouth: skull, ears, nose, beard, glasses."""

from render.faces.person import EYE_GAP, EYES_Y, Person
from render.scenes.contrast import mix


def skull(person: Person) -> str:
    """The path of the face, ears not included."""
    j = person.jaw * 9
    w = 111.0 if person.gender == "male" else 106.0
    left, right = 360 - w, 360 + w
    return (
        f"M{left} 168 C{left - 2} 92 300 52 360 52 C420 52 {right + 2} 92 {right} 168 "
        f"C{right + 1} 206 {right - 2} 236 {right - 8 + j * 0.5:.1f} 262 "
        f"C{right - 20 + j:.1f} 306 {398 + j:.1f} 347 360 347 "
        f"C{322 - j:.1f} 347 {left + 20 - j:.1f} 306 {left + 8 - j * 0.5:.1f} 262 C{left + 2} 236 {left - 1} 206 "
        f"{left} 168Z"
    )


def head_svg(person: Person) -> str:
    """Face with nose, cheeks, beard and glasses; hair comes before and after."""
    path = skull(person)
    return (
        f'{_ears(person)}<path d="{path}" fill="{person.skin.base}"/>'
        f'<clipPath id="face"><path d="{path}"/></clipPath>'
        f'<g clip-path="url(#face)">{_shading(person)}{_stubble(person)}</g>'
        f"{_nose(person)}{_lines(person)}{_freckles(person)}"
    )


def _ears(person: Person) -> str:
    parts = []
    w = 111.0 if person.gender == "male" else 106.0
    for side in (-1, 1):
        x = 360 + side * (w + 3)
        parts.append(
            f'<ellipse cx="{x}" cy="216" rx="21" ry="31" fill="{person.skin.base}"/>'
            f'<ellipse cx="{x}" cy="216" rx="21" ry="31" fill="{person.skin.shade}" '
            f'opacity="{0.5 if side < 0 else 0.25}"/>'
            f'<path d="M{x + side * 9} 200 Q{x - side * 4} 204 {x + side * 2} 218 Q{x + side * 6} 228 '
            f'{x - side * 3} 232" '
            f'fill="none" stroke="{person.skin.deep}" stroke-width="3" stroke-linecap="round" opacity="0.55"/>'
        )
    return "".join(parts)


def _shading(person: Person) -> str:
    """Light from the upper right: a soft shade at the left edge, below the hair and under the chin."""
    blush = mix(person.skin.base, "#e0434f", 0.38)
    below_hair = 0 if person.hair == "bald" else 0.4
    return (
        f'<path d="M230 60 H330 C266 96 262 150 266 214 C270 280 306 330 372 350 H230Z" fill="{person.skin.shade}" '
        'opacity="0.5"/>'
        f'<ellipse cx="360" cy="70" rx="130" ry="46" fill="{person.skin.shade}" opacity="{below_hair}"/>'
        f"{_soft('glow', person.skin.glow, 0.5)}{_soft('blush', blush, 0.6)}"
        '<ellipse cx="410" cy="146" rx="62" ry="40" fill="url(#glow)"/>'
        '<ellipse cx="292" cy="254" rx="38" ry="25" fill="url(#blush)"/>'
        '<ellipse cx="428" cy="254" rx="38" ry="25" fill="url(#blush)"/>'
    )


def _soft(name: str, color: str, strength: float) -> str:
    return (
        f'<radialGradient id="{name}"><stop offset="0.2" stop-color="{color}" stop-opacity="{strength}"/>'
        f'<stop offset="1" stop-color="{color}" stop-opacity="0"/></radialGradient>'
    )


def _nose(person: Person) -> str:
    wide = 15 if person.gender == "female" else 18
    return (
        f'<path d="M364 196 C376 218 {360 + wide + 6} 238 {360 + wide} 247 C368 256 350 256 {360 - wide + 4} 249 '
        f'C354 250 366 236 364 196Z" fill="{person.skin.shade}" opacity="0.55"/>'
        f'<path d="M{360 - wide} 245 Q{360 - wide + 3} 253 350 251 Q360 258 370 251 Q{360 + wide - 3} 253 '
        f'{360 + wide} 245" '
        f'fill="none" stroke="{person.skin.deep}" stroke-width="4" stroke-linecap="round" stroke-linejoin="round" '
        'opacity="0.8"/>'
        f'<ellipse cx="366" cy="236" rx="5.5" ry="8" fill="{person.skin.glow}" opacity="0.6"/>'
    )


def _lines(person: Person) -> str:
    """What years leave: folds beside the mouth, lines on the brow."""
    if person.age == "young":
        return ""
    line = f'fill="none" stroke="{person.skin.deep}" stroke-linecap="round"'
    folds = f'<path d="M324 254 Q312 268 313 282 M396 254 Q408 268 407 282" {line} stroke-width="3" opacity="0.4"/>'
    if person.age == "grown":
        return folds
    if person.beard == "full":
        folds = ""
    return folds + (
        f'<path d="M322 126 Q360 118 398 126 M332 110 Q360 104 388 110" {line} stroke-width="3" opacity="0.3"/>'
        f'<path d="M284 226 Q294 234 308 233 M436 226 Q426 234 412 233" {line} stroke-width="2.6" opacity="0.4"/>'
        f'<path d="M268 196 L256 190 M268 204 L256 206 M452 196 L464 190 M452 204 L464 206" {line} '
        'stroke-width="2.4" opacity="0.35"/>'
    )


def _freckles(person: Person) -> str:
    if not person.freckles:
        return ""
    spots = ((-76, 34), (-64, 44), (-52, 36), (-68, 54), (-42, 46), (-84, 46))
    dots = "".join(f'<circle cx="{360 + side * x}" cy="{EYES_Y + y}" r="2.6"/>' for side in (-1, 1) for x, y in spots)
    return f'<g fill="{person.skin.deep}" opacity="0.35">{dots}</g>'


def _stubble(person: Person) -> str:
    """Beards that lie on the skin, below the mouth's own picture."""
    if not person.beard:
        return ""
    if person.beard == "stubble":
        return (
            f'<path d="{_JAW}" fill="{mix(person.skin.base, person.hair_color, 0.45)}" opacity="0.42"/>'
            f'<path d="{_LIP}" fill="{mix(person.skin.base, person.hair_color, 0.45)}" opacity="0.42"/>'
        )
    lip = f'<path d="{_LIP}" fill="{person.hair_color}"/>'
    return lip if person.beard == "moustache" else f'<path d="{_JAW}" fill="{person.hair_color}"/>{lip}'


_JAW = (
    "M240 196 C252 214 258 240 266 258 C276 268 296 262 308 268 C316 300 404 300 412 268 C424 262 444 268 454 258 "
    "C462 240 468 214 480 196 L486 330 L360 372 L234 330Z M318 288 C318 326 402 326 402 288 C402 264 318 264 318 288Z"
)
_LIP = (
    "M360 259 C346 253 320 258 308 282 C304 290 312 292 318 287 C334 274 350 273 360 274 "
    "C370 273 386 274 402 287 C408 292 416 290 412 282 C400 258 374 253 360 259Z"
)


def chin_beard(person: Person) -> str:
    """A full beard's fringe around and below the jaw; lies behind the face."""
    if person.beard != "full":
        return ""
    return (
        f'<path d="M246 226 C240 300 268 366 322 386 C346 396 374 396 398 386 C452 366 480 300 474 226Z" '
        f'fill="{person.hair_color}"/>'
        f'<path d="M246 226 C240 300 268 366 322 386 C300 352 276 320 268 250Z" fill="{person.hair_shade}" '
        'opacity="0.5"/>'
    )


def glasses(person: Person) -> str:
    """A frame around the eyes, with a faint tint."""
    if not person.glasses:
        return ""
    color = person.glasses
    parts = [
        f'<path d="M337 200 Q360 190 383 200" fill="none" stroke="{color}" stroke-width="6"/>'
        f'<path d="M274 196 L250 190 M446 196 L470 190" stroke="{color}" stroke-width="6" stroke-linecap="round"/>'
    ]
    for side in (-1, 1):
        x = 360 + side * (EYE_GAP + 9)
        parts.append(
            f'<rect x="{x - 36}" y="{EYES_Y - 30}" width="72" height="64" rx="28" fill="#ffffff" fill-opacity="0.14" '
            f'stroke="{color}" stroke-width="6"/>'
        )
    return "".join(parts)


def earrings(person: Person) -> str:
    """Small hoops."""
    if not person.earrings:
        return ""
    return "".join(
        f'<circle cx="{360 + side * 112}" cy="256" r="11" fill="none" stroke="{person.earrings}" stroke-width="5"/>'
        for side in (-1, 1)
    )
