"""fal: a clip from words, pictures, and a portrait that speaks."""

from pathlib import Path
from typing import Any

from pydantic import SecretStr

from providers.adapters.fal import Fal
from providers.requests import AvatarRequest, ImageRequest, VideoRequest
from tests.contracts.case import Case
from tests.fakes.vendors import media
from tests.fakes.vendors.faces import asking
from tests.fakes.vendors.fal import FakeFal


class Quick(Fal):
    poll_seconds = 0.01


def make(fake: Any) -> Fal:
    keys = f"{fake.origin}/.well-known/jwks.json"
    return Quick(SecretStr(fake.key), base_url=fake.url, timeout_seconds=3.0, keys_url=keys)


def clip(folder: Path) -> VideoRequest:
    media.mp4(5.0, 480, 852)  # drawn now and kept, so that no answer waits for it
    return VideoRequest(prompt="a runner at dawn, slow dolly in", seconds=4, resolution="480p", seed=7)


def pictures(folder: Path) -> ImageRequest:
    media.png(576, 1024)
    return ImageRequest(prompt="a runner at dawn", count=2, seed=7)


def speaker(folder: Path) -> AvatarRequest:
    media.mp4(2.0, 720, 1280)
    return asking(folder)


CASE = Case(
    fake=FakeFal,
    make=make,
    requests={"video": clip, "image": pictures, "avatar": speaker},
    work={"video": "/text-to-video", "image": "/flux/schnell", "avatar": "/omnihuman/"},
    ended={"failed": "failed", "rejected": "rejected"},
)
