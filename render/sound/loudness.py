"""Loudness after ITU-R BS.1770-4 and EBU R128, and true peak by four-fold oversampling."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from render.sound.files import RATE, Signal

SILENCE = -70.0
"""LUFS: the absolute gate of BS.1770, and what silence is said to measure."""
BLOCK = round(0.4 * RATE)
STEP = round(0.1 * RATE)
# Coefficients of the K-weighting at 48 kHz: BS.1770-4, tables 1 and 2.
SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
HIGHPASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
SIZE = 32_768
BATCH = 4
"""Transforms at a time: as many as stay in a core's cache."""
SETTLE = 8_192
"""Samples in which the filters' ringing dies away: their slowest pole, at 38 Hz, is down by 350 dB."""


def weighted_powers(signal: Signal) -> NDArray[np.float64]:
    """K-weighted energy of every tenth of a second, summed over the channels.

    The filters are applied by overlapping Fourier transforms: the same answer as the recursion,
    without a loop over samples.
    """
    tenths = signal.shape[1] // STEP
    if not tenths:
        return np.zeros(0)
    mono = _mono(signal)
    weighted = _weighted(signal[:1] if mono else signal)[:, : tenths * STEP]
    squares = np.square(weighted, out=weighted).reshape(len(weighted), tenths, STEP)
    return np.asarray(squares.sum(axis=(0, 2), dtype=np.float64)) * (2 if mono else 1)


def _weighted(signal: Signal) -> Signal:
    hop = SIZE - SETTLE
    count = -(-signal.shape[1] // hop)
    padded = np.pad(signal, ((0, 0), (SETTLE, count * hop - signal.shape[1])))
    windows = np.lib.stride_tricks.sliding_window_view(padded, SIZE, axis=1)[:, ::hop]
    weighted = np.empty((len(signal), count, hop), np.float32)
    for first in range(0, count, BATCH):
        part = np.s_[:, first : first + BATCH]
        weighted[part] = np.fft.irfft(np.fft.rfft(windows[part], axis=2) * _response(), SIZE, axis=2)[:, :, SETTLE:]
    return weighted.reshape(len(signal), count * hop)


def integrated(powers: NDArray[np.float64]) -> float:
    """Integrated loudness in LUFS of tenths of a second from `weighted_powers`, gated twice."""
    if len(powers) < 4:
        powers = np.pad(powers, (0, 4 - len(powers)))
    blocks = np.convolve(powers, np.ones(4), "valid") / BLOCK
    loud = blocks[_lufs(blocks) > SILENCE]
    if not len(loud):
        return SILENCE
    gated = loud[_lufs(loud) > float(_lufs(loud.mean())) - 10.0]
    return float(_lufs(gated.mean()))


def loudness(signal: Signal) -> float:
    """Integrated loudness in LUFS; -70 for silence."""
    return integrated(weighted_powers(signal))


def _lufs(power: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(-0.691 + 10.0 * np.log10(np.maximum(power, 1e-12)))


@lru_cache(maxsize=1)
def _response() -> NDArray[np.complex64]:
    """Frequency response of both filters together at the transform's frequencies."""
    z = np.exp(-2j * np.pi * np.arange(SIZE // 2 + 1) / SIZE)
    response = np.ones(len(z), np.complex128)
    for above, below in (SHELF, HIGHPASS):
        response *= np.polyval(above[::-1], z) / np.polyval(below[::-1], z)
    return response.astype(np.complex64)


NEAR = 0.5
"""Linear: 6 dB, more than any sound rises between two samples in practice."""
PHASES = 4
TAPS = 16


def _phases() -> NDArray[np.float32]:
    """Three fractional-delay filters: a windowed sinc, sampled a quarter, half, three quarters between samples."""
    offsets = np.arange(TAPS) - (TAPS // 2 - 1)
    rows = []
    for phase in range(1, PHASES):
        distance = offsets - phase / PHASES
        window = np.cos(np.pi * distance / (TAPS + 1)) ** 2
        taps = np.sinc(distance) * window
        rows.append(taps / taps.sum())
    return np.asarray(rows, np.float32)


def true_peaks(signal: Signal, block: int, floor: float) -> NDArray[np.float32]:
    """The highest inter-sample magnitude of either channel in each block of `block` samples.

    Between samples is looked only in blocks with a sample above `floor` (linear); of the others the
    highest sample is told.
    """
    blocks = -(-signal.shape[1] // block)
    padded = np.pad(signal, ((0, 0), (TAPS // 2 - 1, blocks * block - signal.shape[1] + TAPS // 2)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, block + TAPS - 1, axis=1)[:, ::block]
    peaks = np.abs(windows[:, :, TAPS // 2 - 1 : TAPS // 2 - 1 + block]).max(axis=(0, 2), initial=0.0)
    near = np.flatnonzero(peaks > floor)
    for channel in windows if near.size and not _mono(signal) else windows[:1]:
        rows = channel[near]
        for taps in _phases():
            between = sum(rows[:, i : i + block] * tap for i, tap in enumerate(taps))
            peaks[near] = np.maximum(peaks[near], np.abs(between).max(axis=1, initial=0.0))
    return np.asarray(peaks, np.float32)


def true_peak(signal: Signal) -> float:
    """True peak in dBTP; -120 for silence."""
    if not signal.shape[1]:
        return -120.0
    peaks = true_peaks(signal, 64, float(np.abs(signal).max()) * NEAR)
    return float(20.0 * np.log10(max(peaks.max(), 1e-6)))


def _mono(signal: Signal) -> bool:
    return len(signal) == 2 and np.array_equal(signal[0], signal[1])
