"""Gates: verdicts on finished pieces. Each says what was measured, what is wanted and which step to redo.

The measuring is CPU work of about three seconds for a 20 s reel: call it in a thread
(`asyncio.to_thread(check_piece, ...)`); decoding and array work let other threads run.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from render.measure import picture, speech, streams, words, zones
from render.measure.likeness import jaccard, picture_distance
from render.measure.words import tokens
from render.sound.files import Signal
from render.timeline import Timeline
from studio.domain.brief import Piece
from studio.domain.platforms import PLATFORMS, SIZES, SafeZone, safe_zone
from studio.domain.runs import Gate
from studio.domain.script import Script
from studio.domain.speech import Span
from tools.verdicts import SYNC_SECONDS, black_gate, frozen_gate, length_gate, sound_gates, streams_gate

CAPTION_OFFSET = 0.1
"""Seconds: the median caption word may start so far from its sound; 0.2 is plainly seen."""
IN_SPEECH = 0.85
ALIKE = 0.5
"""Share of common words from which two pieces are the same piece again."""
COVERS = 4.0
"""CIELAB distance under which two covers look the same."""


@dataclass(frozen=True)
class Finished:
    """All that is looked at of one piece."""

    piece: Piece
    script: Script
    timeline: Timeline
    video: Path
    voice: Path | None = None
    """The speech alone; None when nobody speaks."""
    captions: Sequence[Span] = ()
    """Caption words in order, counted from the start of the voice: `TimedWord` or `CaptionWord`."""
    caption_text: str = ""
    """The captions' words; empty when there are none."""
    post_text: str = ""
    """Title and caption of the post."""
    cover: Path | None = None


def check_piece(done: Finished, resolve: Callable[[str], Path]) -> tuple[Gate, ...]:
    """Measure a finished piece.

    Args:
        done: The piece and its files.
        resolve: Gives the file of an asset by its sha256.

    Raises:
        BadRequest: The video cannot be opened at all.
    """
    platform = PLATFORMS[done.piece.platform]
    held = streams.read_streams(done.video)
    sound = streams.read_sound(done.video)
    seen = picture.measure_picture(done.video)
    return (
        streams_gate(held, done.timeline),
        length_gate(held.video_seconds, done.piece, done.script, platform),
        *sound_gates(streams.measure_sound(sound), done.timeline.audio),
        black_gate(seen),
        frozen_gate(seen),
        caption_gate(done, sound),
        safe_zone_gate(done, resolve),
        must_say_gate(done),
        never_say_gate(done),
    )


def caption_gate(done: Finished, sound: Signal) -> Gate:
    """Caption words start with their sound and stand on speech, in the captions and in the finished file."""
    wanted = f"word starts within {CAPTION_OFFSET * 1000:.0f} ms of the sound, {IN_SPEECH:.0%} of words on speech"
    if done.voice is None or not done.piece.captions or not done.captions:
        missing = done.voice is not None and bool(done.piece.captions)
        note = "captions are missing" if missing else "no captions over speech were asked for"
        return Gate(
            name="caption_timing",
            passed=not missing,
            measured="no captions",
            wanted=wanted,
            step="captions",
            note=note,
        )
    voice = streams.read_sound(done.voice)
    fit = speech.fit(voice, done.captions)
    planned = done.timeline.audio.voice_at
    shift = speech.lag(sound, voice, planned) - planned
    shown = shown_share(done)
    offset = fit.offset - shift
    in_time = fit.onsets > 0 and abs(offset) <= CAPTION_OFFSET and fit.spread <= CAPTION_OFFSET
    good = in_time and min(fit.in_speech, shown) >= IN_SPEECH
    return Gate(
        name="caption_timing",
        passed=good,
        measured=f"{offset * 1000:+.0f} ms, {fit.in_speech:.0%} of {fit.words} words on speech, {shown:.0%} shown",
        wanted=wanted,
        step="captions" if abs(shift) <= SYNC_SECONDS and shown >= IN_SPEECH else "compose",
    )


def shown_share(done: Finished) -> float:
    """Share of caption words that have a caption on screen in the middle of the word."""
    layers = [layer for layer in done.timeline.layers if getattr(layer, "role", "") == "caption"]
    at = done.timeline.audio.voice_at
    middles = [at + (word.start + word.end) / 2 for word in done.captions]
    shown = [any(layer.start <= middle <= layer.end for layer in layers) for middle in middles]
    return sum(shown) / len(shown) if shown else 0.0


