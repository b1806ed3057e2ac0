"""Speech of no language: each word of a text a voiced burst, at times that are known."""

from functools import lru_cache

import numpy as np

from tests.fakes.speech import reckoned

Word = tuple[str, float, float]


@lru_cache(maxsize=32)
def babble(text: str, rate: int = 24_000, speed: float = 1.0) -> tuple[bytes, tuple[Word, ...]]:
    """Headerless 16-bit mono samples, and each word with its start and end in seconds.

    Args:
        text: One segment a line.
        rate: Samples a second.
        speed: Twice as fast at 2.
    """
    timing = reckoned(text)
    samples = np.random.default_rng(0).normal(0, 8, round(timing.seconds / speed * rate))
    words = tuple((w.text, w.start / speed, w.end / speed) for w in timing.words)
    for word, start, end in words:
        first, size = int(start * rate), int((end - start) * rate)
        at = np.arange(size) / rate
        pitch = 110 + 3 * (sum(map(ord, word)) % 20)
        tone = sum(np.sin(at * 2 * np.pi * pitch * n) / n for n in range(1, 12))
        samples[first : first + size] += 5000 * tone * np.sin(np.pi * np.arange(size) / max(size, 1)) ** 0.5
    return np.clip(samples, -32000, 32000).astype("<i2").tobytes(), words
