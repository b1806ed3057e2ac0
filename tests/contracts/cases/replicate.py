"""Replicate: a clip from words, and pictures."""

from pathlib import Path
from typing import Any

from pydantic import SecretStr

from providers.adapters.replicate import Replicate
from providers.requests import ImageRequest, VideoRequest
from tests.contracts.case import Case
from tests.fakes.vendors import media
from tests.fakes.vendors.replicate import FakeReplicate


class Quick(Replicate):
    poll_seconds = 0.01


def make(fake: Any) -> Replicate:
    secret = SecretStr(fake.webhook_secret)
    return Quick(SecretStr(fake.key), base_url=fake.url, timeout_seconds=3.0, webhook_secret=secret)


def clip(folder: Path) -> VideoRequest:
    media.mp4(2, 480, 852)  # drawn now and kept, so that no answer waits for it
    return VideoRequest(prompt="a runner at dawn, slow dolly in", seconds=1.5, resolution="480p", seed=7)


def pictures(folder: Path) -> ImageRequest:
    media.png(576, 1024)
    return ImageRequest(prompt="a runner at dawn", count=2, seed=7)


CASE = Case(
    fake=FakeReplicate,
    make=make,
    requests={"video": clip, "image": pictures},
    work={"video": "/v1/models/bytedance/", "image": "/v1/models/black-forest-labs/"},
    ended={"failed": "failed", "rejected": "flagged"},
)
