"""Music made exactly as long as the picture: looped where the beat repeats, faded at its end."""

import numpy as np
from numpy.typing import NDArray

from render.sound.files import RATE, Signal

HOP = 240
"""Samples between two points of the onset curve: 5 ms."""
CROSSFADE = 0.06
"""Seconds: short enough to stay inside a beat, long enough not to click."""
CONTEXT = 4.0
"""Seconds of rhythm compared before both places of a splice: about two bars; a quarter of a short track."""


def fit(track: Signal, start: float, samples: int) -> Signal:
    """`samples` of the track from `start` seconds, looped on the beat when the track is too short.

    Args:
        track: The whole track.
        start: Where the music begins, in seconds; past the track's end it begins at 0.
        samples: How many samples are wanted.
    """
    track = _trim(track)
    first = round(start * RATE)
    body = track[:, first:] if first < track.shape[1] - RATE else track
    if body.shape[1] >= samples:
        return body[:, :samples].copy()
    if body.shape[1] < 4 * RATE:
        return np.resize(body.T, (samples, 2)).T.copy()
    leave, enter = splice(body)
    pieces = [body[:, :leave]]
    period = leave - enter
    have = leave
    while have < samples + RATE:
        pieces.append(body[:, enter:leave])
        have += period
    return _join(pieces, body, leave)[:, :samples].copy()


def _trim(track: Signal) -> Signal:
    """Without the silence at its end; the start stays, since times are counted from it."""
    loud = np.flatnonzero(np.abs(track).max(axis=0) > 1e-3)
    return track[:, : loud[-1] + 1] if len(loud) else track


def splice(body: Signal) -> tuple[int, int]:
    """The pair of places (leave, enter), in samples, between which the rhythm repeats best.

    Leaving late and entering early keeps the loop long; the onset curves before both places are
    compared, so that the jump falls on the same place in the bar.
    """
    onsets = _onsets(body)
    width = min(round(CONTEXT * RATE / HOP), len(onsets) // 4)
    last = _musical_end(body)
    leaves = range(max(2 * width, last - 2 * width), max(2 * width + 1, last), 4)
    enters = np.arange(width, max(width + 1, min(len(onsets) // 3, 3 * width)))
    windows = np.lib.stride_tricks.sliding_window_view(onsets, width)
    entering, leaving = _normal(windows[enters - width]), _normal(windows[np.asarray(leaves) - width])
    scores = leaving @ entering.T
    row, column = np.unravel_index(int(scores.argmax()), scores.shape)
    found = leaves[int(row)], int(enters[column])
    return _on_onset(onsets, found)


def _on_onset(onsets: NDArray[np.float64], pair: tuple[int, int]) -> tuple[int, int]:
    """Move both places together to the strongest onset within half a second; its window begins just before it."""
    leave, enter = pair
    reach = min(100, len(onsets) - leave - 1)
    both = onsets[enter : enter + max(reach, 1)] + onsets[leave : leave + max(reach, 1)]
    shift = int(both.argmax())
    return (leave + shift) * HOP, (enter + shift) * HOP


def _musical_end(body: Signal) -> int:
    """Hop at which the track's own final fade begins, at the latest a second before its end."""
    hops = body.shape[1] // HOP
    power = np.square(body[:, : hops * HOP]).mean(axis=0).reshape(hops, HOP).mean(axis=1)
    smooth = np.convolve(power, np.ones(200) / 200, "same")
    loud = np.flatnonzero(smooth > np.median(smooth) * 0.35)
    end = int(loud[-1]) if loud.size else hops
    return min(end, int(hops) - RATE // HOP)


def _onsets(body: Signal) -> NDArray[np.float64]:
    """How much louder each 5 ms is than the one before, over eight bands: drums and attacks stand out."""
    mono = body.mean(axis=0)
    frames = np.lib.stride_tricks.sliding_window_view(mono, 1024)[::HOP]
    window = np.hanning(1024).astype(np.float32)
    bands = []
    for part in np.array_split(frames, max(1, len(frames) // 2000)):
        spectrum = np.abs(np.fft.rfft(part * window, axis=1))[:, 1:257]
        bands.append(np.log1p(30.0 * spectrum.reshape(len(part), 8, 32).mean(axis=2)))
    flux = np.diff(np.concatenate(bands), axis=0, prepend=bands[0][:1])
    return np.asarray(np.maximum(flux, 0.0).sum(axis=1), np.float64)


def _normal(windows: NDArray[np.float64]) -> NDArray[np.float64]:
    centred = windows - windows.mean(axis=1, keepdims=True)
    return np.asarray(centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9))


def _join(pieces: list[Signal], body: Signal, leave: int) -> Signal:
    """Put the pieces end to end; each start is mixed with what would have followed the piece before."""
    width = min(round(CROSSFADE * RATE), body.shape[1] - leave)
    ramp = np.linspace(0.0, np.pi / 2, width, dtype=np.float32)
    tail = body[:, leave : leave + width] * np.cos(ramp)
    joined = [pieces[0]]
    for piece in pieces[1:]:
        piece = piece.copy()
        piece[:, :width] = piece[:, :width] * np.sin(ramp) + tail
        joined.append(piece)
    return np.concatenate(joined, axis=1)


def fade(signal: Signal, fade_in: float, fade_out: float) -> Signal:
    """Fade both ends along half a cosine, so that the last sample is silent."""
    signal = signal.copy()
    for seconds, flipped in ((fade_in, False), (fade_out, True)):
        width = min(round(seconds * RATE), signal.shape[1])
        ramp = (0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, width))).astype(np.float32)
        if flipped and width:
            signal[:, -width:] *= ramp[::-1]
        elif width:
            signal[:, :width] *= ramp
    return signal
