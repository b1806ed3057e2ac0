"""A script made of a source's own sentences: kept word for word and in their order, chosen to fit the length."""

import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agents.writing.assign import base_language
from agents.writing.outline import Manner, Part
from agents.writing.pace import FASTEST, NOTHING, SLOWEST, measure
from agents.writing.phrases import phrases
from agents.writing.rules import check_rules, forbidden_in
from agents.writing.scenes import TITLE, clip, cta_part, note_parts, number_scenes
from agents.writing.sentences import key_phrase, paragraphs, sentences, words_of
from agents.writing.topics import split_audience
from studio.domain.platforms import PLATFORMS
from studio.domain.script import Script, Writer
from studio.errors import BadRequest
from tools.base import ScriptOrder

SHORTEST, LONGEST = 5, 28
"""Words of a sentence that can be a scene."""
_MOST = 160
"""Sentences that are weighed against each other; of a longer source the more central ones."""
_REFERS = re.compile(
    r"\b(?:as (?:mentioned|noted|seen|described|discussed) (?:above|before|earlier|below)"
    r"|see (?:above|below|figure|table|page)"
    r"|click here|read more|sign up|subscribe|cookies?|all rights reserved|privacy policy|terms of use"
    r"|wie oben|siehe (?:oben|unten)|comme (?:vu|indiqué) plus haut|ci-dessus|ci-dessous|como se mencionó|véase"
    r"|come detto sopra|vedi sopra|como mencionado|veja acima)\b|https?:|www\.|©|\[\d+\]|\bfig\.",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Candidate:
    """A sentence that could be spoken."""

    place: int
    text: str
    words: int
    score: float = 0.0


def write_from_source(text: str, name: str, order: ScriptOrder, *, attempt: int = 0) -> Script:
    """Choose sentences of the source that fit the piece, with a hook and a call to action that claim nothing.

    Pieces on the same topic take successive parts of the source when each part is rich enough.

    Args:
        text: The source as plain text.
        name: Its name, for the record.
        order: What is wanted.
        attempt: A higher one weighs the sentences anew.

    Raises:
        BadRequest: The source has no usable sentence, or the wishes contradict each other.
    """
    piece, language = order.piece, base_language(order.piece.language)
    check_rules(piece.must_say, piece.must_not)
    manner = Manner(
        language=language,
        topic=split_audience(piece.topic, language)[0] or piece.topic,
        tone=piece.tone,
        must_say=tuple(piece.must_say),
        variant=order.index + order.seed + attempt,
    )
    hook, ask, shown = _frame(manner, piece.must_not)
    found = _candidates(text, language, piece.must_not)
    if not found:
        raise BadRequest(
            f"{name or 'the source'} has no whole sentence of {SHORTEST} to {LONGEST} words to speak",
            "give a text with full sentences, or your own script with --script",
        )
    notes = [part.say for part in note_parts(manner)]
    spent = sum(len(said.split()) for said in (hook, ask, *notes))
    low, high = math.ceil(SLOWEST * piece.seconds) - spent, math.floor(FASTEST * piece.seconds) - spent
    mine = _share(found, order, max(low, 1))
    scored = _score(mine, words_of(piece.topic), language, random.Random(f"{order.seed}/{attempt}"), bool(attempt))
    chosen = _choose(scored, low, max(high, 1))
    parts = [Part("title", hook, _title(chosen, manner), emoji="📖")]
    parts += [*_scenes(chosen, language), *note_parts(manner), cta_part(ask, shown, "💬", manner)]
    return _script(parts, chosen, name, order, manner)


def _frame(manner: Manner, must_not: tuple[str, ...]) -> tuple[str, str, str]:
    words = manner.phrases
    hooks = [h for h in map(manner.hook, words.extract_hooks) if not forbidden_in(h, must_not)]
    asks = [pair for pair in words.extract_ctas if not any(forbidden_in(part, must_not) for part in pair)]
    hook = manner.pick(tuple(hooks)) if hooks else manner.fill("{topic}.")
    said, shown = asks[manner.variant % len(asks)] if asks else ("…", manner.phrases.heads.cta)
    return hook, manner.ask(said), shown


def _candidates(text: str, language: str, must_not: Iterable[str]) -> list[_Candidate]:
    """Whole sentences that stand alone, in order, each once."""
    banned, seen = tuple(must_not), set[str]()
    found: list[_Candidate] = []
    place = 0
    for paragraph in paragraphs(text):
        for sentence in sentences(paragraph):
            place += 1
            key = " ".join(words_of(sentence))
            if key in seen or not _stands_alone(sentence, language) or forbidden_in(sentence, banned):
                continue
            seen.add(key)
            found.append(_Candidate(place, sentence, len(sentence.split())))
    return found


def _stands_alone(sentence: str, language: str) -> bool:
    words = sentence.split()
    if not SHORTEST <= len(words) <= LONGEST or sentence[-1] not in ".!?…।\"”»)'’":
        return False
    first = words_of(words[0])
    if not first or first[0] in phrases(language).dangling or _REFERS.search(sentence):
        return False
    opening = sentence.lstrip("\"“«'‘¿¡([")[:1]
    if opening.islower() or sentence.rstrip("\"”»)'’").endswith(":"):
        return False
    return (
        all(sentence.count(a) == sentence.count(b) for a, b in ("()", "[]", "“”", "«»"))
        and sentence.count('"') % 2 == 0
    )


def _share(found: list[_Candidate], order: ScriptOrder, low: int) -> list[_Candidate]:
    """This piece's part of the source, or every n-th sentence when a part would be too thin."""
    if order.batch < 2:
        return found
    total, start, own = sum(c.words for c in found), 0, []
    for candidate in found:
        if int(start * order.batch / total) == order.index % order.batch:
            own.append(candidate)
        start += candidate.words
    if sum(c.words for c in own) >= low * 1.3:
        return own
    spread = found[order.index % order.batch :: order.batch]
    return spread if sum(c.words for c in spread) >= low else found


def _score(
    found: list[_Candidate], topic: Sequence[str], language: str, rng: random.Random, shake: bool
) -> list[_Candidate]:
    """Weigh each sentence: likeness to the others (TextRank's first step), place, topic, and an easy length."""
    bags = [Counter(word for word in words_of(c.text) if len(word) > 3) for c in found]
    spread = Counter(word for bag in bags for word in bag)
    weight = {word: math.log(1 + len(bags) / n) for word, n in spread.items()}
    centre = Counter({word: n * weight[word] for word, n in spread.items()})
    scored, lean = [], phrases(language).pronouns
    for number, (candidate, bag) in enumerate(zip(found, bags, strict=True)):
        score = _cosine({w: n * weight[w] for w, n in bag.items()}, centre)
        score += 0.35 * (1 - number / len(found)) ** 2 + 0.15 * sum(word in bag for word in topic)
        score += (
            0.15 * (8 <= candidate.words <= 20)
            - 0.3 * _leans(candidate.text, lean)
            + (rng.random() * 0.5 if shake else 0.0)
        )
        scored.append(_Candidate(candidate.place, candidate.text, candidate.words, score))
    best = sorted(scored, key=lambda c: -c.score)[:_MOST]
    return sorted(best, key=lambda c: c.place)


def _leans(sentence: str, pronouns: frozenset[str]) -> bool:
    """Whether a pronoun among its first words points at somebody named elsewhere."""
    return any(word in pronouns for word in words_of(sentence)[:6])


def _cosine(a: dict[str, float], b: Counter[str]) -> float:
    dot = sum(value * b[word] for word, value in a.items())
    norm = math.sqrt(sum(v * v for v in a.values())) * math.sqrt(sum(v * v for v in b.values()))
    return dot / norm if norm else 0.0


def _choose(found: list[_Candidate], low: int, high: int) -> list[_Candidate]:
    """The sentences with the best scores that together have between `low` and `high` words (0/1 knapsack)."""
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for index, candidate in enumerate(found):
        for words, (score, picked) in sorted(best.items(), reverse=True):
            total, value = words + candidate.words, score + candidate.score * candidate.words + 1.5
            if total <= high and value > best.get(total, (-1.0, ()))[0]:
                best[total] = (value, (*picked, index))
    fitting = {words: entry for words, entry in best.items() if words >= low} or {max(best): best[max(best)]}
    middle = (low + high) / 2
    _, (_, picked) = max(
        fitting.items(), key=lambda item: item[1][0] / max(item[0], 1) - 0.01 * abs(item[0] - middle)
    )
    return [found[i] for i in picked] or [min(found, key=lambda c: c.words)]


def _title(chosen: list[_Candidate], manner: Manner) -> str:
    topic = manner.topic[:1].upper() + manner.topic[1:]
    return clip(topic, 48) or key_phrase(chosen[0].text, manner.language)


def _scenes(chosen: list[_Candidate], language: str) -> list[Part]:
    taken: Counter[str] = Counter()
    parts = []
    for place, candidate in enumerate(chosen):
        headline = key_phrase(candidate.text, language, taken=taken)
        taken.update(word.casefold() for word in headline.split())
        parts.append(Part("quote" if place % 2 else "tip", candidate.text, headline))
    return parts


def _script(parts: list[Part], chosen: list[_Candidate], name: str, order: ScriptOrder, manner: Manner) -> Script:
    piece = order.piece
    length = sum((measure(part.say, manner.language) for part in parts), NOTHING)
    needed = length.seconds
    seconds = (
        piece.seconds if SLOWEST * piece.seconds <= length.words <= FASTEST * piece.seconds else round(needed, 1)
    )
    title = key_phrase(chosen[0].text, manner.language, limit=60)
    tag = "".join(c for c in manner.topic.casefold() if c.isalnum() or ord(c) > 0x2FF)
    return Script(
        title=clip(f"{parts[0].headline}: {title}" if title else parts[0].headline, TITLE),
        language=piece.language,
        scenes=number_scenes(parts),
        structure="from-source",
        mood="calm",
        caption=clip(chosen[0].text, PLATFORMS[piece.platform].caption_limit),
        hashtags=(tag,) if 2 <= len(tag) <= 30 else (),
        seconds=seconds,
        writer=Writer(kind="source", name=name or "source"),
    )
