"""ElevenLabs: what is asked, what is billed, what is refused, whose messages are believed."""

import itertools
import json
import time
import wave
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from elevenlabs.client import ElevenLabs as Official
from elevenlabs.core.api_error import ApiError
from pydantic import SecretStr

from providers.adapters.elevenlabs import STOCK, ElevenLabs
from providers.errors import (
    Auth,
    BadOutput,
    ContentRejected,
    InvalidRequest,
    Permission,
    ProviderError,
    QuotaExhausted,
    Unsupported,
)
from providers.requests import MediaFile, SpeechRequest, SpeechSegment, VoiceEnrollRequest
from providers.usage import used
from studio.domain.voices import VOICES
from tests.fakes.vendors.base import Job
from tests.fakes.vendors.elevenlabs import PREMADE, SECRET, ElevenLabsFake
from tests.fakes.vendors.media import wav
from tests.fakes.vendors.speaker import speak
from tests.fakes.vendors.wire import Call, Reply

SPEAK = "/v1/text-to-speech/{voice_id}/with-timestamps"
SAY = SpeechRequest(
    segments=(
        SpeechSegment(scene="s1", text="Drink more water 💧.", pause_after=0.5),
        SpeechSegment(scene="s2", text=""),
        SpeechSegment(scene="s3", text="Every morning, for $20!"),
    ),
    voice="george",
    language="en-GB",
)


