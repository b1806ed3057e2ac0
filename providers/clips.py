"""What adapters of video vendors share: lengths they allow, files as addresses, and fields of their answers."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from providers import media_in
from providers.errors import BadOutput, Unsupported
from providers.http import VendorHttp
from providers.requests import MediaFile


def round_up(seconds: float, allowed: Sequence[int]) -> int | None:
    """The shortest allowed length that is not shorter than asked; None when all are shorter.

    Args:
        seconds: The length asked for.
        allowed: Whole seconds, ascending.
    """
    needed = math.ceil(round(seconds, 3))
    return next((length for length in allowed if length >= needed), None)


async def address(media: MediaFile, *, vendor: str, limit: int) -> str:
    """A file as an address a vendor can read: its own when that is https, else the whole file as a `data:` URI.

    Args:
        media: The file.
        vendor: For messages.
        limit: The most bytes of a file the vendor takes in a `data:` URI.

    Raises:
        Unsupported: It lies at another address, or is too large.
        InvalidRequest: It cannot be read.
    """
    if media.url.startswith("https://"):
        return media.url
    if media.path is None:
        raise Unsupported(f"{vendor} cannot reach the file's address", "it takes https addresses, or the file itself")
    return (await media_in.read(media, vendor=vendor, limit=limit)).data_uri


async def pictures(http: VendorHttp, urls: Sequence[str]) -> tuple[Path, ...]:
    """Download pictures; when one cannot be had, none is left lying about.

    Raises:
        ProviderError: One could not be downloaded.
    """
    found: list[Path] = []
    try:
        while len(found) < len(urls):
            found += [await http.download(urls[len(found)], accept="image/", suffix=".png")]
    except BaseException:
        for path in found:
            path.unlink(missing_ok=True)
        raise
    return tuple(found)


def text(answer: Any, key: str, vendor: str) -> str:
    """A field of a JSON object that must be there and be text.

    Raises:
        BadOutput: It is not.
    """
    found = answer.get(key) if isinstance(answer, Mapping) else None
    if not isinstance(found, str) or not found:
        raise BadOutput(f"{vendor}'s answer has no {key}")
    return found


def mapping(answer: Any, vendor: str) -> Mapping[str, Any]:
    """An answer that must be a JSON object.

    Raises:
        BadOutput: It is not.
    """
    if not isinstance(answer, Mapping):
        raise BadOutput(f"{vendor}'s answer is no JSON object")
    return answer
