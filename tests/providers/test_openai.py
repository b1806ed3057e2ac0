"""OpenAI's speech, pictures and voices: what is asked, what is billed, what is refused."""

import os
import wave
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from PIL import Image
from pydantic import SecretStr

from providers.adapters.openai import OpenAI
from providers.errors import (
    BadOutput,
    ContentRejected,
    InvalidRequest,
    Permission,
    QuotaExhausted,
    RateLimited,
    Unsupported,
)
from providers.pictures import gpt_image_tokens
from providers.requests import Aspect, ImageRequest, MediaFile, SpeechRequest, SpeechSegment, VoiceEnrollRequest
from providers.usage import total
from tests.fakes.vendors.openai import OpenAIFake

SAY = SpeechRequest(
    segments=(
        SpeechSegment(scene="s1", text="Drink more water 💧."),
        SpeechSegment(scene="s2", text="Every morning!"),
    ),
    voice="george",
)


@pytest.fixture
def fake() -> Iterator[OpenAIFake]:
    with OpenAIFake.running() as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
async def openai(fake: OpenAIFake) -> AsyncIterator[OpenAI]:
    adapter = OpenAI(SecretStr(fake.key), base_url=fake.url, timeout_seconds=10.0)
    yield adapter
    await adapter.aclose()


def recording(folder: Path) -> MediaFile:
    path = folder / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 24000, 0, "NONE", ""))
        file.writeframes(bytes(48000))
    return MediaFile(path=path, media_type="audio/wav")


async def test_speech_comes_with_times_of_every_word_in_its_scene(fake: OpenAIFake, openai: OpenAI) -> None:
    result = await openai.synthesize_speech(SAY)
    said = [(w.text, w.scene) for w in result.timing.words]
    assert ("Drink", "s1") in said
    assert said[-2:] == [("Every", "s2"), ("morning!", "s2")]
    assert all(a.start <= b.start for a, b in zip(result.timing.words, result.timing.words[1:], strict=False))
    with wave.open(str(result.audio)) as audio:
        assert (audio.getframerate(), audio.getnchannels()) == (24000, 1)
        assert audio.getnframes() / 24000 == pytest.approx(result.timing.seconds, abs=0.01)
    asked = fake.calls("POST", "/audio/speech")[0].json()
    assert asked["voice"] == "onyx"
    assert asked["input"].split("\n")[1] == "Every morning!"
    assert "onyx" in result.note


async def test_speech_costs_what_the_last_event_says(fake: OpenAIFake, openai: OpenAI) -> None:
    result = await openai.synthesize_speech(SAY)
    expected = openai.estimate("speech", SAY)
    assert total(result.usage, "token_out") == fake.billed("token_out") > 0
    assert total(result.usage, "token_in") == fake.billed("token_in") > 0
    assert float(total(expected.usage, "token_out")) == pytest.approx(float(fake.billed("token_out")), rel=0.8)
    assert result.cost_usd is None
    assert result.model == expected.model == openai.capabilities.models["speech"]


async def test_a_stream_that_ends_early_is_no_speech(fake: OpenAIFake, openai: OpenAI) -> None:
    fake.finishes = False
    with pytest.raises(BadOutput, match="not finished"):
        await openai.synthesize_speech(SAY)


async def test_a_custom_voice_speaks_by_its_id(fake: OpenAIFake, openai: OpenAI, tmp_path: Path) -> None:
    file = recording(tmp_path)
    enroll = VoiceEnrollRequest(name="Ada", samples=(file,), consent_recording=file, language="en-US", consent_id="c")
    made = await openai.clone_voice(enroll)
    assert made.ready
    assert fake.voices[made.voice_id] in fake.consents
    assert fake.consents == {fake.voices[made.voice_id]: "en-US"}
    asked = SAY.model_copy(update={"voice": "ada", "voice_ids": {"openai": made.voice_id}})
    await openai.synthesize_speech(asked)
    assert fake.calls("POST", "/audio/speech")[0].json()["voice"] == {"id": made.voice_id}


async def test_an_unknown_voice_is_left_to_others(openai: OpenAI) -> None:
    with pytest.raises(Unsupported, match="voice_of_nobody"):
        await openai.synthesize_speech(SAY.model_copy(update={"voice": "voice_of_nobody"}))


async def test_no_voice_without_the_recorded_consent(fake: OpenAIFake, openai: OpenAI, tmp_path: Path) -> None:
    enroll = VoiceEnrollRequest(name="Ada", samples=(recording(tmp_path),), consent_id="c")
    assert "consent" in openai.refusal("voice_enroll", enroll)
    assert "voice_enroll" in openai.capabilities.needs_consent
    with pytest.raises(Permission):
        await openai.clone_voice(enroll)
    assert fake.seen == []


async def test_a_sample_that_is_not_there_is_the_callers_fault(openai: OpenAI, tmp_path: Path) -> None:
    gone = MediaFile(path=tmp_path / "gone.wav", media_type="audio/wav")
    with pytest.raises(InvalidRequest):
        await openai.clone_voice(VoiceEnrollRequest(name="A", samples=(gone,), consent_recording=gone))


@pytest.mark.parametrize(("aspect", "size"), [("9:16", (1008, 1792)), ("1:1", (1024, 1024)), ("16:9", (1792, 1008))])
async def test_pictures_have_the_shape_asked_for(
    fake: OpenAIFake, openai: OpenAI, aspect: Aspect, size: tuple[int, int]
) -> None:
    asked = ImageRequest(prompt="a glass of water", aspect=aspect, count=2)
    result = await openai.generate_image(asked)
    assert len(result.images) == 2
    for path in result.images:
        with Image.open(path) as picture:
            assert picture.size == size
    assert total(result.usage, "token_out") == fake.billed("token_out") == gpt_image_tokens(*size) * 2
    assert total(openai.estimate("image", asked).usage, "token_out") == fake.billed("token_out")


@pytest.mark.parametrize(("width", "height", "tokens"), [(1024, 1024, 1756), (1024, 1536, 1372), (1536, 1024, 1372)])
def test_tokens_of_pictures_are_those_of_the_published_prices(width: int, height: int, tokens: int) -> None:
    assert gpt_image_tokens(width, height) == tokens


async def test_moderation_is_told_from_other_refusals(openai: OpenAI) -> None:
    with pytest.raises(ContentRejected):
        await openai.generate_image(ImageRequest(prompt="something forbidden"))


async def test_an_empty_account_is_told_from_a_rate_limit(fake: OpenAIFake, openai: OpenAI) -> None:
    fake.empty = True
    with pytest.raises(QuotaExhausted) as caught:
        await openai.synthesize_speech(SAY)
    assert not caught.value.retryable
    fake.empty = False
    fake.fail("429")
    with pytest.raises(RateLimited):
        await openai.synthesize_speech(SAY)


def test_long_texts_and_unknown_languages_are_refused_before() -> None:
    adapter = OpenAI(SecretStr("k"))
    assert "4096" in adapter.refusal("speech", SpeechRequest.model_validate({"text": "a" * 4097, "voice": "heart"}))
    assert adapter.refusal("speech", SAY.model_copy(update={"language": "xx"})) != ""
    assert adapter.refusal("speech", SAY.model_copy(update={"language": "pt-BR"})) == ""


async def test_a_picture_that_does_not_open_leaves_no_file(
    fake: OpenAIFake, openai: OpenAI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("tests.fakes.vendors.openai.jpeg", lambda width, height: b"\xff\xd8 no picture")
    with pytest.raises(BadOutput):
        await openai.generate_image(ImageRequest(prompt="a glass"))
    assert os.listdir(tmp_path) == []
