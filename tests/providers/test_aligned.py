"""Vendors' takes made ours: words, phonemes, scenes and pauses, from every kind of times and from none."""

import asyncio
import itertools
import tempfile
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from providers.adapters.kokoro import Kokoro
from providers.errors import BadOutput, InvalidRequest
from providers.requests import SpeechRequest, SpeechResult, SpeechSegment
from providers.speech.aligned import Aligner, Take, characters, said_text, speed_for
from studio.domain.speech import TimedWord
from tests.fakes.vendors import speaker
from tests.fakes.vendors.media import mp3, wav
from tests.fakes.vendors.speaker import Speech

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIRST = "Do 3 sets — then rest 💪 for $20."
SECOND = "It works. Try it tonight!"
ENGLISH = (
    ("heart", "Drink a full glass of water before your coffee. Try it tomorrow!"),
    ("puck", "Most people save what is left after spending. Do it first."),
)
SPANISH = ("dora", "Empieza hoy con diez minutos y notarás la diferencia.")


@pytest.fixture(scope="module")
async def aligner() -> AsyncIterator[Aligner]:
    found = Aligner()
    yield found
    await found.aclose()


def request(*texts: str, **more: object) -> SpeechRequest:
    segments = tuple(
        SpeechSegment(scene=f"s{n}", text=text, pause_after=0.4 if text else 1.0) for n, text in enumerate(texts, 1)
    )
    return SpeechRequest.model_validate({"segments": segments, "voice": "heart", **more})


ASKED = request(FIRST, "", SECOND)


async def said(asked: SpeechRequest, speed: float = 1.0) -> Speech:
    return await asyncio.to_thread(speaker.speak, said_text(asked), "en", "heart", speed)


@pytest.fixture(scope="module")
async def speech() -> Speech:
    return await said(ASKED)


async def from_chars(aligner: Aligner, asked: SpeechRequest, speech: Speech, audio: bytes = b"") -> SpeechResult:
    chars, starts, ends = zip(*speaker.characters(said_text(asked), speech), strict=True)
    return await aligner.from_chars(asked, Take(audio or wav(speech.samples, speech.rate)), chars, starts, ends)


@pytest.fixture(scope="module")
async def result(aligner: Aligner, speech: Speech) -> AsyncIterator[SpeechResult]:
    found = await from_chars(aligner, ASKED, speech)
    yield found
    found.audio.unlink()


def samples(result: SpeechResult) -> NDArray[np.float64]:
    with wave.open(str(result.audio)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert file.getframerate() >= 24_000
        return np.frombuffer(file.readframes(-1), "<i2") / 32768


def rate(result: SpeechResult) -> int:
    with wave.open(str(result.audio)) as file:
        return int(file.getframerate())


def waves() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("studio-voice-*"))


def drift(result: SpeechResult, truth: tuple[TimedWord, ...]) -> float:
    """How far words stray from where they were in the vendor's audio, scene by scene; the scenes were moved whole."""
    known = [w for w in truth if any(c.isalnum() for c in w.text)]
    ours = [w for w in result.timing.words if any(c.isalnum() for c in w.text)]
    assert [w.text for w in ours] == [w.text for w in known]
    moved = [(w.scene, w.start - k.start) for w, k in zip(ours, known, strict=True)]
    groups = [[m for _, m in group] for _, group in itertools.groupby(moved, key=lambda pair: pair[0])]
    return max(max(group) - min(group) for group in groups)


async def test_words_are_those_written_in_their_scenes(result: SpeechResult) -> None:
    assert [(w.scene, w.text) for w in result.timing.words] == [
        *(("s1", word) for word in FIRST.split()),
        *(("s3", word) for word in SECOND.split()),
    ]
    at = 0.0
    for word in result.timing.words:
        assert at <= word.start <= word.end <= result.timing.seconds
        at = word.end


async def test_times_of_characters_are_kept_to_the_millisecond(result: SpeechResult, speech: Speech) -> None:
    assert drift(result, speech.words) < 0.003
    assert len(samples(result)) / rate(result) == pytest.approx(result.timing.seconds, abs=1e-3)


async def test_an_mp3_shifts_nothing(aligner: Aligner, speech: Speech) -> None:
    found = await from_chars(aligner, ASKED, speech, mp3(speech.samples, speech.rate))
    audio = samples(found)
    found.audio.unlink()
    assert drift(found, speech.words) < 0.003
    first = np.flatnonzero(np.abs(audio) > 0.05)[0] / 24_000
    assert found.timing.words[0].start == pytest.approx(first, abs=0.06)


