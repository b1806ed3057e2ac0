"""Speech from a vendor to ours: one WAV with the pauses asked for, and exact times of words, phonemes and scenes.

A vendor speaks all segments in one go. What is known of the times differs: of each character (ElevenLabs), of each
word (Cartesia, Fish), or nothing (OpenAI): then the audio is compared with the same text spoken by espeak-ng.
"""

import asyncio
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

from providers.requests import SpeechRequest, SpeechResult
from providers.speech.align_words import Span, characters, is_spoken, said_text, word_spans
from providers.speech.child import Child
from providers.speech.languages import is_spoken as has_phonemes
from providers.usage import Usage
from studio.domain.speech import Timing

__all__ = ["PACE", "Aligner", "Take", "characters", "is_spoken", "said_text", "speed_for"]

PACE = 15.0
"""Characters a second at speed 1, spaces counted: the mean of vendors' voices in European languages."""
SLOWEST, FASTEST = 0.9, 1.15


@dataclass(frozen=True)
class Take:
    """What a vendor sent, and what it cost."""

    audio: bytes
    """A file (WAV, MP3, Opus …), or with `pcm_rate` headerless 16-bit little-endian mono samples."""
    model: str = ""
    usage: tuple[Usage, ...] = ()
    cost_usd: Decimal | None = None
    speed: float = 1.0
    """At which the vendor was asked to speak."""
    voice: str = ""
    """Who spoke; empty for the voice of the request."""
    note: str = ""
    pcm_rate: int = 0


def speed_for(request: SpeechRequest, slowest: float = SLOWEST, fastest: float = FASTEST) -> float:
    """The speed to ask a vendor for, so that the speech is about as long as wanted; 1 when no length is asked for.

    Lead-in, pauses and tail are the studio's own and are not hurried.
    """
    if request.seconds is None:
        return 1.0
    last = max((n for n, s in enumerate(request.segments) if is_spoken(s.text)), default=0)
    pauses = request.lead_in + request.tail + sum(s.pause_after for s in request.segments[:last])
    natural = characters(request) / PACE
    return round(min(max(natural / max(request.seconds - pauses, 0.1), slowest), fastest), 2)


class Aligner:
    """Makes results of takes. Owns a child process with espeak-ng, started on first use."""

    def __init__(self) -> None:
        self._child = Child("providers.speech.formant")

    async def from_chars(
        self, request: SpeechRequest, take: Take, chars: Sequence[str], starts: Sequence[float], ends: Sequence[float]
    ) -> SpeechResult:
        """With the vendor's times of each character it spoke, in seconds; spaces and marks may be among them.

        Raises:
            BadOutput: The audio does not decode, or the times are not of these words.
        """
        words = [word for segment in request.segments for word in segment.text.split()]
        return await self._finish(request, take, await asyncio.to_thread(word_spans, words, chars, starts, ends))

    async def from_words(
        self, request: SpeechRequest, take: Take, words: Sequence[tuple[str, float, float]]
    ) -> SpeechResult:
        """With the vendor's times of words: (text, start, end) in seconds, its own way of splitting them.

        Raises:
            BadOutput: The audio does not decode, or the times are not of these words.
        """
        texts, starts, ends = zip(*words, strict=True) if words else ((), (), ())
        return await self.from_chars(request, take, texts, starts, ends)

    async def from_audio(self, request: SpeechRequest, take: Take) -> SpeechResult:
        """Without any times: they are found by comparing with espeak-ng's speech of the same text.

        Raises:
            BadOutput: The audio does not decode.
        """
        return await self._finish(request, take, None)

    async def aclose(self) -> None:
        """Stop the child process."""
        await self._child.aclose()

    async def _finish(self, request: SpeechRequest, take: Take, spans: list[Span | None] | None) -> SpeechResult:
        plain: dict[str, str | None] = {"seconds": None, "max_seconds": None}
        if not has_phonemes(request.language):
            plain["language"] = "en"
        reference = await self._child.perform(request.model_copy(update=plain))
        out, timing, speed = await _in_thread(partial(_build, request, take, spans, reference))
        return SpeechResult(
            audio=out,
            timing=timing,
            voice=take.voice or request.voice,
            language=request.language,
            speed=speed,
            note=take.note,
            model=take.model,
            usage=take.usage,
            cost_usd=take.cost_usd,
        )


Built = tuple[Path, Timing, float]


async def _in_thread(work: Callable[[], Built]) -> Built:
    """Do the work beside the event loop; what nobody waits for any more is deleted."""
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        running.add_done_callback(_discard)
        raise


def _discard(done: "asyncio.Future[Built]") -> None:
    if not done.cancelled() and done.exception() is None:
        done.result()[0].unlink(missing_ok=True)


def _build(request: SpeechRequest, take: Take, spans: list[Span | None] | None, reference: SpeechResult) -> Built:
    from providers.speech.align_audio import decode
    from providers.speech.align_reference import Reference
    from providers.speech.align_track import Heard, lay
    from providers.speech.align_warp import spans_like

    try:
        samples, rate = decode(take.audio, take.pcm_rate)
        known = Reference.of(request, reference)
        found = spans if spans is not None else spans_like(known, samples, rate)
    finally:
        reference.audio.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(prefix="studio-voice-", suffix=".wav")
    os.close(handle)
    out = Path(name)
    try:
        timing, speed = lay(request, Heard(samples, rate, tuple(found)), known.sounds, take.speed, out)
    except BaseException:
        out.unlink()
        raise
    return out, timing, speed
