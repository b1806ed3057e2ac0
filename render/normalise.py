"""A user's own media, made plain: upright, even-sized, BT.709, constant frame rate, without metadata.

Re-encoding is also what makes an untrusted file harmless for every later reader, and what drops
the place a photo was taken.
"""

import io
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.filter import Graph
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageCms, ImageOps

from render.probe import MediaInfo, VideoInfo, opened, opened_image
from render.sniff import sniff
from render.tone import Curve, write_table
from studio.errors import BadRequest

FPS = 30
LONG_SIDE, SHORT_SIDE = 1920, 1080
"""The largest a clip is kept: no output is larger."""
PHOTO_SIDE = 3840
"""The longest side a photo is kept: twice the picture, for slow zooms."""
MIN_FRAMES = 15
"""Half a second: less of a clip cannot be shown."""
X264 = {"preset": "superfast", "crf": "18", "g": "30", "threads": "2"}


def photo(path: Path) -> tuple[bytes, str, tuple[int, int]]:
    """A photograph as JPEG, or as PNG where parts are transparent.

    Returns:
        The bytes, the media type, width and height.

    Raises:
        BadRequest: The photo is damaged or too large.
    """
    with opened_image(path, sniff(path)) as image:
        image.load()
        clear = image.has_transparency_data
        picture = _srgb(ImageOps.exif_transpose(image), "RGBA" if clear else "RGB")
    picture.info.clear()
    picture.thumbnail((PHOTO_SIDE, PHOTO_SIDE), Image.Resampling.LANCZOS)
    data = io.BytesIO()
    if clear:
        picture.save(data, "PNG", compress_level=3)
        return data.getvalue(), "image/png", picture.size
    picture.save(data, "JPEG", quality=92, subsampling=0)
    return data.getvalue(), "image/jpeg", picture.size


def _srgb(image: Image.Image, mode: str) -> Image.Image:
    """In sRGB: phones tag Display P3, which looks pale when its numbers are taken for sRGB."""
    profile = image.info.get("icc_profile")
    alpha = image.convert("RGBA").getchannel("A") if mode == "RGBA" else None
    colour = image.convert("RGB") if image.mode != "CMYK" or not profile else image
    if profile:
        colour = _through_profile(colour, profile)
    if alpha is not None:
        colour.putalpha(alpha)
    return colour


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image.convert("RGB")
    return turned or image.convert("RGB")


def clip(
    path: Path, info: MediaInfo, out: Path, *, max_seconds: float = 60.0, synced: bool = False
) -> tuple[VideoInfo, str]:
    """Re-encode a clip, without its sound, as H.264 yuv420p BT.709 at 30 frames a second.

    Args:
        path: The clip as the user gave it.
        info: What `probe` said of it.
        out: Where the MP4 goes.
        max_seconds: Only so much from the start is kept.
        synced: Its pictures keep their times against its sound, the first one standing still until its own comes.

    Returns:
        What was written, and a note for people (empty when all is well).

    Raises:
        BadRequest: Less than half a second of it can be decoded.
    """
    if info.video is None:
        raise BadRequest(f"{path.name} has no picture", "give it as music or voice instead")
    width, height = fitted(info.video.width, info.video.height)
    with ExitStack() as stack:
        source = stack.enter_context(opened(path, sniff(path)))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stream = source.streams.video[0]
        stream.thread_type = "AUTO"
        origin = (source.start_time or 0) / av.time_base if synced else None
        graph = _graph(stream, info.video, width, height, folder, origin)
        target = stack.enter_context(av.open(str(out), "w", format="mp4", options={"movflags": "+faststart"}))
        bad: list[str] = []
        frames = _filtered(graph, _decoded(source, stream, bad))
        written = encode(target, frames, width, height, round(max_seconds * FPS))
    if written < MIN_FRAMES:
        raise BadRequest(f"{path.name}: less than half a second can be decoded", "export the clip again")
    done = VideoInfo(codec="h264", width=width, height=height, fps=FPS, seconds=written / FPS, frames=written)
    return done, _note(info, written / FPS, max_seconds, bad)


def _note(info: MediaInfo, seconds: float, max_seconds: float, bad: list[str]) -> str:
    if bad:
        return f"partly damaged: {len(bad)} frames could not be decoded"
    if seconds >= max_seconds and info.seconds > max_seconds + 0.5:
        return f"only the first {max_seconds:.0f} s of {info.seconds:.0f} s are used"
    return ""


