"""Clips of speech laid on one track with the pauses asked for, and the times that follow from it."""

import wave
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from providers.speech.tokens import Token
from studio.domain.speech import SceneSpan, TimedPhone, TimedWord, Timing

FADE = 0.008
"""Seconds of fade at both ends of a clip, against clicks."""
QUIET = 10 ** (-42 / 20)
"""Share of a clip's peak below which its ends count as silence."""
MARGIN = 0.03
"""Seconds kept outside the first and last audible sample, so that soft consonants stay whole."""
PEAK = 10 ** (-1.5 / 20)
LEVEL = 10 ** (-20 / 20)
"""Root mean square of the loud parts after levelling, unless the peak forbids it."""
EARLY = 0.12
"""Seconds before its first word at which a scene comes on, when the pause before it is long enough."""

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Clip:
    """Speech without silence around it. Times are in seconds from its own start."""

    samples: Samples
    tokens: tuple[Token, ...]
    words: tuple[tuple[float, float] | None, ...]
    """Of each token; None when it is not spoken."""
    phones: tuple[TimedPhone, ...]
    pause_after: float


@dataclass(frozen=True)
class Scene:
    """The clips of one scene; none for a scene in which nothing is said."""

    id: str
    clips: tuple[Clip, ...]
    pause_after: float


MOST_PER_PAUSE, MOST_AT_END = 0.4, 0.9
"""Seconds that may be added to the pause after a scene, and to the silence at the end, to meet a length."""


def spread(scenes: Sequence[Scene], tail: float, spare: float) -> tuple[list[Scene], float]:
    """Share spare seconds out over the pauses between scenes and the end, as far as they bear it.

    A voice that is already at its slowest leaves a piece short of its length; a breath more between
    two thoughts is heard as calm, one long silence at the end as a fault.
    """
    gaps = max(len(scenes) - 1, 0)
    each = min(spare / (gaps + 1), MOST_PER_PAUSE) if spare > 0 else 0.0
    rest = min(max(spare - each * gaps, 0.0), MOST_AT_END) if spare > 0 else 0.0
    longer = [replace(scene, pause_after=scene.pause_after + each) for scene in scenes[:-1]]
    return [*longer, *scenes[-1:]], tail + rest


def length(scenes: Sequence[Scene], rate: int, lead_in: float, tail: float) -> float:
    """Seconds of a track laid from these scenes."""
    clips = sum(len(clip.samples) for scene in scenes for clip in scene.clips) / rate
    within = sum(clip.pause_after for scene in scenes for clip in scene.clips[:-1])
    return lead_in + clips + within + sum(scene.pause_after for scene in scenes[:-1]) + tail


def audible(samples: Samples, rate: int) -> tuple[int, int]:
    """First and last sample to keep, so that the silence around the speech goes."""
    loud = np.flatnonzero(np.abs(samples) > QUIET * float(np.abs(samples).max(initial=1e-9)))
    if not len(loud):
        return 0, len(samples)
    margin = int(MARGIN * rate)
    return max(0, int(loud[0]) - margin), min(len(samples), int(loud[-1]) + margin)


