"""Files that go to a vendor: read whole, of a known type, no larger than it takes."""

import asyncio
import base64
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from providers.errors import InvalidRequest, Unsupported
from providers.requests import MediaFile

LIMIT = 100 * 1024 * 1024
SUFFIXES = {"audio/wav": ".wav", "audio/x-wav": ".wav", "audio/mpeg": ".mp3", "image/jpeg": ".jpg"}
"""Where the standard library knows another or none."""


@dataclass(frozen=True)
class Media:
    """A file in memory."""

    name: str
    """A plain name with the suffix of its type; nothing of the path it had."""
    media_type: str
    data: bytes

    @property
    def part(self) -> tuple[str, bytes, str]:
        """As a file of a multipart form, for httpx."""
        return self.name, self.data, self.media_type

    @property
    def data_uri(self) -> str:
        """As a `data:` address."""
        return f"data:{self.media_type};base64,{base64.b64encode(self.data).decode()}"


async def read(media: MediaFile, *, vendor: str, limit: int = LIMIT, stem: str = "file") -> Media:
    """Read a file that lies on this disk.

    Args:
        media: With `path` set.
        vendor: For messages.
        limit: The most bytes this vendor takes.
        stem: Of the name it goes by.

    Raises:
        Unsupported: There is only an address, or it is larger than this vendor takes.
        InvalidRequest: It is not there, or empty.
    """
    if media.path is None:
        raise Unsupported(f"{vendor} needs the file itself, not an address")
    data = await asyncio.to_thread(_bytes, media.path, vendor, limit)
    return Media(stem + suffix(media.media_type), media.media_type, data)


def suffix(media_type: str) -> str:
    """The usual ending of file names of a type, with its dot; empty when there is none."""
    bare = media_type.partition(";")[0].strip().lower()
    return SUFFIXES.get(bare) or mimetypes.guess_extension(bare) or ""


def _bytes(path: Path, vendor: str, limit: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > limit:
            raise Unsupported(f"the file is {size >> 20} MB; {vendor} takes up to {limit >> 20} MB")
        data = path.read_bytes()
    except OSError as error:
        raise InvalidRequest(f"the file for {vendor} cannot be read ({type(error).__name__})") from None
    if not data:
        raise InvalidRequest(f"the file for {vendor} is empty")
    return data
