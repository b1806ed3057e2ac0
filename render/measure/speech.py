"""Captions against the voice: do the words stand where speech is, and start when it starts?"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from render.sound.files import RATE, Signal
from studio.domain.speech import Span

HOP = 240
"""Samples between two points of the energy curve: 5 ms."""
FLOOR_DB = -36.0
"""Speech is louder than its own loud parts plus this."""
PAUSE = 0.16
"""Seconds of quiet before a sound that counts as a beginning after a pause."""
BURST = 0.06
"""Seconds a sound must last to count as speech: clicks do not."""
REACH = 0.6
"""Seconds by which captions may be wrong and still be matched."""
FAR = 0.25
"""Seconds from which a beginning counts as having no word at all."""
WORD = 0.35
"""Seconds of a word that are looked at: captions hold the last word of a line over the pause."""


class SpeechFit(BaseModel):
    """How well captions fit the voice."""

    model_config = ConfigDict(frozen=True)

    words: int
    in_speech: float
    """Share of words at least half of which sound."""
    onsets: int
    """Beginnings after a pause that were found in the voice, the first word included."""
    offset: float
    """Word starts minus beginnings of sound, in seconds: negative is early."""
    spread: float
    """How far single beginnings are from that, on average, in seconds."""


def fit(voice: Signal, words: Sequence[Span]) -> SpeechFit:
    """Compare words with a voice; both count time from the start of the voice."""
    sounding = speech(voice)
    starts = onsets(sounding)
    lag, left = _match(starts, [word.start for word in words])
    inside = [_share(sounding, word.start, min(word.end, word.start + WORD)) >= 0.5 for word in words]
    return SpeechFit(
        words=len(words),
        in_speech=sum(inside) / len(inside) if inside else 0.0,
        onsets=len(left),
        offset=float(np.median(left)) - lag if left else 0.0,
        spread=float(np.mean(np.abs(left))) if left else 0.0,
    )


def speech(voice: Signal) -> NDArray[np.bool_]:
    """Whether there is speech, every 5 ms, by energy; short clicks are left out, short gaps closed."""
    hops = voice.shape[1] // HOP
    if not hops:
        return np.zeros(0, bool)
    power = np.square(voice[:, : hops * HOP]).mean(axis=0).reshape(hops, HOP).mean(axis=1)
    smooth = np.convolve(power, np.ones(3) / 3, "same")
    level = 10.0 * np.log10(np.maximum(smooth, 1e-12))
    loud = (level > np.percentile(level, 95) + FLOOR_DB) & (level > -60.0)
    closed = ~_without_short(~loud, round(0.05 * RATE / HOP))
    return _without_short(closed, round(BURST * RATE / HOP))


def onsets(sounding: NDArray[np.bool_]) -> list[float]:
    """Seconds at which speech begins after a pause."""
    quiet = _without_short(~sounding, round(PAUSE * RATE / HOP))
    edges = np.flatnonzero(quiet[:-1] & ~quiet[1:]) + 1
    return [float(edge * HOP / RATE) for edge in edges]


def _without_short(mask: NDArray[np.bool_], shortest: int) -> NDArray[np.bool_]:
    """The mask without its runs shorter than `shortest`."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    kept = np.zeros_like(mask)
    for start, end in edges.reshape(-1, 2):
        if end - start >= shortest:
            kept[start:end] = True
    return kept


def _match(starts: list[float], words: Sequence[float]) -> tuple[float, list[float]]:
    """The shift of all words that fits the beginnings best, and what is left of each beginning's offset.

    The first beginning belongs to the first word; every other one to whichever word is nearest. Of
    shifts that fit alike the smaller one is taken.
    """
    if not starts or not words:
        return 0.0, []
    times, beginnings = np.asarray(words), np.asarray(starts)
    best = (np.inf, 0.0, np.zeros(0))
    for lag in sorted(np.arange(-REACH, REACH, HOP / RATE), key=abs):
        apart = times[None, :] + lag - beginnings[:, None]
        left = apart[np.arange(len(starts)), np.abs(apart).argmin(axis=1)]
        left[0] = apart[0, 0]
        cost = float(np.minimum(np.abs(left), FAR).mean())
        if cost < best[0] - 1e-9:
            best = (cost, float(lag), left)
    return best[1], [float(value) for value in best[2] if abs(value) < FAR]


def _share(sounding: NDArray[np.bool_], start: float, end: float) -> float:
    first, last = round(start * RATE / HOP), max(round(end * RATE / HOP), round(start * RATE / HOP) + 1)
    part = sounding[first:last]
    return float(part.mean()) if len(part) else 0.0


def lag(programme: Signal, voice: Signal, around: float) -> float:
    """Where in the programme the voice begins, in seconds, by correlation, within a second of `around`."""
    step = 6
    long, short = (
        s.mean(axis=0)[: s.shape[1] // step * step].reshape(-1, step).mean(axis=1) for s in (programme, voice)
    )
    size = 1 << (len(long) + len(short)).bit_length()
    product = np.fft.irfft(np.fft.rfft(long, size) * np.conj(np.fft.rfft(short, size)), size)
    rate = RATE / step
    shifts = np.arange(round((around - 1.0) * rate), round((around + 1.0) * rate))
    return float(shifts[np.abs(product[shifts % size]).argmax()] / rate)
