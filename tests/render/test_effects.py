from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from moviepy import vfx

from render.effects import apply_effects
from studio.domain.assets import Asset
from studio.errors import BadRequest
from studio.storage.store import AssetStore
from tests.fakes.media import Picture, clip


def left_bright(number: int) -> Picture:
    picture = np.full((180, 320, 3), (40, 60, 160), np.uint8)
    picture[:, :160] = (200, 120, 40)
    return picture


@pytest.fixture
def store(tmp_path: Path) -> AssetStore:
    return AssetStore(tmp_path / "store")


@pytest.fixture
def asset(tmp_path: Path, store: AssetStore) -> Asset:
    return store.put_file(clip(tmp_path / "a.mp4", frames=left_bright, seconds=2), "video/mp4")


def pictures(asset: Asset, store: AssetStore) -> list[Any]:
    with av.open(str(store.path(asset.sha256))) as container:
        context = container.streams.video[0].codec_context
        assert (int(context.color_primaries), int(context.colorspace), context.pix_fmt) == (1, 1, "yuv420p")
        return [frame.to_ndarray(format="rgb24").astype(int) for frame in container.decode(video=0)]


def test_effects_change_picture_and_length_and_keep_colours(store: AssetStore, asset: Asset) -> None:
    made = apply_effects(asset, [vfx.MirrorX(), vfx.MultiplySpeed(2)], store)
    shown = pictures(made, store)
    assert len(shown) == pytest.approx(30, abs=1)
    assert np.abs(shown[5][90, 240] - (200, 120, 40)).max() <= 8
    assert np.abs(shown[5][90, 80] - (40, 60, 160)).max() <= 8
    assert "MirrorX" in made.origin


def test_an_effect_that_makes_the_size_odd_still_gives_an_even_one(store: AssetStore, asset: Asset) -> None:
    shown = pictures(apply_effects(asset, [vfx.Resize((101, 57))], store), store)
    assert [side % 2 for side in shown[0].shape[:2]] == [0, 0]


def test_a_failing_effect_is_a_bad_request(store: AssetStore, asset: Asset) -> None:
    class Broken(vfx.MirrorX):  # type: ignore[misc]
        def apply(self, clip: object) -> object:
            raise ValueError("no such thing")

    with pytest.raises(BadRequest, match="Broken"):
        apply_effects(asset, [Broken()], store)
