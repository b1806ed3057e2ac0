"""Verdicts on one measurement each: streams, length, sound, black and frozen pictures."""

from render.measure import picture, streams
from render.sound.loudness import SILENCE
from render.timeline import Audio, Timeline
from studio.domain.brief import Piece
from studio.domain.platforms import Platform
from studio.domain.runs import Gate
from studio.domain.script import Script

LOUDNESS_LU = 1.0
"""How far the finished file may be from the platform's loudness; the mix itself lands within 0.5."""
BLACK_SECONDS = 0.2
FROZEN_SECONDS = 1.0
"""A picture that stands still for longer looks broken."""
LENGTH_SECONDS = 1.0
"""How far the length may be from what was planned."""
SYNC_SECONDS = 0.1
"""How far sound and picture may differ in length (EBU R37 allows 40 ms early, 60 ms late)."""


def streams_gate(held: streams.Streams, timeline: Timeline) -> Gate:
    """Size, rate, codecs, colour tags, and sound as long as the picture."""
    wrong = [
        f"{name} {measured}"
        for name, measured, right in (
            ("size", f"{held.width}x{held.height}", (held.width, held.height) == (timeline.width, timeline.height)),
            ("rate", f"{held.fps:g} fps", abs(held.fps - timeline.fps) < 0.01),
            ("picture", f"{held.codec} {held.pix_fmt}", (held.codec, held.pix_fmt) == ("h264", "yuv420p")),
            ("colour", "not tagged bt709", held.bt709),
            ("frames", str(held.frames), held.frames == timeline.frames),
            ("sound", f"{held.audio_codec or 'none'} {held.audio_rate}", _sound_right(held)),
            ("sound", f"{held.audio_seconds - held.video_seconds:+.2f} s against the picture", _in_step(held)),
            ("index", "at the end", held.fast_start),
        )
        if not right
    ]
    good = f"{held.width}x{held.height} {held.fps:g} fps {held.codec} {held.pix_fmt} bt709, {held.audio_codec} 48 kHz"
    return Gate(
        name="streams",
        passed=not wrong,
        measured="; ".join(wrong) or good,
        wanted=f"{timeline.width}x{timeline.height} {timeline.fps} fps h264 yuv420p bt709, aac 48 kHz stereo",
        step="compose",
    )


def _sound_right(held: streams.Streams) -> bool:
    return (held.audio_codec, held.audio_rate, held.audio_channels) == ("aac", 48_000, 2)


def _in_step(held: streams.Streams) -> bool:
    return abs(held.audio_seconds - held.video_seconds) <= SYNC_SECONDS


def length_gate(seconds: float, piece: Piece, script: Script, platform: Platform) -> Gate:
    """As long as planned, and as the platform takes. The user's own words take the time they take."""
    planned = script.seconds if script.writer.kind == "user" else piece.seconds
    least = max(platform.min_seconds, planned - LENGTH_SECONDS)
    most = min(platform.max_seconds, planned + LENGTH_SECONDS)
    return Gate(
        name="length",
        passed=least <= seconds <= most,
        measured=f"{seconds:.1f} s",
        wanted=f"{least:.1f} to {most:.1f} s",
        step="voice" if script.writer.kind == "user" else "script",
    )


def sound_gates(sound: streams.Sound, audio: Audio) -> tuple[Gate, Gate]:
    """Loudness and true peak of the finished file; a piece without any sound is silent by request."""
    silent = not (audio.voice or audio.music or audio.sounds)
    loud = sound.lufs > SILENCE
    near = not loud if silent else abs(sound.lufs - audio.lufs) <= LOUDNESS_LU
    return (
        Gate(
            name="loudness",
            passed=near,
            measured=f"{sound.lufs:.1f} LUFS" if loud else "silence",
            wanted="silence" if silent else f"{audio.lufs:g} +-{LOUDNESS_LU:g} LUFS",
            step="compose",
            note="silent by request" if silent else "",
        ),
        Gate(
            name="true_peak",
            passed=sound.true_peak_dbtp <= audio.true_peak_dbtp,
            measured=f"{sound.true_peak_dbtp:.1f} dBTP" if loud else "silence",
            wanted=f"at most {audio.true_peak_dbtp:g} dBTP",
            step="compose",
        ),
    )


def black_gate(seen: picture.PictureReport) -> Gate:
    """No black pictures."""
    total = sum(stretch.seconds for stretch in seen.black)
    where = ", ".join(f"{stretch.start:.1f} s" for stretch in seen.black[:3])
    return Gate(
        name="black",
        passed=total <= BLACK_SECONDS,
        measured=f"{total:.1f} s black" + (f" at {where}" if where else ""),
        wanted=f"at most {BLACK_SECONDS:g} s",
        step="compose",
    )


def frozen_gate(seen: picture.PictureReport) -> Gate:
    """Something always moves."""
    frozen = seen.frozen
    return Gate(
        name="frozen",
        passed=frozen.seconds <= FROZEN_SECONDS,
        measured=f"{frozen.seconds:.1f} s still" + (f" from {frozen.start:.1f} s" if frozen.seconds > 0.5 else ""),
        wanted=f"at most {FROZEN_SECONDS:g} s (mean luma change under {picture.STILL_LUMA:g} of 255)",
        step="visuals",
    )
