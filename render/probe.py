"""What is in a media file, found out without trusting it.

The reader is chosen by content, never by name; only local files are followed; sizes, lengths and
stream counts are checked on the headers before any picture is decoded at full size.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream
from pi_heif import register_heif_opener
from PIL import Image, UnidentifiedImageError
from pydantic import BaseModel, ConfigDict

from render.sniff import Nature, sniff
from studio.errors import BadRequest

register_heif_opener()

HDR_TRANSFERS = ("smpte2084", "arib_std_b67")
"""PQ and HLG."""
PACKETS = 900
"""Packets looked at to tell whether the frame rate varies: half a minute at 30 a second."""


class Data(BaseModel):
    """Plain, frozen data."""

    model_config = ConfigDict(frozen=True)


class Limits(Data):
    """What an untrusted file may be at most."""

    bytes: int = 4 * 1024**3
    pixels: int = 64_000_000
    """Of one picture; a 48-megapixel phone photo passes."""
    seconds: float = 3600.0
    streams: int = 12


class Colour(Data):
    """Colour tags in FFmpeg's words in lower case; `unspecified` where the file says nothing."""

    primaries: str = "unspecified"
    transfer: str = "unspecified"
    matrix: str = "unspecified"
    range: str = "unspecified"

    @property
    def hdr(self) -> bool:
        """Whether the transfer curve is PQ or HLG."""
        return self.transfer in HDR_TRANSFERS


class VideoInfo(Data):
    """The picture stream (or the photograph). Sizes are as shown, after rotation, with square pixels."""

    codec: str
    width: int
    height: int
    rotation: int = 0
    """Degrees clockwise the stored picture must be turned: 0, 90, 180 or 270."""
    fps: float = 0.0
    """Average; 0 for a photograph."""
    variable_fps: bool = False
    seconds: float = 0.0
    frames: int = 0
    """As the header says, or 0."""
    pix_fmt: str = ""
    colour: Colour = Colour()


class AudioInfo(Data):
    """The first sound stream."""

    codec: str
    rate: int
    channels: int
    seconds: float = 0.0


class MediaInfo(Data):
    """What a file is and holds."""

    kind: Literal["image", "video", "audio"]
    container: str
    """Pillow format in lower case, or FFmpeg demuxer name."""
    seconds: float = 0.0
    streams: int = 1
    video: VideoInfo | None = None
    audio: AudioInfo | None = None


DEFAULT = Limits()


def probe(path: Path, limits: Limits = DEFAULT) -> MediaInfo:
    """Tell what is in a photo, clip or sound.

    Raises:
        BadRequest: The file is missing, damaged, of a kind not read here, or beyond the limits.
    """
    nature = sniff(path)
    if (size := path.stat().st_size) > limits.bytes:
        raise BadRequest(f"{path.name} has {size / 1e9:.1f} GB", f"at most {limits.bytes / 1e9:.1f} GB")
    if nature.kind == "image":
        return _probe_image(path, nature, limits)
    with opened(path, nature, limits) as container:
        return _describe(path, nature, container, limits)


@contextmanager
def opened(path: Path, nature: Nature, limits: Limits = DEFAULT) -> Iterator[InputContainer]:
    """Open a clip or sound with the reader its content calls for, local files only.

    Raises:
        BadRequest: The file cannot be opened or, while inside, decoded.
    """
    options = {"protocol_whitelist": "file", "max_pixels": str(limits.pixels), "enable_drefs": "0"}
    try:
        with av.open(str(path.absolute()), format=nature.reader, options=options) as container:
            yield container
    except FFmpegError as error:
        raise BadRequest(f"{path.name} is damaged: {error.strerror}", "export or copy the file again") from error


@contextmanager
def opened_image(path: Path, nature: Nature, limits: Limits = DEFAULT) -> Iterator[Image.Image]:
    """Open a photograph; its pixels are read on first use, its size has been checked.

    Raises:
        BadRequest: It is damaged or has too many pixels.
    """
    try:
        with Image.open(path, formats=[nature.reader]) as image:
            _check_pixels(path, image.width, image.height, limits)
            yield image
    except Image.DecompressionBombError as error:
        raise BadRequest(f"{path.name} has far too many pixels", _pixels_hint(limits)) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise BadRequest(f"{path.name} is damaged: {error}", "export or copy the photo again") from error


def _probe_image(path: Path, nature: Nature, limits: Limits) -> MediaInfo:
    with opened_image(path, nature, limits) as image:
        turned = image.getexif().get(0x0112, 1)
        rotation = {3: 180, 6: 90, 8: 270}.get(turned, 0)
        width, height = image.size if turned < 5 else image.size[::-1]
        video = VideoInfo(
            codec=nature.reader.lower(), width=width, height=height, rotation=rotation, pix_fmt=image.mode
        )
    return MediaInfo(kind="image", container=nature.reader.lower(), video=video)


