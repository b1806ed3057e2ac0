"""Chooses the beats, hook and call to action so that a script lasts as long as asked."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

import numpy as np

from agents.writing.outline import Chapter, Manner, Outline, is_sentence
from agents.writing.pace import BETWEEN, CALM, LEAD_IN, NOTHING, TAIL, Length, in_band, measure
from agents.writing.packs import Angle, CallToAction, Device, Structure
from agents.writing.scenes import beat_line, build_scenes
from studio.domain.script import Scene

DEVICES: tuple[Device, ...] = ("question", "claim", "number", "mistake", "challenge", "scene")
_NATURAL: dict[Structure, Device] = {
    "mistakes": "mistake",
    "myth-vs-fact": "claim",
    "numbers": "number",
    "challenge": "challenge",
    "story": "scene",
    "swap": "mistake",
    "deep-dive": "question",
}
"""The hook that suits a structure best."""
_BOTTOM, _FULL, _TOP = 2.22, 2.65, 2.75
"""Words a second: the least, what fills a piece at the voice's own pace, the most."""
_OFF_BAND, _OFF_LENGTH = 500.0, 30.0
"""Prices of leaving the band of words a second, and of missing the length."""


@dataclass(frozen=True)
class Wish:
    """What a script should be like."""

    structure: Structure
    angles: tuple[Angle, ...]
    """The lead first; others become chapters when the lead alone is too short."""
    seconds: float
    place: int = 0
    """Turns the hook device."""
    salt: str = ""


@dataclass(frozen=True)
class _Frame:
    hook: Device
    cta: CallToAction
    myth: bool
    setup: bool
    close: bool
    price: float
    length: Length


@dataclass(frozen=True)
class _Choice:
    beats: tuple[tuple[int, bool], ...]
    price: float
    length: Length


Draft = tuple[Outline, tuple[Scene, ...]]


def fit(wish: Wish, manner: Manner) -> Draft:
    """The outline whose spoken length is nearest to the seconds wished for, among those that read well.

    A structure that adds more words than a very short piece can hold gives way to plain tips.
    """
    draft = _fit(wish, manner)
    if _in_band(draft, wish.seconds) or wish.structure == "tips":
        return draft
    plain = _fit(replace(wish, structure="tips"), manner)
    return plain if _in_band(plain, wish.seconds) else draft


def _fit(wish: Wish, manner: Manner) -> Draft:
    fixed, last = _chapters(wish, manner)
    rng = random.Random(f"{wish.salt}/{wish.structure}/{wish.angles[0].id}")
    frames = _frames(wish, manner, rng, with_lead_setup=not fixed)
    choices = _choices(wish, last, manner, rng, chaptered=bool(fixed))
    base = sum((_chapter_length(wish, chapter, manner) for chapter in fixed), NOTHING)
    best = _cheapest(wish, frames, choices, base)
    drafts = (_draft(wish, fixed, last, frames[f], choices[c], manner) for f, c in best)
    return _first_in_band(drafts, wish.seconds)


def _first_in_band(drafts: Iterator[Draft], seconds: float) -> Draft:
    first = next(drafts)
    return first if _in_band(first, seconds) else next((d for d in drafts if _in_band(d, seconds)), first)


def _in_band(draft: Draft, seconds: float) -> bool:
    return in_band(sum(len(scene.narration.split()) for scene in draft[1]), seconds)


def _chapters(wish: Wish, manner: Manner) -> tuple[tuple[Chapter, ...], Angle]:
    """Whole chapters that are surely needed, and the angle that fills what is left."""
    fixed: list[Chapter] = []
    lead = wish.angles[0]
    frame = (lead.hooks[next(iter(lead.hooks))], lead.cta[0].say, lead.close)
    length = sum((measure(text, manner.language) for text in frame), NOTHING)
    for angle, following in pairwise(wish.angles):
        chapter = Chapter(angle, tuple((i, bool(beat.more)) for i, beat in enumerate(angle.beats)), setup=True)
        length += _chapter_length(wish, chapter, manner)
        start = min(len(beat.say.split()) for beat in following.beats) + len(following.setup.split())
        if length.words >= _FULL * wish.seconds or length.words + start > _TOP * wish.seconds:
            return tuple(fixed), angle
        fixed.append(chapter)
    return tuple(fixed), wish.angles[-1]


