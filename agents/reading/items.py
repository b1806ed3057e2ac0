"""Lists in a brief: bullets, numbered lines, "for each of: a, b and c"."""

import regex

from agents.reading.lexicon import alternation, compiled, words
from agents.reading.marks import Mark
from agents.reading.parse import Parse

BULLET = (
    r"(?m)^[ \t]*(?:[-*+•▪◦‣➤►✓✔–]|\p{Emoji_Presentation}\uFE0F?|\(?\d{1,2}[.)](?=\s|\p{L})|[a-h]\)|#\d{1,2}\b[.:)]?)"
    r"[ \t]*(?=\S)"
)
LABEL = r"(?:^|[\n,;.:]\s*|\s)(?:{unit}\s*#?\s*|#)(?P<n>\d{{1,2}})\s*[:.)-]\s*"
INLINE = r"(?:^|[\s:])\(?(?P<n>\d{1,2})[.)]\s+(?=\p{L})"
Span = tuple[int, int]


def bullet_items(parse: Parse) -> list[Span]:
    """Start of each list mark and end of its line; numbered labels within a line count as well."""
    found = _labels(parse)
    if len(found) < 2:
        return _lines_after_colon(parse)
    ends = [*(start for start, _ in found[1:]), _list_end(parse, found[-1][1])]
    return [(begin, end) for (_, begin), end in zip(found, ends, strict=True)]


def mark_labels(parse: Parse) -> None:
    """Mark the bullets and numbers of a list, so that nobody counts with them."""
    found = _labels(parse)
    for start, end in found if len(found) > 1 else []:
        parse.marks.add(Mark(start, end, "noise"))


def _labels(parse: Parse) -> list[Span]:
    found = [(m.start(), m.end()) for m in parse.find(BULLET)]
    if len(found) < 2:
        found = _numbered(parse, INLINE)
    if len(found) < 2:
        found = _lettered(parse)
    if len(found) < 2:
        unit = alternation(["reels?", "videos?", "shorts?", "clips?", "tiktoks?", *words(parse.languages, "labels")])
        found = _numbered(parse, LABEL.format(unit=unit))
    return found


def _numbered(parse: Parse, pattern: str) -> list[Span]:
    """Labels that count 1, 2, 3."""
    found: list[regex.Match[str]] = []
    for match in parse.find(pattern):
        if int(match["n"]) == len(found) + 1:
            found.append(match)
    return [(m.start(), m.end()) for m in found]


def _lines_after_colon(parse: Parse) -> list[Span]:
    """Short plain lines below a line that ends in a colon."""
    match = compiled(r":[ \t]*\n").search(parse.text.folded)
    if match is None:
        return []
    spans, at = [], match.end()
    for line in parse.text.folded[match.end() :].split("\n"):
        if not line.strip() or len(line) > 100:
            break
        spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans if len(spans) > 1 else []


def _lettered(parse: Parse) -> list[Span]:
    """Labels that go a, b, c."""
    found: list[regex.Match[str]] = []
    for match in parse.find(r"(?:^|[\s:])\(?(?P<n>[a-h])\)\s+(?=\p{L})"):
        if match["n"] == "abcdefgh"[len(found)]:
            found.append(match)
    return [(m.start(), m.end()) for m in found]


def _list_end(parse: Parse, position: int) -> int:
    line_end = parse.text.folded.find("\n", position)
    return len(parse.text) if line_end < 0 else line_end


def mark_for_each(parse: Parse) -> None:
    """Mark what a list follows: "for each of these topics:", one for each part, or "split between", all of them."""
    for key, value in (("one_for_each", "list"), ("split_between", "split")):
        for match in parse.find(rf"{parse.any(key)}\s*:?"):
            parse.marks.add(Mark(match.start(), match.end(), "each", value))


def mark_this_text(parse: Parse) -> None:
    """Mark "out of this article": it points at the words to use and is no topic."""
    for match in parse.find(parse.any("this_text")):
        parse.marks.add(Mark(match.start(), match.end(), "noise"))


def mark_sign_off(parse: Parse) -> None:
    """Mark a letter's end, "Regards, Ann": a name there is nobody's topic."""
    pattern = rf"(?:^|(?<=[.!?\n,]\s*)){parse.any('sign_off')}(?:\s*[,!\n]\s*\p{{L}}+(?:\s\p{{L}}+)?)?[\s.!]*$"
    for match in parse.find(pattern):
        parse.marks.add(Mark(match.start(), match.end(), "noise"))


def list_mark(parse: Parse, start: int, end: int) -> Mark | None:
    """The mark of "for each of" or "split between" in a stretch."""
    return next((m for m in parse.marks.inside(start, end, "each") if m.value in ("list", "split")), None)


def split_list(parse: Parse, start: int, end: int) -> list[Span]:
    """The parts of an inline list "a, b and c"; the whole stretch alone when it is none."""
    joint = rf"\s*[,;]\s*(?:{_and(parse)}\s+)?|\s+{_and(parse)}\s+|\s*[/|]\s*|\n+"
    parts, at = [], start
    for match in compiled(joint).finditer(parse.text.folded, start, end):
        if match.start() > at and not _inside_brackets(parse.text.folded[start : match.start()]):
            parts.append((at, match.start()))
        at = match.end() if not _inside_brackets(parse.text.folded[start : match.start()]) else at
    return [p for p in [*parts, (at, end)] if parse.text.folded[p[0] : p[1]].strip(" .!?\n")]


def _inside_brackets(said: str) -> bool:
    return said.count("(") > said.count(")")


def _and(parse: Parse) -> str:
    return rf"(?:{alternation(words(parse.languages, 'join'))})(?!\w)"