async def test_phonemes_touch_from_start_to_end_and_lie_in_their_words(result: SpeechResult) -> None:
    phones = result.timing.phones
    assert phones[0].start == 0 and phones[-1].end == pytest.approx(result.timing.seconds)
    assert all(a.end == pytest.approx(b.start) for a, b in itertools.pairwise(phones))
    assert phones[0].symbol == phones[-1].symbol == "_"
    tonight = result.timing.words[-1]
    heard = [p for p in phones if tonight.start - 1e-3 <= p.start < tonight.end - 1e-3]
    assert 4 <= len(heard) <= 8 and any(p.stressed for p in heard)
    assert "aɪ" in {p.symbol for p in heard}
    for word in result.timing.words:
        if any(c.isalnum() for c in word.text):
            assert any(p.start < word.end and p.end > word.start and p.symbol != "_" for p in phones), word.text


async def test_pauses_are_as_asked(result: SpeechResult) -> None:
    audio, timing, hertz = samples(result), result.timing, rate(result)
    first, last = (np.flatnonzero(np.abs(audio) > 0.02)[i] / hertz for i in (0, -1))
    assert 0.15 <= first < 0.3
    assert 0.5 <= timing.seconds - last < 0.65
    gap = next(w for w in timing.words if w.scene == "s3").start - timing.words[len(FIRST.split()) - 1].end
    assert gap == pytest.approx(0.4 + 1.0, abs=0.2)
    scenes = timing.scenes
    assert [s.id for s in scenes] == ["s1", "s2", "s3"]
    assert scenes[0].start == 0 and scenes[-1].end == pytest.approx(timing.seconds)
    assert all(a.end == b.start for a, b in itertools.pairwise(scenes))


async def test_loudness_stands_where_words_are(result: SpeechResult) -> None:
    audio, hertz = samples(result), rate(result)
    for word in result.timing.words:
        if any(c.isalnum() for c in word.text):
            heard = audio[int(word.start * hertz) : int(word.end * hertz)]
            assert np.sqrt(np.mean(heard**2)) > 0.005, word.text


async def test_words_may_come_without_marks_and_otherwise_split(aligner: Aligner, speech: Speech) -> None:
    words = [(w.text.strip(".!").lower(), w.start, w.end) for w in speech.words]
    apart = [part for w in words for part in (((w[0][:2], w[1], w[2]), ("", w[2], w[2])) if w[0] == "it" else (w,))]
    found = await aligner.from_words(ASKED, Take(wav(speech.samples, speech.rate)), apart)
    found.audio.unlink()
    assert drift(found, speech.words) < 0.003


async def test_a_few_words_without_times_share_the_gap(aligner: Aligner, speech: Speech) -> None:
    words = [(w.text, w.start, w.end) for w in speech.words if w.text != "works."]
    found = await aligner.from_words(ASKED, Take(wav(speech.samples, speech.rate)), words)
    found.audio.unlink()
    it, works, following = found.timing.words[-5:-2]
    assert works.text == "works."
    assert it.end <= works.start < works.end <= following.start + 1e-6


async def test_audio_without_a_file_around_it(aligner: Aligner, speech: Speech) -> None:
    chars, starts, ends = zip(*speaker.characters(said_text(ASKED), speech), strict=True)
    take = Take(speech.samples.tobytes(), pcm_rate=speech.rate, model="m", speed=1.1, voice="v", note="n")
    found = await aligner.from_chars(ASKED, take, chars, starts, ends)
    found.audio.unlink()
    assert drift(found, speech.words) < 0.003
    assert (found.model, found.speed, found.voice, found.note) == ("m", 1.1, "v", "n")


async def test_a_length_is_met_by_pauses_when_there_is_time(
    aligner: Aligner, speech: Speech, result: SpeechResult
) -> None:
    wanted = result.timing.seconds + 0.6
    found = await from_chars(aligner, ASKED.model_copy(update={"seconds": wanted}), speech)
    found.audio.unlink()
    assert found.timing.seconds == pytest.approx(wanted, abs=0.01)
    assert found.speed == 1.0
    assert drift(found, speech.words) < 0.003


