"""Fish Audio under the common contract."""

from pathlib import Path

from pydantic import SecretStr

from providers.adapters.fish import Fish
from providers.requests import MediaFile, SpeechRequest, VoiceEnrollRequest
from tests.contracts.case import Case
from tests.fakes.vendors.babble import babble
from tests.fakes.vendors.fish import FishFake

VOICE = "0123456789abcdef0123456789abcdef"


def enroll(folder: Path) -> VoiceEnrollRequest:
    recording = folder / "ada.wav"
    recording.write_bytes(babble("I am the owner of this voice")[0])
    file = MediaFile(path=recording, media_type="audio/wav")
    return VoiceEnrollRequest(name="Ada", samples=(file, file), consent_id="c-1")


CASE = Case(
    fake=FishFake,
    make=lambda fake: Fish(SecretStr(fake.key), base_url=fake.url, timeout_seconds=3.0),
    requests={
        "speech": lambda folder: SpeechRequest.model_validate(
            {"text": "Trink mehr Wasser, täglich.", "voice": "heart"}
        ),
        "voice_clone": lambda folder: SpeechRequest.model_validate(
            {"text": "Drink more water.", "voice": "ada", "voice_ids": {"fish": VOICE}}
        ),
        "voice_enroll": enroll,
    },
    work={"speech": "/v1/tts/", "voice_clone": "/v1/tts/", "voice_enroll": "/model"},
)
