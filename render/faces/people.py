"""The cast, and who plays for which voice."""

import math
import re
import zlib
from dataclasses import replace

from render.faces.person import Gender, Person, Skin
from render.scenes.contrast import mix, rgb
from studio.domain.voices import VOICES

PORCELAIN = Skin("#fbd9c3", "#d9737a")
PEACH = Skin("#f3c4a2", "#cf6d68")
SAND = Skin("#e8b48c", "#c2625c")
OLIVE = Skin("#d39c70", "#b1564f")
BRONZE = Skin("#b0744a", "#96443f")
ESPRESSO = Skin("#6e4431", "#7d3a3c")

CAST: tuple[Person, ...] = (
    Person("Maya", "female", BRONZE, "waves", "#2e1a17", "#4a2c1d", "turtleneck", "#1f8a8a", brow=8, age="young"),
    Person("Lin", "female", PORCELAIN, "bob", "#1d1a24", "#3b2a22", "blazer", "#f0b429", under="#fffaf0", brow=7),
    Person("Zoe", "female", ESPRESSO, "afro", "#1b1214", "#3a2118", "tee", "#ff6b5e", earrings="#ffcf4a", brow=8),
    Person("Amira", "female", OLIVE, "hijab", "#7a6ff0", "#4f341f", "cardigan", "#3d3a73", under="#efeaff", brow=8,
           natural="#33211a"),
    Person("Freya", "female", PORCELAIN, "ponytail", "#c4562b", "#4f7f5b", "shirt", "#3f7de0",
           freckles=True, brow=6.5),
    Person("Ruth", "female", PEACH, "bun", "#cfc9cb", "#4c6f93", "cardigan", "#b0446a", under="#fff4ee",
           glasses="#3a2530", age="old", brow=6.5),
    Person("Leo", "male", SAND.with_lips("#b96a5c"), "quiff", "#33211a", "#4d6b3c", "hoodie", "#31407a",
           under="#e9ecff", beard="stubble", jaw=0.6, brow=10),
    Person("Kwame", "male", ESPRESSO.with_lips("#9c5c52"), "fade", "#17100f", "#2f1b13", "shirt", "#e3a02c",
           under="#7a4c0e", beard="short", jaw=0.8, brow=10),
    Person("Arjun", "male", BRONZE.with_lips("#93503f"), "swept", "#1c1416", "#3a2216", "blazer", "#2f5d50",
           under="#f4efe4", beard="moustache", glasses="#2a2024", jaw=0.4, brow=11, age="grown"),
    Person("Jin", "male", PEACH.with_lips("#c07460"), "crop", "#16131a", "#33221c", "tee", "#2bb08a",
           jaw=0.2, brow=9),
    Person("Finn", "male", PORCELAIN.with_lips("#cf8074"), "curls", "#c98f3d", "#3f79b0", "turtleneck", "#3b4654",
           freckles=True, jaw=0.3, brow=8.5),
    Person("Otto", "male", PEACH.with_lips("#b8655a"), "bald", "#c9c5c4", "#4b6a86", "shirt", "#8aa6c9",
           under="#ffffff", beard="full", age="old", jaw=0.5, brow=10),
)  # fmt: skip

FACES = {
    "heart": "Maya", "bella": "Lin", "emma": "Freya", "dora": "Zoe", "siwis": "Lin", "alpha": "Maya", "sara": "Freya",
    "clara": "Zoe", "michael": "Leo", "puck": "Kwame", "george": "Otto", "alex": "Jin", "omega": "Arjun",
    "nicola": "Finn", "tiago": "Kwame",
}  # fmt: skip
"""Whose face a voice has when its number is 0."""
SEED = re.compile(r"(?P<name>.*?)-?(?P<number>\d*)")


def cast(seed: str) -> Person:
    """Who this seed stands for: always the same person.

    Args:
        seed: `female-3`, `male`, or a voice's name and a number (`heart-0`): somebody whom the voice
            fits, different voices of a gender and neighbouring numbers being different people. Any other
            text is somebody too.
    """
    match = SEED.fullmatch(seed)
    name, number = (match["name"], int(match["number"] or 0)) if match else (seed, 0)
    gender, place = _part(name)
    fitting = [person for person in CAST if gender in ("", person.gender)]
    return fitting[(place + number) % len(fitting)]


def _part(name: str) -> tuple[Gender | str, int]:
    """The gender a name asks for (empty for any) and where to start counting."""
    if name in ("female", "male"):
        return name, 0
    if name in VOICES:
        gender = VOICES[name].gender
        names = [person.name for person in CAST if person.gender == gender]
        return gender, names.index(FACES[name]) if name in FACES else zlib.crc32(name.encode())
    return "", zlib.crc32(name.encode())


WARDROBE = ("#31407a", "#f4efe4", "#e85d4f", "#1f8a8a", "#f0b429")
CLOSE = 100.0
"""Colours nearer than this in RGB run into each other."""


def dressed(person: Person, backing: str) -> Person:
    """The same person in clothes that stand out from what is behind."""
    if _distance(person.cloth, backing) >= CLOSE:
        return person
    return replace(person, cloth=max(WARDROBE, key=lambda cloth: _distance(cloth, backing)))


def apart(backing: str, hair: str) -> str:
    """The colour behind somebody, lightened where hair would sink into it."""
    steps = (mix(backing, "#ffffff", part / 10) for part in range(8))
    return next((step for step in steps if _distance(step, hair) >= CLOSE), mix(backing, "#ffffff", 0.7))


def _distance(one: str, other: str) -> float:
    return math.dist(rgb(one), rgb(other))
