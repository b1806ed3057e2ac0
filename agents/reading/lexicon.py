"""The word lists of the seven languages, turned into patterns over folded text."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import regex
import yaml

DEVANAGARI_CONSONANT = regex.compile(r"([\u0915-\u0939])")

Languages = tuple[str, ...]
"""Lists to use, most likely first: `("es", "en")`."""


@lru_cache(maxsize=16)
def load(name: str) -> Mapping[str, Any]:
    """One file of `data/`, by its stem."""
    text = files("agents.reading").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return data


def words(languages: Languages, key: str) -> list[str]:
    """A list of these languages together; a dotted key goes down (`things.music`)."""
    return [w for language in languages for w in _at(load(language), key, [])]


def table(languages: Languages, key: str) -> dict[str, Any]:
    """A mapping of these languages together: lists are joined, of other values the first language's wins."""
    merged: dict[str, Any] = {}
    for language in reversed(languages):
        for name, value in _at(load(language), key, {}).items():
            merged[name] = [*value, *merged.get(name, [])] if isinstance(value, list) else value
    return merged


@lru_cache(maxsize=1)
def piece_words() -> tuple[str, ...]:
    """Every word for a piece that is the same in all languages."""
    return tuple(form for forms in load("shared")["units"].values() for form in forms)


def alternation(phrases: Iterable[str]) -> str:
    """A pattern for any of these phrases, longest first; one that never matches when there is none."""
    return _alternation(tuple(phrases))


@lru_cache(maxsize=2048)
def _alternation(phrases: tuple[str, ...]) -> str:
    ordered = sorted(set(phrases), key=lambda p: (-len(p), p))
    return f"(?:{'|'.join(map(_lenient, ordered))})" if ordered else r"(?!)"


@lru_cache(maxsize=512)
def any_of(languages: Languages, key: str) -> str:
    """The alternation of `words`, as whole words."""
    return rf"\b{alternation(words(languages, key))}(?!\w)"


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> "regex.Pattern[str]":
    """A pattern, compiled once."""
    return regex.compile(pattern)


def _at(data: Mapping[str, Any], key: str, default: Any) -> Any:
    value: Any = data
    for part in key.split("."):
        value = value.get(part, default) if isinstance(value, Mapping) else default
    return value


@lru_cache(maxsize=8192)
def _lenient(phrase: str) -> str:
    """Let the dot below and the two nasal signs of Devanagari come and go, as they do in what people type."""
    phrase = regex.sub("\u093c\\??", "", unicodedata.normalize("NFKC", phrase))
    phrase = DEVANAGARI_CONSONANT.sub("(?:\\1\u093c?)", phrase)
    phrase = regex.sub("[ँं]", "[ँं]", phrase)
    return regex.sub(r" \?| ", lambda m: "[ -]*" if m.group() == " ?" else "[ -]+", phrase)
