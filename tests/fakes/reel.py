"""A five-scene reel with everything in it, made of drawn photographs and a drawn clip."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from render.sound.files import RATE, write_wav
from render.timeline import Art, Audio, Backdrop, Clip, Crop, Flip, Flipbook, Key, Layer, Sprite, Still, Timeline

Pixels = NDArray[np.uint8]

WORDS = [
    "small",
    "steps",
    "done",
    "every",
    "day",
    "beat",
    "big",
    "plans",
    "that",
    "wait",
    "for",
    "the",
    "perfect",
    "moment",
    "to",
    "begin",
]
GROUP = 3
MOUTHS = 8


@dataclass(frozen=True)
class Material:
    """A folder of files and how they are found by name."""

    folder: Path

    def resolve(self, asset: str) -> Path:
        """The file of this name."""
        return self.folder / asset


def photograph(width: int, height: int, seed: int) -> Pixels:
    """Overlapping textured discs of power-law sizes: edges and detail as in natural photographs. RGB."""
    random = np.random.default_rng(seed)
    picture = np.zeros((height, width, 3), np.uint8)
    texture = cv2.resize(random.integers(0, 30, (height // 3, width // 3, 3), dtype=np.uint8), (width, height))
    for radius in np.sort(width * 0.02 / random.power(2.0, 900).clip(0.06))[::-1]:
        center = int(random.integers(0, width)), int(random.integers(0, height))
        color = tuple(int(v) for v in random.integers(10, 225, 3))
        cv2.circle(picture, center, int(radius), color, -1, cv2.LINE_AA)
    return np.asarray(cv2.add(cv2.GaussianBlur(picture, (0, 0), 0.8), texture), np.uint8)


def write_photograph(path: Path, width: int, height: int, seed: int) -> None:
    """Write a photograph as PNG."""
    cv2.imwrite(str(path), cv2.cvtColor(photograph(width, height, seed), cv2.COLOR_RGB2BGR))


def write_clip(path: Path, width: int, height: int, seconds: float, fps: int = 30, gop: int = 60) -> None:
    """Write an H.264 clip, BT.709, of a camera that swings over a photograph."""
    wide = photograph(width * 3 // 2, height * 5 // 4, 5)
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=fps, options={"crf": "18", "preset": "veryfast", "g": str(gop)})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.color_primaries = context.color_trc = context.colorspace = context.color_range = 1
        for number in range(round(seconds * fps)):
            x = int((1 - np.cos(number / 60)) * width / 5)
            part = np.ascontiguousarray(wide[number % (height // 8) :, x:][:height, :width])
            frame = av.VideoFrame.from_ndarray(part, format="rgb24").reformat(
                format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"
            )
            frame.pts, frame.time_base = number, Fraction(1, fps)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def write_sound(path: Path, seconds: float, pitch: float) -> None:
    """Write tone bursts with pauses, as loud as speech."""
    t = np.arange(round(seconds * RATE)) / RATE
    burst = np.clip(np.sin(2 * np.pi * 2.3 * t) + 0.4, 0, 1) * (np.sin(2 * np.pi * t / 3.1) > -0.8)
    tone = sum(np.sin(2 * np.pi * pitch * k * t) / k for k in range(1, 8))
    write_wav(np.tile((0.12 * burst * tone).astype(np.float32), (2, 1)), path)


def words_art(words: list[str], lit: int, width: int, height: int) -> Art:
    """A line of caption words, one of them lit, as SVG."""
    size = height * 0.42
    spans = "".join(
        f'<tspan fill="{"#ffe14d" if i == lit else "#ffffff"}">{word.upper()} </tspan>'
        for i, word in enumerate(words)
    )
    return Art(
        svg=f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<text x="{width / 2}" y="{height * 0.65}" font-family="Poppins" font-weight="700" font-size="{size}" '
        f'text-anchor="middle" stroke="#101010" stroke-width="{size / 7}" paint-order="stroke" '
        f'stroke-linejoin="round">{spans}</text></svg>'
    )


def face_art(mouth: int, closed: bool, width: int, height: int) -> Art:
    """A drawn head whose mouth is open by `mouth` of MOUTHS."""
    eye = f'ry="{4 if closed else 22}"'
    return Art(
        svg=f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 560 640">'
        '<path d="M40 640Q60 430 280 430T520 640Z" fill="#27457c"/>'
        '<ellipse cx="280" cy="250" rx="170" ry="205" fill="#f0c4a0"/>'
        '<path d="M100 240Q90 30 280 30T460 240Q420 120 280 120T100 240Z" fill="#3a2418"/>'
        f'<ellipse cx="215" cy="240" rx="17" {eye} fill="#222"/>'
        f'<ellipse cx="345" cy="240" rx="17" {eye} fill="#222"/>'
        f'<ellipse cx="280" cy="355" rx="{46 - 2 * mouth}" ry="{4 + 5 * mouth}" fill="#7a2030"/></svg>'
    )


def logo_art(side: int) -> Art:
    """A badge."""
    return Art(
        svg=f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}" viewBox="0 0 100 100">'
        '<rect x="4" y="4" width="92" height="92" rx="28" fill="#111827dd"/>'
        '<path d="M30 70V30l40 20z" fill="#34d399"/></svg>'
    )


def captions(width: int, height: int, seconds: float, edited: int = -1) -> Flipbook:
    """Words lit one by one, 2.5 a second; the group with the number `edited` says something else."""
    w, h = round(width * 0.86), round(height * 0.11)
    frames, flips = [], []
    for number in range(int(seconds * 2.5)):
        group = number // GROUP
        words = ["something", "else", "now"] if group == edited else _group(group)
        frames.append(words_art(words, number % GROUP, w, h))
        flips.append(Flip(at=number / 2.5, frame=number))
    x, y = (width - w) // 2, round(height * 0.6)
    return Flipbook(
        start=0, end=seconds, frames=tuple(frames), flips=tuple(flips), x=x, y=y, w=w, h=h, role="caption"
    )


def _group(number: int) -> list[str]:
    return [WORDS[(number * GROUP + i) % len(WORDS)] for i in range(GROUP)]


def presenter(width: int, height: int, seconds: float) -> Flipbook:
    """A head that speaks ten mouths a second, blinks and nods."""
    w, h = round(width * 0.5), round(height * 0.32)
    frames = tuple(face_art(m, closed, w, h) for closed in (False, True) for m in range(MOUTHS))
    random = np.random.default_rng(1)
    flips = []
    for number in range(int(seconds * 10)):
        closed = MOUTHS if number % 31 == 0 else 0
        flips.append(Flip(at=number / 10, frame=int(random.integers(0, MOUTHS)) + closed))
    keys = tuple(
        Key(at=i * 0.7, x=float(random.uniform(-5, 5)), y=float(random.uniform(-4, 4)), rotation=float(turn))
        for i, turn in enumerate(random.uniform(-1.5, 1.5, int(seconds / 0.7) + 2))
    )
    return Flipbook(
        start=0, end=seconds, frames=frames, flips=tuple(flips), x=round(width * 0.05), y=height - h, w=w, h=h,
        keys=keys, role="presenter",
    )  # fmt: skip


def scenes(seconds: float) -> tuple[Layer, ...]:
    """Five scenes that fade into each other."""
    length, fade = seconds / 5, 0.4
    made: list[Layer] = [
        Still(start=0, end=length, asset="one.png", source=Crop(), target=Crop(x=0.06, y=0.05, w=0.86, h=0.86)),
        Backdrop(start=0, end=0, pattern="mesh", colors=("#10162f", "#5b4bff", "#ff5ca8"), seed=2),
        Clip(start=0, end=0, asset="clip.mp4"),
        Still(
            start=0, end=0, asset="two.png", source=Crop(x=0.1, w=0.85, h=0.85), target=Crop(y=0.1, w=0.85, h=0.85)
        ),
        Backdrop(start=0, end=0, pattern="waves", colors=("#06281f", "#1aa36f", "#d7f75b"), seed=4),
    ]
    times = [
        {"start": i * length - (fade if i else 0), "end": (i + 1) * length, "fade_in": fade if i else 0.0}
        for i in range(5)
    ]
    return tuple(layer.model_copy(update=time) for layer, time in zip(made, times, strict=True))


def reel(width: int, height: int, seconds: float, edited: int = -1) -> Timeline:
    """The whole reel; `edited` is the number of a caption line that is changed."""
    side = round(width * 0.11)
    logo = Sprite(
        start=0, end=seconds, art=logo_art(side), x=width - side * 1.5, y=side * 0.5, w=side, h=side,
        keys=(Key(at=0, opacity=0, scale=0.4), Key(at=0.5, ease="back")), role="decor",
    )  # fmt: skip
    layers = (*scenes(seconds), presenter(width, height, seconds), captions(width, height, seconds, edited), logo)
    audio = Audio(voice="voice.wav", music="music.wav")
    return Timeline(width=width, height=height, seconds=seconds, layers=layers, audio=audio)


def material(folder: Path, width: int, height: int, seconds: float) -> Material:
    """Write the files of the reel into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_photograph(folder / "one.png", width * 3 // 2, height * 3 // 2, 11)
    write_photograph(folder / "two.png", width * 3 // 2, height * 3 // 2, 12)
    write_clip(folder / "clip.mp4", width, height, seconds / 5 + 1)
    write_sound(folder / "voice.wav", seconds, 140)
    write_sound(folder / "music.wav", seconds, 220)
    return Material(folder)
