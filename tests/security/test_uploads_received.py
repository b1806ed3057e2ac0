"""How files from strangers come in: never too much, several at once, and nothing is left of them."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from studio.errors import BadRequest
from studio.security.inspection import Bounds
from studio.security.magic import WrongType
from studio.security.uploads import TooLarge, Uploads, safe_name
from tests.fakes.sending import picture, sending, sound


async def test_no_more_is_received_than_allowed(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "in", bounds=Bounds(bytes=1_500_000))
    seen = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal seen
        while True:
            seen += 100_000
            yield bytes(100_000)

    with pytest.raises(TooLarge, match="more than 2 MB") as refused:
        await uploads.receive(endless())
    assert refused.value.hint
    assert seen == 1_600_000
    seen = 0
    with pytest.raises(TooLarge):
        await uploads.receive(endless(), announced=1_500_001)
    assert seen == 0
    assert not list((tmp_path / "in").iterdir())


async def test_a_file_cut_short_or_empty_is_refused(uploads: Uploads, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="cut short"):
        await uploads.receive(sending(b"half"), announced=8)
    with pytest.raises(BadRequest, match="empty"):
        await uploads.receive(sending(b""))
    assert not list((tmp_path / "in").iterdir())


async def test_a_sender_that_goes_away_or_dawdles_leaves_nothing(tmp_path: Path) -> None:
    async def leaving() -> AsyncIterator[bytes]:
        yield bytes(2_000_000)
        raise ConnectionResetError

    async def dawdling() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.Event().wait()

    uploads = Uploads(tmp_path / "in", bounds=Bounds(receive_seconds=0.2))
    with pytest.raises(ConnectionResetError):
        await uploads.receive(leaving())
    with pytest.raises(BadRequest, match="too slowly"):
        await uploads.receive(dawdling())
    assert not list((tmp_path / "in").iterdir())


async def test_only_the_kinds_asked_for_are_taken(uploads: Uploads) -> None:
    with pytest.raises(WrongType, match="kind audio") as refused:
        async with uploads.taken(sending(sound()), "a.wav", accept={"image", "video"}):
            pass
    assert "image, video" in refused.value.hint


async def test_several_come_in_at_once(uploads: Uploads) -> None:
    async def one(number: int) -> int:
        async with uploads.taken(sending(picture("JPEG", quality=50 + number)), "a.jpg") as upload:
            return upload.width

    assert await asyncio.gather(*(one(n) for n in range(6))) == [120] * 6


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\me.jpg", "me.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie: x.jpg"),
        ("gpj.\u202eexe.jpg", "gpj.exe.jpg"),
        ("...", "file"),
        ("", "file"),
        ("Frühstück हिन्दी.mp4", "Frühstück हिन्दी.mp4"),
        ("x" * 500 + ".mp4", "x" * 108 + ".mp4"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert safe_name(given) == kept
    assert os.sep not in safe_name(given)
