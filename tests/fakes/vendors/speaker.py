"""Real speech for fakes that tell its times: espeak-ng's, which knows them exactly."""

import asyncio
import re
import threading
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from providers.requests import SpeechRequest, SpeechSegment
from providers.speech.child import Child
from studio.domain.speech import TimedWord

Char = tuple[str, float, float]
_CHILD = Child("providers.speech.formant")


@dataclass(frozen=True)
class Speech:
    """What was said, and when."""

    samples: npt.NDArray[np.int16]
    rate: int
    words: tuple[TimedWord, ...]


def speak(text: str, language: str = "en", voice: str = "heart", speed: float = 1.0) -> Speech:
    """Say a text, one segment a line, in espeak-ng's child process; the same is said once."""
    return _once(text, language, voice, speed)


@lru_cache(maxsize=64)
def _once(text: str, language: str, voice: str, speed: float) -> Speech:
    lines = [SpeechSegment(scene=f"s{n}", text=line, pause_after=0.35) for n, line in enumerate(text.split("\n"))]
    request = SpeechRequest(segments=tuple(lines), voice=voice, language=language, lead_in=0.08, tail=0.2)
    if speed != 1.0:
        plain = _once(text, language, voice, 1.0)
        request = request.model_copy(update={"seconds": len(plain.samples) / plain.rate / speed})
    spoken = asyncio.run_coroutine_threadsafe(_CHILD.perform(request), _loop()).result()
    with wave.open(str(spoken.audio)) as file:
        samples, rate = np.frombuffer(file.readframes(-1), "<i2").astype(np.int16), file.getframerate()
    spoken.audio.unlink()
    return Speech(samples, rate, spoken.timing.words)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """A loop in a thread that stays: the child would be killed with the thread that started it."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


def characters(text: str, speech: Speech) -> list[Char]:
    """Every character with its start and end: letters share their word's time, marks the pause after it."""
    told: list[Char] = []
    places = list(_places(text, speech))
    for number, (word, gap, start, end) in enumerate(places):
        following = places[number + 1][2] if number + 1 < len(places) else end + 0.05
        letters = word.rstrip(".,;:!?…—\"'»)") or word
        told += _shared(letters, start, end)
        told += _shared(word[len(letters) :] + gap, end, max(following, end))
    return told


def _places(text: str, speech: Speech) -> Iterator[tuple[str, str, float, float]]:
    """Each word, the white space after it, and its time; one that was not said takes none."""
    at, now = 0, 0.0
    for match in re.finditer(r"(\S+)(\s*)", text):
        if at < len(speech.words) and speech.words[at].text == match[1]:
            now = speech.words[at].end
            yield match[1], match[2], speech.words[at].start, now
            at += 1
        else:
            yield match[1], match[2], now, now


def _shared(text: str, start: float, end: float) -> list[Char]:
    step = (end - start) / max(len(text), 1)
    edges = [round(start + n * step, 3) for n in range(len(text) + 1)]
    return [(char, edges[n], edges[n + 1]) for n, char in enumerate(text)]
