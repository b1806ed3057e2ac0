"""Neck, shoulders and what is worn on them."""

from collections.abc import Callable

from render.faces.person import Outfit, Person
from render.scenes.contrast import mix

TORSO = (
    "M58 1240 L64 640 C68 520 126 474 214 446 L296 416 C300 452 420 452 424 416 L506 446 C594 474 652 520 656 640 "
    "L662 1240Z"
)
LIFT = -26
"""Units the shoulders are raised by."""
NECK = "M310 280 L310 392 C310 420 296 428 276 436 C310 500 410 500 444 436 C424 428 410 420 410 392 L410 280Z"


def body_svg(person: Person) -> str:
    """Neck and torso on the canvas of WIDTH x HEIGHT units."""
    slim = "translate(360 0) scale(0.86 1) translate(-360 0)" if person.gender == "female" else ""
    neck = "translate(360 0) scale(0.84 1) translate(-360 0)" if person.gender == "female" else ""
    return (
        f'<g transform="translate(0 {LIFT})"><g transform="{neck}"><path d="{NECK}" fill="{person.skin.base}"/>'
        f'<path d="M310 300 H410 V372 C384 408 330 396 310 356Z" fill="{person.skin.deep}" opacity="0.42"/></g>'
        f'<g transform="{slim}">{_torso(person)}{DRESS[person.outfit](person)}</g></g>'
    )


def _torso(person: Person) -> str:
    shade = mix(person.cloth, "#160c1c", 0.22)
    light = mix(person.cloth, "#ffffff", 0.14)
    return (
        f'<clipPath id="torso"><path d="{TORSO}"/></clipPath><path d="{TORSO}" fill="{person.cloth}"/>'
        f'<g clip-path="url(#torso)"><path d="M40 1240 V520 C90 470 160 460 214 446 C170 520 168 700 176 1240Z" '
        f'fill="{shade}" opacity="0.55"/>'
        '<path d="M560 1240 C566 780 556 640 540 560 C580 620 640 660 680 700 V1240Z" '
        f'fill="{shade}" opacity="0.4"/>'
        f'<path d="M500 446 C566 468 620 500 640 570 C600 520 556 486 500 446Z" fill="{light}" opacity="0.7"/></g>'
        f'<path d="M178 1240 C180 800 172 700 160 640 M540 1240 C540 800 548 700 560 640" fill="none" '
        f'stroke="{shade}" stroke-width="6" stroke-linecap="round" opacity="0.8"/>'
    )


def _tee(p: Person) -> str:
    band = mix(p.cloth, "#160c1c", 0.25)
    return f'<path d="M290 419 C298 464 422 464 430 419" fill="none" stroke="{band}" stroke-width="15"/>'


def _turtleneck(p: Person) -> str:
    fold = mix(p.cloth, "#160c1c", 0.2)
    light = mix(p.cloth, "#ffffff", 0.12)
    return (
        f'<path d="M296 384 C330 400 390 400 424 384 L432 430 C400 456 320 456 288 430Z" fill="{light}"/>'
        f'<path d="M290 424 C326 448 394 448 430 424 L440 444 C400 474 320 474 280 444Z" fill="{fold}" '
        f'opacity="0.55"/>'
        f'<path d="M300 408 C334 422 386 422 420 408" fill="none" stroke="{fold}" stroke-width="4" opacity="0.7"/>'
    )


def _blazer(p: Person) -> str:
    dark = mix(p.cloth, "#160c1c", 0.3)
    light = mix(p.cloth, "#ffffff", 0.1)
    return (
        f'<path d="M290 414 C298 453 422 453 430 414 L470 436 L384 760 H336 L250 436Z" fill="{p.under}"/>'
        f'<path d="M294 420 C302 457 418 457 426 420" fill="none" stroke="{mix(p.under, "#3a2a30", 0.25)}" '
        'stroke-width="10"/>'
        f'<path d="M284 416 L236 438 L206 540 L256 560 L232 592 L352 800 L346 640Z" fill="{light}"/>'
        f'<path d="M436 416 L484 438 L514 540 L464 560 L488 592 L368 800 L374 640Z" fill="{light}"/>'
        f'<path d="M284 416 L346 640 L352 800 M436 416 L374 640 L368 800 M206 540 L256 560 L232 592 M514 540 L464 '
        f"560 "
        f'L488 592" fill="none" stroke="{dark}" stroke-width="5" stroke-linejoin="round" opacity="0.75"/>'
        f'<path d="M352 800 L360 1240 L368 800Z" fill="{dark}"/><circle cx="382" cy="850" r="9" fill="{dark}"/>'
    )


