"""Hair: what falls behind the shoulders, and what lies over the head."""

from collections.abc import Callable

from render.faces import long_hair as long
from render.faces import short_hair as short
from render.faces.person import Person

Drawer = Callable[[Person], str]


def _none(person: Person) -> str:
    return ""


BACK: dict[str, Drawer] = {
    "waves": long.waves_back,
    "bob": long.bob_back,
    "afro": long.afro_back,
    "hijab": long.hijab_back,
    "bun": long.bun_back,
    "ponytail": long.ponytail_back,
    "curls": short.curls_back,
    "bald": short.bald_back,
}
FRONT: dict[str, Drawer] = {
    "waves": long.waves,
    "bob": long.bob,
    "afro": long.afro,
    "hijab": long.hijab,
    "bun": long.bun,
    "ponytail": long.ponytail,
    "quiff": short.quiff,
    "fade": short.fade,
    "swept": short.swept,
    "crop": short.crop,
    "bald": short.bald,
    "curls": short.curls,
}


def hair_back(person: Person) -> str:
    """What lies behind head and shoulders."""
    return BACK.get(person.hair, _none)(person)


def hair_front(person: Person) -> str:
    """What lies over the head; it leaves eyes and brows free."""
    return FRONT[person.hair](person)
