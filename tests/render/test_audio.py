import wave
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from render.audio import mix
from render.sound.aac import through_aac
from render.sound.duck import activity, ducking
from render.sound.files import RATE, Signal, read, write_wav
from render.sound.loop import fit, splice
from render.sound.loudness import loudness, true_peak
from render.timeline import Audio, Sound
from studio.errors import BadRequest
from tests.fakes.media import ebur128, spoken, tone

WORDS = ((0.3, 0.7), (0.8, 1.3), (1.35, 1.9), (4.0, 4.5), (4.55, 5.2), (5.3, 6.0))
"""Speech, two seconds of pause, speech."""


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    write_wav(spoken(WORDS, 6.5), tmp_path / "voice.wav")
    return tmp_path / "voice.wav"


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """A steady chord, so that every change of its level is the mixer's doing."""
    chord = sum((tone(12, hz=hz, level_db=-12) for hz in (220.0, 277.2, 330.0)), start=np.zeros((2, 12 * RATE)))
    write_wav(chord.astype(np.float32), tmp_path / "music.wav")
    return tmp_path / "music.wav"


def mixed(tmp_path: Path, audio: Audio, seconds: float) -> Signal:
    out = tmp_path / "mix.wav"
    mix(audio, seconds, resolve=Path, out=out)
    return read(out)


