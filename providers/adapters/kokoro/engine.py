"""Speaks a request with Kokoro: plans its length, says it sentence by sentence, tells every time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from providers.adapters.kokoro import model
from providers.adapters.kokoro.files import ready_files
from providers.adapters.kokoro.model import Frames, Model, Take
from providers.adapters.kokoro.phonemes import Phonemiser
from providers.adapters.kokoro.script import Utterance, utterances
from providers.adapters.kokoro.styles import Speaker, helper_for
from providers.adapters.kokoro.timing import edges, times
from providers.errors import InvalidRequest
from providers.requests import SpeechRequest, SpeechSegment
from providers.speech.espeak import Espeak
from providers.speech.normalise import normalise
from providers.speech.spoken import Cancelled, Spoken
from providers.speech.track import Clip, Scene, Track, audible, length, spread
from studio.domain.speech import TimedPhone
from studio.domain.voices import VOICES

SLOWEST, FASTEST = 0.9, 1.15
CLOSE_ENOUGH = 0.01
"""Share of the wanted length that may be missed."""
REFINEMENTS = 2
"""Times the length is predicted anew: each costs about 1/50 of the speech itself."""
SENTENCE_PAUSE = 0.30
"""Seconds between two sentences of a scene at speed 1."""
DECAY = 0.15
"""Seconds of the last phoneme in which the voice is already silent: cut with the silence after it."""


@dataclass(frozen=True)
class _Part:
    """A scene of the request, ready to be spoken."""

    segment: SpeechSegment
    utterances: list[Utterance]


class KokoroEngine:
    """The loaded voice: one process, one request at a time."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._model = Model(ready_files(folder), threads)
        self._espeak = Espeak()

    def speak(self, request: SpeechRequest, out: Path, stop: Callable[[], bool]) -> Spoken:
        """Speak into a WAV at `out`.

        Raises:
            InvalidRequest: No word of the request can be spoken.
            Unsupported: There is no such voice.
            Cancelled: `stop` turned true.
        """
        language = spoken_language(request.voice, request.language)
        parts = self._parts(request, language)
        voice = Speaker.of(request.voice, language)
        speed = self._fit(parts, voice, request)
        track = Track(model.RATE, request.lead_in)
        scenes = [self._scene(part, voice, speed, stop) for part in parts]
        track.lay(*_at_length(scenes, request))
        return Spoken(timing=track.write(out), speed=speed, note=note(request.voice, language))

    def _parts(self, request: SpeechRequest, language: str) -> list[_Part]:
        phonemiser = Phonemiser(self._espeak, language)
        parts = [_Part(s, utterances(normalise(s.text, language), phonemiser)) for s in request.segments]
        if not any(part.utterances for part in parts):
            raise InvalidRequest("there is nothing to say", "write at least one word, or make the piece silent")
        return parts

    def _fit(self, parts: Sequence[_Part], voice: Speaker, request: SpeechRequest) -> float:
        """The speed that meets the wanted length, as far as a voice can be hurried without harm."""
        if request.seconds is None and request.max_seconds is None:
            return 1.0
        length, speed, fixed = self._length(parts, voice, 1.0, request), 1.0, _fixed_pauses(parts, request)
        wanted = request.seconds or min(length, request.max_seconds or length)
        for _ in range(REFINEMENTS):
            if abs(length - wanted) < CLOSE_ENOUGH * wanted:
                break
            speed = min(max(speed * (length - fixed) / max(wanted - fixed, 0.1), SLOWEST), FASTEST)
            length = self._length(parts, voice, speed, request)
        return round(speed, 3)

    def _length(self, parts: Sequence[_Part], voice: Speaker, speed: float, request: SpeechRequest) -> float:
        """Seconds of the whole track at this speed."""
        total = _fixed_pauses(parts, request)
        for part in parts:
            for utterance in part.utterances:
                frames = self._plan(utterance, voice, speed)
                at = edges(utterance.symbols, frames)
                spoken = [i for i, owner in enumerate(utterance.owners) if owner >= 0]
                total += max(at[spoken[-1] + 1] - at[spoken[0]] - DECAY, 0.1)
            total += SENTENCE_PAUSE / speed * max(len(part.utterances) - 1, 0)
        return total

    def _plan(self, utterance: Utterance, voice: Speaker, speed: float) -> Frames:
        return self._model.plan(utterance.ids, voice.style(len(utterance.symbols)), speed * voice.tempo)

    def _speak(self, utterance: Utterance, voice: Speaker, speed: float) -> Take:
        return self._model.speak(utterance.ids, voice.style(len(utterance.symbols)), speed * voice.tempo)

    def _scene(self, part: _Part, voice: Speaker, speed: float, stop: Callable[[], bool]) -> Scene:
        clips = []
        for utterance in part.utterances:
            if stop():
                raise Cancelled
            clips.append(self._clip(utterance, voice, speed))
        return Scene(part.segment.scene, tuple(clips), part.segment.pause_after)

    def _clip(self, utterance: Utterance, voice: Speaker, speed: float) -> Clip:
        take = self._speak(utterance, voice, speed)
        first, last = audible(take.samples, model.RATE)
        heard = times(utterance, take.frames)
        cut, length = first / model.RATE, (last - first) / model.RATE
        words = tuple(span and (_shift(span[0], cut, length), _shift(span[1], cut, length)) for span in heard.words)
        phones = tuple(
            TimedPhone(
                symbol=s.symbol,
                start=_shift(s.start, cut, length),
                end=_shift(s.end, cut, length),
                stressed=s.stressed,
            )
            for s in heard.sounds
        )
        samples = np.ascontiguousarray(take.samples[first:last])
        return Clip(samples, utterance.tokens, words, phones, SENTENCE_PAUSE / speed)


def _at_length(scenes: list[Scene], request: SpeechRequest) -> tuple[list[Scene], float]:
    if request.seconds is None:
        return scenes, request.tail
    spare = request.seconds - length(scenes, model.RATE, request.lead_in, request.tail)
    return spread(scenes, request.tail, spare)


def spoken_language(voice: str, language: str) -> str:
    """The language whose phonemes are used: an English voice keeps its own accent in English."""
    own = VOICES[voice].language if voice in VOICES else language
    return own if own.startswith("en") and language.startswith("en") else language


def note(voice: str, language: str) -> str:
    """What the record should say about a voice that speaks a language not its own."""
    own = VOICES[voice].language
    if own.split("-")[0] == language.split("-")[0]:
        return ""
    helper = helper_for(voice, language)
    blended = f", blended with a {_name(VOICES[helper].language)} one for its vowels" if helper else ""
    return f"{_name(language)} phonemes spoken by a voice whose mother tongue is {_name(own)}{blended}"


def _name(language: str) -> str:
    names = {"en": "English", "es": "Spanish", "fr": "French", "de": "German", "pt": "Portuguese", "it": "Italian"}
    return {**names, "hi": "Hindi"}.get(language.split("-")[0], language)


def _fixed_pauses(parts: Sequence[_Part], request: SpeechRequest) -> float:
    last = request.tail if parts[-1].utterances else parts[-1].segment.pause_after
    return request.lead_in + sum(p.segment.pause_after for p in parts[:-1]) + last


def _shift(seconds: float, cut: float, length: float) -> float:
    return min(max(seconds - cut, 0.0), length)
