"""Runway: a clip from words, and an avatar that speaks our audio."""

from pathlib import Path
from typing import Any

from pydantic import SecretStr

from providers.adapters.runway import Runway
from providers.requests import AvatarRequest, VideoRequest
from tests.contracts.case import Case
from tests.fakes.vendors import media
from tests.fakes.vendors.faces import asking
from tests.fakes.vendors.runway import FakeRunway


class Quick(Runway):
    poll_seconds = 0.01


def make(fake: Any) -> Runway:
    return Quick(SecretStr(fake.key), base_url=fake.url, timeout_seconds=3.0)


def clip(folder: Path) -> VideoRequest:
    media.mp4(3, 720, 1280)  # drawn now and kept, so that no answer waits for it
    return VideoRequest(prompt="a runner at dawn, slow dolly in", seconds=2.4, seed=7)


def speaker(folder: Path) -> AvatarRequest:
    media.mp4(2.0, 1280, 720)
    return asking(folder, avatar_ids={"runway": "influencer"})


CASE = Case(
    fake=FakeRunway,
    make=make,
    requests={"video": clip, "avatar": speaker},
    work={"video": "/v1/text_to_video", "avatar": "/v1/avatar_videos"},
    ended={"failed": "FAILED", "rejected": "MODERATED"},
)
