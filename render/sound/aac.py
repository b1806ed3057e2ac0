"""What a mix sounds like after AAC: its peaks are higher than those of the samples that went in."""

import io

import av
import numpy as np

from render.sound.files import RATE, Signal, decode

KBPS = 192
"""Bit rate of the finished video's sound."""


CODER = {"aac_coder": "fast"}
"""FFmpeg's quantiser for high bit rates: at 192 kb/s a third of the work of its default."""


def through_aac(signal: Signal, kbps: int = KBPS) -> Signal:
    """The signal after encoding with FFmpeg's AAC at this rate, and decoding."""
    file = io.BytesIO()
    with av.open(file, mode="w", format="mp4") as target:
        stream = target.add_stream("aac", rate=RATE, layout="stereo", bit_rate=kbps * 1000, options=CODER)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(signal), format="fltp", layout="stereo")
        frame.sample_rate = RATE
        target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    file.seek(0)
    with av.open(file, mode="r", format="mov") as source:
        return decode(source)[:, : signal.shape[1]]
