"""What a piece may draw on: its own angle at first; when an angle comes again, only what it has not used.

A batch can be larger than a pack. From its second turn on an angle brings one or two beats, those used
least so far, a hook that no earlier turn had, and other angles as chapters when that is too little for the length.
"""

from collections import Counter
from dataclasses import dataclass, replace

from agents.writing.assign import Slot
from agents.writing.fit import DEVICES, Wish, fit
from agents.writing.outline import Manner
from agents.writing.packs import Angle
from agents.writing.rules import clean_angle

_BEATS_AGAIN = (5, 2, 1)
"""Beats that an angle brings to its first turn, its second, and each later one."""


@dataclass(frozen=True)
class Cast:
    """A piece's place among all the videos of its topic."""

    row: tuple[Slot, ...]
    slot: Slot
    seconds: float
    batch: int
    must_not: tuple[str, ...]
    salt: str


def wish_for(cast: Cast, manner: Manner, turn: int) -> Wish | None:
    """What to write when the slot's angle comes for the `turn`-th time, from 0; None if too little may be said."""
    lead = clean_angle(cast.slot.source.angle, cast.must_not)
    if lead is None:
        return None
    partners = [a for a in (clean_angle(s.source.angle, cast.must_not) for s in _partners(cast)) if a]
    own = [slot for slot in cast.row if slot.source == cast.slot.source]
    uses: Counter[int] = Counter()
    hooks: set[str] = set()
    for number in range(turn + 1):
        slot = own[number] if number < cast.slot.round else cast.slot
        wish = Wish(slot.structure, (lead, *partners), cast.seconds, slot.place, cast.salt)
        wish = _again(wish, number, uses, hooks) if number else wish
        if number == turn:
            return wish
        outline, _ = fit(wish, replace(manner, variant=manner.variant + slot.place - cast.slot.place))
        hooks.add(outline.lead.hooks[outline.hook])
        for index, more in outline.chapters[0].beats:
            uses[lead.beats.index(outline.lead.beats[index])] += 1 + more
    return None


def _again(wish: Wish, turn: int, uses: Counter[int], hooks: set[str]) -> Wish:
    lead, partners = wish.angles[0], wish.angles[1:]
    fresh = sorted(range(len(lead.beats)), key=lambda i: (uses[i], (i - turn) % len(lead.beats)))[
        : _BEATS_AGAIN[min(turn, 2)]
    ]
    others = partners[turn % max(len(partners), 1) :] + partners[: turn % max(len(partners), 1)]
    thinned = tuple(_thin(a, (turn + place, turn + place + 2)) for place, a in enumerate(others))
    again = _other_hooks(_thin(lead, tuple(fresh)), hooks)
    return replace(wish, angles=(again, *thinned), place=wish.place + turn, salt=f"{wish.salt}/{turn}")


def _thin(angle: Angle, places: tuple[int, ...]) -> Angle:
    chosen = sorted({place % len(angle.beats) for place in places})
    return angle.model_copy(update={"beats": tuple(angle.beats[i] for i in chosen)})


def _other_hooks(angle: Angle, hooks: set[str]) -> Angle:
    """Hooks not heard yet; after the last of them the angle's other good lines open the piece."""
    left = {device: hook for device, hook in angle.hooks.items() if hook not in hooks}
    if left:
        return angle.model_copy(update={"hooks": left})
    for name in ("close", "setup"):
        line = getattr(angle, name)
        if line and line not in hooks:
            return angle.model_copy(update={"hooks": {"claim": line}, name: ""})
    facts = [line for line in (angle.myth.fact, *(beat.more for beat in angle.beats)) if line and line not in hooks]
    return angle.model_copy(update={"hooks": {DEVICES[1]: facts[0]}}) if facts else angle


def _partners(cast: Cast) -> list[Slot]:
    """Further angles of the same pack, no two pieces of a batch the same ones if the pack is large enough."""
    same = [s for s in cast.row if s.round == 0 and s.source.pack is cast.slot.source.pack]
    here = [s.source for s in same].index(cast.slot.source)
    if cast.batch * 2 <= len(same):
        mine = [p for p in range(len(same)) if p != here and p % cast.batch == here % cast.batch and p >= cast.batch]
        places = sorted(mine, key=lambda p: -_kinship(same[p], same[here]))
    else:
        places = [(here + step) % len(same) for step in (1, 4, 6, 9)]
    rest = [(here + step) % len(same) for step in range(1, len(same))]
    return [same[place] for place in dict.fromkeys([*places, *rest]) if place != here][:5]


def _kinship(one: Slot, other: Slot) -> int:
    """How many sub-topics two angles share."""
    return len(set(one.source.angle.keywords) & set(other.source.angle.keywords))