def _describe(path: Path, nature: Nature, container: InputContainer, limits: Limits) -> MediaInfo:
    if len(container.streams) > limits.streams:
        raise BadRequest(f"{path.name} has {len(container.streams)} streams", f"at most {limits.streams}")
    seconds = float(container.duration or 0) / av.time_base
    if seconds > limits.seconds:
        raise BadRequest(f"{path.name} lasts {seconds:.0f} s", f"at most {limits.seconds:.0f} s")
    video, audio = _picture(path, container, limits), _sound(container)
    if video is None and audio is None:
        raise BadRequest(f"{path.name} has neither picture nor sound", "export the file again")
    return MediaInfo(
        kind="video" if video else "audio",
        container=nature.reader,
        seconds=seconds or (video.seconds if video else 0.0),
        streams=len(container.streams),
        video=video,
        audio=audio,
    )


def _sound(container: InputContainer) -> AudioInfo | None:
    if not container.streams.audio:
        return None
    stream = container.streams.audio[0]
    seconds = float(stream.duration * stream.time_base) if stream.duration and stream.time_base else 0.0
    context = stream.codec_context
    return AudioInfo(codec=context.name, rate=context.sample_rate, channels=context.channels, seconds=seconds)


def _picture(path: Path, container: InputContainer, limits: Limits) -> VideoInfo | None:
    streams = [s for s in container.streams.video if not s.disposition & s.disposition.attached_pic]
    if not streams:
        return None
    stream = streams[0]
    _check_pixels(path, stream.codec_context.width, stream.codec_context.height, limits)
    times = _times(container, stream)
    rotation = _rotation(container, stream)
    width, height = _shown(stream, rotation)
    return VideoInfo(
        codec=stream.codec_context.name,
        width=width,
        height=height,
        rotation=rotation,
        fps=float(stream.average_rate or 0) or _mean_rate(times),
        variable_fps=_varies(times),
        seconds=_length(stream, times),
        frames=stream.frames,
        pix_fmt=stream.codec_context.pix_fmt or "",
        colour=_colour(stream),
    )


def _times(container: InputContainer, stream: VideoStream) -> list[float]:
    """When the first frames are shown, in order, in seconds, from the packets alone."""
    times = []
    for packet in container.demux(stream):
        if packet.pts is not None:
            times.append(float(packet.pts * packet.time_base))
        if len(times) >= PACKETS:
            break
    container.seek(0)
    return sorted(times)


def _mean_rate(times: list[float]) -> float:
    return (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 and times[-1] > times[0] else 0.0


def _varies(times: list[float]) -> bool:
    """Whether frames stand apart unevenly: one frame in fifty off the median by more than a third."""
    steps = sorted(b - a for a, b in itertools.pairwise(times))
    if len(steps) < 3:
        return False
    usual = steps[len(steps) // 2]
    return sum(abs(step - usual) > usual / 3 for step in steps) > len(steps) / 50


def _length(stream: VideoStream, times: list[float]) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return times[-1] - times[0] if times else 0.0


def _rotation(container: InputContainer, stream: VideoStream) -> int:
    """Quarter turns clockwise that make the first frame upright."""
    for frame in container.decode(stream):
        container.seek(0)
        return round(-frame.rotation / 90) * 90 % 360
    raise BadRequest("no picture in it can be decoded", "export the clip again as MP4 (H.264)")


def _shown(stream: VideoStream, rotation: int) -> tuple[int, int]:
    context = stream.codec_context
    width = round(context.width * float(stream.sample_aspect_ratio or 1)) or context.width
    return (context.height, width) if rotation in (90, 270) else (width, context.height)


def _colour(stream: VideoStream) -> Colour:
    context = stream.codec_context
    return Colour(
        primaries=_name(ColorPrimaries, context.color_primaries),
        transfer=_name(ColorTrc, context.color_trc),
        matrix=_name(Colorspace, context.colorspace),
        range=_name(ColorRange, context.color_range),
    )


def _name(names: type[ColorPrimaries | ColorTrc | Colorspace | ColorRange], value: int) -> str:
    return next((member.name.lower() for member in names if int(member) == int(value)), "unspecified")


def _check_pixels(path: Path, width: int, height: int, limits: Limits) -> None:
    if width * height > limits.pixels:
        raise BadRequest(f"{path.name} has {width} x {height} pixels", _pixels_hint(limits))


def _pixels_hint(limits: Limits) -> str:
    return f"at most {limits.pixels / 1e6:.0f} million pixels: make it smaller first"