def _chapter_length(wish: Wish, chapter: Chapter, manner: Manner) -> Length:
    length = sum((_beat_length(wish, chapter.angle, i, more, manner) for i, more in chapter.beats), NOTHING)
    return length + (measure(manner.chapter(chapter.angle.setup, 1), manner.language) if chapter.setup else NOTHING)


def _beat_length(wish: Wish, angle: Angle, index: int, more: bool, manner: Manner) -> Length:
    beat = angle.beats[index]
    length = measure(beat_line(wish.structure, beat, 0, 2, manner), manner.language)
    return length + measure(manner.fill(beat.more), manner.language) if more else length


def _frames(wish: Wish, manner: Manner, rng: random.Random, *, with_lead_setup: bool) -> list[_Frame]:
    lead, seconds, structure = wish.angles[0], wish.seconds, wish.structure
    setups = (False, True) if seconds >= 18 and with_lead_setup and lead.setup else (False,)
    closes = (False, True) if seconds >= 18 and lead.close else (False,)
    myths = _myths(structure, seconds) if lead.myth.claim else (False,)
    notes = sum((measure(manner.phrased(p), manner.language) for p in manner.must_say if is_sentence(p)), NOTHING)
    frames = []
    asks = _asks(wish, manner)
    for hook, (cta, dear), setup, close, myth in product(lead.hooks, asks, setups, closes, myths):
        texts = [manner.hook(lead.hooks[hook]), manner.ask(cta.say)]
        texts += [manner.fill(lead.setup)] * setup + [manner.fill(lead.close)] * close
        if myth:
            texts.append(manner.myth(lead.myth.claim, lead.myth.fact))
        length = sum((measure(text, manner.language) for text in texts), notes)
        price = dear + _frame_price(wish, hook, setup, close, myth) + rng.random() * 0.8
        frames.append(_Frame(hook, cta, myth, setup, close, price, length))
    return frames


def _asks(wish: Wish, manner: Manner) -> list[tuple[CallToAction, float]]:
    """The calls to action with their prices; in a very short piece also those of two words."""
    asks = [(ask, 0.0) for ask in wish.angles[0].cta]
    if wish.seconds < 16:
        short = manner.phrases.short_asks
        asks += [(CallToAction.model_construct(act=a, say=say, show=show), 1.5) for a, say, show in short]
    return asks


def _myths(structure: Structure, seconds: float) -> tuple[bool, ...]:
    if structure == "myth-vs-fact":
        return (True,) if seconds >= 13 else (False, True)
    return (False, True) if seconds >= 45 else (False,)


def _frame_price(wish: Wish, hook: Device, setup: bool, close: bool, myth: bool) -> float:
    order = DEVICES[wish.place % len(DEVICES) :] + DEVICES[: wish.place % len(DEVICES)]
    price = 0.0 if hook == _NATURAL.get(wish.structure) else 1.0 + 0.3 * order.index(hook)
    quiet = wish.structure in ("story", "recap")
    price += (2.0 if quiet and wish.seconds >= 18 else 0.0) * (not close)
    price += (2.0 if wish.structure == "story" else 0.5) * (not setup) * (wish.seconds >= 26)
    price += 0.8 * setup * (wish.seconds < 26 and wish.structure != "story")
    price += 0.6 * (myth and wish.structure != "myth-vs-fact")
    return price