class Track:
    """Builds the audio and its times, clip by clip."""

    def __init__(self, rate: int, lead_in: float) -> None:
        self._rate = rate
        self._blocks: list[Samples] = []
        self._length = 0
        self._starts: list[tuple[str, float]] = []
        self._words: list[TimedWord] = []
        self._phones: list[TimedPhone] = []
        self._rest(lead_in)

    def lay(self, scenes: Sequence[Scene], tail: float) -> None:
        """Put the scenes one after another, and `tail` seconds of silence after the last."""
        for scene in scenes:
            self._starts.append((scene.id, self._now))
            for clip in scene.clips:
                self._speak(scene.id, clip)
                self._rest(0.0 if clip is scene.clips[-1] else clip.pause_after)
            self._rest(tail if scene is scenes[-1] and scene.clips else scene.pause_after)

    def write(self, path: Path) -> Timing:
        """Write the WAV (mono, 16 bit) and tell the times."""
        samples = _level(np.concatenate(self._blocks), self._rate)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self._rate)
            file.writeframes((samples * 32767).round().astype("<i2").tobytes())
        return Timing(seconds=self._now, scenes=self._scenes(), words=tuple(self._words), phones=self._all_phones())

    @property
    def seconds(self) -> float:
        """Length so far."""
        return self._now

    @property
    def _now(self) -> float:
        return self._length / self._rate

    def _rest(self, seconds: float) -> None:
        self._append(np.zeros(round(seconds * self._rate), np.float32))

    def _append(self, samples: Samples) -> None:
        self._blocks.append(samples)
        self._length += len(samples)

    def _speak(self, scene: str, clip: Clip) -> None:
        at, end = self._now, self._now + len(clip.samples) / self._rate
        spans = _silent_words_follow(clip.words, end - at)
        for token, (start, stop) in zip(clip.tokens, spans, strict=True):
            self._words.append(TimedWord(text=token.written, scene=scene, start=at + start, end=min(at + stop, end)))
        for phone in clip.phones:
            stop = min(at + phone.end, end)
            if stop > at + phone.start:
                moved = {"start": at + phone.start, "end": stop}
                self._phones.append(phone.model_copy(update=moved))
        self._append(_faded(clip.samples, self._rate))

    def _scenes(self) -> tuple[SceneSpan, ...]:
        cuts = [0.0]
        for _, start in self._starts[1:]:
            before = max((w.end for w in self._words if w.end <= start + 1e-6), default=0.0)
            cuts.append(max(start - min(EARLY, (start - before) / 2), cuts[-1]))
        cuts.append(self._now)
        ids = [scene for scene, _ in self._starts]
        return tuple(SceneSpan(id=i, start=cuts[n], end=cuts[n + 1]) for n, i in enumerate(ids))

    def _all_phones(self) -> tuple[TimedPhone, ...]:
        """The phonemes, with a silence wherever nothing sounds: they touch from the start to the end."""
        filled: list[TimedPhone] = []
        at = 0.0
        for phone in self._phones:
            if phone.start > at + 1e-6:
                filled.append(TimedPhone(symbol="_", start=at, end=phone.start))
            filled.append(phone.model_copy(update={"start": at}) if phone.start < at else phone)
            at = phone.end
        if self._now > at + 1e-6:
            filled.append(TimedPhone(symbol="_", start=at, end=self._now))
        return tuple(filled)


def _silent_words_follow(spans: Sequence[tuple[float, float] | None], length: float) -> list[tuple[float, float]]:
    """Give words that are not spoken (an emoji, a dash) the gap between their neighbours."""
    out: list[tuple[float, float]] = []
    for index, span in enumerate(spans):
        before = out[-1][1] if out else 0.0
        after = next((s[0] for s in spans[index + 1 :] if s), length)
        out.append(span or (before, max(before, after)))
    return out


def _faded(samples: Samples, rate: int) -> Samples:
    size = min(int(FADE * rate), len(samples) // 2)
    faded = samples.copy()
    if size:
        ramp = np.linspace(0.0, 1.0, size, dtype=np.float32)
        faded[:size] *= ramp
        faded[-size:] *= ramp[::-1]
    return faded


def _level(samples: Samples, rate: int) -> Samples:
    """One gain for the whole piece: a steady speaking level, and no clipping."""
    peak = float(np.abs(samples).max(initial=0.0))
    if peak == 0.0:
        return samples
    window = max(rate // 20, 1)
    powers = np.square(samples[: len(samples) // window * window].reshape(-1, window)).mean(axis=1)
    loud = float(np.sqrt(powers[powers > powers.max(initial=0.0) * 0.01].mean())) if len(powers) else peak
    return np.asarray(samples * min(LEVEL / max(loud, 1e-6), PEAK / peak), dtype=np.float32)