@pytest.mark.parametrize("seconds", [7.0, 8.31, 10 + 1 / 30])
def test_the_file_is_sample_exact_48k_stereo_16_bit(tmp_path: Path, voice: Path, seconds: float) -> None:
    report = mix(Audio(voice=str(voice)), seconds, resolve=Path, out=tmp_path / "mix.wav")
    with wave.open(str(tmp_path / "mix.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (48_000, 2, 2)
        assert file.getnframes() == round(seconds * 48_000)
    assert report.seconds == pytest.approx(seconds, abs=1 / RATE)


@pytest.mark.parametrize("lufs", [-14.0, -16.0, -23.0])
@pytest.mark.parametrize("with_voice", [True, False])
@pytest.mark.parametrize("with_music", [True, False])
def test_loudness_and_peak_by_another_meter(
    tmp_path: Path, voice: Path, music: Path, lufs: float, with_voice: bool, with_music: bool
) -> None:
    if not with_voice and not with_music:
        return
    audio = Audio(voice=str(voice) if with_voice else "", music=str(music) if with_music else "", lufs=lufs)
    report = mix(audio, 8.0, resolve=Path, out=tmp_path / "mix.wav")
    loud, peak = ebur128(tmp_path / "mix.wav")
    assert loud == pytest.approx(lufs, abs=0.5)
    assert report.lufs == pytest.approx(loud, abs=0.15)
    assert peak <= -1.0
    assert report.true_peak_dbtp == pytest.approx(peak, abs=0.3)
    write_wav(through_aac(read(tmp_path / "mix.wav")), tmp_path / "aac.wav")
    assert ebur128(tmp_path / "aac.wav")[1] <= -1.0


def test_clicks_far_above_the_rest_are_limited(tmp_path: Path) -> None:
    quiet = tone(6, level_db=-40)
    quiet[:, RATE :: RATE // 2] = 0.99
    write_wav(quiet, tmp_path / "voice.wav")
    mix(Audio(voice=str(tmp_path / "voice.wav")), 6.0, resolve=Path, out=tmp_path / "mix.wav")
    loud, peak = ebur128(tmp_path / "mix.wav")
    assert peak <= -1.0 and loud == pytest.approx(-14.0, abs=0.5)


def shares(out: Signal, voice: Signal, music: Signal) -> tuple[float, float]:
    """How much of each there is in the mix, by least squares."""
    stems = np.stack([voice[0], music[0]], axis=1)
    found, *_ = np.linalg.lstsq(stems, out[0], rcond=None)
    return float(found[0]), float(found[1])


def test_music_lies_14_to_18_lu_below_the_voice_while_it_speaks_and_comes_back(
    tmp_path: Path, voice: Path, music: Path
) -> None:
    out = mixed(tmp_path, Audio(voice=str(voice), music=str(music), lufs=-23.0), 7.5)
    speech, track = (np.pad(read(p), ((0, 0), (0, RATE)))[:, : out.shape[1]] for p in (voice, music))
    speech = np.pad(speech, ((0, 0), (0, out.shape[1] - speech.shape[1])))
    parts = {
        "speaking": slice(round(0.4 * RATE), round(1.8 * RATE)),
        "pause": slice(round(2.6 * RATE), round(3.4 * RATE)),
    }
    said, under = shares(out[:, parts["speaking"]], speech[:, parts["speaking"]], track[:, parts["speaking"]])
    clear = float(
        np.dot(out[0, parts["pause"]], track[0, parts["pause"]]) / np.square(track[0, parts["pause"]]).sum()
    )
    below = loudness(speech * said) - loudness(track * under)
    assert 14.0 <= below <= 18.0
    assert 20 * np.log10(clear / under) == pytest.approx(7.0, abs=1.0)


def test_ducking_starts_before_the_voice_and_moves_smoothly() -> None:
    speaking = np.zeros(600, bool)
    speaking[200:300] = speaking[330:400] = True
    curve = ducking(speaking, 7.0)
    assert curve[150] == 0.0 and curve[200] == pytest.approx(-7.0)
    assert curve[310] == pytest.approx(-7.0), "a short pause is bridged"
    assert curve[500] == 0.0
    assert np.abs(np.diff(curve)).max() < 1.0


def test_activity_hears_speech_over_room_noise() -> None:
    heard = activity(spoken(WORDS, 6.5))
    assert heard[round(100 * 0.5)] and heard[round(100 * 4.8)]
    assert not heard[round(100 * 3.0)] and not heard[10]


def test_the_voice_stands_where_it_was_put(tmp_path: Path, voice: Path) -> None:
    early = mixed(tmp_path, Audio(voice=str(voice)), 9.0)
    late = mixed(tmp_path, Audio(voice=str(voice), voice_at=1.5), 9.0)
    first = [int(np.flatnonzero(np.abs(s[0]) > 0.02)[0]) for s in (early, late)]
    assert first[1] - first[0] == pytest.approx(1.5 * RATE, abs=48)


def test_music_ends_with_the_picture(tmp_path: Path, music: Path) -> None:
    out = mixed(tmp_path, Audio(music=str(music), fade_out=1.2), 9.0)
    level = [
        float(np.sqrt(np.square(out[:, round(a * RATE) : round(b * RATE)]).mean()))
        for a, b in ((6.0, 7.0), (8.3, 8.5), (8.97, 9.0))
    ]
    assert level[0] > level[1] > 10 * level[2]
    assert np.abs(out[:, -1]).max() <= 1 / 32768


def test_music_starts_where_it_is_told(tmp_path: Path) -> None:
    track = np.concatenate([np.zeros((2, 2 * RATE), np.float32), tone(8)], axis=1)
    write_wav(track, tmp_path / "m.wav")
    out = mixed(tmp_path, Audio(music=str(tmp_path / "m.wav"), music_from=1.0), 4.0)
    assert np.abs(out[:, : round(0.9 * RATE)]).max() < 1e-3 < np.abs(out[:, round(1.2 * RATE) :]).max()


def test_a_short_track_is_looped_on_its_beat() -> None:
    """Clicks every half second, a loud one every two: after the splice the pattern goes on."""
    track = np.random.default_rng(3).normal(0, 0.002, (2, 12 * RATE)).astype(np.float32)
    for beat in range(24):
        at = round((0.1 + beat * 0.5) * RATE)
        track[:, at : at + 2400] += tone(0.05, hz=200.0, level_db=-3 if beat % 4 == 0 else -15)
    looped = fit(track, 0.1, 30 * RATE)
    assert looped.shape == (2, 30 * RATE)
    power = np.square(looped).mean(axis=0).reshape(-1, 240).mean(axis=1)
    hits = np.flatnonzero((power[1:] > 1e-3) & (power[:-1] <= 1e-3)) * 0.005
    phase = (hits + 0.25) % 0.5 - 0.25
    assert np.abs(phase - np.median(phase)).max() <= 0.02
    assert len(hits) == pytest.approx(60, abs=1)
    leave, enter = splice(track[:, round(0.1 * RATE) :])
    over = (leave - enter) / RATE % 2.0
    assert min(over, 2.0 - over) <= 0.02, "whole bars of two seconds"


@pytest.mark.parametrize(
    "name", ["energetic/energetic_electronic_2", "tender/tender_acoustic_1", "calm/calm_electronic_s411"]
)
def test_real_tracks_loop_without_a_hole_or_a_jump(name: str) -> None:
    track = read(Path(import_module("immich_memories_music").tracks_dir()) / f"{name}.opus")
    looped = fit(track, 1.0, 75 * RATE)
    level = 10 * np.log10(np.square(looped).mean(axis=0).reshape(-1, RATE).mean(axis=1) + 1e-9)
    assert level.min() > np.median(level) - 14
    jumps = np.abs(np.diff(looped, axis=1)).max()
    assert jumps <= np.abs(np.diff(track, axis=1)).max() * 1.05


@pytest.mark.parametrize("seconds", [0.5, 3.0, 4.5, 7.0])
def test_very_short_tracks_fill_the_piece(seconds: float) -> None:
    looped = fit(tone(seconds), 0.0, 20 * RATE)
    level = np.square(looped).mean(axis=0).reshape(-1, RATE // 2).mean(axis=1)
    assert looped.shape == (2, 20 * RATE) and level.min() > 0.5 * level.max()


def test_accents_sound_at_their_moment(tmp_path: Path) -> None:
    write_wav(tone(0.1, hz=3000, level_db=-1), tmp_path / "ding.wav")
    write_wav(tone(6, hz=200, level_db=-20), tmp_path / "voice.wav")
    audio = Audio(voice=str(tmp_path / "voice.wav"), sounds=(Sound(asset=str(tmp_path / "ding.wav"), at=2.0),))
    out = mixed(tmp_path, audio, 6.0)
    spectrum = [
        np.abs(np.fft.rfft(out[0, round(at * RATE) : round((at + 0.1) * RATE)]))[300] for at in (1.0, 2.0, 3.0)
    ]
    assert spectrum[1] > 20 * max(spectrum[0], spectrum[2])


def test_a_piece_without_any_sound_is_digital_silence(tmp_path: Path) -> None:
    report = mix(Audio(), 3.0, resolve=Path, out=tmp_path / "mix.wav")
    assert not read(tmp_path / "mix.wav").any()
    assert (report.lufs, report.true_peak_dbtp) == (-70.0, -120.0)


def test_a_silent_voice_stays_silent(tmp_path: Path) -> None:
    write_wav(np.zeros((2, RATE), np.float32), tmp_path / "voice.wav")
    assert not mixed(tmp_path, Audio(voice=str(tmp_path / "voice.wav")), 3.0).any()


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, voice: Path, music: Path) -> None:
    audio = Audio(voice=str(voice), music=str(music))
    for name in ("a.wav", "b.wav"):
        mix(audio, 15.0, resolve=Path, out=tmp_path / name)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_a_file_without_sound_is_a_bad_request(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("nothing")
    with pytest.raises(BadRequest):
        mix(Audio(voice=str(tmp_path / "a.wav")), 3.0, resolve=Path, out=tmp_path / "mix.wav")


@pytest.mark.parametrize(("hz", "level_db"), [(997.0, -20.0), (60.0, -30.0), (8000.0, -10.0)])
def test_loudness_agrees_with_another_meter(tmp_path: Path, hz: float, level_db: float) -> None:
    signal = tone(5, hz=hz, level_db=level_db)
    write_wav(signal, tmp_path / "a.wav")
    loud, _ = ebur128(tmp_path / "a.wav")
    assert loudness(signal) == pytest.approx(loud, abs=0.1)


def test_the_reference_tone_of_the_standard() -> None:
    """EBU Tech 3341, case 1: a stereo 1 kHz sine at -23 dBFS measures -23 LUFS."""
    assert loudness(tone(20, hz=1000.0, level_db=-23.0)) == pytest.approx(-23.0, abs=0.1)


def test_gating_leaves_silence_out() -> None:
    signal = np.concatenate([tone(10, level_db=-23), np.zeros((2, 20 * RATE), np.float32)], axis=1)
    assert loudness(signal) == pytest.approx(-23.0, abs=0.2)


def test_peaks_between_samples_are_found() -> None:
    """A sine at a quarter of the rate, sampled 45 degrees off its tops, peaks 3 dB above its samples."""
    signal = np.tile(np.sin(np.pi / 2 * np.arange(RATE) + np.pi / 4).astype(np.float32) * 0.5, (2, 1))
    assert np.abs(signal).max() == pytest.approx(0.3536, abs=1e-3)
    assert true_peak(signal[:, 100:-100]) == pytest.approx(-6.02, abs=0.2)
