from pathlib import Path

import cv2
import numpy as np
import pytest

from render.scenes.choose import choose
from render.scenes.cover import cover_picture, cover_timeline
from render.timeline import Sprite
from studio.domain.platforms import SIZES, Aspect
from tests.fakes.scenes import reel


def nothing(asset: str) -> Path:
    raise AssertionError(asset)


@pytest.mark.parametrize("aspect", ["9:16", "1:1", "16:9"])
@pytest.mark.parametrize("presenter", [None, "female-1"])
def test_it_has_the_videos_size_and_the_whole_hook(aspect: Aspect, presenter: str | None) -> None:
    script = reel()
    look = choose(script, aspect=aspect, index=0)
    timeline = cover_timeline(script, look, aspect, presenter)
    drawn = "".join(x.art.svg for x in timeline.layers if isinstance(x, Sprite) and x.role == "headline").casefold()
    assert "…" not in drawn
    assert all(f">{word}" in drawn for word in ("never", "warm-up", "winter"))
    picture = cv2.imdecode(np.frombuffer(cover_picture(script, look, aspect, presenter, nothing), np.uint8), 1)
    assert picture is not None
    assert (picture.shape[1], picture.shape[0]) == SIZES[aspect]
