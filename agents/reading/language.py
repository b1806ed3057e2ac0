"""Which of the seven languages a brief is written in."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from agents.reading.lexicon import alternation, compiled, load, words
from agents.reading.text import Text
from studio.domain.brief import LANGUAGES

if TYPE_CHECKING:
    from lingua import LanguageDetector

CLEAR_SCORE, CLEAR_LEAD = 0.9, 0.4
"""Marker points at which the small words alone decide."""
SURE, UNLIKELY_ENGLISH = 0.6, 0.25
"""Confidence at which the statistical detector may leave English, and English's share that forbids it:
loanwords ("5 fitness reels") look like many languages."""
SHARED_WORD = 0.5
"""Points of one small word that two languages share."""
SLIP, LONG_WORD = 0.5, 6
"""Points of a small word with a slip in it, and the letters from which one is looked for."""
OWN_LETTERS = {
    "es": "ñ|ción(?!\\w)",
    "pt": "[ãõ]|ções(?!\\w)",
    "de": "[äöß]|sch",
    "fr": "œ|(?<!\\w)[ldjc]'|eau|eux",
    "it": "zione|gli(?!\\w)",
}
"""Letters and endings that one language alone writes."""
SAMPLE = 2000
"""Characters looked at."""


def detect(text: Text) -> str:
    """The language of the brief; English when nothing speaks for another."""
    sample = Text(text.shown[:SAMPLE], text.folded[:SAMPLE])
    if _share(sample.shown, "DEVANAGARI") > 0.15:
        return "hi"
    scores = _marker_scores(sample.folded, sample.shown)
    (second, _), (high, best) = sorted((scores.get(c, 0.0), c) for c in LANGUAGES)[-2:]
    if high >= CLEAR_SCORE and high - second >= CLEAR_LEAD:
        return best
    if high and scores.get("en", 0.0) == high:
        return "en"
    return _by_statistics(sample, scores)


def foreign_script(text: Text) -> bool:
    """Whether most letters are of a script that none of the seven languages uses."""
    letters = [c for c in text.shown[:SAMPLE] if unicodedata.category(c).startswith("L")]
    known = sum(unicodedata.name(c, "").startswith(("LATIN", "DEVANAGARI")) for c in letters)
    return bool(letters) and known / len(letters) < 0.4


def _share(text: str, script: str) -> float:
    letters = [c for c in text if c.isalpha()]
    return sum(unicodedata.name(c, "").startswith(script) for c in letters) / max(1, len(letters))


def _marker_scores(folded: str, shown: str) -> Mapping[str, float]:
    """Points for each small word only one language has; a word of several languages is shared among them."""
    owners = _owners()
    scores: dict[str, float] = defaultdict(float)
    for token in set(compiled(r"\p{L}[\p{L}\p{M}']*").findall(folded)):
        for language in owners.get(token, ()):
            scores[language] += 1 / len(owners[token])
        for language in _slipped(token) if token not in owners else ():
            scores[language] += SLIP
    for language, letters in OWN_LETTERS.items():
        scores[language] += 1.0 if compiled(letters).search(shown.lower()) else 0.0
    return scores


@lru_cache(maxsize=1)
def _owners() -> dict[str, tuple[str, ...]]:
    owners: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for word in words((language,), "markers"):
            owners.setdefault(word, []).append(language)
    return {word: tuple(dict.fromkeys(names)) for word, names in owners.items()}


@lru_cache(maxsize=4096)
def _slipped(token: str) -> tuple[str, ...]:
    """The language of the longer small word that this is but for a slip of the finger: "nesecito", "segundso"."""
    if len(token) < LONG_WORD:
        return ()
    near = {
        language
        for word, languages in _owners().items()
        if word[0] == token[0]
        and len(word) >= LONG_WORD
        and OSA.distance(token, word, score_cutoff=2) <= _slips(word)
        for language in languages
    }
    return tuple(near) if len(near) == 1 else ()


def _slips(word: str) -> int:
    return 2 if len(word) > LONG_WORD + 1 else 1


def _by_statistics(sample: Text, scores: Mapping[str, float]) -> str:
    plain = _without_loanwords(sample)
    if len(plain) < 8 or len(plain.split()) < 2:
        return _most_likely(scores)
    values = _detector().compute_language_confidence_values(plain)
    confidence = {v.language.iso_code_639_1.name.lower(): v.value for v in values}
    total = {c: confidence[c] + 0.3 * scores.get(c, 0.0) for c in confidence}
    best = max(total, key=lambda c: total[c])
    sure = total[best] >= SURE and confidence.get("en", 0.0) < UNLIKELY_ENGLISH
    return best if sure else _among_marked(confidence, scores)


def _among_marked(confidence: Mapping[str, float], scores: Mapping[str, float]) -> str:
    """Small words of other languages and none of English: the likeliest of those languages; else English."""
    high = max(scores.values(), default=0.0)
    if high < SHARED_WORD or scores.get("en", 0.0) > 0:
        return "en"
    return max((c for c in confidence if scores.get(c, 0.0) == high), key=lambda c: confidence[c], default="en")


def _most_likely(scores: Mapping[str, float]) -> str:
    """The best of a short text: English if it has a word in it, and of a tie the first of `LANGUAGES`."""
    best = max(LANGUAGES, key=lambda c: scores.get(c, 0.0))
    return best if scores.get(best, 0.0) > 0 and scores.get("en", 0.0) == 0 else "en"


def _without_loanwords(sample: Text) -> str:
    shared = load("shared")
    forms = [f for group in (shared["units"], shared["platforms"]) for values in group.values() for f in values]
    pattern = rf"\b{alternation([*forms, *shared['loanwords']])}(?!\w)|[\d\W]+"
    return compiled(pattern).sub(" ", sample.folded if not sample.shown else sample.shown.lower()).strip()


@lru_cache(maxsize=1)
def _detector() -> "LanguageDetector":
    """Built on first need: its models take a second and some memory."""
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in LANGUAGES]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).build()
