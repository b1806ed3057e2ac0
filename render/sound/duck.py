"""The music steps back while somebody speaks: a gain curve drawn from the speech itself."""

import itertools

import numpy as np
from numpy.typing import NDArray

from render.sound.files import RATE, Signal

Mask = NDArray[np.bool_]
"""Whether somebody speaks, every 10 ms."""

HOP = 480
"""Samples between two points of the curve: 10 ms."""
SPEECH_FLOOR_DB = -34.0
"""Below the loud parts of the speech by this much counts as silence: breaths and room, not words."""
BRIDGE = 0.45
"""Seconds of pause the music does not come back for: between words and at commas."""
ATTACK = 0.18
"""Seconds before the first sound at which the music starts to step back."""
RELEASE = 0.45
"""Seconds it takes to come back."""


def activity(voice: Signal) -> NDArray[np.bool_]:
    """Whether somebody is speaking, every 10 ms, by energy against the loud parts of the same voice."""
    hops = voice.shape[1] // HOP
    if not hops:
        return np.zeros(0, bool)
    power = np.square(voice[:, : hops * HOP]).mean(axis=0).reshape(hops, HOP).mean(axis=1)
    level = 10.0 * np.log10(np.maximum(power, 1e-12))
    return np.asarray((level > np.percentile(level, 95) + SPEECH_FLOOR_DB) & (level > -65.0))


def ducking(speaking: NDArray[np.bool_], depth_db: float) -> NDArray[np.float64]:
    """Gain in dB (0 or below) every 10 ms: down before the first sound, held over short pauses, slowly back."""
    held = _bridge(speaking, round(BRIDGE * RATE / HOP))
    attack, release = round(ATTACK * RATE / HOP), round(RELEASE * RATE / HOP)
    index = np.arange(len(held))
    starts = np.where(held, index, 10**9)[::-1]
    ahead = np.minimum.accumulate(starts)[::-1] - index
    since = index - np.maximum.accumulate(np.where(held, index, -(10**9)))
    near = np.maximum(1.0 - ahead / attack, 1.0 - since / release).clip(0.0, 1.0)
    return -depth_db * (0.5 - 0.5 * np.cos(np.pi * near))


def _bridge(speaking: NDArray[np.bool_], gap: int) -> NDArray[np.bool_]:
    """Fill pauses of at most `gap` hops."""
    held = speaking.copy()
    for left, right in itertools.pairwise(np.flatnonzero(speaking).tolist()):
        if 1 < right - left <= gap:
            held[left:right] = True
    return held


def follow(signal: Signal, curve_db: NDArray[np.float64]) -> Signal:
    """The signal under a gain curve in dB with one point every 10 ms."""
    if not len(curve_db):
        return signal
    centres = np.arange(len(curve_db)) * HOP + HOP / 2
    gain = 10.0 ** (np.interp(np.arange(signal.shape[1]), centres, curve_db) / 20.0)
    return signal * gain.astype(np.float32)
