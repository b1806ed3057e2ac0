"""The user's own words, spoken exactly as written: only the cuts between scenes and the headlines are ours."""

import re
from collections import Counter

from agents.writing.assign import base_language
from agents.writing.outline import Part
from agents.writing.pace import NOTHING, measure
from agents.writing.rules import forbidden_in
from agents.writing.scenes import TITLE, clip, number_scenes
from agents.writing.sentences import key_phrase, paragraphs, sentences
from studio.domain.brief import Piece
from studio.domain.platforms import PLATFORMS
from studio.domain.script import Script, Writer
from studio.errors import BadRequest

SLOW, FAST = 0.9, 1.15
"""How far a voice may be slowed or hurried; beyond, the piece gets the length the words need."""
_SCENE_WORDS = 14
_FIGURE = re.compile(
    r"(?<!\w)(?:[$€£₹]\s?\d[\d.,]*\d|[$€£₹]\s?\d|\d[\d.,]*\s?(?:%|x\b|kg\b|km\b|min\b|h\b|€)|\d{2,4})(?![\w:])"
)
"""A figure worth showing big: money, a share, a measure, or a number of two digits and more."""


def write_own(text: str, name: str, piece: Piece, *, index: int = 0, limit: float) -> Script:
    """Turn the user's script into scenes.

    A line of dashes or asterisks (`---`) parts the text into scripts; the piece takes the one at its place.

    Args:
        text: The user's words.
        name: The file's name, for the record.
        piece: What is wanted of it.
        index: Place of the piece among its siblings.
        limit: Most seconds a piece may have.

    Raises:
        BadRequest: No words, too many, or words that the brief forbids or misses.
    """
    language = base_language(piece.language)
    own = _section(text, index)
    scenes = [_scene for paragraph in paragraphs(own) for _scene in _cut(paragraph)]
    if not scenes:
        raise BadRequest(f"{name or 'the script'} has no words", "write what should be spoken, as plain text")
    seconds = _seconds(scenes, language, piece.seconds, limit)
    _check_wishes(" ".join(scenes), piece)
    parts = _parts(scenes, piece, language)
    return Script(
        title=clip(parts[0].headline, TITLE),
        language=piece.language,
        scenes=number_scenes(parts),
        structure="own-words",
        mood="calm",
        caption=clip(" ".join(scenes[:2]), PLATFORMS[piece.platform].caption_limit),
        hashtags=_hashtags(piece),
        seconds=seconds,
        writer=Writer(kind="user", name=name or "script"),
    )


def _section(text: str, index: int) -> str:
    sections = [part for part in re.split(r"^\s*(?:-{3,}|\*{3,}|={3,})\s*$", text, flags=re.M) if part.strip()]
    return sections[index % len(sections)] if sections else ""


def _cut(paragraph: str) -> list[str]:
    """Sentences of a paragraph, short neighbours together, overlong ones at a comma or semicolon."""
    scenes: list[str] = []
    for sentence in (part for whole in sentences(paragraph) for part in _halve(whole)):
        if scenes and len(f"{scenes[-1]} {sentence}".split()) <= _SCENE_WORDS:
            scenes[-1] += f" {sentence}"
        else:
            scenes.append(sentence)
    return scenes


def _halve(sentence: str) -> list[str]:
    if len(sentence.split()) <= 2 * _SCENE_WORDS:
        return [sentence]
    breaks = [match.end() for match in re.finditer(r"[;:,–—]\s", sentence)]
    middle = min(breaks, key=lambda place: abs(place - len(sentence) / 2), default=0)
    if not middle:
        return [sentence]
    return [*_halve(sentence[:middle].strip()), *_halve(sentence[middle:].strip())]


def _seconds(scenes: list[str], language: str, wanted: float, limit: float) -> float:
    length = sum((measure(scene, language) for scene in scenes), NOTHING)
    needed = length.seconds
    if wanted * SLOW <= needed <= wanted * FAST:
        return wanted
    if needed > limit * FAST:
        raise BadRequest(
            f"the script has {length.words} words, about {needed:.0f} seconds; a piece may last {limit:.0f}",
            "shorten it, part it with a line of --- and ask for more pieces, or raise STUDIO_MAX_SECONDS",
        )
    return min(round(needed, 1), limit)


def _check_wishes(spoken: str, piece: Piece) -> None:
    if hit := forbidden_in(spoken, piece.must_not):
        raise BadRequest(f'your script says "{hit}", which must not be said', "change the script or the brief")
    folded = " ".join(spoken.casefold().split())
    for phrase in piece.must_say:
        if " ".join(phrase.casefold().split()) not in folded:
            raise BadRequest(
                f'your script does not say "{phrase}"', "add it to the script, or drop it from the brief"
            )


def _parts(scenes: list[str], piece: Piece, language: str) -> list[Part]:
    taken: Counter[str] = Counter()
    parts, last = [], len(scenes) - 1
    for place, scene in enumerate(scenes):
        headline = _headline(scene, piece, language, taken)
        taken.update(word.casefold() for word in headline.split())
        figure = _FIGURE.search(scene)
        kind = (
            "title" if not place else "cta" if place == last else "number" if figure else ("quote", "tip")[place % 2]
        )
        parts.append(
            Part(kind, scene, headline, figure=figure.group().strip(" .,") if kind == "number" and figure else "")
        )
    return parts


def _headline(scene: str, piece: Piece, language: str, taken: Counter[str]) -> str:
    headline = key_phrase(scene, language, taken=taken)
    bare = scene.casefold().strip(".!?…। ")
    if headline and headline.casefold().strip(".!?…। ") != bare:
        return headline
    return clip(piece.topic[:1].upper() + piece.topic[1:], 40) or headline


def _hashtags(piece: Piece) -> tuple[str, ...]:
    from_topic = "".join(c for c in piece.topic.casefold() if c.isalnum() or ord(c) > 0x2FF)
    return tuple(tag for tag in (from_topic,) if 2 <= len(tag) <= 30)
