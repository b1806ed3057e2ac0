"""Sound files in and out of arrays of shape (2, samples), float32, 48 kHz, full scale = 1."""

import wave
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from studio.errors import BadRequest

RATE = 48_000
"""Samples per second; what every platform and AAC take without resampling."""

Signal = NDArray[np.float32]
"""Two rows, left and right."""


def read(path: Path, *, max_seconds: float = 3600.0) -> Signal:
    """Decode the first sound stream of a file, resampled to 48 kHz stereo.

    A mono source comes out at full level on both sides, so a voice measures the same either way.

    Raises:
        BadRequest: The file has no sound, or cannot be decoded.
    """
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise BadRequest(f"{path.name} has no sound", "give a WAV, MP3, AAC, FLAC or Opus file")
            return decode(container, max_seconds)
    except FFmpegError as error:
        hint = "give a WAV, MP3, AAC, FLAC or Opus file"
        raise BadRequest(f"{path.name} cannot be read as sound: {error.strerror}", hint) from error


def decode(container: av.container.InputContainer, max_seconds: float = 3600.0) -> Signal:
    """The first sound stream of an open file, at 48 kHz stereo, at most so many seconds of it."""
    stream = container.streams.audio[0]
    layout = "mono" if stream.channels == 1 else "stereo"
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=RATE)
    parts: list[Signal] = []
    room = round(max_seconds * RATE)
    for frame in container.decode(stream):
        parts.extend(_arrays(resampler.resample(frame)))
        room -= frame.samples * RATE // frame.sample_rate
        if room <= 0:
            break
    parts.extend(_arrays(resampler.resample(None)))
    joined = np.concatenate(parts, axis=1) if parts else np.zeros((1, 0), np.float32)
    return np.ascontiguousarray(np.broadcast_to(joined, (2, joined.shape[1])))


def _arrays(frames: list[av.AudioFrame]) -> list[Signal]:
    return [frame.to_ndarray().astype(np.float32, copy=False) for frame in frames]


def write_wav(signal: Signal, path: Path) -> None:
    """Write a 16-bit WAV; values beyond full scale are cut."""
    samples = np.clip(np.rint(signal.T * 32767.0), -32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(signal.shape[0])
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
