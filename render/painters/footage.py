"""Reading video: the frame at a moment, upright, in BT.709 limited 4:2:0, wherever it comes from."""

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.frame import VideoFrame

from render.painters.color import planar
from render.planes import Planes
from studio.errors import BadRequest

EARLY = 1e-3
"""Seconds by which a frame may come before its time: container time bases round to a millisecond."""

NEAR = 1.5
"""Seconds ahead up to which decoding on is cheaper than seeking."""

TURNS = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}
"""A display matrix of so many degrees counterclockwise, and what brings the picture upright."""


class Footage:
    """A video file open for reading by one thread; cheapest when asked in order of time."""

    def __init__(self, path: Path) -> None:
        try:
            self._container = av.open(str(path))
            self._stream = self._container.streams.video[0]
        except (av.FFmpegError, IndexError) as error:
            hint = "use an MP4, MOV, WebM or MKV file with a video track"
            raise BadRequest(f"clip {path.name[:12]} cannot be read as video", hint) from error
        self._stream.codec_context.thread_count = 1
        self._origin = float((self._stream.start_time or 0) * (self._stream.time_base or 0))
        self._frames: Iterator[VideoFrame] = self._decode()
        self._now: VideoFrame | None = None
        self._next: VideoFrame | None = None
        self._begun = False
        self._planes: Planes | None = None

    @property
    def seconds(self) -> float:
        """How long the picture runs, as the container says; infinite when it does not."""
        if self._stream.duration and self._stream.time_base:
            return float(self._stream.duration * self._stream.time_base)
        if self._container.duration:
            return self._container.duration / av.time_base
        return float("inf")

    def close(self) -> None:
        """Let go of the file and of all pictures."""
        self._frames, self._now, self._next, self._planes = iter(()), None, None, None
        self._container.close()

    def at(self, moment: float) -> tuple[Planes, bool]:
        """The frame shown at `moment` seconds, and whether it is another than the last one given.

        Past the end it is the last frame. Raises BadRequest when nothing can be decoded.
        """
        if self._far(moment):
            self._seek(moment)
        if not self._begun:
            self._begin()
        moved = self._advance(moment)
        if self._now is None:
            raise BadRequest("a clip holds no picture that can be decoded", "use another file")
        if moved or self._planes is None:
            self._planes = upright(planar(self._now), self._now.rotation)
            return self._planes, True
        return self._planes, False

    def _time(self, frame: VideoFrame) -> float:
        return (frame.time or 0.0) - self._origin

    def _begin(self) -> None:
        """Read the first frame from here on."""
        self._begun, self._next = True, next(self._frames, None)

    def _far(self, moment: float) -> bool:
        if not self._begun:
            return moment > NEAR
        if self._now is not None and self._time(self._now) > moment + EARLY:
            return True
        return self._next is not None and self._time(self._next) + NEAR < moment

    def _seek(self, moment: float) -> None:
        base = self._stream.time_base
        if base is None:
            return
        self._container.seek(int((moment + self._origin) / base), stream=self._stream, backward=True)
        self._frames, self._now = self._decode(), None
        self._begin()
        if self._next is None:
            self._container.seek(self._stream.start_time or 0, stream=self._stream, backward=True)
            self._frames = self._decode()
            self._begin()

    def _advance(self, moment: float) -> bool:
        moved = False
        while self._next is not None and (self._now is None or self._time(self._next) <= moment + EARLY):
            self._now, self._next, moved = self._next, next(self._frames, None), True
        return moved

    def _decode(self) -> Iterator[VideoFrame]:
        packets = self._container.demux(self._stream)
        for packet in packets:
            try:
                yield from packet.decode()
            except av.error.InvalidDataError:
                continue


def upright(planes: Planes, degrees: int) -> Planes:
    """Turn by the display matrix, given in degrees counterclockwise."""
    turn = TURNS.get(round(degrees / 90) * 90 % 360)
    if turn is None:
        return planes
    return Planes(*(np.asarray(cv2.rotate(plane, turn), np.uint8) for plane in planes))
