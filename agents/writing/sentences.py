"""Cuts running text into paragraphs, sentences and key words, in seven languages."""

import re
from collections import Counter

from agents.writing.phrases import phrases

_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "vs",
        "etc",
        "e.g",
        "i.e",
        "approx",
        "no",
        "fig",
        "jr",
        "sr",
        "inc",
        "ltd",
        "co",
        "dept",
        "est",
        "sra",
        "srta",
        "ud",
        "uds",
        "p.ej",
        "pág",
        "núm",
        "av",
        "m",
        "mme",
        "mlle",
        "env",
        "p.ex",
        "z.b",
        "bzw",
        "usw",
        "nr",
        "ca",
        "d.h",
        "u.a",
        "hr",
        "fr",
        "sig",
        "dott",
        "ecc",
        "es",
        "v",
        "डॉ",
        "श्री",
    ]
)
_END = re.compile(r"[.!?…।]+[\"'”’»)\]]*(?=\s)")
_MARKER = re.compile(r"^\s*(?:[-*•–]|#{1,6}|>)\s+")
_WORD = re.compile(r"[^\W_]+(?:['’.,\-][^\W_]+)*[\u0900-\u0903\u093a-\u094f]*", re.UNICODE)


def paragraphs(text: str) -> list[str]:
    """Blocks between blank lines, without list and heading marks, each on one line; a list item is a block."""
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\ufeff", "")):
        current: list[str] = []
        for line in block.split("\n"):
            if _MARKER.match(line) and current:
                blocks.append(" ".join(current))
                current = []
            current += _MARKER.sub("", line).split()
        blocks.append(" ".join(current))
    return [block for block in blocks if block]


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph; joined by spaces they are the paragraph again."""
    parts, start = [], 0
    for match in _END.finditer(paragraph):
        if not _ends(paragraph[start : match.end()], paragraph[match.end() :].lstrip()):
            continue
        parts.append(paragraph[start : match.end()].strip())
        start = match.end()
    return [part for part in (*parts, paragraph[start:].strip()) if part]


def _ends(sentence: str, rest: str) -> bool:
    """Whether a full stop here ends a sentence: not after an abbreviation, an initial or a lone number."""
    last = sentence.split()[-1].strip("\"'”’»)]([“‘«")
    if last.endswith(("!", "?", "…", "।")):
        return not rest[:1].islower()
    word = last.rstrip(".").casefold()
    listed = word.isdigit() and len(sentence.split()) == 1
    return not (word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()) or listed or rest[:1].islower())


def words_of(text: str) -> list[str]:
    """Its words in lower case."""
    return [word.casefold() for word in _WORD.findall(text)]


def key_phrase(text: str, language: str, limit: int = 40, taken: Counter[str] | None = None) -> str:
    """The words of a sentence that say most, in their own order, for a headline.

    Args:
        text: A sentence.
        language: One of LANGUAGES.
        limit: Most characters.
        taken: Words already used in other headlines, which are then less wanted.
    """
    stop = phrases(language).stopwords
    runs = [run for clause in re.split(r"[.,;:!?…।–—()\"“”«»]+\s*", text) for run in _runs(clause.split(), stop)]
    fitting = [run for run in runs if 2 <= len(" ".join(run)) <= limit]
    best = max(fitting, key=lambda run: _worth(run, stop, taken or Counter()), default=None)
    if best is None:
        return ""
    headline = " ".join(best).strip("'’*_")
    return headline[:1].upper() + headline[1:]


def _runs(tokens: list[str], stop: frozenset[str]) -> list[list[str]]:
    """Stretches of up to five words that neither start nor end with a word that says nothing."""
    return [
        tokens[start:end]
        for start in range(len(tokens))
        for end in range(start + 1, min(start + 5, len(tokens)) + 1)
        if not _empty(tokens[start], stop) and not _empty(tokens[end - 1], stop)
    ]


def _empty(token: str, stop: frozenset[str]) -> bool:
    word = token.casefold().strip("'’\"*_")
    return word in stop or not any(c.isalnum() for c in word)


def _worth(run: list[str], stop: frozenset[str], taken: Counter[str]) -> float:
    full = [token for token in run if not _empty(token, stop)]
    fresh = sum(0.4 if taken[token.casefold()] else 1.0 for token in full)
    return (
        fresh - 0.55 * (len(run) - len(full)) + 0.03 * sum(len(token) for token in full) - 0.25 * max(len(run) - 4, 0)
    )
