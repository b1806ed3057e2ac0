"""Forced alignment: a known speech of the same text is warped in time onto an unknown one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from providers.speech.align_audio import resample
from providers.speech.align_reference import Reference
from providers.speech.align_words import Span
from providers.speech.track import Samples

RATE = 16_000
HOP, WINDOW, SIZE = 80, 400, 512
"""Samples at RATE: a frame every 5 ms, of 25 ms, in an FFT of 512."""
STEP = HOP / RATE
BANDS, COEFFICIENTS = 32, 13
QUIET = -38.0
"""Decibels below the loud frames at which a frame counts as silence."""
REST = 0.12
"""Seconds of silence from which on it is a pause: cut out before comparing."""
KEPT = 0.03
"""Seconds of a pause left at either side."""
BAND = 0.12
"""Share of the length by which the two may run apart, and at least `LEAST_BAND` seconds."""
LEAST_BAND = 1.0
STEPS = ((1, 1, 1.0), (1, 2, 1.15), (2, 1, 1.15), (1, 3, 1.5), (3, 1, 1.5))
"""Frames of the known and the unknown speech a step takes, and the weight of its cost."""

Frames = NDArray[np.float64]


@dataclass(frozen=True)
class _Speech:
    """Features of the frames that are no pause, and which frames of the whole they are."""

    features: Frames
    frames: NDArray[np.int64]


def spans_like(reference: Reference, samples: Samples, rate: int) -> list[Span | None]:
    """When each word of the reference sounds in these samples, in seconds."""
    known = _speech(resample(reference.samples, reference.rate, RATE))
    unknown = _speech(resample(samples, rate, RATE))
    path = _warp(known.features, unknown.features)
    of = (known.frames[path[:, 0]] * STEP).astype(np.float64)
    to = (unknown.frames[path[:, 1]] * STEP).astype(np.float64)
    return [span and _moved(span, of, to) for span in reference.spans]


def _moved(span: Span, of: Frames, to: Frames) -> Span:
    start = float(np.interp(span[0], of, to))
    return start, max(float(np.interp(span[1], of, to)), start)


def _speech(samples: Samples) -> _Speech:
    spectrum = _spectrum(samples)
    loud = 10 * np.log10(spectrum.sum(axis=1) + 1e-10)
    top = float(np.percentile(loud, 95))
    kept = np.flatnonzero(~_pauses(loud < top + QUIET))
    cepstra = np.log(spectrum[kept] + 1e-8) @ _dct()
    cepstra = (cepstra - cepstra.mean(axis=0)) / (cepstra.std(axis=0) + 1e-6)
    change = np.gradient(cepstra, axis=0) if len(cepstra) > 1 else np.zeros_like(cepstra)
    change = _smooth(change)
    change /= change.std(axis=0) + 1e-6
    return _Speech(np.hstack([cepstra, change]), kept)


def _smooth(values: Frames) -> Frames:
    kernel = np.ones(5) / 5
    return np.stack([np.convolve(column, kernel, "same") for column in values.T], axis=1)


def _pauses(quiet: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The inner frames of long silences."""
    out = np.zeros(len(quiet), bool)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        at_edge = start == 0 or end == len(quiet)
        if at_edge or end - start >= REST / STEP:
            kept = int(KEPT / STEP)
            out[start + (0 if start == 0 else kept) : end - (0 if end == len(quiet) else kept)] = True
    return out


def _spectrum(samples: Samples) -> Frames:
    """Power in mel bands, frame by frame."""
    sharp = np.append(samples[:1], samples[1:] - 0.97 * samples[:-1])
    padded = np.pad(sharp, (WINDOW // 2, WINDOW))
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][: len(samples) // HOP + 1]
    power = np.abs(np.fft.rfft(frames * np.hamming(WINDOW), SIZE)) ** 2
    return np.asarray(power @ _mel().T, np.float64)


def _mel() -> Frames:
    top = 2595 * np.log10(1 + RATE / 2 / 700)
    edges = 700 * (10 ** (np.linspace(80, top, BANDS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(SIZE, 1 / RATE)
    rise = (bins[None, :] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    fall = (edges[2:, None] - bins[None, :]) / (edges[2:] - edges[1:-1])[:, None]
    return np.asarray(np.maximum(0.0, np.minimum(rise, fall)), np.float64)


def _dct() -> Frames:
    bands = (np.arange(BANDS) + 0.5)[:, None]
    return np.asarray(np.cos(np.pi / BANDS * bands * np.arange(COEFFICIENTS)[None, :]), np.float64)


def _warp(known: Frames, unknown: Frames) -> NDArray[np.int64]:
    """Pairs of frames (known, unknown) of the cheapest way through both within the band."""
    n, m = len(known), len(unknown)
    half = int(max(BAND * m, LEAST_BAND / STEP, m / max(n, 1) + 2))
    width = 2 * half + 1
    centre = (np.arange(n) * (m - 1) / max(n - 1, 1)).astype(np.int64)
    total = np.full((n, width), np.inf)
    taken = np.zeros((n, width), np.int8)
    for i in range(n):
        first = int(centre[i]) - half
        columns = first + np.arange(width)
        inside = (columns >= 0) & (columns < m)
        gap = unknown[np.clip(columns, 0, m - 1)] - known[i]
        cost = np.where(inside, np.sqrt(np.square(gap).sum(axis=1)), np.inf)
        if i == 0:
            total[0] = np.where(columns < 4, np.cumsum(np.where(inside, cost, 0.0)), np.inf)
            total[0][~inside] = np.inf
            continue
        best = np.full(width, np.inf)
        for number, (back, across, weight) in enumerate(STEPS):
            if i < back:
                continue
            at = columns - across - (int(centre[i - back]) - half)
            known_before = np.where((at >= 0) & (at < width), total[i - back][np.clip(at, 0, width - 1)], np.inf)
            way = known_before + cost * weight * max(back, across)
            better = way < best
            best = np.where(better, way, best)
            taken[i][better] = number
        total[i] = best
    return _path(total, taken, centre, half, m)


def _path(total: Frames, taken: NDArray[np.int8], centre: NDArray[np.int64], half: int, m: int) -> NDArray[np.int64]:
    i = len(total) - 1
    j = m - 1
    pairs = [(i, j)]
    while i > 0:
        back, across, _ = STEPS[taken[i][j - int(centre[i]) + half]]
        i, j = i - back, j - across
        pairs.append((max(i, 0), max(j, 0)))
    return np.array(pairs[::-1], np.int64)
