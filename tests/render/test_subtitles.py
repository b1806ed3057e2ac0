"""Subtitle files: what players read back is what was said, in time."""

import re
from itertools import pairwise

import pytest

from render.scenes.subtitles import CHARACTERS, SHORTEST, cues, srt, vtt
from studio.domain.speech import TimedWord, Timing
from tests.fakes.speech import SENTENCES, reckoned, recorded

CLOCK = r"(\d\d):(\d\d):(\d\d)[.,](\d{3})"
STAMP = re.compile(rf"<{CLOCK}>")


def _seconds(parts: tuple[str, ...]) -> float:
    hours, minutes, seconds, ms = (int(part) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + ms / 1000


def parse(text: str) -> list[tuple[float, float, list[str]]]:
    """Cues as a player reads them: start, end, lines."""
    found = []
    for block in text.strip().split("\n\n"):
        lines = block.split("\n")
        if "-->" not in block:
            continue
        times = re.findall(CLOCK, lines[1])
        found.append((_seconds(times[0]), _seconds(times[1]), lines[2:]))
    return found


TIMINGS = [recorded(), *(reckoned(text) for text in SENTENCES.values()), reckoned("No. Yes. Maybe. So it goes on.")]


@pytest.mark.parametrize("timing", TIMINGS)
def test_cues_follow_the_rules_of_subtitling(timing: Timing) -> None:
    read = parse(srt(cues(timing)))
    assert read
    assert all(1 <= len(lines) <= 2 and max(map(len, lines)) <= CHARACTERS for _, _, lines in read)
    assert all(end - start >= SHORTEST - 0.002 for start, end, _ in read)
    assert all(a[1] <= b[0] for a, b in pairwise(read))


@pytest.mark.parametrize("timing", TIMINGS)
def test_every_word_is_in_both_files_in_order(timing: Timing) -> None:
    spoken = [word.text for word in timing.words if any(c.isalnum() for c in word.text)]
    for text in (srt(cues(timing)), STAMP.sub("", vtt(cues(timing), "en"))):
        read = " ".join(" ".join(lines) for _, _, lines in parse(text)).replace("- ", "-").replace(" !", "")
        assert all(word.strip(".,:!?") in read for word in spoken if len(word) <= CHARACTERS)


@pytest.mark.parametrize("timing", TIMINGS)
def test_word_stamps_rise_inside_their_cue(timing: Timing) -> None:
    for start, end, lines in parse(vtt(cues(timing), "en")):
        stamps = [_seconds(found) for line in lines for found in STAMP.findall(line)]
        assert all(start < stamp < end for stamp in stamps)
        assert all(a < b for a, b in pairwise(stamps))


def test_srt_is_numbered_and_uses_commas() -> None:
    text = srt(cues(recorded()))
    assert text.startswith("1\n00:00:0")
    assert re.match(r"1\n\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}\n", text)
    assert [int(block.split("\n")[0]) for block in text.strip().split("\n\n")] == list(
        range(1, len(cues(recorded())) + 1)
    )


def test_vtt_has_its_header_language_and_escapes() -> None:
    words = (
        TimedWord(text="Q&A", start=0.1, end=0.5, scene="s1"),
        TimedWord(text="<3", start=0.6, end=0.9, scene="s1"),
    )
    text = vtt(cues(Timing(seconds=2, scenes=(), words=words)), "pt-BR")
    assert text.startswith("WEBVTT\nLanguage: pt-BR\n\n")
    assert "Q&amp;A" in text
    assert "&lt;3" in text


def test_hours_are_written() -> None:
    words = (TimedWord(text="late", start=3661.5, end=3662.0, scene="s1"),)
    assert "01:01:01,500" in srt(cues(Timing(seconds=3663, scenes=(), words=words)))


def test_a_word_longer_than_a_line_is_cut() -> None:
    words = (TimedWord(text="x" * 30 + "a" * 40, start=0.0, end=1.0, scene="s1"),)
    read = parse(srt(cues(Timing(seconds=1.5, scenes=(), words=words))))
    assert max(len(line) for _, _, lines in read for line in lines) <= CHARACTERS


def test_silence_has_no_cues() -> None:
    assert cues(Timing(seconds=3, scenes=())) == ()
    assert srt(()) == ""