async def test_a_take_too_long_is_hurried_and_its_times_with_it(
    aligner: Aligner, speech: Speech, result: SpeechResult
) -> None:
    wanted = result.timing.seconds * 0.94
    found = await from_chars(aligner, ASKED.model_copy(update={"max_seconds": wanted}), speech)
    audio, hertz = samples(found), rate(found)
    found.audio.unlink()
    assert wanted - 0.05 < found.timing.seconds <= wanted
    assert 1.05 < found.speed <= 1.15
    last = np.flatnonzero(np.abs(audio) > 0.03)[-1] / hertz
    assert found.timing.words[-1].end == pytest.approx(last, abs=0.08)


async def test_a_voice_is_never_hurried_beyond_measure(aligner: Aligner, speech: Speech) -> None:
    found = await from_chars(aligner, ASKED.model_copy(update={"seconds": 1.0}), speech)
    found.audio.unlink()
    assert found.speed == 1.15
    assert found.timing.seconds > 2.0


async def test_what_does_not_fit_is_refused(aligner: Aligner, speech: Speech) -> None:
    good = wav(speech.samples, speech.rate)
    chars, starts, ends = zip(*speaker.characters(said_text(ASKED), speech), strict=True)
    for audio in (b"", b"RIFFnonsense", b"<html></html>" * 40, wav(np.zeros(24_000, np.int16), 24_000)):
        with pytest.raises(BadOutput):
            await aligner.from_chars(ASKED, Take(audio), chars, starts, ends)
    with pytest.raises(BadOutput, match="other words"):
        await aligner.from_words(ASKED, Take(good), [("Completely", 0.0, 0.5), ("unlike", 0.5, 1.0)])
    with pytest.raises(BadOutput, match="do not fit"):
        await aligner.from_chars(ASKED, Take(good), chars, starts[:-1], ends)
    with pytest.raises(BadOutput, match="ends at"):
        await aligner.from_chars(ASKED, Take(good), chars, [s + 9 for s in starts], [e + 9 for e in ends])


async def test_nobody_waiting_leaves_no_file(aligner: Aligner, speech: Speech) -> None:
    before = waves()
    for wait in (0.0, 0.02, 0.1, 0.2):
        task = asyncio.create_task(from_chars(aligner, ASKED, speech))
        await asyncio.sleep(wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            (await task).audio.unlink()
            raise asyncio.CancelledError
    (await from_chars(aligner, ASKED, speech)).audio.unlink()
    for _ in range(100):
        if waves() <= before:
            return
        await asyncio.sleep(0.05)
    assert waves() <= before


async def test_a_vendor_is_not_sent_pictures(aligner: Aligner) -> None:
    assert said_text(request("Go 💪❤️ now 🎉!", "", "🎉", "2 % — yes")) == "Go now!\n2 % — yes"
    assert characters(request("Go 💪.", "💪")) == len("Go.")
    assert characters(request("💪")) == 0
    with pytest.raises(InvalidRequest, match="nothing to say"):
        said_text(request("💪 …"))


async def test_the_speed_asked_for_follows_the_length() -> None:
    text = "word " * 60
    assert speed_for(request(text)) == 1.0
    natural = len(text.strip()) / 15 + 0.65
    assert speed_for(request(text, seconds=natural)) == pytest.approx(1.0, abs=0.02)
    assert speed_for(request(text, seconds=natural * 0.92)) == pytest.approx(1.09, abs=0.03)
    assert speed_for(request(text, seconds=5)) == 1.15
    assert speed_for(request(text, seconds=90)) == 0.9


async def test_words_are_found_by_listening(aligner: Aligner, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Against the natural voice's own times: another voice, another engine, and no times handed over."""
    kokoro, off = Kokoro(tmp_path_factory.mktemp("home")), []
    for voice, language, text in (*((v, "en", t) for v, t in ENGLISH), (SPANISH[0], "es", SPANISH[1])):
        asked = request(text, voice=voice, language=language)
        spoken = await kokoro.synthesize_speech(asked)
        found = await aligner.from_audio(asked, Take(spoken.audio.read_bytes()))
        spoken.audio.unlink()
        found.audio.unlink()
        starts = [abs(a.start - b.start) for a, b in zip(found.timing.words, spoken.timing.words, strict=True)]
        assert np.mean(starts) <= 0.040, voice
        off += starts
    await kokoro.aclose()
    assert np.percentile(off, 95) <= 0.080
