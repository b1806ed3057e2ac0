"""Speaks a request with espeak-ng's own formant voice: `python -m providers.speech.formant PARENT_PID`."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from providers.errors import InvalidRequest
from providers.requests import SpeechRequest
from providers.speech import espeak
from providers.speech.espeak import Espeak, Sound
from providers.speech.normalise import normalise
from providers.speech.serve import serve
from providers.speech.spoken import Cancelled, Spoken
from providers.speech.tokens import Token, sentences
from providers.speech.track import Clip, Scene, Track, audible
from studio.domain.speech import TimedPhone
from studio.domain.voices import VOICES

PACE = 165
"""Words a minute at speed 1."""
SLOWEST, FASTEST = 0.9, 1.15
SENTENCE_PAUSE = 0.28
SLACK = 0.03
"""Seconds by which a word's event may come before the end of the phoneme before it."""
VARIANTS = {"female": "f2", "male": "m3"}
NOTE = "spoken by the simple built-in voice (espeak-ng), because the natural one could not be used"


class FormantEngine:
    """The loaded library: one process, one request at a time."""

    def __init__(self) -> None:
        self._espeak = Espeak()

    def speak(self, request: SpeechRequest, out: Path, stop: Callable[[], bool]) -> Spoken:
        """Speak into a WAV at `out`. Raises InvalidRequest when there is no word to say."""
        texts = [list(sentences(normalise(s.text, request.language))) for s in request.segments]
        if not any(token.words for text in texts for sentence in text for token in sentence):
            raise InvalidRequest("there is nothing to say", "write at least one word, or make the piece silent")
        speed, track = 1.0, Track(self._espeak.rate, request.lead_in)
        for _ in range(3):
            if stop():
                raise Cancelled
            track = Track(self._espeak.rate, request.lead_in)
            track.lay(self._scenes(request, texts, speed), request.tail)
            wanted = request.seconds or min(track.seconds, request.max_seconds or track.seconds)
            if abs(track.seconds - wanted) < 0.03 * wanted:
                break
            speed = min(max(speed * track.seconds / wanted, SLOWEST), FASTEST)
        return Spoken(timing=track.write(out), speed=round(speed, 3), note=NOTE, voice="espeak-ng")

    def _scenes(self, request: SpeechRequest, texts: list[list[tuple[Token, ...]]], speed: float) -> list[Scene]:
        voice = VOICES.get(request.voice)
        variant = VARIANTS[voice.gender if voice else "female"]
        scenes = []
        for segment, text in zip(request.segments, texts, strict=True):
            said = [s for s in text if any(token.words for token in s)]
            clips = tuple(self._clip(sentence, request.language, speed, variant) for sentence in said)
            scenes.append(Scene(segment.scene, clips, segment.pause_after))
        return scenes

    def _clip(self, tokens: tuple[Token, ...], language: str, speed: float, variant: str) -> Clip:
        text, owners = _text(tokens)
        sound = self._espeak.speak(text, language, round(PACE * speed), variant)
        first, last = audible(sound.samples, sound.rate)
        cut, end = first / sound.rate, last / sound.rate
        heard = [replace(e, seconds=min(max(e.seconds - cut, 0.0), end - cut)) for e in sound.events]
        moved = Sound(sound.samples[first:last], sound.rate, tuple(heard))
        return Clip(moved.samples, tokens, _words(tokens, owners, moved), _phones(moved), SENTENCE_PAUSE / speed)


def _text(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """What espeak-ng reads, and for each of its characters the token it comes from."""
    text, owners = "", []
    for index, token in enumerate(tokens):
        if token.words:
            said = " ".join(token.words) + token.mark + " "
            text += said
            owners += [index] * len(said)
    return text, owners


def _words(tokens: Sequence[Token], owners: Sequence[int], sound: Sound) -> tuple[tuple[float, float] | None, ...]:
    """Spans of the tokens; words that espeak-ng runs together share one by their length."""
    starts: dict[int, float] = {}
    for event in sound.events:
        if event.kind == espeak.EVENT_WORD and 0 <= event.position < len(owners):
            starts.setdefault(owners[event.position], event.seconds)
    spoken = [i for i, token in enumerate(tokens) if token.words]
    length = len(sound.samples) / sound.rate
    ends = [p.end for p in _phones(sound) if p.symbol != "_"] or [length]
    spans: list[tuple[float, float] | None] = [None] * len(tokens)
    for group in _groups(spoken, starts):
        begin = starts.get(group[0], 0.0)
        following = min((starts[i] for i in spoken if i > group[-1] and i in starts), default=length)
        silent_from = max((end for end in ends if begin < end <= following + SLACK), default=following)
        until = min(silent_from, following)
        _share(spans, tokens, group, begin, until)
    return tuple(spans)


def _groups(spoken: Sequence[int], starts: dict[int, float]) -> list[list[int]]:
    groups: list[list[int]] = []
    for index in spoken:
        if index in starts or not groups:
            groups.append([index])
        else:
            groups[-1].append(index)
    return groups


def _share(
    spans: list[tuple[float, float] | None], tokens: Sequence[Token], group: Sequence[int], begin: float, until: float
) -> None:
    letters = [sum(map(len, tokens[i].words)) for i in group]
    at = begin
    for index, share in zip(group, letters, strict=True):
        end = at + (until - begin) * share / sum(letters)
        spans[index] = (at, end)
        at = end


def _phones(sound: Sound) -> tuple[TimedPhone, ...]:
    heard = [e for e in sound.events if e.kind == espeak.EVENT_PHONEME]
    ends = [e.seconds for e in heard[1:]] + [len(sound.samples) / sound.rate]
    return tuple(
        TimedPhone(
            symbol=event.symbol.strip("ˈˌ") or "_",
            start=event.seconds,
            end=end,
            stressed=event.symbol.startswith("ˈ"),
        )
        for event, end in zip(heard, ends, strict=True)
        if end > event.seconds
    )


if __name__ == "__main__":
    serve(int(sys.argv[1]), FormantEngine)
