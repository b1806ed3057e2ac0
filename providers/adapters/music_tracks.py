"""The tracks of the music pack: tempo as its licence file lists it, measured to a tenth, and where bars start.

`starts` are bar starts with a clear attack in the first half of a track, measured once from its onsets, in
seconds, a fiftieth before the attack so that it is heard whole.
"""

from typing import NamedTuple

from studio.domain.script import Mood


class Track(NamedTuple):
    """One track of `immich-memories-music` 0.1.0."""

    mood: Mood
    name: str
    bpm: float
    seconds: float
    starts: tuple[float, ...]


TRACKS: tuple[Track, ...] = (
    Track("calm", "calm_acoustic_1", 68.0, 32.30, (1.35, 4.88, 8.40, 11.93)),
    Track("calm", "calm_acoustic_s411", 68.0, 31.95, (5.73, 12.81)),
    Track("calm", "calm_acoustic_s522", 68.0, 29.60, (0.20, 3.72, 7.25, 10.80)),
    Track("calm", "calm_electronic_s411", 72.0, 30.95, (0.64, 2.57, 5.14)),
    Track("calm", "calm_electronic_s522", 71.5, 32.20, (2.07, 5.44, 8.79, 12.15)),
    Track("energetic", "energetic_acoustic_1", 133.2, 30.55, (0.88, 4.48, 8.08, 11.68)),
    Track("energetic", "energetic_acoustic_2", 133.0, 31.65, (0.88, 8.10, 9.91, 13.52)),
    Track("energetic", "energetic_acoustic_s522", 133.0, 31.65, (0.94, 4.55, 8.16, 11.77)),
    Track("energetic", "energetic_electronic_2", 150.0, 31.70, (0.01, 3.21, 4.81, 6.41)),
    Track("energetic", "energetic_electronic_s411", 150.0, 32.00, (0.98, 4.18, 7.38, 10.57)),
    Track("happy", "happy_acoustic_1", 110.0, 32.65, (2.15, 4.34, 8.70, 10.88)),
    Track("happy", "happy_acoustic_2", 110.0, 29.45, (0.01, 2.21, 4.38, 10.93)),
    Track("happy", "happy_acoustic_s411", 109.7, 31.70, (1.11, 9.85, 12.02, 14.25)),
    Track("happy", "happy_electronic_1", 123.0, 31.45, (1.20, 5.10, 9.00, 12.91)),
    Track("happy", "happy_electronic_2", 124.0, 32.60, (1.91, 5.78, 11.59, 13.52)),
    Track("happy", "happy_electronic_s411", 122.0, 31.55, (0.01, 1.97, 9.84, 11.80)),
    Track("nostalgic", "nostalgic_acoustic_1", 78.7, 32.65, (1.54, 4.62, 7.65, 13.75)),
    Track("nostalgic", "nostalgic_acoustic_s411", 77.9, 30.90, (1.14, 4.20, 7.28, 10.37)),
    Track("nostalgic", "nostalgic_acoustic_s522", 78.0, 32.70, (2.31, 5.39, 8.47, 14.63)),
    Track("nostalgic", "nostalgic_electronic_2", 85.0, 31.10, (1.04, 3.86, 9.51, 12.33)),
    Track("nostalgic", "nostalgic_electronic_s411", 84.2, 31.35, (1.60, 4.45, 7.31, 10.15)),
    Track("nostalgic", "nostalgic_electronic_s522", 85.0, 32.10, (1.74, 4.58, 7.39, 13.04)),
    Track("tender", "tender_acoustic_1", 90.0, 32.00, (1.98, 4.65, 7.30, 9.97)),
    Track("tender", "tender_acoustic_2", 90.0, 32.00, (0.01, 2.67, 10.66, 13.33)),
    Track("tender", "tender_acoustic_s411", 90.0, 32.00, (2.65, 5.32, 10.65, 13.32)),
    Track("tender", "tender_electronic_1", 100.0, 30.10, (3.27, 8.07, 10.48, 12.87)),
    Track("tender", "tender_electronic_2", 100.0, 30.80, (3.27, 8.07, 10.47, 12.87)),
    Track("tender", "tender_electronic_s411", 100.0, 29.50, (0.88, 3.28, 8.08, 10.49)),
)
