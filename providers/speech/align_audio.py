"""Vendors' audio to samples and back to another tempo, with the decoders and filters of PyAV's ffmpeg."""

from collections.abc import Iterator
from io import BytesIO

import av
import numpy as np
from av.audio.frame import AudioFrame

from providers.errors import BadOutput
from providers.speech.track import Samples

LOWEST, HIGHEST = 24_000, 48_000
"""Sample rates kept as they come; others are moved to the nearer end."""


def decode(data: bytes, pcm_rate: int = 0) -> tuple[Samples, int]:
    """Samples of any audio file (channels mixed), and their rate.

    Args:
        data: The file, or headerless 16-bit little-endian mono samples.
        pcm_rate: Rate of headerless samples; 0 for a file.

    Raises:
        BadOutput: It is no audio, or has no sound in it.
    """
    samples, rate = _raw(data, pcm_rate) if pcm_rate else _file(data)
    if not float(np.abs(samples).max(initial=0.0)) > 1e-4:
        raise BadOutput("the audio that came back is silent")
    wanted = min(max(rate, LOWEST), HIGHEST)
    return (samples, rate) if rate == wanted else (resample(samples, rate, wanted), wanted)


def resample(samples: Samples, rate: int, wanted: int) -> Samples:
    """The same sound at another sample rate."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=wanted)
    frames = [*resampler.resample(_frame(samples, rate)), *resampler.resample(None)]
    return _joined(frames)


def hasten(samples: Samples, rate: int, tempo: float) -> Samples:
    """The same voice, faster by `tempo` (0.5 to 2), its pitch kept."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=rate, format="flt", layout="mono", time_base=None)
    sink = graph.add("abuffersink")
    changed = graph.add("atempo", f"{tempo:.5f}")
    source.link_to(changed)
    changed.link_to(sink)
    graph.configure()
    graph.push(_frame(samples, rate))
    graph.push(None)
    return _joined(list(_pulled(graph)))


def _pulled(graph: av.filter.Graph) -> Iterator[AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (EOFError, BlockingIOError):
            return
        assert isinstance(frame, AudioFrame)
        yield frame


def _raw(data: bytes, rate: int) -> tuple[Samples, int]:
    whole = data[: len(data) // 2 * 2]
    return np.frombuffer(whole, "<i2").astype(np.float32) / np.float32(32768), rate


def _file(data: bytes) -> tuple[Samples, int]:
    try:
        with av.open(BytesIO(data), "r") as file:
            rate = file.streams.audio[0].rate
            resampler = av.AudioResampler(format="flt", layout="mono", rate=rate)
            frames = [part for frame in file.decode(audio=0) for part in resampler.resample(frame)]
            return _joined([*frames, *resampler.resample(None)]), rate
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise BadOutput(f"the audio that came back does not decode ({type(error).__name__})") from None


def _frame(samples: Samples, rate: int) -> AudioFrame:
    frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples, np.float32)[None, :], format="flt", layout="mono")
    frame.sample_rate = rate
    return frame


def _joined(frames: list[AudioFrame]) -> Samples:
    if not frames:
        return np.zeros(0, np.float32)
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]).astype(np.float32, copy=False)
