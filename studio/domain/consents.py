"""A person's yes to the use of their voice or face: what they say, for what, and how long it holds."""

import secrets
from datetime import timedelta
from typing import Literal, get_args

Scope = Literal["voice", "face", "avatar"]
"""What may be made of a person: the kinds of clones."""
SCOPES: tuple[Scope, ...] = get_args(Scope)

State = Literal["asked", "given", "over", "revoked", "lapsed"]
"""asked: waits for the clip; given: holds; over: its time is past, or not come; revoked: taken back;
lapsed: the clip did not come while the words held."""

VERSION = "2026-11"
STATEMENT = (
    "I am {person}. I agree that {workspace} makes a likeness of my {scope} with AI Clone Studio and uses it in "
    "videos that are marked as made with AI. I can take this back at any time. My words are: {words}."
)
"""What the person says into the camera or microphone."""

WORDS_LAST = timedelta(minutes=30)
"""After so long the three words are no proof that the clip is new."""
LONGEST = timedelta(days=730)
USUAL = timedelta(days=365)

NOT_CHECKED = "not_checked"
"""Whether voice, face and words of the clip are the person's: nothing here compares them."""

_WORDS = """
amber anchor apple arrow autumn balcony bamboo beacon bicycle blanket blossom bottle breeze bridge butter
button cactus camera candle canvas carpet castle cedar cherry circle cloud clover cobalt coconut copper coral
cotton cricket crystal dancer desert diamond dolphin dragon eagle ember engine falcon feather fiddle forest
fountain galaxy garden ginger glacier guitar hammer harbor hazel helmet honey horizon island ivory jacket
jasmine jungle kettle kitten ladder lagoon lantern lemon lily lizard magnet mango maple marble meadow melon
mirror monkey mountain nectar needle nickel nutmeg oasis ocean olive onion orange orchid otter oyster paddle
panda paper parrot pebble pepper piano pigeon pillow planet plum pocket pony poppy prairie pumpkin puzzle
rabbit raven ribbon river rocket saddle salmon sapphire saturn shadow silver spider spiral sponge squirrel
summer sunset tango temple thunder ticket tiger timber tomato tulip tunnel turtle valley velvet violet walnut
willow window winter wizard yellow zebra zephyr
"""
WORDS = tuple(_WORDS.split())
"""Short, and unlike each other to the ear."""


def challenge() -> str:
    """Three words that nobody could have recorded before."""
    return " ".join(secrets.SystemRandom().sample(WORDS, 3))
