"""A request cut into utterances: what the model is given in one go, and whose words those are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from providers.adapters.kokoro import symbols
from providers.adapters.kokoro.model import LONGEST
from providers.adapters.kokoro.phonemes import Phonemiser
from providers.speech.tokens import BREAKS, Token, sentences

SHORT = 40
"""Symbols below which a sentence is said together with its neighbour: alone it sounds clipped."""
TOGETHER = 220
"""The most symbols of sentences said together; one long utterance costs a gigabyte of memory."""


@dataclass(frozen=True)
class Utterance:
    """Symbols for one run of the model."""

    tokens: tuple[Token, ...]
    symbols: str
    owners: tuple[int, ...]
    """For each symbol, the index in `tokens` of the word it belongs to; -1 for spaces and marks."""

    @property
    def ids(self) -> list[int]:
        """The symbols as the model's numbers."""
        return symbols.ids(self.symbols)


def utterances(tokens: Sequence[Token], phonemiser: Phonemiser) -> list[Utterance]:
    """The tokens of one scene as utterances of a good length."""
    parts = [part for sentence in sentences(tokens) for part in _fitting(_utterance(sentence, phonemiser))]
    joined: list[Utterance] = []
    for part in parts:
        if joined and _belong_together(joined[-1], part):
            joined[-1] = _join(joined[-1], part)
        else:
            joined.append(part)
    return [u for u in joined if any(owner >= 0 for owner in u.owners)]


def _utterance(tokens: Sequence[Token], phonemiser: Phonemiser) -> Utterance:
    said = iter(phonemiser.sentence(tokens))
    text, owners = "", []
    for index, token in enumerate(tokens):
        for _ in token.words:
            phonemes = next(said)
            space = symbols.SPACE if text and phonemes else ""
            text += space + phonemes
            owners += [-1] * len(space) + [index] * len(phonemes)
        if token.mark and text and text[-1] not in symbols.PAUSES:
            text += token.mark
            owners.append(-1)
    return Utterance(tuple(tokens), text, tuple(owners))


def _belong_together(left: Utterance, right: Utterance) -> bool:
    sizes = len(left.symbols), len(right.symbols)
    return min(sizes) < SHORT and sum(sizes) < TOGETHER


def _join(left: Utterance, right: Utterance) -> Utterance:
    shift = len(left.tokens)
    gap = symbols.SPACE if left.symbols and right.symbols else ""
    owners = (*left.owners, *([-1] * len(gap)), *(o + shift if o >= 0 else -1 for o in right.owners))
    return Utterance(left.tokens + right.tokens, left.symbols + gap + right.symbols, owners)


def _fitting(whole: Utterance) -> Iterator[Utterance]:
    """The utterance, halved at the best place until each part fits the model."""
    if len(whole.symbols) <= LONGEST or len(whole.tokens) < 2:
        yield _cut_short(whole)
        return
    middle = len(whole.tokens) / 2
    breaks = [i for i, t in enumerate(whole.tokens[:-1], 1) if t.mark in BREAKS and t.mark] or range(
        1, len(whole.tokens)
    )
    cut = min(breaks, key=lambda i: abs(i - middle))
    yield from _fitting(_part(whole, 0, cut))
    yield from _fitting(_part(whole, cut, len(whole.tokens)))


def _part(whole: Utterance, first: int, last: int) -> Utterance:
    """The utterance of some of its tokens."""
    at = [i for i, owner in enumerate(whole.owners) if first <= owner < last]
    start, end = (at[0], at[-1] + 1) if at else (0, 0)
    owners = tuple(o - first if o >= 0 else -1 for o in whole.owners[start:end])
    return Utterance(whole.tokens[first:last], whole.symbols[start:end], owners)


def _cut_short(whole: Utterance) -> Utterance:
    return Utterance(whole.tokens, whole.symbols[:LONGEST], whole.owners[:LONGEST])
