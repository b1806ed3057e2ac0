"""Opens one untrusted file, in a process of its own with hard limits: `python -m studio.security.inspection`.

The order comes on stdin, the finding goes to stdout, both as JSON. Nothing else of the product runs here:
what breaks a decoder breaks this process alone.
"""

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from studio.errors import BadRequest
from studio.security.magic import Kind

if TYPE_CHECKING:
    from av.container import InputContainer


class Bounds(BaseModel):
    """What an untrusted file may be at most."""

    model_config = ConfigDict(frozen=True)

    bytes: int = 1024**3
    pixels: int = 64_000_000
    """Of a photo; a 48-megapixel phone's passes."""
    video_pixels: int = 36_000_000
    """Of a frame; 8K passes."""
    seconds: float = 1800.0
    fps: float = 300.0
    streams: int = 12
    channels: int = 16
    packets: int = 2_000_000
    frames: int = 2000
    """Of an animated picture."""
    memory: int = 2 * 1024**3
    """Bytes of address space."""
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    receive_seconds: float = 1800.0


class Order(BaseModel):
    """The file to open, and how."""

    path: str
    name: str
    kind: str
    reader: str
    bounds: Bounds


class Finding(BaseModel):
    """What was found; `refused` says why the file is not taken."""

    kind: Kind | None = None
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    streams: int = 1
    refused: str = ""
    hint: str = ""


def main() -> None:
    """Read the order, open the file, tell what was found."""
    order = Order.model_validate_json(sys.stdin.read())
    confine(order.bounds)
    try:
        finding = _photo(order) if order.kind == "image" else _film(order)
    except BadRequest as error:
        finding = Finding(refused=error.message, hint=error.hint)
    except MemoryError:
        finding = Finding(refused=f"{order.name} needs too much memory", hint=AGAIN)
    except Exception as error:  # decoders fail on broken files in ways they do not tell of
        finding = Finding(refused=f"{order.name} is damaged: {type(error).__name__}", hint=AGAIN)
    sys.stdout.write(finding.model_dump_json())


AGAIN = "export or copy the file again"


def confine(bounds: Bounds) -> None:
    """Limit what this process may use: address space, processor time, and no file may be written."""
    wanted = {
        resource.RLIMIT_AS: bounds.memory,
        resource.RLIMIT_CPU: bounds.cpu_seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for what, most in wanted.items():
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def _photo(order: Order) -> Finding:
    from pi_heif import register_heif_opener
    from PIL import Image, UnidentifiedImageError

    register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # the size is looked at below, before a pixel is read
    try:
        with Image.open(order.path, formats=[order.reader]) as image:
            _check_pixels(order, image.width, image.height, order.bounds.pixels)
            frames = getattr(image, "n_frames", 1)
            if frames > order.bounds.frames:
                raise BadRequest(f"{order.name} has {frames} pictures", f"at most {order.bounds.frames}")
            image.load()
            return Finding(kind="image", width=image.width, height=image.height, streams=frames)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError) as error:
        raise BadRequest(f"{order.name} is damaged: {type(error).__name__}", AGAIN) from None


def _film(order: Order) -> Finding:
    with _opened(order) as container:
        _check_streams(order, container)
        seconds = _length(order, container)
    with _opened(order) as container:
        width, height = _decoded(order, container)
    kind: Kind = "video" if width else "audio"
    return Finding(kind=kind, width=width, height=height, seconds=seconds, streams=len(container.streams))


@contextmanager
def _opened(order: Order) -> "Iterator[InputContainer]":
    import av
    from av.error import FFmpegError

    options = {
        "protocol_whitelist": "file",
        "enable_drefs": "0",
        "max_pixels": str(order.bounds.video_pixels),
        "max_streams": str(order.bounds.streams + 1),
    }
    try:
        with av.open(order.path, format=order.reader, options=options) as container:
            yield container
    except (FFmpegError, EOFError, UnicodeDecodeError) as error:
        raise BadRequest(f"{order.name} is damaged: {type(error).__name__}", AGAIN) from None


def _check_streams(order: Order, container: "InputContainer") -> None:
    bounds, streams = order.bounds, container.streams
    if len(streams) > bounds.streams:
        raise BadRequest(
            f"{order.name} has {len(streams)} streams", f"at most {bounds.streams}: export it with fewer"
        )
    for film in streams.video:
        _check_pixels(order, film.codec_context.width, film.codec_context.height, bounds.video_pixels)
        if (film.average_rate or 0) > bounds.fps and film.frames > 1:
            raise BadRequest(f"{order.name} has too many frames a second", f"at most {bounds.fps:g}")
    for sound in streams.audio:
        if sound.codec_context.channels > bounds.channels:
            raise BadRequest(f"{order.name} has too many channels of sound", f"at most {bounds.channels}")


def _length(order: Order, container: "InputContainer") -> float:
    """Seconds, by the header and by what really is in the file: either may lie."""
    first, last = None, 0.0
    for count, packet in enumerate(container.demux()):
        if count > order.bounds.packets:
            raise BadRequest(f"{order.name} has too many pieces", AGAIN)
        if packet.pts is not None and packet.time_base:
            at = float(packet.pts * packet.time_base)
            first = at if first is None else min(first, at)
            last = max(last, at)
    seconds = max(last - (first or 0.0), float(container.duration or 0) / 1_000_000)
    if seconds > order.bounds.seconds:
        raise BadRequest(f"{order.name} lasts {seconds:.0f} s", f"at most {order.bounds.seconds:.0f} s: cut it first")
    return seconds


def _decoded(order: Order, container: "InputContainer") -> tuple[int, int]:
    """The size of the first frame, really decoded; (0, 0) for a sound."""
    films = [s for s in container.streams.video if not s.disposition & s.disposition.attached_pic]
    stream = films[0] if films else next(iter(container.streams.audio), None)
    if stream is None:
        raise BadRequest(f"{order.name} has neither picture nor sound", AGAIN)
    stream.codec_context.thread_count = 1
    stream.codec_context.options = {"max_pixels": str(order.bounds.video_pixels)}
    for frame in container.decode(stream):
        if not films:
            return 0, 0
        width, height = getattr(frame, "width", 0), getattr(frame, "height", 0)
        _check_pixels(order, width, height, order.bounds.video_pixels)
        return width, height
    raise BadRequest(f"nothing in {order.name} can be decoded", AGAIN)


def _check_pixels(order: Order, width: int, height: int, most: int) -> None:
    if width * height > most:
        hint = f"at most {most / 1e6:.0f} million pixels: make it smaller first"
        raise BadRequest(f"{order.name} has {width} x {height} pixels", hint)


if __name__ == "__main__":
    main()
