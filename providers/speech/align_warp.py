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
NARROW = 0.3
"""Seconds around an earlier way in which a better one is looked for."""
ROUGH = 2
"""The first way is looked for among every second frame."""
STEPS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
"""Frames of the known and the unknown speech that one step takes."""
ROUNDS = 3
"""Times the known voice is made more like the unknown one: each took 1 to 2 ms off the mean error, a fourth none."""
RIDGE = 300.0
AROUND = (-6, -3, 0, 3, 6)
"""Frames beside one that help to tell how the other voice says it."""

Frames = NDArray[np.float64]
Pairs = NDArray[np.int64]


@dataclass(frozen=True)
class _Speech:
    """Features of the frames that are no pause, and which frames of the whole they are."""

    features: Frames
    frames: NDArray[np.int64]


def spans_like(reference: Reference, samples: Samples, rate: int) -> list[Span | None]:
    """When each word of the reference sounds in these samples, in seconds."""
    known = _speech(resample(reference.samples, reference.rate, RATE))
    unknown = _speech(resample(samples, rate, RATE))
    path = _way(known.features, unknown.features)
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
            first = 0 if start == 0 else start + kept
            last = end if end == len(quiet) else max(end - kept, 0)
            out[first:last] = True
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


def _way(known: Frames, unknown: Frames) -> Pairs:
    """Pairs of frames (known, unknown) that sound the same, from the first to the last."""
    rough_known, rough_unknown = known[::ROUGH], unknown[::ROUGH]
    straight = np.linspace(0, len(rough_unknown) - 1, len(rough_known))
    half = int(max(BAND * len(rough_unknown), LEAST_BAND / STEP / ROUGH))
    path = _warp(rough_known, rough_unknown, straight, half) * ROUGH
    for _ in range(ROUNDS):
        likened, scale = _likened(known, unknown, path)
        centre = np.interp(np.arange(len(known)), path[:, 0], path[:, 1])
        path = _warp(likened / scale, unknown / scale, centre, int(NARROW / STEP))
    return path


def _likened(known: Frames, unknown: Frames, path: Pairs) -> tuple[Frames, Frames]:
    """The known speech as the unknown voice would say it, by ridge regression, and how far off that is."""
    at = np.arange(len(known))
    context = [known[np.clip(at + d, 0, len(known) - 1)] for d in AROUND]
    given = np.hstack([np.ones((len(known), 1)), *context])
    here, there = given[path[:, 0]], unknown[path[:, 1]]
    weights = np.linalg.solve(here.T @ here + RIDGE * np.eye(given.shape[1]), here.T @ there)
    return given @ weights, (there - here @ weights).std(axis=0) + 1e-3


def _warp(known: Frames, unknown: Frames, centre: Frames, half: int) -> Pairs:
    """The cheapest way through both, at most `half` frames of the unknown away from `centre`."""
    first = centre.round().astype(np.int64) - half
    width, m = 2 * half + 1, len(unknown)
    padded = np.full((len(known) + 3, width + 6), np.inf)
    taken = np.zeros((len(known), width), np.int8)
    for i in range(len(known)):
        columns = first[i] + np.arange(width)
        gap = unknown[np.clip(columns, 0, m - 1)] - known[i]
        cost = np.sqrt(np.einsum("ij,ij->i", gap, gap))
        cost[(columns < 0) | (columns >= m)] = np.inf
        if i == 0:
            padded[3, 3:-3] = np.where(columns < 4, cost, np.inf)
            continue
        ways = np.stack(
            [_before(padded, first, i, back, across) + cost * max(back, across) for back, across in STEPS]
        )
        taken[i] = ways.argmin(axis=0)
        padded[i + 3, 3:-3] = ways.min(axis=0)
    return _path(taken, first, m)


def _before(padded: Frames, first: NDArray[np.int64], i: int, back: int, across: int) -> Frames:
    """What it cost to come to where a step into row `i` begins."""
    row = padded[i - back + 3]
    shift = int(first[i] - first[max(i - back, 0)]) - across + 3
    out = np.full(len(row) - 6, np.inf)
    low, high = max(shift, 0), min(shift + len(out), len(row))
    if high > low:
        out[low - shift : high - shift] = row[low:high]
    return out


def _path(taken: NDArray[np.int8], first: NDArray[np.int64], m: int) -> Pairs:
    i, j = len(taken) - 1, m - 1
    pairs = [(i, j)]
    while i > 0:
        back, across = STEPS[taken[i][min(max(j - first[i], 0), taken.shape[1] - 1)]]
        i, j = max(i - back, 0), max(j - across, 0)
        pairs.append((i, j))
    return np.array(pairs[::-1], np.int64)
