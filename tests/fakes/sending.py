"""Files as strangers send them."""

import hashlib
import io
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
from PIL import Image

from studio.security.uploads import Upload, Uploads
from tests.fakes.media import clip

NOISE = np.random.default_rng(1).integers(0, 255, (90, 120, 3), dtype=np.uint8)


async def sending(data: bytes, step: int = 50_000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), step):
        yield data[start : start + step]


async def take(uploads: Uploads, data: bytes, name: str = "holiday.mp4") -> Upload:
    """Take a file in; nothing of it is left in the folder afterwards, whatever came of it."""
    folder = uploads._folder
    try:
        async with uploads.taken(sending(data), name, announced=len(data)) as upload:
            assert upload.path.read_bytes() == data
            assert (upload.size, upload.sha256) == (len(data), hashlib.sha256(data).hexdigest())
            return upload
    finally:
        assert not folder.exists() or not list(folder.iterdir())


def picture(kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(NOISE).save(out, kind, **more)
    return out.getvalue()


def film(tmp_path: Path, ending: str = "mp4", **more: object) -> bytes:
    return clip(tmp_path / f"made.{ending}", seconds=0.5, **more).read_bytes()  # type: ignore[arg-type]


def sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(32_000))
    return out.getvalue()
