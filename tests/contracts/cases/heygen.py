"""HeyGen under the common contract."""

from pathlib import Path

from pydantic import SecretStr

from providers.adapters.heygen import HeyGen
from providers.requests import MediaFile, Request, VoiceEnrollRequest
from tests.contracts.case import Case
from tests.fakes.vendors.faces import asking, speech
from tests.fakes.vendors.heygen import HeyGenFake


class Quick(HeyGen):
    """Looks often, for tests."""

    poll_seconds = 0.01


def enrol(folder: Path) -> Request:
    sample = folder / "sample.wav"
    sample.write_bytes(speech(3.0))
    return VoiceEnrollRequest(
        name="Ana", samples=(MediaFile(path=sample, media_type="audio/wav"),), consent_id="consent-1"
    )


CASE = Case(
    fake=HeyGenFake,
    make=lambda fake: Quick(SecretStr(fake.key), base_url=fake.url, timeout_seconds=3.0),
    requests={"avatar": lambda folder: asking(folder, avatar_ids={"heygen": "twin-7"}), "voice_enroll": enrol},
    work={"avatar": "/v3/videos", "voice_enroll": "/v3/voices/clone"},
    ended={"failed": "failed", "rejected": "moderation"},
)
