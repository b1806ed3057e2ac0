"""A user's own MoviePy effects, run once into an intermediate clip that the compositor reads like any other."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import av
from av.video.frame import VideoFrame
from moviepy import Effect, VideoFileClip

from render.normalise import FPS, encode, fitted
from studio.domain.assets import Asset
from studio.errors import BadRequest
from studio.storage.store import AssetStore


def apply_effects(clip: Asset, effects: Sequence[Effect], store: AssetStore, *, max_seconds: float = 60.0) -> Asset:
    """Run MoviePy effects over a stored clip.

    Args:
        clip: A clip from the store.
        effects: Applied in order (`[vfx.MirrorX(), vfx.MultiplySpeed(2)]`).
        store: Where the clip is, and where the result goes.
        max_seconds: No more of the result is kept.

    Returns:
        The clip after the effects: H.264 yuv420p BT.709, 30 frames a second, without sound.

    Raises:
        BadRequest: The clip cannot be read, or an effect fails.
    """
    names = ", ".join(type(effect).__name__ for effect in effects)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "clip.mp4"
        try:
            _run(store.path(clip.sha256), effects, out, max_seconds)
        except (OSError, ValueError, TypeError, AttributeError, ArithmeticError, LookupError) as error:
            raise BadRequest(f"the effects {names} failed on {clip.name or 'the clip'}: {error}", HINT) from error
        return store.put_file(out, "video/mp4", name=clip.name, origin=f"moviepy {names}")


HINT = "try them on the clip with MoviePy alone"


def _run(source: Path, effects: Sequence[Effect], out: Path, max_seconds: float) -> None:
    with closing(VideoFileClip(str(source), audio=False)) as opened:
        changed = opened.with_effects(list(effects))
        width, height = fitted(*changed.size)
        with av.open(str(out), mode="w", format="mp4", options={"movflags": "+faststart"}) as target:
            encode(target, _frames(changed, width, height), width, height, round(max_seconds * FPS))


def _frames(clip: Any, width: int, height: int) -> Iterator[VideoFrame]:
    """Frames as BT.709, which MoviePy's own writer leaves out."""
    for picture in clip.iter_frames(fps=FPS, dtype="uint8"):
        frame = VideoFrame.from_ndarray(picture[:, :, :3], format="rgb24")
        yield frame.reformat(
            width, height, "yuv420p", dst_colorspace="ITU709", src_color_range="JPEG", dst_color_range="MPEG"
        )
