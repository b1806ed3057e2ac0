"""The voice of last resort, in every language."""

import asyncio
import itertools
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import espeakng_loader
import pytest

from providers.adapters.espeak import Espeak
from providers.requests import SpeechRequest, SpeechSegment

pytestmark = pytest.mark.asyncio(loop_scope="module")

SENTENCES = {
    "en": "In the gym, do 3 sets of 10-12 reps 💪 then rest.",
    "es": "Haz 3 series de flexiones, y descansa un minuto.",
    "fr": "C'est-à-dire 10 minutes par jour, qu'il pleuve ou non.",
    "de": "Mach z.B. 12 Liegestütze, dann ruh dich aus.",
    "pt-BR": "Custa R$ 15,50 e você não precisa de academia.",
    "it": "Bevi un bicchiere d'acqua e cammina per 10 minuti.",
    "hi": "रोज़ 10 मिनट चलें, ₹500 बचाएं।",
}


@pytest.fixture(scope="module")
async def espeak() -> AsyncIterator[Espeak]:
    provider = Espeak()
    yield provider
    await provider.aclose()


def request(text: str, language: str, seconds: float | None = None, voice: str = "heart") -> SpeechRequest:
    return SpeechRequest(
        segments=(SpeechSegment(scene="s1", text=text), SpeechSegment(scene="s2", text=text)),
        voice=voice,
        language=language,
        seconds=seconds,
    )


@pytest.mark.parametrize("language", SENTENCES)
async def test_speaks_the_words_and_tells_their_times(espeak: Espeak, language: str) -> None:
    text = SENTENCES[language]
    result = await espeak.synthesize_speech(request(text, language))
    timing = result.timing
    with wave.open(str(result.audio)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(timing.seconds, abs=1e-3)
    result.audio.unlink()
    assert [w.text for w in timing.words] == text.split() * 2
    at = 0.0
    for word in timing.words:
        assert at - 1e-6 <= word.start <= word.end <= timing.seconds
        at = word.end
    assert all(a.end == pytest.approx(b.start) for a, b in itertools.pairwise(timing.phones))
    assert "simple built-in voice" in result.note and result.voice == "espeak-ng"


async def test_meets_the_wanted_length(espeak: Espeak) -> None:
    natural = await espeak.synthesize_speech(request(SENTENCES["en"], "en"))
    faster = await espeak.synthesize_speech(request(SENTENCES["en"], "en", natural.timing.seconds * 0.92))
    natural.audio.unlink()
    faster.audio.unlink()
    assert faster.timing.seconds == pytest.approx(natural.timing.seconds * 0.92, abs=0.4)


async def test_keeps_the_gender_of_the_voice(espeak: Espeak) -> None:
    heard = []
    for voice in ("heart", "michael"):
        result = await espeak.synthesize_speech(request("Hello there.", "en", voice=voice))
        heard.append(result.audio.read_bytes())
        result.audio.unlink()
    assert heard[0] != heard[1]


async def test_does_not_claim_other_languages(espeak: Espeak) -> None:
    assert espeak.supports("speech", request("Hi.", "pt-BR"))
    assert not espeak.supports("speech", request("Hi.", "ja"))
    assert (await espeak.health()).ok


async def test_works_from_a_deep_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("a" * 100) / ("b" * 100)
    deep.mkdir(parents=True)
    (deep / "espeakng_loader").symlink_to(Path(espeakng_loader.__file__).parent)
    monkeypatch.setenv("PYTHONPATH", str(deep))
    provider = Espeak()
    result = await provider.synthesize_speech(request("Guten Morgen.", "de"))
    await provider.aclose()
    result.audio.unlink()
    assert [w.text for w in result.timing.words] == ["Guten", "Morgen."] * 2


async def test_stays_warm_from_one_event_loop_to_the_next() -> None:
    provider = Espeak()

    async def speak() -> int:
        result = await provider.synthesize_speech(request("Hello.", "en"))
        result.audio.unlink()
        return len(result.timing.words)

    assert await speak() == 2
    child = provider.pid
    assert await asyncio.to_thread(asyncio.run, speak()) == 2
    assert provider.pid == child
    await provider.aclose()
    assert provider.pid is None
