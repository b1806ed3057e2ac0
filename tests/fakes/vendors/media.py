"""Small real media for fakes to serve: they decode, and are as long and as large as asked."""

import io
import wave
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
    tone = (np.sin(times * 2 * np.pi * 220) * 6000).astype(np.int16)
    for start in range(0, len(tone), 1024):
        frame = av.AudioFrame.from_ndarray(tone[None, start : start + 1024], format="s16", layout="mono")
        frame.sample_rate, frame.pts = 24000, start
        yield frame


def wav(samples: npt.NDArray[np.int16], rate: int) -> bytes:
    """Mono 16-bit sound as a file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()


def mp3(samples: npt.NDArray[np.int16], rate: int, bit_rate: int = 128_000) -> bytes:
    """Mono sound as an MP3; the rate is one that MP3 knows."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp3") as target:
        stream = target.add_stream("libmp3lame", rate=rate, layout="mono")
        stream.bit_rate = bit_rate
        for start in range(0, len(samples), 1152):
            frame = av.AudioFrame.from_ndarray(samples[None, start : start + 1152], format="s16p", layout="mono")
            frame.sample_rate, frame.pts = rate, start
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return out.getvalue()


def resampled(samples: npt.NDArray[np.int16], rate: int, wanted: int) -> npt.NDArray[np.int16]:
    """The same sound at another rate."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=wanted)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples)[None, :], format="s16", layout="mono")
    frame.sample_rate = rate
    parts = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray().reshape(-1) for part in parts]).astype(np.int16)
