"""Subtitle files for players: SubRip, and WebVTT with the time of every word.

Lines hold at most 42 characters and cues at most two lines, the common rule of broadcasters; a cue
stays for 5/6 of a second at least, and none overlaps the next.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise

from render.scenes.caption_groups import Line, Lines, Rules, join, pack, phrases
from render.scenes.caption_text import caption_words, cut
from studio.domain.speech import TimedWord, Timing

CHARACTERS = 42
SHORTEST = 5 / 6
LINGER = 0.4
"""Seconds a cue stays after its last word when there is room."""
RULES = Rules(len, CHARACTERS, max_words=18, best_words=10, max_lines=2)


@dataclass(frozen=True)
class Cue:
    """What is shown from `start` to `end`."""

    start: float
    end: float
    lines: Lines


def cues(timing: Timing) -> tuple[Cue, ...]:
    """The spoken words as subtitle cues, in order."""
    words = [part for word in caption_words(timing.words) for part in _short(word)]
    found = [lines for phrase in _long_enough(phrases(words), timing.seconds) for lines in pack(phrase, RULES)]
    return tuple(_timed(found, timing.seconds))


def _short(word: TimedWord) -> list[TimedWord]:
    """A word that fits a line, or parts of it that do."""
    texts = (word.text,) if len(word.text) <= CHARACTERS else cut(word.text, math.ceil(len(word.text) / 36))
    step = (word.end - word.start) / len(texts)
    return [
        word.model_copy(update={"text": text, "start": word.start + i * step, "end": word.start + (i + 1) * step})
        for i, text in enumerate(texts)
    ]


def _long_enough(runs: Sequence[Line], seconds: float) -> list[Line]:
    """Join a run of words that is over too soon to the next one, and a last one to the one before."""
    joined: list[Line] = []
    for run in runs:
        if joined and run[0].start - joined[-1][0].start < SHORTEST:
            joined[-1] = (*joined[-1], *run)
        else:
            joined.append(run)
    if len(joined) > 1 and seconds - joined[-1][0].start < SHORTEST:
        last = joined.pop()
        joined[-1] = (*joined[-1], *last)
    return joined


def _timed(groups: Sequence[Lines], seconds: float) -> list[Cue]:
    timed: list[Cue] = []
    for lines in groups:
        first, last = lines[0][0], lines[-1][-1]
        start = max(first.start, timed[-1].start + SHORTEST) if timed else first.start
        timed.append(Cue(start, max(last.end + LINGER, start + SHORTEST), lines))
    ended = [replace(cue, end=min(cue.end, after.start)) for cue, after in pairwise(timed)]
    return [*ended, *(replace(cue, end=min(cue.end, max(seconds, cue.start + SHORTEST))) for cue in timed[-1:])]


def srt(found: Sequence[Cue]) -> str:
    """A SubRip file."""
    return "".join(
        f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{_text(cue)}\n\n"
        for number, cue in enumerate(found, 1)
    )


def vtt(found: Sequence[Cue], language: str) -> str:
    """A WebVTT file in which players can light each word as it is spoken."""
    body = "".join(
        f"{number}\n{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{_stamped(cue)}\n\n"
        for number, cue in enumerate(found, 1)
    )
    return f"WEBVTT\nLanguage: {language}\n\n{body}"


def _text(cue: Cue) -> str:
    return "\n".join(join(line) for line in cue.lines)


def _stamped(cue: Cue) -> str:
    """Each word after a time stamp, where stamps lie inside the cue and rise, as the format wants."""
    stamps = _stamps(cue)
    return "\n".join(" ".join(next(stamps) + escape(word.text, quote=False) for word in line) for line in cue.lines)


def _stamps(cue: Cue) -> Iterator[str]:
    last = _ms(cue.start)
    for line in cue.lines:
        for word in line:
            at = _ms(word.start)
            inside = last < at < _ms(cue.end)
            last = at if inside else last
            yield f"<{_clock(word.start, '.')}>" if inside else ""


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _clock(seconds: float, point: str) -> str:
    whole, ms = divmod(_ms(seconds), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{ms:03}"
