"""A vendor's one take of all segments, cut into scenes and laid with our own pauses and exact times."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from providers.errors import BadOutput
from providers.requests import SpeechRequest
from providers.speech.align_audio import hasten
from providers.speech.align_words import Span
from providers.speech.tokens import Token
from providers.speech.track import Clip, Samples, Scene, Track, audible, length, spread
from studio.domain.speech import TimedPhone, Timing

FASTEST = 1.15
"""The most a voice is hurried, by the vendor and afterwards together."""
TRIES = 3
"""Times a take is hurried anew: the ends of its clips are cut anew each time, and so its length is not foretold."""
CLEAR = 0.01
"""Seconds by which to stay below the length."""
REACH = 0.25
"""Seconds outside the first and last word of a segment in which its sound may begin and end."""
LATE = 0.5
"""Seconds by which times may pass the end of their audio before they are not believed."""
WINDOW = 0.02
"""Seconds in which the quietest place to cut is looked for."""


@dataclass(frozen=True)
class Heard:
    """What a vendor said: samples, and the span of each written word in them (None when it is not said)."""

    samples: Samples
    rate: int
    spans: tuple[Span | None, ...]

    def faster(self, tempo: float) -> "Heard":
        """The same, hurried."""
        spans = tuple(span and (span[0] / tempo, span[1] / tempo) for span in self.spans)
        return replace(self, samples=hasten(self.samples, self.rate, tempo), spans=spans)


@dataclass(frozen=True)
class Sounds:
    """Phonemes of one written word, in shares of its time: each begins at its share, the last ends at 1."""

    phones: tuple[TimedPhone, ...] = ()


def lay(
    request: SpeechRequest, heard: Heard, sounds: Sequence[Sounds], speed: float, out: Path
) -> tuple[Timing, float]:
    """Write the WAV; gives its times and the speed reached.

    Args:
        request: Its segments' words are those of `heard` and `sounds`, in order.
        heard: The audio and its words' times.
        sounds: The phonemes of each word.
        speed: At which the vendor was asked to speak.
        out: Where to write.

    Raises:
        BadOutput: The times lie outside the audio.
    """
    _check(heard)
    scenes, tempo = _scenes(request, heard, sounds), 1.0
    for _ in range(TRIES):
        faster = min(tempo * _tempo(request, heard.rate, scenes), FASTEST / speed)
        if faster <= tempo:
            break
        tempo = faster
        scenes = _scenes(request, heard.faster(tempo), sounds)
    tail = request.tail
    if request.seconds is not None:
        spare = request.seconds - length(scenes, heard.rate, request.lead_in, tail)
        scenes, tail = spread(scenes, tail, spare)
    track = Track(heard.rate, request.lead_in)
    track.lay(scenes, tail)
    return track.write(out), round(speed * tempo, 3)


def _check(heard: Heard) -> None:
    last = max((span[1] for span in heard.spans if span), default=0.0)
    seconds = len(heard.samples) / heard.rate
    if last > seconds + LATE:
        raise BadOutput(f"the audio ends at {seconds:.1f} s and its words at {last:.1f} s")


def _tempo(request: SpeechRequest, rate: int, scenes: Sequence[Scene]) -> float:
    """How much faster the voice must be for the length asked for; 1 when it is short enough."""
    now = length(scenes, rate, request.lead_in, request.tail)
    wanted = min((n for n in (request.seconds, request.max_seconds) if n is not None), default=now)
    if now <= wanted:
        return 1.0
    speech = sum(len(clip.samples) for scene in scenes for clip in scene.clips) / rate
    return speech / max(wanted - (now - speech) - CLEAR, 0.1)


def _scenes(request: SpeechRequest, heard: Heard, sounds: Sequence[Sounds]) -> list[Scene]:
    words = [segment.text.split() for segment in request.segments]
    at, ranges = 0, []
    for own in words:
        ranges.append((at, at + len(own)))
        at += len(own)
    cuts = _cuts(heard, ranges)
    scenes = []
    for segment, own, (first, last), cut in zip(request.segments, words, ranges, cuts, strict=True):
        clips = (_clip(own, heard, heard.spans[first:last], sounds[first:last], cut),) if cut else ()
        scenes.append(Scene(segment.scene, clips, segment.pause_after))
    return scenes


def _cuts(heard: Heard, ranges: Sequence[tuple[int, int]]) -> list[Span | None]:
    """Where each segment's sound begins and ends; None for one in which nothing is said."""
    said = [[s for s in heard.spans[a:b] if s] for a, b in ranges]
    spoken = [(own[0][0], own[-1][1]) for own in said if own]
    edges = [max(spoken[0][0] - REACH, 0.0)]
    edges += [_quietest(heard, a[1], b[0]) for a, b in pairwise(spoken)]
    edges.append(len(heard.samples) / heard.rate)
    pieces = iter(zip(pairwise(edges), spoken, strict=True))
    out: list[Span | None] = []
    for own in said:
        if not own:
            out.append(None)
            continue
        (before, after), (start, end) = next(pieces)
        out.append((max(before, start - REACH), min(after, end + REACH)))
    return out


def _quietest(heard: Heard, start: float, end: float) -> float:
    """The quietest moment of a gap; the middle of one too short to look into."""
    size = max(int(WINDOW * heard.rate), 1)
    first, last = int(start * heard.rate), int(end * heard.rate)
    if last - first < 2 * size:
        return (start + end) / 2
    blocks = heard.samples[first:last][: (last - first) // size * size].reshape(-1, size)
    powers = np.square(blocks).mean(axis=1)
    quiet = np.flatnonzero(powers <= powers.min() * 2 + 1e-12)
    return start + (float(np.median(quiet)) + 0.5) * size / heard.rate


def _clip(
    words: Sequence[str], heard: Heard, spans: Sequence[Span | None], sounds: Sequence[Sounds], cut: Span
) -> Clip:
    begin, stop = int(cut[0] * heard.rate), max(int(cut[1] * heard.rate), int(cut[0] * heard.rate) + 1)
    part = heard.samples[begin:stop]
    first, last = audible(part, heard.rate)
    kept = np.ascontiguousarray(part[first:last])
    zero, size = (begin + first) / heard.rate, len(kept) / heard.rate
    moved = [span and (_within(span[0] - zero, size), _within(span[1] - zero, size)) for span in spans]
    phones = [p for span, own in zip(moved, sounds, strict=True) if span for p in _placed(own, span)]
    return Clip(kept, tuple(Token(w, (w,)) for w in words), tuple(moved), tuple(phones), 0.0)


def _within(seconds: float, size: float) -> float:
    return min(max(seconds, 0.0), size)


def _placed(sounds: Sounds, span: Span) -> list[TimedPhone]:
    start, long = span[0], span[1] - span[0]
    return [
        p.model_copy(update={"start": start + p.start * long, "end": start + p.end * long})
        for p in sounds.phones
        if p.end > p.start and long > 0
    ]