class Odd(ElevenLabsFake):
    """Answers what a test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = b""

    async def _dispatch(self, call: Call) -> Reply:
        return Reply(self.answer) if self.answer else await super()._dispatch(call)


@pytest.fixture
def fake() -> Iterator[Odd]:
    with Odd.running() as fake:
        yield fake
        assert fake.violations == []


@pytest.fixture
async def adapter(fake: Odd) -> AsyncIterator[ElevenLabs]:
    found = ElevenLabs(SecretStr(fake.key), base_url=fake.url, timeout_seconds=10.0, webhook_secret=SecretStr(SECRET))
    yield found
    await found.aclose()


@pytest.fixture
def official(fake: Odd) -> Official:
    return Official(api_key=fake.key, base_url=fake.url)


def sample(folder: Path) -> MediaFile:
    spoken, path = speak("This is my own voice."), folder / "ada.wav"
    path.write_bytes(wav(spoken.samples, spoken.rate))
    return MediaFile(path=path, media_type="audio/wav")


async def test_all_segments_are_one_call_and_come_back_in_their_scenes(fake: Odd, adapter: ElevenLabs) -> None:
    result = await adapter.synthesize_speech(SAY)
    (call,) = fake.calls("POST", SPEAK)
    asked = call.json()
    assert asked["text"] == "Drink more water.\nEvery morning, for $20!"
    assert (asked["model_id"], asked["language_code"]) == ("eleven_flash_v2_5", "en")
    assert "voice_settings" not in asked
    assert call.query == {"output_format": "mp3_44100_128"}
    assert [(w.scene, w.text) for w in result.timing.words] == [
        *(("s1", w) for w in ("Drink", "more", "water", "💧.")),
        *(("s3", w) for w in ("Every", "morning,", "for", "$20!")),
    ]
    assert [s.id for s in result.timing.scenes] == ["s1", "s2", "s3"]
    with wave.open(str(result.audio)) as audio:
        assert (audio.getframerate(), audio.getnchannels(), audio.getsampwidth()) == (44_100, 1, 2)
        assert audio.getnframes() / 44_100 == pytest.approx(result.timing.seconds, abs=0.001)
    result.audio.unlink()
    assert result.usage == used("character", len(asked["text"]))
    assert (result.model, result.cost_usd) == ("eleven_flash_v2_5", None)


async def test_times_are_those_told(fake: Odd, adapter: ElevenLabs) -> None:
    ask = SAY.model_copy(update={"segments": (SAY.segments[2],)})
    result = await adapter.synthesize_speech(ask)
    result.audio.unlink()
    truth = speak("Every morning, for $20!", "en", "michael").words
    moved = [ours.start - told.start for ours, told in zip(result.timing.words, truth, strict=True)]
    assert max(moved) - min(moved) < 0.003
    assert all(a.end <= b.start + 1e-9 for a, b in itertools.pairwise(result.timing.words))


async def test_the_same_words_are_said_the_same_way_again(fake: Odd, adapter: ElevenLabs) -> None:
    for _ in range(2):
        (await adapter.synthesize_speech(SAY)).audio.unlink()
    seeds = {call.json()["seed"] for call in fake.calls("POST", SPEAK)}
    assert len(seeds) == 1 and 0 <= seeds.pop() <= 4_294_967_295


@pytest.mark.parametrize(
    ("voice", "ids", "spoken_by"),
    [
        ("george", {}, "JBFqnCBsd6RMkjVDRZzb"),
        ("ada", {"elevenlabs": "cgSgspJ2msm6clMCkdW9", "cartesia": "x"}, "cgSgspJ2msm6clMCkdW9"),
        ("ada", {"elevenlabs": "heart"}, "EXAVITQu4vr4xnSDxMaL"),
        ("TX3LPaxmHKxFdv7VOQHJ", {}, "TX3LPaxmHKxFdv7VOQHJ"),
    ],
)
async def test_a_voice_is_ours_theirs_or_a_clone(
    fake: Odd, adapter: ElevenLabs, voice: str, ids: dict[str, str], spoken_by: str
) -> None:
    result = await adapter.synthesize_speech(SAY.model_copy(update={"voice": voice, "voice_ids": ids}))
    result.audio.unlink()
    assert fake.calls("POST", SPEAK)[0].params["voice_id"] == spoken_by
    assert result.voice == voice
    assert ("George" in result.note) == (voice == "george")


def test_every_voice_of_the_product_is_there_in_its_gender() -> None:
    assert STOCK.keys() == VOICES.keys()
    for name, (title, voice) in STOCK.items():
        theirs, like = PREMADE[voice]
        assert (theirs, VOICES[like].gender) == (title, VOICES[name].gender)


async def test_a_length_sets_the_speed(fake: Odd, adapter: ElevenLabs) -> None:
    plain = await adapter.synthesize_speech(SAY)
    plain.audio.unlink()
    short = await adapter.synthesize_speech(SAY.model_copy(update={"seconds": 2.4, "max_seconds": 60.0}))
    short.audio.unlink()
    speeds = [(c.json().get("voice_settings") or {}).get("speed", 1.0) for c in fake.calls("POST", SPEAK)]
    assert speeds[0] == 1.0 and 1.0 < speeds[1] <= 1.15
    assert short.timing.seconds < plain.timing.seconds
    assert speeds[1] <= short.speed <= 1.15


async def test_without_times_they_are_found_by_listening(fake: Odd, adapter: ElevenLabs) -> None:
    fake.times = False
    ask = SAY.model_copy(update={"segments": (SAY.segments[2],)})
    result = await adapter.synthesize_speech(ask)
    result.audio.unlink()
    truth = speak("Every morning, for $20!", "en", "michael").words
    moved = [ours.start - told.start for ours, told in zip(result.timing.words, truth, strict=True)]
    assert max(moved) - min(moved) < 0.05


async def test_another_model_is_not_told_the_language(fake: Odd) -> None:
    other = ElevenLabs(
        SecretStr(fake.key), base_url=fake.url, model="eleven_multilingual_v2", output_format="pcm_24000"
    )
    result = await other.synthesize_speech(SAY)
    result.audio.unlink()
    await other.aclose()
    assert "language_code" not in fake.calls("POST", SPEAK)[0].json()
    assert result.model == other.estimate("speech", SAY).model == fake.bills[0].model == "eleven_multilingual_v2"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"voice": "nobody-at-all"}, Unsupported),
        ({"segments": (SpeechSegment(scene="s1", text="This is forbidden."),)}, ContentRejected),
        ({"segments": (SpeechSegment(scene="s1", text="🎉 …"),)}, InvalidRequest),
    ],
)
async def test_what_is_refused_costs_nothing(
    fake: Odd, adapter: ElevenLabs, change: dict[str, object], error: type[ProviderError]
) -> None:
    with pytest.raises(error):
        await adapter.synthesize_speech(SAY.model_copy(update=change))
    assert fake.bills == []


async def test_no_credit_is_told_from_a_wrong_key(fake: Odd, adapter: ElevenLabs) -> None:
    fake.credits = 10
    with pytest.raises(QuotaExhausted, match="10 credits"):
        await adapter.synthesize_speech(SAY)
    wrong = ElevenLabs(SecretStr("wrong"), base_url=fake.url)
    with pytest.raises(Auth):
        await wrong.synthesize_speech(SAY)
    await wrong.aclose()


@pytest.mark.parametrize(
    "body",
    ["[]", "null", '{"audio_base64": 3}', '{"audio_base64": "AAAA", "alignment": {"characters": []}}'],
)
async def test_an_answer_of_another_form_is_bad(fake: Odd, adapter: ElevenLabs, body: str) -> None:
    fake.answer = body.encode()
    with pytest.raises(BadOutput):
        await adapter.synthesize_speech(SAY)


def test_limits_are_known_before() -> None:
    adapter = ElevenLabs(SecretStr("k"))
    long = SAY.model_copy(update={"segments": (SpeechSegment(scene="s", text="word " * 8_001),)})
    assert adapter.refusal("speech", SAY) == ""
    assert "40000 characters" in adapter.refusal("speech", long)
    assert "does not speak sw" in adapter.refusal("speech", SAY.model_copy(update={"language": "sw-KE"}))
    assert adapter.refusal("speech", SAY.model_copy(update={"language": "pt-BR"})) == ""
    assert adapter.estimate("speech", SAY).usage == used("character", 41)


async def test_a_clone_is_made_and_forgotten(fake: Odd, adapter: ElevenLabs, tmp_path: Path) -> None:
    request = VoiceEnrollRequest(name="Ada", samples=(sample(tmp_path),) * 2, consent_id="c-1", language="en-US")
    made = await adapter.clone_voice(request)
    assert made.ready and await adapter.voice_ready(made.voice_id)
    fields, files = fake.calls("POST", "/v1/voices/add")[0].form()
    assert (fields["name"], json.loads(fields["labels"])) == ("Ada", {"language": "en-US"})
    assert [f.media_type for f in files["files"]] == ["audio/wav"] * 2
    assert "ada.wav" not in {f.name for f in files["files"]}
    spoken = await adapter.synthesize_speech(SAY.model_copy(update={"voice": made.voice_id}))
    spoken.audio.unlink()
    await adapter.delete_voice(made.voice_id)
    for gone in (adapter.voice_ready(made.voice_id), adapter.delete_voice(made.voice_id)):
        with pytest.raises(Unsupported):
            await gone


async def test_a_clone_that_must_be_verified_is_not_ready(fake: Odd, adapter: ElevenLabs, tmp_path: Path) -> None:
    fake.verifies = True
    made = await adapter.clone_voice(VoiceEnrollRequest(name="Ada", samples=(sample(tmp_path),), consent_id="c-1"))
    assert not made.ready and not await adapter.voice_ready(made.voice_id)


def test_messages_are_believed_when_signed_and_fresh(fake: Odd, adapter: ElevenLabs) -> None:
    job = Job("voice-7", ("gone",), {})
    headers, raw = fake.webhook(job, age=1500)
    event = adapter.verify_webhook({"ElevenLabs-Signature": headers["elevenlabs-signature"]}, raw)
    assert (event.job_id, event.trusted, event.status) == ("voice-7", True, None)
    assert adapter.verify_webhook(headers, raw).event_id == event.event_id
    for bad in (fake.webhook(job, forged=True), fake.webhook(job, age=1900), (headers, raw + b" "), ({}, raw)):
        with pytest.raises(Permission):
            adapter.verify_webhook(*bad)
    with pytest.raises(Permission, match="no webhook secret"):
        ElevenLabs(SecretStr("k")).verify_webhook(headers, raw)


# --- the vendor's own client, as a second opinion on the fake


def test_the_official_client_speaks_with_times(fake: Odd, official: Official) -> None:
    answer = official.text_to_speech.convert_with_timestamps(
        "JBFqnCBsd6RMkjVDRZzb", text="Drink more water.", model_id="eleven_flash_v2_5", output_format="mp3_44100_128"
    )
    assert answer.alignment is not None
    assert "".join(answer.alignment.characters) == "Drink more water."
    assert answer.alignment.character_end_times_seconds[-1] > 0.5
    assert fake.billed("character") == len("Drink more water.")
    audio = b"".join(official.text_to_speech.convert("JBFqnCBsd6RMkjVDRZzb", text="Drink more water."))
    assert len(audio) > 5_000


def test_the_official_client_makes_and_forgets_a_clone(official: Official, tmp_path: Path) -> None:
    path = sample(tmp_path).path
    assert path is not None
    made = official.voices.ivc.create(name="Ada", files=[path.read_bytes()])
    assert official.voices.get(made.voice_id).name == "Ada"
    assert official.voices.delete(made.voice_id).status == "ok"
    with pytest.raises(ApiError) as caught:
        official.voices.get(made.voice_id)
    assert caught.value.status_code == 404


def test_the_official_client_believes_the_same_messages(fake: Odd, official: Official) -> None:
    job = Job("voice-7", ("gone",), {})
    headers, raw = fake.webhook(job)
    event = official.webhooks.construct_event(raw.decode(), headers["elevenlabs-signature"], SECRET)
    assert event["data"]["voice_id"] == "voice-7"
    assert event["event_timestamp"] == pytest.approx(time.time(), abs=5)
    forged, raw = fake.webhook(job, forged=True)
    with pytest.raises(ApiError):
        official.webhooks.construct_event(raw.decode(), forged["elevenlabs-signature"], SECRET)
