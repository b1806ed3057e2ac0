"""Fish Audio's speech and voices: times, bytes, training."""

import itertools
import wave
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from providers.adapters.fish import Fish
from providers.errors import JobFailed, Unsupported
from providers.requests import MediaFile, SpeechRequest, SpeechSegment, VoiceEnrollRequest
from providers.usage import total
from tests.fakes.vendors.babble import babble
from tests.fakes.vendors.fish import FishFake

SAY = SpeechRequest(
    segments=(
        SpeechSegment(scene="s1", text="Don't skip water, it's [really] good."),
        SpeechSegment(scene="s2", text="Every morning!"),
    ),
    voice="heart",
)


@pytest.fixture
def fake() -> Iterator[FishFake]:
    with FishFake.running() as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
async def fish(fake: FishFake) -> AsyncIterator[Fish]:
    adapter = Fish(SecretStr(fake.key), base_url=fake.url, timeout_seconds=10.0)
    yield adapter
    await adapter.aclose()


def enroll(folder: Path) -> VoiceEnrollRequest:
    path = folder / "ada.wav"
    path.write_bytes(babble("my own voice")[0])
    sample = MediaFile(path=path, media_type="audio/wav")
    return VoiceEnrollRequest(name="Ada", samples=(sample, sample), consent_id="c-1")


async def test_words_keep_fishs_times_and_their_spelling(fish: Fish) -> None:
    result = await fish.synthesize_speech(SAY)
    words = result.timing.words
    assert [w.text for w in words] == [*SAY.segments[0].text.split(), "Every", "morning!"]
    spoken = [w for line in SAY.text.replace("[", "").replace("]", "").split("\n") for w in babble(line, 44_100)[1]]
    for ours, theirs in zip(words, spoken, strict=True):
        assert ours.end - ours.start == pytest.approx(theirs[2] - theirs[1], abs=0.03)
    gaps = [b.start - a.start for a, b in itertools.pairwise(words[:6])]
    assert gaps == pytest.approx([b[1] - a[1] for a, b in itertools.pairwise(spoken[:6])], abs=0.03)
    with wave.open(str(result.audio)) as audio:
        assert audio.getframerate() == 44_100
    assert [s.id for s in result.timing.scenes] == ["s1", "s2"]


async def test_it_is_asked_for_the_model_voice_and_speed_and_billed_by_bytes(fake: FishFake, fish: Fish) -> None:
    hindi = SpeechRequest.model_validate(
        {"text": "पानी पीजिए", "voice_id": "alpha", "language": "hi", "seconds": 1.3}
    )
    result = await fish.synthesize_speech(hindi)
    call = fake.calls("POST", "/v1/tts/stream/with-timestamp")[0]
    assert call.headers["model"] == result.model == "s2.1-pro"
    assert call.json()["prosody"]["speed"] != 1.0
    assert fake.billed("byte") == total(result.usage, "byte") == Decimal(28)
    assert fish.estimate("speech", hindi).usage == result.usage


async def test_words_in_brackets_are_said_not_performed(fake: FishFake, fish: Fish) -> None:
    await fish.synthesize_speech(SAY)
    assert "it's really good" in fake.calls("POST", "/v1/tts/stream/with-timestamp")[0].json()["text"]


async def test_without_times_they_are_found_by_listening(fake: FishFake, fish: Fish) -> None:
    fake.timed = False
    result = await fish.synthesize_speech(SAY)
    assert len(result.timing.words) == 8
    assert result.timing.words[-1].end <= result.timing.seconds


async def test_an_unknown_voice_is_left_to_others(fish: Fish) -> None:
    with pytest.raises(Unsupported, match="Reference not found"):
        await fish.synthesize_speech(SAY.model_copy(update={"voice": "nobody"}))


async def test_a_clone_is_trained_speaks_and_is_deleted(fake: FishFake, fish: Fish, tmp_path: Path) -> None:
    fake.training = ("training", "training", "trained")
    made = await fish.clone_voice(enroll(tmp_path))
    assert not made.ready
    assert fake.jobs[made.voice_id].request["visibility"] == "private"
    assert fake.jobs[made.voice_id].data["samples"] == 2
    assert not await fish.voice_ready(made.voice_id)
    assert await fish.voice_ready(made.voice_id)
    await fish.synthesize_speech(SAY.model_copy(update={"voice_ids": {"fish": made.voice_id}}))
    await fish.delete_voice(made.voice_id)
    with pytest.raises(Unsupported):
        await fish.voice_ready(made.voice_id)


async def test_training_that_fails_is_told(fake: FishFake, fish: Fish, tmp_path: Path) -> None:
    fake.training = ("failed",)
    with pytest.raises(JobFailed):
        await fish.clone_voice(enroll(tmp_path))
