"""Speeches and portraits as requests carry them, and how long what a vendor was sent is."""

import base64
import io
import wave
from collections.abc import Mapping
from pathlib import Path

import av

from providers.requests import AvatarRequest, MediaFile
from studio.domain.speech import Timing
from tests.fakes.vendors import media

RATE = 24000


def speech(seconds: float) -> bytes:
    """A WAV of this length."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"\x00\x10\x00\xf0" * (round(seconds * RATE) // 2))
    return out.getvalue()


def seconds_of(data: bytes) -> float:
    """How long a recording is.

    Raises:
        av.FFmpegError: It is none.
    """
    with av.open(io.BytesIO(data), "r") as source:
        assert source.duration is not None
        return float(source.duration / av.time_base)


def heard(address: str) -> float:
    """Seconds of the sound in a data URI; 5 for one elsewhere, which is not fetched."""
    if not address.startswith("data:"):
        return 5.0
    return seconds_of(base64.b64decode(address.partition(",")[2]))


def asking(
    folder: Path,
    *,
    seconds: float = 2.0,
    avatar_ids: Mapping[str, str] | None = None,
    portrait: bool = True,
    audio_url: str = "",
) -> AvatarRequest:
    """A request with a speech of this length: in a file, or at an address when one is given."""
    sound, face = folder / "speech.wav", folder / "face.png"
    sound.write_bytes(speech(seconds))
    face.write_bytes(media.png())
    heard = MediaFile(url=audio_url, media_type="audio/wav") if audio_url else None
    return AvatarRequest(
        style="plain",
        seed="s",
        timing=Timing(seconds=seconds, scenes=()),
        audio=heard or MediaFile(path=sound, media_type="audio/wav"),
        avatar_ids=dict(avatar_ids or {}),
        image=MediaFile(path=face, media_type="image/png") if portrait else None,
        title="Morning stretch",
    )
