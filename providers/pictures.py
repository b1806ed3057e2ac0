"""Pictures that come inside an answer, checked and put into files; and what they are billed."""

import asyncio
import base64
import binascii
import io
import math
import tempfile
from collections.abc import Sequence
from pathlib import Path

from providers.errors import BadOutput

SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
Saved = tuple[Path, ...]


async def save(encoded: Sequence[str], name: str) -> Saved:
    """Write pictures into temporary files; none is left when one is bad or nobody waits any more.

    Args:
        encoded: Whole PNG, JPEG or WebP files in base64.
        name: Of the provider, for messages and file names.

    Raises:
        BadOutput: There is none, or one does not decode.
    """
    if not encoded:
        raise BadOutput(f"{name} sent no picture")
    saving = asyncio.ensure_future(asyncio.to_thread(_save, encoded, name))
    try:
        return await asyncio.shield(saving)
    except asyncio.CancelledError:
        saving.add_done_callback(_discard)
        raise


def gpt_image_tokens(width: int, height: int) -> int:
    """Tokens a picture of gpt-image-2 is billed at medium quality.

    They grow with the area and shrink with the shape: 1756 for 1024 x 1024, 1372 for 1024 x 1536, which at $30 a
    million are the $0.053 and $0.041 of OpenAI's own table.
    """
    axis, short, long = 48, min(width, height), max(width, height)
    other = (2 * axis * short + long) // (2 * long)
    return math.ceil(axis * other * (2_000_000 + width * height) / 4_000_000)


def _save(encoded: Sequence[str], name: str) -> Saved:
    paths: list[Path] = []
    try:
        for text in encoded:
            data = base64.b64decode(text, validate=True)
            with tempfile.NamedTemporaryFile(prefix=f"{name}-", suffix=_suffix(data), delete=False) as file:
                paths.append(Path(file.name))
                file.write(data)
    except (binascii.Error, ValueError, OSError) as error:
        for path in paths:
            path.unlink()
        raise BadOutput(f"{name} sent a picture that does not open ({type(error).__name__})") from None
    return tuple(paths)


def _suffix(data: bytes) -> str:
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=list(SUFFIXES)) as picture:
        picture.load()
        return SUFFIXES[picture.format or ""]


def _discard(done: "asyncio.Future[Saved]") -> None:
    if not done.cancelled() and done.exception() is None:
        for path in done.result():
            path.unlink(missing_ok=True)