def _choices(wish: Wish, angle: Angle, manner: Manner, rng: random.Random, *, chaptered: bool) -> list[_Choice]:
    noise = [rng.random() * 0.5 for _ in angle.beats]
    both = {
        (i, more): _beat_length(wish, angle, i, more, manner)
        for i in range(len(angle.beats))
        for more in (False, True)
    }
    choices = []
    for states in product(*((0, 1, 2) if beat.more else (0, 1) for beat in angle.beats)):
        beats = tuple((i, state == 2) for i, state in enumerate(states) if state)
        if not beats and (wish.seconds >= (18 if wish.structure == "myth-vs-fact" else 7) or chaptered):
            continue
        length = sum((both[i, more] for i, more in beats), NOTHING)
        if chaptered:
            length += measure(manner.chapter(angle.setup, 1), manner.language)
        price = _choice_price(wish, angle, beats) + sum(noise[i] for i, _ in beats)
        choices.append(_Choice(beats, price, length))
    return choices


def _choice_price(wish: Wish, angle: Angle, beats: tuple[tuple[int, bool], ...]) -> float:
    mores, chosen = sum(more for _, more in beats), [angle.beats[i] for i, _ in beats]
    price = 0.25 * sum(i for i, _ in beats) / max(len(beats), 1)
    price += 4.0 * max(_wanted_beats(wish) - len(beats), 0)
    bare = [not one and not other for (_, one), (_, other) in pairwise(beats)]
    if wish.structure in ("checklist", "challenge"):
        price += 4.0 * (not any(bare))
    if wish.structure == "countdown":
        price += 4.0 * (not any(bare[:1]))
    if wish.structure == "deep-dive":
        return price + 1.5 * (len(beats) - mores)
    price += 0.5 * mores * (wish.seconds < 26)
    if wish.structure in ("mistakes", "swap"):
        price += 2.0 * sum(not beat.slip for beat in chosen)
    if wish.structure == "numbers":
        price += 4.0 * (not any(beat.figure for beat in chosen))
    return price


def _wanted_beats(wish: Wish) -> int:
    """Fewer leave a piece of this length thin; sayings with a lead-in of their own take the room of two."""
    want = 1 if wish.seconds < 13 else 2 if wish.seconds < 18 else 3 if wish.seconds < 26 else 4
    if wish.structure in ("mistakes", "swap", "myth-vs-fact", "deep-dive"):
        return max(want - 1, 1)
    return max(want, 2) if wish.structure in ("countdown", "checklist", "challenge") and wish.seconds >= 10 else want


def _cheapest(
    wish: Wish, frames: Sequence[_Frame], choices: Sequence[_Choice], base: Length
) -> list[tuple[int, int]]:
    """The forty cheapest pairs of frame and choice."""

    def both(name: str) -> np.ndarray:
        of_frames = np.array([getattr(frame.length, name) for frame in frames])
        of_choices = np.array([getattr(choice.length, name) for choice in choices])
        whole: np.ndarray = of_frames[:, None] + of_choices[None, :] + getattr(base, name)
        return whole

    words = both("words")
    seconds = LEAD_IN + TAIL + BETWEEN * (both("scenes") - 1) + both("speech") / CALM
    rate = words / wish.seconds
    price = np.add.outer([f.price for f in frames], [c.price for c in choices])
    price = price + _OFF_LENGTH * np.abs(seconds / wish.seconds - 1)
    price = price + _OFF_BAND * (np.maximum(_BOTTOM - rate, 0) + np.maximum(rate - _TOP, 0))
    order = np.argsort(price, axis=None, kind="stable")[:40]
    return [(int(i) // len(choices), int(i) % len(choices)) for i in order]


def _draft(
    wish: Wish, fixed: tuple[Chapter, ...], last: Angle, frame: _Frame, choice: _Choice, manner: Manner
) -> tuple[Outline, tuple[Scene, ...]]:
    tail = Chapter(last, choice.beats, setup=bool(fixed) or frame.setup)
    outline = Outline(wish.structure, frame.hook, frame.cta, (*fixed, tail), frame.myth, frame.close)
    return outline, build_scenes(outline, manner)
