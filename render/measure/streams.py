"""What a finished file holds: streams, tags, lengths, loudness."""

from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from pydantic import BaseModel, ConfigDict

from render.sound.files import Signal, decode
from render.sound.loudness import loudness, true_peak
from studio.errors import BadRequest

BT709 = 1
"""The number of BT.709 in all three colour tags (ITU-T H.273)."""


class Streams(BaseModel):
    """One picture stream and, mostly, one sound stream. Lengths in seconds."""

    model_config = ConfigDict(frozen=True)

    width: int
    height: int
    fps: float
    codec: str
    pix_fmt: str
    bt709: bool
    """Primaries, transfer and matrix are all tagged BT.709, range limited."""
    frames: int
    video_seconds: float
    audio_codec: str = ""
    audio_rate: int = 0
    audio_channels: int = 0
    audio_seconds: float = 0.0
    fast_start: bool = False
    """The index comes before the pictures, so that playing can start at once."""


class Sound(BaseModel):
    """How loud a file is; -70 LUFS and -120 dBTP when it is silent or has no sound."""

    model_config = ConfigDict(frozen=True)

    lufs: float
    true_peak_dbtp: float


def read_streams(video: Path) -> Streams:
    """Describe a finished MP4.

    Raises:
        BadRequest: It cannot be opened or has no picture.
    """
    try:
        with av.open(str(video), format="mov") as container:
            return _streams(container, video)
    except FFmpegError as error:
        raise BadRequest(f"{video.name} cannot be opened: {error.strerror}", "render the piece again") from error


def _streams(container: av.container.InputContainer, video: Path) -> Streams:
    if not container.streams.video:
        raise BadRequest(f"{video.name} has no picture", "render the piece again")
    picture = container.streams.video[0]
    context = picture.codec_context
    tags = (context.color_primaries, context.color_trc, context.colorspace)
    sound = container.streams.audio[0] if container.streams.audio else None
    return Streams(
        width=context.width,
        height=context.height,
        fps=float(picture.average_rate or 0),
        codec=context.name,
        pix_fmt=context.pix_fmt or "",
        bt709=all(int(tag) == BT709 for tag in tags) and int(context.color_range) != 2,
        frames=picture.frames,
        video_seconds=_seconds(picture),
        audio_codec=sound.codec_context.name if sound else "",
        audio_rate=sound.codec_context.sample_rate if sound else 0,
        audio_channels=sound.codec_context.channels if sound else 0,
        audio_seconds=_seconds(sound) if sound else 0.0,
        fast_start=_index_first(video),
    )


def _seconds(stream: av.video.stream.VideoStream | av.audio.stream.AudioStream) -> float:
    return float(stream.duration * stream.time_base) if stream.duration and stream.time_base else 0.0


def _index_first(video: Path) -> bool:
    """Whether the box `moov` comes before `mdat` (ISO 14496-12)."""
    with video.open("rb") as file:
        size = video.stat().st_size
        at = 0
        while at + 8 <= size:
            file.seek(at)
            head = file.read(16)
            length, kind = int.from_bytes(head[:4], "big"), head[4:8]
            if kind in (b"moov", b"mdat"):
                return kind == b"moov"
            at += int.from_bytes(head[8:16], "big") if length == 1 else max(length, 8)
    return False


def read_sound(path: Path) -> Signal:
    """The sound of a finished file, 48 kHz stereo; of no length when it has none.

    Raises:
        BadRequest: It cannot be opened or decoded.
    """
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                return np.zeros((2, 0), np.float32)
            return decode(container)
    except FFmpegError as error:
        raise BadRequest(f"{path.name} cannot be decoded: {error.strerror}", "render the piece again") from error


def measure_sound(signal: Signal) -> Sound:
    """Integrated loudness and true peak."""
    return Sound(lufs=loudness(signal), true_peak_dbtp=true_peak(signal))
