"""Text that speaks to the software instead of saying what to make: taken out before anything is read."""

from collections.abc import Mapping
from typing import Any

import regex

from agents.reading.lexicon import alternation, compiled, load, piece_words
from agents.reading.text import fold

NOTE = "Text addressed to the software was left out: a brief only says what to make."
KEPT = compiled(r"\p{L}{3}")


def without_addressed(text: str) -> tuple[str, bool]:
    """The brief without role tags, markup, data blocks and orders to the system; says whether any was there.

    What follows an order to the system in the same paragraph belongs to it and goes as well, unless
    nothing would be left of the brief.
    """
    plain = text
    for pattern in load("addressed")["blocks"]:
        plain = compiled(f"(?is){pattern}").sub("\n", plain)
    markup = compiled(r"(?i)</?[a-z!][^<>\n]{0,200}>").sub(" ", plain)
    spoken = "\n".join(_line(line) for line in markup.split("\n")).strip()
    if not KEPT.search(spoken):
        spoken = "\n".join(_line(line, keep_rest=True) for line in markup.split("\n")).strip()
    found = plain != text or _squeezed(spoken) != _squeezed(markup)
    return (spoken if spoken != text else text), found


def _line(line: str, keep_rest: bool = False) -> str:
    data = load("addressed")
    speaker = compiled(rf"(?i)^\s*(?:{'|'.join(data['user_roles'])})\s*:\s*").sub("", line)
    folded = fold(speaker)
    role = compiled(rf"(?:^|(?<=[.!?]\s))\W*(?:{'|'.join(data['system_roles'])})\W*:").search(folded)
    if role:
        speaker, folded = speaker[: role.start()].rstrip(), folded[: role.start()].rstrip()
    match = _order(folded, data)
    if match is None:
        return speaker
    end = compiled(r"[.!?](?=\s|$)|$").search(folded, match.end())
    rest = speaker[end.end() :] if keep_rest and end else ""
    return (speaker[: _begin(folded, match.start())].rstrip(" ,;:-(") + " " + rest).strip()


def _begin(folded: str, position: int) -> int:
    """Where the order begins: with its sentence, unless that first says what to make."""
    stops = [m.end() for m in compiled(r"[.!?](?=\s)").finditer(folded, 0, position)]
    start = stops[-1] if stops else 0
    units = alternation(piece_words())
    return position if compiled(rf"\b{units}(?!\w)").search(folded, start, position) else start


def _order(folded: str, data: Mapping[str, Any]) -> "regex.Match[str] | None":
    anywhere = compiled(rf"\b(?:{'|'.join(data['anywhere'])})").search(folded)
    if anywhere:
        return anywhere
    begin = rf"(?:^|(?<=[.!?,;:\"'()\-\[\]]\s*)|(?<!\w)(?:{'|'.join(data['lead'])})\s+)"
    for match in compiled(rf"{begin}(?:{'|'.join(data['orders'])})").finditer(folded):
        sentence = compiled(r"[.!?](?=\s)").split(folded[: match.start()])[-1]
        if not compiled(rf"\b(?:{'|'.join(data['topic_before'])})\b[^,;:]*$").search(sentence):
            return match
    return _suspicious(folded, data)


def _suspicious(folded: str, data: Mapping[str, Any]) -> "regex.Match[str] | None":
    """Words to a machine in a sentence that has not named a piece before them: a topic may speak of anything."""
    units = alternation(piece_words())
    for match in compiled("|".join(data["suspicious"])).finditer(folded):
        sentence = compiled(r"[.!?;](?=\s)").split(folded[: match.end()])[-1]
        about = rf"\b{units}(?!\w)|\b(?:{'|'.join(data['topic_before'])})\b"
        if not compiled(about).search(sentence) and not compiled(r"\s*(?:[-*•]|\d+[.)])").match(folded):
            return match
    return None


def _squeezed(text: str) -> str:
    return compiled(r"\s+").sub(" ", text).strip()
