"""espeak-ng's speech of a request: when it says each written word, and of which phonemes."""

import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from providers.requests import SpeechRequest, SpeechResult
from providers.speech.align_track import Sounds
from providers.speech.align_words import Span, is_spoken
from providers.speech.track import Samples
from studio.domain.speech import TimedPhone, TimedWord, Timing

LEAST = 0.01
"""Seconds below which a word's span is not believed."""


@dataclass(frozen=True)
class Reference:
    """The same words, spoken with times that are known."""

    samples: Samples
    rate: int
    spans: tuple[Span | None, ...]
    """Of each written word of the request; None for what is not said."""
    sounds: tuple[Sounds, ...]
    """Of each written word."""

    @classmethod
    def of(cls, request: SpeechRequest, spoken: SpeechResult) -> Self:
        """Read what the formant engine made of a request."""
        samples, rate = _read(spoken.audio)
        words = [(s.scene, word) for s in request.segments for word in s.text.split()]
        spans = tuple(_spans(words, spoken.timing.words))
        return cls(samples, rate, spans, tuple(_sounds(spans, spoken.timing)))


def _read(path: Path) -> tuple[Samples, int]:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(-1), "<i2").astype(np.float32) / np.float32(32768), file.getframerate()


def _spans(words: Sequence[tuple[str, str]], timed: Sequence[TimedWord]) -> Iterator[Span | None]:
    """Its words are ours but for sentences of signs alone, which it leaves out."""
    at = 0
    for scene, word in words:
        same = at < len(timed) and (timed[at].scene, timed[at].text) == (scene, word)
        found = timed[at] if same else None
        at += same
        heard = found is not None and is_spoken(word) and found.end - found.start >= LEAST
        yield (found.start, found.end) if found and heard else None


def _sounds(spans: Sequence[Span | None], timing: Timing) -> Iterator[Sounds]:
    phones = [p for p in timing.phones if p.symbol != "_"]
    at = 0
    for span in spans:
        if span is None:
            yield Sounds()
            continue
        own = []
        while at < len(phones) and (phones[at].start + phones[at].end) / 2 < span[1]:
            own.append(phones[at])
            at += 1
        yield Sounds(tuple(_shares(own)))


def _shares(phones: Sequence[TimedPhone]) -> Iterator[TimedPhone]:
    if not phones:
        return
    start, long = phones[0].start, phones[-1].end - phones[0].start
    for phone in phones:
        yield phone.model_copy(update={"start": (phone.start - start) / long, "end": (phone.end - start) / long})
