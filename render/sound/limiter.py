"""A look-ahead true-peak limiter without recursion: the gain is known before the peak arrives."""

import numpy as np
from numpy.typing import NDArray

from render.sound.files import Signal

BLOCK = 48
"""Samples between two points of the gain curve: 1 ms."""
LOOKAHEAD = 4
"""Blocks over which the gain goes down before a peak: fast enough to keep speech's consonants."""
RELEASE = 60
"""Blocks over which it comes back: long enough not to follow a low voice's single waves."""


def gain_curve(peaks: NDArray[np.float32], ceiling: float) -> NDArray[np.float64]:
    """Gain for each block such that no block's peak passes `ceiling` (linear).

    The least gain needed within reach is spread over the window, then averaged over a window no
    longer than that reach: the average can never be above what any peak needs.
    """
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    held = _window_min(needed, before=LOOKAHEAD * 2, after=LOOKAHEAD * 2)
    released = _release(held)
    return _smooth(released, LOOKAHEAD * 2 + 1)


def _release(held: NDArray[np.float64]) -> NDArray[np.float64]:
    """Let each dip come back along a straight line in gain, `RELEASE` blocks from nothing to one."""
    index = np.arange(len(held)) / RELEASE
    return np.minimum(np.minimum.accumulate(held - index) + index, held)


def _window_min(values: NDArray[np.float64], *, before: int, after: int) -> NDArray[np.float64]:
    padded = np.pad(values, (before, after), constant_values=1.0)
    windows = np.lib.stride_tricks.sliding_window_view(padded, before + after + 1)
    return np.asarray(windows.min(axis=1), np.float64)


def _smooth(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    window = np.hanning(width + 2)[1:-1]
    padded = np.pad(values, width // 2, mode="edge")
    return np.convolve(padded, window / window.sum(), "valid")


def apply(signal: Signal, curve: NDArray[np.float64]) -> Signal:
    """The signal under a gain curve with one point a block, joined by straight lines."""
    centres = np.arange(len(curve)) * BLOCK + BLOCK / 2
    gain = np.interp(np.arange(signal.shape[1]), centres, curve).astype(np.float32)
    return signal * gain
