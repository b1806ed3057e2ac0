"""Kokoro-82M (int8 ONNX) at work."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from providers.adapters.kokoro.files import DURATIONS, Files
from providers.errors import BadOutput

RATE = 24_000
FRAME = 600
"""Samples of one step of the duration predictor: 25 ms."""
LONGEST = 500
"""Phoneme symbols in one go; the encoder's limit is 510."""

Samples = NDArray[np.float32]
Frames = NDArray[np.int64]
Style = NDArray[np.float32]


@dataclass(frozen=True)
class Take:
    """One utterance: samples, and the frames of every symbol, with the silences before and after."""

    samples: Samples
    frames: Frames


class Model:
    """The network, loaded twice: whole, and the seventh part of it that only tells how long it would speak."""

    def __init__(self, files: Files, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # Spinning threads fight with the renderer's: 0.5 x real time became 2.4 x under load.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._planner = _session(files.planner, options)
        self._speaker = _session(files.speaker, options)

    def plan(self, symbols: list[int], style: Style, speed: float) -> Frames:
        """Frames of each symbol at this speed, without speaking: 1/50 of the cost of `speak`."""
        (frames,) = self._planner.run([DURATIONS], _inputs(symbols, style, speed))
        return np.asarray(frames, dtype=np.int64)

    def speak(self, symbols: list[int], style: Style, speed: float) -> Take:
        """Speak. Raises BadOutput when the sound does not have the length its durations say."""
        samples, frames = self._speaker.run(["audio", DURATIONS], _inputs(symbols, style, speed))
        if len(samples) != int(frames.sum()) * FRAME or not np.isfinite(samples).all():
            raise BadOutput("the voice model made a sound that does not fit its durations", "try again")
        return Take(np.asarray(samples, dtype=np.float32), np.asarray(frames, dtype=np.int64))


def _session(model: Path, options: onnxruntime.SessionOptions) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _inputs(symbols: list[int], style: Style, speed: float) -> dict[str, NDArray[np.generic]]:
    return {
        "tokens": np.array([[0, *symbols, 0]], dtype=np.int64),
        "style": style[None],
        "speed": np.array([speed], dtype=np.float32),
    }
