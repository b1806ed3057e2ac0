"""OpenAI's speech, voices and pictures under the common contract."""

from pathlib import Path

from pydantic import SecretStr

from providers.adapters.openai import OpenAI
from providers.requests import ImageRequest, MediaFile, SpeechRequest, VoiceEnrollRequest
from tests.contracts.case import Case
from tests.fakes.vendors.babble import babble
from tests.fakes.vendors.openai import OpenAIFake


def make(fake: OpenAIFake) -> OpenAI:
    fake.voices["voice-of-ada"] = "cons-0"
    return OpenAI(SecretStr(fake.key), base_url=fake.url, timeout_seconds=3.0)


def enroll(folder: Path) -> VoiceEnrollRequest:
    recording = folder / "ada.wav"
    recording.write_bytes(babble("I am the owner of this voice")[0])
    file = MediaFile(path=recording, media_type="audio/wav")
    return VoiceEnrollRequest(name="Ada", samples=(file,), consent_recording=file, consent_id="c-1", language="en-US")


CASE = Case(
    fake=OpenAIFake,
    make=make,
    requests={
        "speech": lambda folder: SpeechRequest.model_validate({"text": "Drink more water.", "voice": "heart"}),
        "voice_clone": lambda folder: SpeechRequest.model_validate(
            {"text": "Drink more water.", "voice": "ada", "voice_ids": {"openai": "voice-of-ada"}}
        ),
        "voice_enroll": enroll,
        "image": lambda folder: ImageRequest(prompt="a glass of water", count=2),
    },
    work={
        "speech": "/audio/speech",
        "voice_clone": "/audio/speech",
        "voice_enroll": "/audio/voices",
        "image": "/images/generations",
    },
    billed_before=False,
)
