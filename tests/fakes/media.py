"""Clips, photos and sounds for tests, made on the spot, nasty ones included."""

import re
import struct
import subprocess
import zlib
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

RATE = 48_000
Picture = NDArray[np.uint8]
Samples = NDArray[np.float32]


def moving(width: int, height: int) -> Callable[[int], Picture]:
    """Frames in which a bright bar wanders over a colour wash; RGB."""
    wash = np.linspace(40, 200, width, dtype=np.uint8)[None, :, None].repeat(height, 0).repeat(3, 2)
    wash[:, :, 2] //= 2

    def frame(number: int) -> Picture:
        picture = wash.copy()
        at = number * max(2, width // 40) % max(1, width - width // 6)
        picture[height // 4 : height // 2, at : at + width // 6] = 240
        return picture

    return frame


def clip(
    path: Path,
    *,
    width: int = 320,
    height: int = 180,
    seconds: float = 2.0,
    fps: int = 30,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    frames: Callable[[int], Picture] | None = None,
    rotation: int = 0,
    times: Sequence[float] | None = None,
    colour: tuple[int, int, int, int] = (1, 1, 1, 1),
    sound: Samples | None = None,
    faststart: bool = True,
) -> Path:
    """Write a clip.

    Args:
        path: Its ending chooses the container.
        width: Of the coded picture, in pixels.
        height: Of the coded picture, in pixels.
        seconds: Length.
        fps: Frames a second, unless `times` says when each is shown.
        codec: FFmpeg encoder.
        pix_fmt: Pixel format.
        frames: Gives frame number n as RGB.
        rotation: Degrees clockwise a player must turn it.
        times: When each frame is shown, for a varying rate.
        colour: Numbers of primaries, transfer, matrix, range.
        sound: Two rows at 48 kHz, or None for a silent clip.
        faststart: Index before the pictures.
    """
    draw = frames or moving(width, height)
    options = {"movflags": "+faststart"} if faststart and path.suffix in (".mp4", ".mov") else {}
    with av.open(str(path), mode="w", options=options) as target:
        stream = target.add_stream(codec, rate=fps, options={"preset": "ultrafast"} if "x26" in codec else {})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, pix_fmt
        base = Fraction(1, 90_000) if times else Fraction(1, fps)
        stream.time_base = stream.codec_context.time_base = base
        context = stream.codec_context
        context.color_primaries, context.color_trc, context.colorspace, context.color_range = colour
        if rotation:
            stream.set_display_rotation(-rotation)
        voice = target.add_stream("aac", rate=RATE, layout="stereo", bit_rate=192_000) if sound is not None else None
        for number, at in enumerate(times or [n / fps for n in range(round(seconds * fps))]):
            frame = av.VideoFrame.from_ndarray(draw(number), format="rgb24")
            if pix_fmt != "rgb24":
                frame = frame.reformat(format=pix_fmt, dst_colorspace=1 if "yuv" in pix_fmt else None)
            frame.pts, frame.time_base = round(at / base), base
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
        if sound is not None and isinstance(voice, av.AudioStream):
            packed = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), format="fltp", layout="stereo")
            packed.sample_rate = RATE
            target.mux(voice.encode(packed))
            target.mux(voice.encode(None))
    return path


def tone(seconds: float, *, hz: float = 997.0, level_db: float = -20.0) -> Samples:
    """A sine on both sides, its peak at `level_db`."""
    wave = 10 ** (level_db / 20) * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)
    return np.stack([wave, wave]).astype(np.float32)


def spoken(words: Sequence[tuple[float, float]], seconds: float, *, seed: int = 1) -> Samples:
    """Something with the rhythm of speech: a buzz under a changing envelope in each word, room noise between."""
    random = np.random.default_rng(seed)
    t = np.arange(round(seconds * RATE)) / RATE
    buzz = 0.2 * np.sum([np.sin(2 * np.pi * 140 * k * t + k) / k for k in range(1, 25)], axis=0)
    voice = random.normal(0, 1e-5, len(t))
    for start, end in words:
        inside = (t >= start) & (t < end)
        part = (t[inside] - start) / (end - start)
        swell = np.sin(np.pi * part) ** 0.3 * (0.7 + 0.3 * np.sin(2 * np.pi * 9 * t[inside]))
        voice[inside] += buzz[inside] * swell
    return np.stack([voice, voice]).astype(np.float32)


def ebur128(path: Path) -> tuple[float, float]:
    """Integrated loudness and true peak as another program, FFmpeg's own binary, measures them."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostats", "-i", str(path)]
    told = subprocess.run(
        [*command, "-map", "0:a", "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    summary = told[told.rindex("Summary:") :]
    loud, peak = re.search(r"I:\s+(\S+) LUFS", summary), re.search(r"Peak:\s+(\S+) dBFS", summary)
    assert loud and peak
    return float(loud[1]), float(peak[1])


def huge_png(path: Path, side: int = 30_000) -> Path:
    """A small file that says it has `side` x `side` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((side // 8 + 1) * side), 9)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
    return path
