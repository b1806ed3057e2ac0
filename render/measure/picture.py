"""Black and frozen stretches, from small grey copies of the pictures.

Pictures nobody refers to are stepped over while decoding (about every second one), which halves the
work and loses nothing: a stretch worth reporting is much longer than two pictures.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from studio.errors import BadRequest

WIDTH = 120
"""Width in pixels of the small copies."""
BLACK_LUMA = 24.0
"""A picture is black when 98 % of it is below this (16 is black in limited range)."""
STILL_LUMA = 0.25
"""A picture stands still when it differs from the first of its stretch by less than this on average, of 255."""


class Stretch(NamedTuple):
    """From when to when, in seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long."""
        return self.end - self.start


class PictureReport(BaseModel):
    """The longest stretches of trouble; of no length when there is none."""

    model_config = ConfigDict(frozen=True)

    seconds: float
    black: tuple[Stretch, ...] = ()
    """All stretches in which the picture is black."""
    frozen: Stretch = Stretch(0.0, 0.0)
    """The longest stretch in which nothing moves."""


class _Picture(NamedTuple):
    at: float
    grey: NDArray[np.float32]


def measure_picture(video: Path) -> PictureReport:
    """Look through a finished video.

    Raises:
        BadRequest: It cannot be decoded.
    """
    black: list[Stretch] = []
    frozen = Stretch(0.0, 0.0)
    anchor: _Picture | None = None
    dark_since: float | None = None
    at = 0.0
    for picture in _pictures(video):
        at = picture.at
        if anchor is None or float(np.abs(picture.grey - anchor.grey).mean()) >= STILL_LUMA:
            anchor = picture
        frozen = max(frozen, Stretch(anchor.at, at), key=lambda stretch: stretch.seconds)
        dark_since = _follow_dark(picture, dark_since, black)
    if dark_since is not None:
        black.append(Stretch(dark_since, at))
    return PictureReport(seconds=at, black=tuple(black), frozen=frozen)


def _follow_dark(picture: _Picture, since: float | None, black: list[Stretch]) -> float | None:
    """When the present dark stretch began, or None; a stretch that ends here is noted."""
    if float(np.percentile(picture.grey, 98)) < BLACK_LUMA:
        return picture.at if since is None else since
    if since is not None:
        black.append(Stretch(since, picture.at))
    return None


def _pictures(video: Path) -> Iterator[_Picture]:
    try:
        with av.open(str(video), format="mov") as container:
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            stream.codec_context.skip_frame = "NONREF"
            stream.codec_context.options = {"skip_loop_filter": "all"}
            for frame in container.decode(stream):
                yield _Picture(float(frame.time or 0.0), _grey(frame))
    except FFmpegError as error:
        raise BadRequest(f"{video.name} cannot be decoded: {error.strerror}", "render the piece again") from error


def _grey(frame: av.VideoFrame) -> NDArray[np.float32]:
    """The luma plane averaged over blocks (every second row of them), about 120 wide."""
    plane = frame.planes[0]
    luma = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    step = max(1, plane.width // WIDTH // 2 * 2)
    height, width = plane.height // step * step, plane.width // step * step
    rows = luma[:height:2, :width] if step > 1 else luma[:height, :width]
    blocks = rows.reshape(height // step, -1, width // step, step)
    return np.asarray(blocks.mean(axis=(1, 3), dtype=np.float32))