def _hoodie(p: Person) -> str:
    dark = mix(p.cloth, "#160c1c", 0.32)
    light = mix(p.cloth, "#ffffff", 0.12)
    return (
        f'<path d="M270 398 C220 414 196 452 214 480 C270 500 318 470 348 500 L360 520 L372 500 C402 470 450 500 '
        f"506 480 "
        f'C524 452 500 414 450 398 C452 446 402 470 360 474 C318 470 268 446 270 398Z" fill="{light}"/>'
        f'<path d="M270 398 C268 446 318 470 360 474 C402 470 452 446 450 398 C436 438 398 452 360 454 C322 452 '
        f"284 438 "
        f'270 398Z" fill="{dark}"/>'
        f'<path d="M324 488 C322 540 328 580 320 620 M396 488 C398 530 392 560 402 600" fill="none" '
        f'stroke="{p.under}" '
        'stroke-width="7" stroke-linecap="round"/>'
        f'<path d="M240 700 C230 760 220 820 214 900 H506 C500 820 490 760 480 700Z" fill="none" stroke="{dark}" '
        'stroke-width="6" opacity="0.5"/>'
    )


def _shirt(p: Person) -> str:
    dark = mix(p.cloth, "#160c1c", 0.28)
    light = mix(p.cloth, "#ffffff", 0.2)
    buttons = "".join(f'<circle cx="360" cy="{y}" r="7" fill="{p.under}"/>' for y in (560, 650, 740, 830))
    return (
        f'<path d="M300 412 L360 520 L420 412 C410 450 310 450 300 412Z" fill="{p.skin.base}"/>'
        f'<path d="M304 420 C330 470 390 470 416 420 L360 520Z" fill="{p.skin.deep}" opacity="0.25"/>'
        f'<path d="M296 396 L250 440 L318 522 L362 512 L306 432Z" fill="{light}"/>'
        f'<path d="M424 396 L470 440 L402 522 L358 512 L414 432Z" fill="{light}"/>'
        f'<path d="M250 440 L318 522 L362 512 M470 440 L402 522 L358 512" fill="none" stroke="{dark}" '
        f'stroke-width="5" '
        'stroke-linejoin="round" opacity="0.6"/>'
        f'<path d="M360 514 V1240" stroke="{dark}" stroke-width="5" opacity="0.55"/>{buttons}'
        f'<path d="M440 620 H530 V700 Q485 730 440 700Z" fill="none" stroke="{dark}" stroke-width="5" '
        f'opacity="0.45"/>'
    )


def _cardigan(p: Person) -> str:
    dark = mix(p.cloth, "#160c1c", 0.28)
    return (
        f'<path d="M290 414 C298 453 422 453 430 414 L446 424 L366 720 H354 L274 424Z" fill="{p.under}"/>'
        f'<path d="M294 420 C302 457 418 457 426 420" fill="none" stroke="{mix(p.under, "#3a2a30", 0.22)}" '
        'stroke-width="10"/>'
        f'<path d="M282 414 C290 540 330 640 352 720 V1240 M438 414 C430 540 390 640 368 720 V1240" fill="none" '
        f'stroke="{dark}" stroke-width="16" stroke-linejoin="round"/>'
        f'<circle cx="352" cy="780" r="7" fill="{p.under}"/><circle cx="352" cy="870" r="7" fill="{p.under}"/>'
    )


DRESS: dict[Outfit, Callable[[Person], str]] = {
    "tee": _tee,
    "blazer": _blazer,
    "hoodie": _hoodie,
    "shirt": _shirt,
    "turtleneck": _turtleneck,
    "cardigan": _cardigan,
}
