"""The words a structure adds, per language: counting, lead-ins, labels, tones."""

from functools import lru_cache
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from agents.writing.packs import DATA, Act, Structure
from studio.errors import BrokenInstall

WordSet = Annotated[frozenset[str], BeforeValidator(lambda text: frozenset(text.split()))]
"""Words, written in one string with spaces."""
Templates = Annotated[tuple[str, ...], Field(min_length=1)]


class Tone(BaseModel):
    """What a tone puts before the hook and after the call to action; either may be nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hook: tuple[str, ...] = ()
    cta: tuple[str, ...] = ()


class Heads(BaseModel):
    """Headlines of scenes that have none of their own; at most 48 characters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    myth: str
    swap: str
    checklist: str
    rules: str
    countdown: str
    recap: str
    note: str
    cta: str


class Phrases(BaseModel):
    """Everything of a language that is not content."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: str
    lower_after_colon: bool
    """Whether a sentence after a colon starts in lower case."""
    numbers: Annotated[tuple[str, ...], Field(min_length=15)]
    names: dict[Structure, str]
    """A structure's name for people, to tell two videos of one angle apart."""
    labels: dict[Structure, str]
    """Small line of the title card, with `{n}` beats; shown when there are two or more."""
    heads: Heads
    step: str
    mistake: str
    swap: Templates
    countdown: str
    rule: str
    myth: Templates
    chapter: Templates
    """Said before the opening of a second chapter."""
    must: Templates
    """Carry a `{phrase}` that the user wants said and that is no sentence of its own."""
    tones: dict[str, Tone]
    short_asks: Annotated[tuple[tuple[Act, str, str], ...], Field(min_length=2)]
    """Calls to action of two or three words for very short pieces: act, spoken, shown."""
    audience: tuple[str, ...]
    """Words between a topic and its audience: `for`."""
    fillers: WordSet
    """Words of a topic that say nothing about what it is: `tips`, `easy`."""
    extract_hooks: Templates
    """Openings of a piece made from a source; claim nothing; may hold `{topic}`."""
    extract_ctas: tuple[tuple[str, str], ...]
    """Closings of a piece made from a source: spoken, shown."""
    dangling: WordSet
    """First words of a sentence that leans on the one before it: `this`, `however`."""
    possessives: WordSet
    """`my`, `our`: the topic is the user's own thing."""
    pronouns: WordSet
    """Personal pronouns of the third person."""
    stopwords: WordSet


@lru_cache(maxsize=16)
def phrases(language: str) -> Phrases:
    """The phrases of a language (its first two letters).

    Raises:
        BrokenInstall: The file is missing or breaks its schema.
    """
    path = DATA / "structures" / f"{language}.yaml"
    try:
        return Phrases.model_validate(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise BrokenInstall(f"{path.name}: {error}", "reinstall") from error


def sentence_case(text: str, language: str) -> str:
    """With a capital first letter, where the script has capitals."""
    return text[:1].upper() + text[1:] if language != "hi" else text


def after_colon(text: str, language: str) -> str:
    """As a sentence is written after a colon in this language."""
    first = text.split(maxsplit=1)[0] if text else ""
    if not phrases(language).lower_after_colon or not first.istitle():
        return text
    return text[:1].lower() + text[1:]
