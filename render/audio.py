"""The sound of a piece: voice, music that makes way for it and ends with it, accents, one loudness.

A pure function of the timeline's `Audio` and of the files it names: the same input gives the same
bytes. Loudness is EBU R128, measured with `render.sound.loudness`.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from render.sound import duck, limiter, loop
from render.sound.aac import through_aac
from render.sound.files import RATE, Signal, read, write_wav
from render.sound.loudness import NEAR, SILENCE, loudness, true_peak, true_peaks
from render.timeline import Audio

AAC_HEADROOM_DB = 1.0
"""How far below the wanted true peak the limiter stays at first: what AAC mostly adds."""
AAC_MARGIN_DB = 0.1
"""Kept free after AAC, for meters that interpolate differently."""
TOLERANCE_LU = 0.2
PASSES = 4
OVERSHOOT = 1.4
"""Each correction is taken this much too far, because the limiter takes part of it away again."""


class MixReport(BaseModel):
    """What came out. A silent mix measures -70 LUFS and -120 dBTP."""

    model_config = ConfigDict(frozen=True)

    lufs: float
    true_peak_dbtp: float
    seconds: float


def mix(audio: Audio, seconds: float, *, resolve: Callable[[str], Path], out: Path) -> MixReport:
    """Mix a piece's sound into a 48 kHz stereo 16-bit WAV of exactly `seconds`.

    Args:
        audio: What is heard, and how loud.
        seconds: Length of the piece; the file has `round(seconds * 48000)` samples.
        resolve: Gives the file of an asset by its sha256.
        out: Where the WAV goes.

    Raises:
        BadRequest: A file has no sound or cannot be decoded.
    """
    samples = round(seconds * RATE)
    mixed = _voice(audio, samples, resolve)
    speaking = duck.activity(mixed)
    if audio.music:
        mixed = mixed + _music(audio, samples, resolve, speaking, spoken=bool(audio.voice))
    for sound in audio.sounds:
        mixed = mixed + _accent(read(resolve(sound.asset)), sound.at, sound.gain_db, samples)
    mixed = _finished(mixed, audio.lufs, audio.true_peak_dbtp)
    write_wav(mixed, out)
    return MixReport(lufs=loudness(mixed), true_peak_dbtp=true_peak(mixed), seconds=samples / RATE)


def _voice(audio: Audio, samples: int, resolve: Callable[[str], Path]) -> Signal:
    """The speech at its place, brought to the wanted loudness."""
    if not audio.voice:
        return np.zeros((2, samples), np.float32)
    speech = read(resolve(audio.voice))
    return _placed(_to(speech, audio.lufs), audio.voice_at, samples)


def _music(
    audio: Audio, samples: int, resolve: Callable[[str], Path], speaking: duck.Mask, *, spoken: bool
) -> Signal:
    """The music under the speech; alone it is the programme and its gain does not matter."""
    track = loop.fit(read(resolve(audio.music)), audio.music_from, samples)
    track = loop.fade(_to(track, audio.lufs), audio.fade_in, audio.fade_out)
    if not spoken:
        return track
    return duck.follow(track, audio.music_gain_db + duck.ducking(speaking, audio.duck_db))


def _accent(sound: Signal, at: float, gain_db: float, samples: int) -> Signal:
    """A short sound whose highest sample is at `gain_db` below full scale."""
    peak = float(np.abs(sound).max(initial=1e-9))
    return _placed(sound * np.float32(10.0 ** (gain_db / 20.0) / peak), at, samples)


def _placed(sound: Signal, at: float, samples: int) -> Signal:
    """The sound on a silent stretch of `samples`, from `at` seconds; what sticks out is cut."""
    first = max(0, round(at * RATE))
    stretch = np.zeros((2, samples), np.float32)
    part = sound[:, : max(0, samples - first)]
    stretch[:, first : first + part.shape[1]] = part
    return stretch


def _to(sound: Signal, lufs: float) -> Signal:
    """The sound at this integrated loudness; silence stays silence."""
    measured = loudness(sound)
    if measured <= SILENCE:
        return sound
    return sound * np.float32(10.0 ** ((lufs - measured) / 20.0))


def _finished(mixed: Signal, lufs: float, ceiling_dbtp: float) -> Signal:
    """The mix at `lufs`, limited so that it keeps its true peak after AAC as well."""
    aim = ceiling_dbtp - AAC_HEADROOM_DB
    finished = _level(mixed, lufs, aim)
    for _ in range(PASSES):
        over = true_peak(through_aac(finished)) - ceiling_dbtp + AAC_MARGIN_DB
        if over <= 0:
            break
        aim -= over
        finished = _level(mixed, lufs, aim)
    return finished


def _level(mixed: Signal, lufs: float, ceiling_dbtp: float) -> Signal:
    """The mix at `lufs` with no true peak above the ceiling: gain and limit until both hold."""
    measured = loudness(mixed)
    if measured <= SILENCE:
        return mixed
    ceiling, gain_db = 10.0 ** (ceiling_dbtp / 20.0), lufs - measured
    peaks = true_peaks(mixed, limiter.BLOCK, ceiling * 10.0 ** (-gain_db / 20.0) * NEAR)
    finished = mixed
    for _ in range(PASSES):
        gain = np.float32(10.0 ** (gain_db / 20.0))
        finished = limiter.apply(mixed * gain, limiter.gain_curve(peaks * gain, ceiling))
        off = lufs - loudness(finished)
        if abs(off) <= TOLERANCE_LU:
            break
        gain_db += off * OVERSHOOT
    return finished
