"""Small real media for fakes to serve: they decode, and are as long and as large as asked."""

import io
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

import av
import numpy as np
import numpy.typing as npt
from PIL import Image

FPS = 12


@lru_cache(maxsize=32)
def mp4(seconds: float, width: int = 270, height: int = 480) -> bytes:
    """A film: a disc that swings over a gradient, with a hum. H.264 and AAC; width and height even."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as target:
        film = target.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "crf": "30"})
        film.width, film.height, film.pix_fmt = width, height, "yuv420p"
        sound = target.add_stream("aac", rate=24000, layout="mono")
        for number in range(max(1, round(seconds * FPS))):
            shown = av.VideoFrame.from_ndarray(_picture(width, height, number / FPS), format="rgb24")
            target.mux(film.encode(shown))
        target.mux(film.encode(None))
        for heard in _hum(seconds):
            target.mux(sound.encode(heard))
        target.mux(sound.encode(None))
    return out.getvalue()


@lru_cache(maxsize=32)
def png(width: int = 270, height: int = 480) -> bytes:
    """A picture: a disc on a gradient."""
    codec = av.CodecContext.create("png", "w")
    assert isinstance(codec, av.VideoCodecContext)
    codec.width, codec.height, codec.pix_fmt, codec.time_base = width, height, "rgb24", Fraction(1, FPS)
    shown = av.VideoFrame.from_ndarray(_picture(width, height, 0.0), format="rgb24")
    return b"".join(bytes(packet) for packet in [*codec.encode(shown), *codec.encode(None)])


@lru_cache(maxsize=32)
def jpeg(width: int = 270, height: int = 480) -> bytes:
    """The same picture as a photograph."""
    out = io.BytesIO()
    Image.fromarray(_picture(width, height, 0.0)).save(out, "JPEG", quality=70)
    return out.getvalue()


def _picture(width: int, height: int, at: float) -> npt.NDArray[np.uint8]:
    y, x = np.mgrid[0:height, 0:width]
    drawn = np.empty((height, width, 3), np.uint8)
    drawn[..., 0], drawn[..., 1], drawn[..., 2] = x * 255 // width, y * 255 // height, 96
    middle, radius = (0.5 + 0.3 * np.sin(at * 3)) * width, min(width, height) // 6
    drawn[(x - middle) ** 2 + (y - height // 2) ** 2 < radius**2] = (245, 245, 235)
    return drawn


def _hum(seconds: float) -> Iterator[av.AudioFrame]:
    times = np.arange(round(seconds * 24000)) / 24000
    wave = (np.sin(times * 2 * np.pi * 220) * 6000).astype(np.int16)
    for start in range(0, len(wave), 1024):
        frame = av.AudioFrame.from_ndarray(wave[None, start : start + 1024], format="s16", layout="mono")
        frame.sample_rate, frame.pts = 24000, start
        yield frame
