"""Cartesia: what is asked, what is billed, how a stream may end."""

import wave
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from providers.adapters.cartesia import STOCK, Cartesia
from providers.errors import (
    Auth,
    BadOutput,
    ContentRejected,
    InvalidRequest,
    ProviderError,
    QuotaExhausted,
    Unsupported,
)
from providers.requests import MediaFile, SpeechRequest, SpeechSegment, VoiceEnrollRequest
from providers.usage import used
from studio.domain.voices import VOICES
from tests.fakes.vendors.cartesia import FEMALE, MALE, CartesiaFake
from tests.fakes.vendors.media import wav
from tests.fakes.vendors.speaker import speak
from tests.fakes.vendors.wire import Call, Reply

SAY = SpeechRequest(
    segments=(
        SpeechSegment(scene="s1", text="Bebe más agua 💧."),
        SpeechSegment(scene="s2", text="¡Cada mañana, durante dos semanas!"),
    ),
    voice="alex",
    language="es-MX",
)


class Odd(CartesiaFake):
    """Answers what a test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = b""

    async def _dispatch(self, call: Call) -> Reply:
        return Reply(self.answer, 200, "text/event-stream") if self.answer else await super()._dispatch(call)


@pytest.fixture
def fake() -> Iterator[Odd]:
    with Odd.running() as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
async def adapter(fake: Odd) -> AsyncIterator[Cartesia]:
    found = Cartesia(SecretStr(fake.key), base_url=fake.url, timeout_seconds=10.0)
    yield found
    await found.aclose()


async def test_all_segments_are_one_call_and_come_back_in_their_scenes(fake: Odd, adapter: Cartesia) -> None:
    result = await adapter.synthesize_speech(SAY)
    (call,) = fake.calls("POST", "/tts/sse")
    asked = call.json()
    assert asked["transcript"] == "Bebe más agua.\n¡Cada mañana, durante dos semanas!"
    assert (asked["language"], asked["voice"]["id"]) == ("es", STOCK["alex"][1])
    assert asked["add_timestamps"] is True and "generation_config" not in asked
    assert call.headers["cartesia-version"] == "2025-11-04"
    assert [(w.scene, w.text) for w in result.timing.words] == [
        *(("s1", w) for w in ("Bebe", "más", "agua", "💧.")),
        *(("s2", w) for w in ("¡Cada", "mañana,", "durante", "dos", "semanas!")),
    ]
    with wave.open(str(result.audio)) as audio:
        assert (audio.getframerate(), audio.getnchannels(), audio.getsampwidth()) == (44_100, 1, 2)
        assert audio.getnframes() / 44_100 == pytest.approx(result.timing.seconds, abs=0.001)
    result.audio.unlink()
    assert result.usage == used("credit", len(asked["transcript"])) == adapter.estimate("speech", SAY).usage
    assert (result.model, result.cost_usd) == ("sonic-3.5", None)
    assert "Kiefer" in result.note


@pytest.mark.parametrize("told", [True, False])
async def test_times_are_those_told_or_found_by_listening(fake: Odd, adapter: Cartesia, told: bool) -> None:
    fake.times = told
    result = await adapter.synthesize_speech(SAY)
    result.audio.unlink()
    truth = speak("Bebe más agua.\n¡Cada mañana, durante dos semanas!", "es", "michael").words[3:]
    ours = result.timing.words[4:]
    moved = [a.start - b.start for a, b in zip(ours, truth, strict=True)]
    assert max(moved) - min(moved) < (0.003 if told else 0.05)


async def test_a_length_sets_the_speed(fake: Odd, adapter: Cartesia) -> None:
    plain = await adapter.synthesize_speech(SAY)
    plain.audio.unlink()
    short = await adapter.synthesize_speech(SAY.model_copy(update={"seconds": plain.timing.seconds * 0.9}))
    short.audio.unlink()
    speed = fake.calls("POST", "/tts/sse")[1].json().get("generation_config", {"speed": 1.0})["speed"]
    assert speed <= short.speed <= 1.15
    assert short.timing.seconds == pytest.approx(plain.timing.seconds * 0.9, abs=0.1)


def test_every_voice_of_the_product_is_there_in_its_gender() -> None:
    assert STOCK.keys() == VOICES.keys()
    for name, (title, voice) in STOCK.items():
        assert (FEMALE if VOICES[name].gender == "female" else MALE)[voice] == title


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"voice": "nobody-at-all"}, Unsupported),
        ({"segments": (SpeechSegment(scene="s1", text="Esto es forbidden."),)}, ContentRejected),
        ({"segments": (SpeechSegment(scene="s1", text="🎉"),)}, InvalidRequest),
    ],
)
async def test_what_is_refused_costs_nothing(
    fake: Odd, adapter: Cartesia, change: dict[str, object], error: type[ProviderError]
) -> None:
    with pytest.raises(error):
        await adapter.synthesize_speech(SAY.model_copy(update=change))
    assert fake.bills == []


async def test_no_credit_and_a_wrong_key_are_told_apart(fake: Odd, adapter: Cartesia) -> None:
    fake.credits = 10
    with pytest.raises(QuotaExhausted, match="Credit limit"):
        await adapter.synthesize_speech(SAY)
    wrong = Cartesia(SecretStr("wrong"), base_url=fake.url)
    with pytest.raises(Auth):
        await wrong.synthesize_speech(SAY)
    await wrong.aclose()


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ('{"type": "chunk", "data": "AAAA"}', BadOutput),
        ('{"type": "done", "done": true}', BadOutput),
        ('{"type": "chunk", "data": "!"}', BadOutput),
        ('{"data": "AAAA"}', BadOutput),
        ('{"type": "timestamps", "word_timestamps": {"words": ["a"], "start": [0], "end": []}}', BadOutput),
        ('{"type": "error", "status_code": 402, "error": "no credits fake-key-0123456789"}', QuotaExhausted),
        ('{"type": "error", "status_code": 400, "error_code": "model_not_found", "title": "t"}', Unsupported),
    ],
)
async def test_a_stream_may_end_badly(fake: Odd, adapter: Cartesia, told: str, error: type[ProviderError]) -> None:
    fake.answer = f"data: {told}\n\n".encode()
    with pytest.raises(error) as caught:
        await adapter.synthesize_speech(SAY)
    assert fake.key not in str(caught.value)


async def test_a_clone_is_made_and_forgotten(fake: Odd, adapter: Cartesia, tmp_path: Path) -> None:
    spoken, path = speak("This is my own voice."), tmp_path / "ada.wav"
    path.write_bytes(wav(spoken.samples, spoken.rate))
    sample = MediaFile(path=path, media_type="audio/wav")
    made = await adapter.clone_voice(
        VoiceEnrollRequest(name="Ada", samples=(sample,), consent_id="c-1", language="fil-PH")
    )
    fields, files = fake.calls("POST", "/voices/clone")[0].form()
    assert (fields["name"], fields["language"]) == ("Ada", "tl")
    assert (files["clip"][0].name, files["clip"][0].data) == ("clip.wav", path.read_bytes())
    said = await adapter.synthesize_speech(SAY.model_copy(update={"voice_ids": {"cartesia": made.voice_id}}))
    said.audio.unlink()
    assert fake.calls("POST", "/tts/sse")[0].json()["voice"]["id"] == made.voice_id
    await adapter.delete_voice(made.voice_id)
    with pytest.raises(Unsupported):
        await adapter.delete_voice(made.voice_id)


def test_languages_are_known_before() -> None:
    adapter = Cartesia(SecretStr("k"))
    for language, why in (("es-MX", ""), ("fil", ""), ("nb-NO", ""), ("sw", "does not speak sw")):
        assert adapter.refusal("speech", SAY.model_copy(update={"language": language})) == why
    sample = MediaFile(url="https://x/y.wav", media_type="audio/wav")
    assert "sw" in adapter.refusal("voice_enroll", VoiceEnrollRequest(name="A", samples=(sample,), language="sw"))
