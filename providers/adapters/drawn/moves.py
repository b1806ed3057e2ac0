"""Blinks, nods, raised brows and the slow sway of somebody who is alive. The same seed moves the same way."""

import math
import random
from collections.abc import Sequence
from itertools import pairwise

from studio.domain.presenter import Nod
from studio.domain.speech import TimedWord, Timing

STEP = 0.4
"""Seconds between the points of the idle sway."""
EVERY = 1.15
"""Seconds between two accents at least: a head that nods on each word looks like a toy."""
LONG_PAUSE = 0.3
BLINK_GAP = (2.5, 5.0)
"""Seconds between blinks: people blink 12 to 20 times a minute."""
BLINK_REACH = 0.7
"""A blink moves this far to fall into a pause."""


def blinks(timing: Timing, seed: str) -> tuple[float, ...]:
    """Seconds at which the eyes close, pulled into pauses of the speech where one is near."""
    chance = random.Random(f"blinks {seed}")
    pauses = [
        (word.end + after.start) / 2
        for word, after in pairwise(timing.words)
        if after.start - word.end > LONG_PAUSE / 2
    ]
    out: list[float] = []
    at = chance.uniform(1.2, 2.4)
    while at < timing.seconds - 0.2:
        earliest = out[-1] + 1.2 if out else 0.4
        near = [pause for pause in pauses if abs(pause - at) < BLINK_REACH and pause > earliest]
        out.append(round(_nearest(near, at), 3))
        at = out[-1] + chance.uniform(*BLINK_GAP)
    return tuple(out)


def _nearest(places: Sequence[float], at: float) -> float:
    """The place nearest to `at`; `at` itself when there is none."""
    return min(places, key=lambda place: abs(place - at), default=at)


def accents(timing: Timing, stressed: Sequence[float] = ()) -> tuple[float, ...]:
    """Seconds to nod on: as told, else the weightiest words, with room between them."""
    if stressed:
        return tuple(sorted(stressed))
    words = timing.words
    weights = [(_weight(words, i), word.start) for i, word in enumerate(words)]
    chosen: list[float] = []
    for weight, start in sorted(weights, key=lambda pair: (-pair[0], pair[1])):
        if weight >= 1.0 and all(abs(start - other) >= EVERY for other in chosen):
            chosen.append(start)
    return tuple(sorted(chosen))


def _weight(words: Sequence[TimedWord], i: int) -> float:
    text = words[i].text
    letters = sum(c.isalnum() for c in text)
    opens = i == 0 or words[i].start - words[i - 1].end > LONG_PAUSE
    return (
        letters / 5
        + (0.7 if text[-1:] in ".!?।" else 0.3 if text[-1:] in ",;:" else 0.0)
        + (0.6 if any(c.isdigit() for c in text) else 0.0)
        + (0.4 if opens else 0.0)
    )


def questions(timing: Timing) -> tuple[float, ...]:
    """Seconds at which a question ends."""
    return tuple(word.start for word in timing.words if "?" in word.text)


def nods(timing: Timing, seed: str, stressed: Sequence[float] = ()) -> tuple[Nod, ...]:
    """The head over the whole piece: a slow sway, a dip with lifted brows on accents, a tilt on questions."""
    chance = random.Random(f"nods {seed}")
    sway = _Sway(chance)
    beats = [(at, chance.uniform(0.75, 1.2), chance.choice((-1, 1))) for at in accents(timing, stressed)]
    asked = questions(timing)
    times = {round(i * STEP, 3) for i in range(math.ceil(timing.seconds / STEP) + 1)}
    times |= {round(at + d, 3) for at, _, _ in beats for d in (-0.14, 0.07, 0.42)}
    times |= {round(at + d, 3) for at in asked for d in (-0.1, 0.2, 0.8)}
    return tuple(_pose(at, sway, beats, asked) for at in sorted(times) if 0 <= at <= timing.seconds)


class _Sway:
    """Three slow waves that never quite repeat."""

    def __init__(self, chance: random.Random) -> None:
        self._phases = [chance.uniform(0, math.tau) for _ in range(3)]
        self._rates = [chance.uniform(*span) for span in ((0.13, 0.19), (0.21, 0.29), (0.09, 0.15))]

    def at(self, t: float) -> tuple[float, float, float]:
        """Pixels right, pixels down, degrees."""
        waves = [math.sin(math.tau * rate * t + phase) for rate, phase in zip(self._rates, self._phases, strict=True)]
        return 5.0 * waves[0], 2.4 * waves[1], 1.3 * waves[2]


def _pose(at: float, sway: _Sway, beats: Sequence[tuple[float, float, int]], asked: Sequence[float]) -> Nod:
    dx, dy, tilt = sway.at(at)
    brows = 0.0
    for beat, force, side in beats:
        dip = _bump(at - beat, 0.14, 0.07, 0.42) * force
        dy += 9.0 * dip
        tilt += 1.5 * dip * side
        brows = max(brows, 0.8 * dip)
    for end in asked:
        lift = _bump(at - end, 0.1, 0.2, 0.8)
        tilt += 2.4 * lift
        dy -= 4.0 * lift
        brows = max(brows, lift)
    return Nod(at=at, dx=round(dx, 2), dy=round(dy, 2), tilt=round(tilt, 2), brows=round(min(brows, 1.0), 2))


def _bump(t: float, before: float, peak: float, after: float) -> float:
    """0 up to `before` seconds ahead, 1 at `peak`, 0 again from `after` on."""
    if -before < t <= peak:
        return (t + before) / (peak + before)
    return (after - t) / (after - peak) if peak < t < after else 0.0
