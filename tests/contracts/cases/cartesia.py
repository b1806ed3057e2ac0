"""Cartesia under the common contract."""

from pathlib import Path

from pydantic import SecretStr

from providers.adapters.cartesia import Cartesia
from providers.requests import MediaFile, SpeechRequest, VoiceEnrollRequest
from tests.contracts.case import Case
from tests.fakes.vendors.cartesia import CartesiaFake
from tests.fakes.vendors.media import wav
from tests.fakes.vendors.speaker import speak

TEXT = "Drink more water, 2 glasses a day! 💪"
SENT = "Drink more water, 2 glasses a day!"
CLONE = "00000000-0000-4000-8000-00000000000a"


def make(fake: CartesiaFake) -> Cartesia:
    speak(SENT)  # the first words take a second, more than the adapter waits here
    fake.add_voice(CLONE, "Ada")
    return Cartesia(SecretStr(fake.key), base_url=fake.url, timeout_seconds=3.0)


def enroll(folder: Path) -> VoiceEnrollRequest:
    spoken, recording = speak(SENT), folder / "ada.wav"
    recording.write_bytes(wav(spoken.samples, spoken.rate))
    file = MediaFile(path=recording, media_type="audio/wav")
    return VoiceEnrollRequest(name="Ada", samples=(file,), consent_id="c-1", language="en-US")


CASE = Case(
    fake=CartesiaFake,
    make=make,
    requests={
        "speech": lambda folder: SpeechRequest.model_validate({"text": TEXT, "voice": "heart"}),
        "voice_clone": lambda folder: SpeechRequest.model_validate(
            {"text": TEXT, "voice": "ada", "voice_ids": {"cartesia": CLONE}}
        ),
        "voice_enroll": enroll,
    },
    work={"speech": "/tts/sse", "voice_clone": "/tts/sse", "voice_enroll": "/voices/clone"},
)
