"""Veo: a clip from words."""

from pathlib import Path
from typing import Any

from pydantic import SecretStr

from providers.adapters.veo import Veo
from providers.requests import VideoRequest
from tests.contracts.case import Case
from tests.fakes.vendors import media
from tests.fakes.vendors.veo import FakeVeo


class Quick(Veo):
    poll_seconds = 0.01


def make(fake: Any) -> Veo:
    return Quick(SecretStr(fake.key), base_url=fake.url, timeout_seconds=3.0)


def clip(folder: Path) -> VideoRequest:
    media.mp4(4, 720, 1280)  # drawn now and kept, so that no answer waits for it
    return VideoRequest(prompt="a runner at dawn, slow dolly in", seconds=3.0)


CASE = Case(
    fake=FakeVeo,
    make=make,
    requests={"video": clip},
    work={"video": ":predictLongRunning"},
    ended={"failed": "failed", "rejected": "rejected"},
)