def safe_zone_gate(done: Finished, resolve: Callable[[str], Path]) -> Gate:
    """Words and faces clear of the platform's own buttons."""
    safe = _safe(done)
    found = zones.breaches(done.timeline, safe, resolve)
    worst = found[0] if found else None
    told = (
        f"{worst.role} at {worst.at:g} s sticks out {worst.pixels:.0f} px at the {worst.side} ({len(found)} in all)"
        if worst
        else f"{zones.checked_layers(done.timeline)} layers inside"
    )
    return Gate(
        name="safe_zone",
        passed=worst is None,
        measured=told,
        wanted=f"clear of top {safe.top}, right {safe.right}, bottom {safe.bottom}, left {safe.left} px",
        step="captions" if worst and worst.role == "caption" else "visuals",
    )


def _safe(done: Finished) -> SafeZone:
    """The margins for a picture of this size: they are listed for the full one."""
    full = safe_zone(done.piece.platform, done.piece.aspect)
    scale = done.timeline.width / SIZES[done.piece.aspect][0]
    return SafeZone(**{side: round(margin * scale) for side, margin in full})


def on_screen(script: Script) -> str:
    """All words of a script that are shown."""
    return "\n".join(text for s in script.scenes for text in (s.headline, s.detail, *s.items, s.figure) if text)


def must_say_gate(done: Finished) -> Gate:
    """Every phrase asked for is said word for word, and captioned where there are captions."""
    script = done.script
    said = script.narration if done.voice is not None else f"{script.narration}\n{on_screen(script)}"
    lost = set(words.missing(done.piece.must_say, said))
    if done.caption_text:
        lost |= set(words.missing(done.piece.must_say, done.caption_text))
    return _phrases("must_say", done.piece.must_say, [p for p in done.piece.must_say if p in lost], "missing")


def never_say_gate(done: Finished) -> Gate:
    """No phrase ruled out is said, shown, captioned or posted, hashtags included."""
    script = done.script
    everything = "\n".join(
        (script.title, script.narration, on_screen(script), script.caption, done.caption_text, done.post_text)
    )
    found = words.present(done.piece.must_not, everything, script.hashtags)
    return _phrases("never_say", done.piece.must_not, found, "said")


def _phrases(name: str, phrases: Sequence[str], wrong: Sequence[str], how: str) -> Gate:
    quoted = ", ".join(f"“{phrase}”" for phrase in wrong)
    return Gate(
        name=name,
        passed=not wrong,
        measured=f"{how}: {quoted}" if wrong else f"{len(phrases)} kept" if phrases else "nothing to keep",
        wanted=", ".join(f"“{phrase}”" for phrase in phrases) or "nothing asked",
        step="script",
    )


def check_batch(pieces: Sequence[Finished]) -> Mapping[str, tuple[Gate, ...]]:
    """Compare finished pieces with one another: one gate each, `different`, under the piece's id.

    Of two pieces that are alike the later one is to be redone.
    """
    return {done.piece.id: (different_gate(done, pieces[:at]),) for at, done in enumerate(pieces)}


def different_gate(done: Finished, earlier: Sequence[Finished]) -> Gate:
    """Another hook, other words and another cover than every earlier piece."""
    problems = [problem for other in earlier if (problem := _likeness(done, other))]
    shares = [_shared(done, other) for other in earlier]
    return Gate(
        name="different",
        passed=not problems,
        measured="; ".join(text for text, _ in problems) or f"at most {max(shares, default=0.0):.0%} common words",
        wanted=f"another hook, under {ALIKE:.0%} common words, cover distance over {COVERS:g}",
        step=problems[0][1] if problems else "script",
        note="" if earlier else "the first of its batch",
    )


def _likeness(done: Finished, other: Finished) -> tuple[str, str] | None:
    """What two pieces have too much in common, and the step that would change it; None when nothing."""
    if _hook(done.script) == _hook(other.script):
        return f"same hook as {other.piece.id}", "script"
    if (share := _shared(done, other)) >= ALIKE:
        return f"{share:.0%} of the words of {other.piece.id}", "script"
    if done.cover and other.cover and (far := picture_distance(done.cover, other.cover)) < COVERS:
        return f"cover like {other.piece.id}'s (distance {far:.1f})", "visuals"
    return None


def _hook(script: Script) -> tuple[str, ...]:
    first = script.scenes[0] if script.scenes else None
    return tokens(first.narration or first.headline) if first else ()


def _shared(done: Finished, other: Finished) -> float:
    return jaccard(*(tokens(f"{d.script.narration}\n{on_screen(d.script)}") for d in (done, other)))
