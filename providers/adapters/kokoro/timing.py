"""The duration predictor's frames to times of words and phonemes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from providers.adapters.kokoro import symbols
from providers.adapters.kokoro.model import FRAME, RATE, Frames
from providers.adapters.kokoro.script import Utterance

LATE = 0.060
"""Seconds by which the predictor's times lag the sound (36 to 78 ms against forced alignment)."""
ONSET = 0.022
"""Seconds into the space before a word at which it is heard: the predictor counts the rest of the space as the
space's own. Measured on 329 words; after a pause it is `BREATH` before the word's first symbol instead."""
BREATH = 0.025
GAP = 0.10
"""A space that lasts longer is a silence, in seconds; a shorter one is part of the sound before it."""


@dataclass(frozen=True)
class Sound:
    """A phoneme or a silence, in seconds from the start of the utterance."""

    symbol: str
    start: float
    end: float
    stressed: bool = False


@dataclass(frozen=True)
class Times:
    """Times of one utterance: of each token (None when it is not spoken) and of each sound."""

    words: tuple[tuple[float, float] | None, ...]
    sounds: tuple[Sound, ...]


def edges(text: str, frames: Frames) -> list[float]:
    """When each symbol is heard to start, and the last to end, in seconds."""
    ends = np.cumsum(frames) * (FRAME / RATE) - LATE
    at = [max(0.0, float(e)) for e in ends]
    for index, symbol in enumerate(text):
        before = text[index - 1] if index else ""
        if before == symbols.SPACE and text[index - 2] not in symbols.PAUSES:
            at[index] = min(at[index - 1] + ONSET, at[index])
        elif symbol not in symbols.PAUSES and (before == symbols.SPACE or not index):
            at[index] = max(at[index] - BREATH, at[index - 1] if index else 0.0)
    return at


def times(utterance: Utterance, frames: Frames) -> Times:
    """When each token and sound of the utterance is heard."""
    at = edges(utterance.symbols, frames)
    return Times(_words(utterance, at), _sounds(utterance.symbols, at))


def _words(utterance: Utterance, at: Sequence[float]) -> tuple[tuple[float, float] | None, ...]:
    spans: list[tuple[float, float] | None] = [None] * len(utterance.tokens)
    for index, owner in enumerate(utterance.owners):
        if owner >= 0:
            begun = spans[owner]
            spans[owner] = (begun[0] if begun else at[index], at[index + 1])
    return tuple(spans)


def _sounds(text: str, at: Sequence[float]) -> tuple[Sound, ...]:
    sounds: list[Sound] = []
    stress: tuple[float, bool] | None = None
    for index, symbol in enumerate(text):
        start, end = at[index], at[index + 1]
        if symbol in (symbols.PRIMARY, symbols.SECONDARY):
            stress = (start, symbol == symbols.PRIMARY)
        elif symbol in symbols.MODIFIERS and sounds:
            sounds[-1] = _longer(sounds[-1], end, symbol)
        elif symbol in symbols.PAUSES or symbol == symbols.SPACE:
            _rest(sounds, symbol, start, end)
        else:
            begun, primary = stress or (start, False)
            sounds.append(Sound(symbols.IPA.get(symbol, symbol), begun, end, primary))
            stress = None
    return tuple(sounds)


def _rest(sounds: list[Sound], symbol: str, start: float, end: float) -> None:
    """A space or a mark: a silence, part of one, or the tail of the sound before it."""
    if (sounds and sounds[-1].symbol == "_") or (symbol == symbols.SPACE and end - start < GAP and sounds):
        sounds[-1] = _longer(sounds[-1], end)
    else:
        sounds.append(Sound("_", start, end))


def _longer(sound: Sound, end: float, colour: str = "") -> Sound:
    return Sound(sound.symbol + colour, sound.start, end, sound.stressed)