def fitted(width: int, height: int) -> tuple[int, int]:
    """The even size, not above 1920 by 1080 either way up, that keeps the shape."""
    scale = min(1.0, LONG_SIDE / max(width, height), SHORT_SIDE / min(width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def _decoded(source: InputContainer, stream: VideoStream, bad: list[str]) -> Iterator[VideoFrame]:
    """Frames in order of showing; damaged packets are stepped over and counted."""
    for packet in source.demux(stream):
        try:
            yield from packet.decode()
        except FFmpegError as error:
            bad.append(str(error))


def _filtered(graph: Graph, frames: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
    for frame in frames:
        graph.vpush(frame)
        yield from _pull(graph)
    graph.vpush(None)
    yield from _pull(graph)


def _pull(graph: Graph) -> Iterator[VideoFrame]:
    while True:
        try:
            yield graph.vpull()
        except (BlockingIOError, EOFError):
            return


def _graph(
    stream: VideoStream, video: VideoInfo, width: int, height: int, folder: Path, origin: float | None
) -> Graph:
    """Scale first, then turn: turning fewer pixels costs less. Times count from `origin`, or the first picture."""
    graph = Graph()
    sideways = video.rotation in (90, 270)
    size = f"{height}:{width}" if sideways else f"{width}:{height}"
    chain = [graph.add_buffer(template=stream)]
    rate = f"{FPS}" if origin is None else f"{FPS}:start_time={origin:.6f}"
    for name, arguments in (("fps", rate), *_colours(video, size, folder), *_turns(video.rotation)):
        chain.append(graph.add(name, arguments))
    chain += [graph.add("setsar", "1"), graph.add("format", "yuv420p"), graph.add("buffersink")]
    graph.link_nodes(*chain).configure()
    return graph


def _colours(video: VideoInfo, size: str, folder: Path) -> list[tuple[str, str]]:
    """Filters to the wanted size in BT.709 of limited range, whatever came in."""
    source = f"in_color_matrix={_matrix(video)}:in_range={'pc' if video.colour.range == 'jpeg' else 'tv'}"
    target = "out_color_matrix=bt709:out_range=tv"
    if video.pix_fmt.startswith(("rgb", "bgr", "gbr", "pal")):
        return [("scale", f"{size}:flags=area:{target}")]
    if not video.colour.hdr:
        return [("scale", f"{size}:flags=area:{source}:{target}")]
    table = folder / "tone.cube"
    curve: Curve = "smpte2084" if video.colour.transfer == "smpte2084" else "arib_std_b67"
    write_table(curve, table)
    return [
        ("scale", f"{size}:flags=area:{source}"),
        ("format", "gbrp10le"),
        ("lut3d", f"file={table}:interp=trilinear"),
        ("scale", f"{size}:{target}"),
    ]


def _matrix(video: VideoInfo) -> str:
    """The matrix as tagged; untagged, what the size suggests, as players do."""
    known = {"itu709": "bt709", "itu601": "smpte170m", "bt2020": "bt2020", "smpte240m": "smpte240m", "fcc": "fcc"}
    untagged = "bt709" if min(video.width, video.height) >= 720 else "smpte170m"
    return known.get(video.colour.matrix, "bt2020" if video.colour.hdr else untagged)


def _turns(rotation: int) -> list[tuple[str, str]]:
    turns = {90: [("transpose", "clock")], 270: [("transpose", "cclock")], 180: [("hflip", ""), ("vflip", "")]}
    return turns.get(rotation, [])


def encode(target: OutputContainer, frames: Iterator[VideoFrame], width: int, height: int, limit: int) -> int:
    """Encode yuv420p frames at 30 a second, at most `limit`; tells how many were written."""
    stream = target.add_stream("libx264", rate=FPS, options=X264)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    context.color_primaries = context.color_trc = context.colorspace = context.color_range = 1
    count = 0
    for frame in frames:
        frame.pts, frame.time_base, frame.pict_type = count, Fraction(1, FPS), 0
        target.mux(stream.encode(frame))
        count += 1
        if count >= limit:
            break
    target.mux(stream.encode(None))
    return count
