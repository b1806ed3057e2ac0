"""English pronunciations as Kokoro was taught them: the lexicons of misaki (Apache-2.0), read as data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from providers.adapters.kokoro.alignment import stressed_distance

VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻɐ")
VOICELESS = frozenset("ptkfθ")
HISSING = frozenset("szʃʒʧʤ")
FLAPPED_AFTER = frozenset("AIOWYiuæɑəɛɪɹʊʌ")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VERB_AFTER = _words(
    "to will would can could should must may might shall don't doesn't didn't can't won't i you we they "
    "who let's let not never always just please then"
)
NOUN_AFTER = _words(
    "the a an your my his her its our their this that these those of in on at for with per each every one "
    "no any some more less own in into by from without"
)
OBJECTS = _words("a an the your my his her our their this that these those it them me us him every each all")
"""Words that follow a verb rather than a noun: `close your laptop`."""
HAVE = _words("have has had having i've you've we've they've")
BE = _words("was were is are am been be being get got it's that's")
Entry = str | Mapping[str, str | None]


@dataclass(frozen=True)
class Place:
    """Where a word stands: what decides between its pronunciations."""

    before: str = ""
    """The word before it, lower case; empty at the start of a sentence or after a pause."""
    after: str = ""
    """The word after it, lower case; empty before a pause."""
    vowel_follows: bool = False
    guess: str = ""
    """What espeak-ng says in this sentence, to choose the nearer of two."""


class Lexicon:
    """Looks words up; knows plurals, past forms and gerunds of the words it has."""

    def __init__(self, british: bool) -> None:
        name = "gb" if british else "us"
        self._british = british
        self._gold = _table(name, "gold")
        self._silver = _table(name, "silver")

    def say(self, word: str, place: Place) -> str | None:
        """Symbols of the word, or None when it and its stem are unknown."""
        lower = word.lower()
        if len(word) == 1 and word.isupper() and word != "I":
            return self._letter(word)
        said = self._small(lower, place) or self._found(word, place) or self._found(lower, place)
        said = said or self._inflected(lower, place)
        return None if said is None else said.replace("ɾ", "T").replace("ʔ", "t")

    def _letter(self, letter: str) -> str | None:
        entry = self._gold.get(letter)
        return entry if isinstance(entry, str) else None

    def _small(self, word: str, place: Place) -> str | None:
        """Words whose sound hangs on the next one."""
        ends = not place.after
        match word:
            case "a" | "an":
                return "ɐ" if word == "a" else "ɐn"
            case "the":
                return "ði" if place.vowel_follows else "ðə"
            case "to":
                return "tu" if ends else "tʊ" if place.vowel_follows else "tə"
            case "in":
                return "ˈɪn" if ends else "ɪn"
            case "am":
                return "ɐm" if place.before == "i" and not ends else None
            case "i":
                return "ˌI"
            case "re":
                return "ɹi"
            case "used":
                return "jˈust" if place.after == "to" else "jˈuzd"
            case _:
                return None

    def _found(self, word: str, place: Place) -> str | None:
        entry = self._gold.get(word) or self._silver.get(word)
        if entry is None or isinstance(entry, str):
            return entry
        return self._chosen(entry, place)

    def _chosen(self, entry: Mapping[str, str | None], place: Place) -> str | None:
        """The pronunciation that fits the place."""
        usual = entry["DEFAULT"]
        if not place.after and entry.get("None"):
            return entry["None"]
        if place.before in HAVE:
            return entry.get("VBN") or entry.get("VBD") or usual
        if place.before in BE:
            return entry.get("VBN") or usual
        if place.before in NOUN_AFTER:
            return entry.get("NOUN") or usual
        if place.before in VERB_AFTER or place.after in OBJECTS:
            return entry.get("VERB") or usual
        if not place.before and "VERB" not in entry:
            return usual
        said = [s for tag, s in entry.items() if s and tag not in ("None", "DT")]
        return min(said, key=lambda s: stressed_distance(s, place.guess)) if place.guess else usual

    def _inflected(self, word: str, place: Place) -> str | None:
        for ending, add in (("s", self._with_s), ("ed", self._with_ed), ("ing", self._with_ing)):
            for stem in _stems(word, ending):
                said = self._found(stem, place) if len(stem) > 1 else None
                if said:
                    return add(said)
        return None

    def _with_s(self, stem: str) -> str:
        if stem[-1] in HISSING:
            return stem + ("ɪz" if self._british else "ᵻz")
        return stem + ("s" if stem[-1] in VOICELESS else "z")

    def _with_ed(self, stem: str) -> str:
        short = "ɪd" if self._british else "ᵻd"
        if stem[-1] == "t" and not self._british and len(stem) > 1 and stem[-2] in FLAPPED_AFTER:
            return stem[:-1] + "ɾᵻd"
        if stem[-1] in "td":
            return stem + short
        return stem + ("t" if stem[-1] in VOICELESS or stem[-1] in "sʃʧ" else "d")

    def _with_ing(self, stem: str) -> str:
        if stem[-1] == "t" and not self._british and len(stem) > 1 and stem[-2] in FLAPPED_AFTER:
            return stem[:-1] + "ɾɪŋ"
        return stem + "ɪŋ"


def _stems(word: str, ending: str) -> list[str]:
    """Spellings the word may come from: `stopping` from `stop`, `carries` from `carry`."""
    if ending == "s" and word.endswith("'s"):
        return [word[:-2]]
    if not word.endswith(ending) or word.endswith("ss"):
        return []
    bare = word.removesuffix(ending)
    if ending == "s":
        ies = [bare[:-2] + "y"] if bare.endswith("ie") else []
        es = [bare[:-1]] if bare.endswith("e") else []
        return [bare, *ies, *es]
    doubled = [bare[:-1]] if len(bare) > 2 and bare[-1] == bare[-2] else []
    ied = [bare[:-1] + "y"] if ending == "ed" and bare.endswith("i") else []
    return [bare + "e", bare, *doubled, *ied] if ending == "ed" else [bare, bare + "e", *doubled]


@cache
def _table(country: str, quality: str) -> dict[str, Entry]:
    """A lexicon of misaki's, or nothing when the package is not there: espeak-ng then says every word."""
    spec = find_spec("misaki")
    if spec is None or not spec.submodule_search_locations:
        return {}
    file = Path(next(iter(spec.submodule_search_locations))) / "data" / f"{country}_{quality}.json"
    table: dict[str, Entry] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return table
