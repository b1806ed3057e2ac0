"""From drawn pictures to H.264 packets."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from render.painters.color import view
from render.planes import Planes


class Coded(NamedTuple):
    """One encoded picture or stretch of sound; times in units of the stream's rate."""

    data: bytes
    pts: int
    dts: int
    duration: int
    key: bool


class Stretch(NamedTuple):
    """A run of encoded packets and the header that a decoder needs first."""

    header: bytes
    packets: tuple[Coded, ...]


def coded(packet: "Packet[Any]") -> Coded:
    """A packet as plain data."""
    pts = packet.pts or 0
    dts = pts if packet.dts is None else packet.dts
    return Coded(bytes(packet), pts, dts, packet.duration or 1, packet.is_keyframe)


Draw = Callable[[Planes, int], None]
"""Fills the planes with the picture of this number."""


def encode(context: VideoCodecContext, draw: Draw, frames: int) -> Stretch:
    """Draw and encode `frames` pictures, numbered from 0 on."""
    packets = tuple(coded(packet) for packet in _packets(context, draw, frames))
    return Stretch(bytes(context.extradata or b""), packets)


def _packets(context: VideoCodecContext, draw: Draw, frames: int) -> "Iterator[Packet[VideoStream]]":
    picture = VideoFrame(context.width, context.height, "yuv420p")
    canvas = Planes(*(view(plane) for plane in picture.planes))
    for number in range(frames):
        # libx264 copies the picture before `encode` returns, so one picture serves all frames.
        draw(canvas, number)
        picture.pts, picture.time_base = number, context.time_base
        picture.pict_type = PictureType.I if number == 0 else PictureType.NONE
        yield from context.encode(picture)
    yield from context.encode(None)
