"""Word-by-word captions: a voice's times become a CaptionTrack, a CaptionTrack becomes layers."""

from collections.abc import Iterable, Sequence

from render.scenes.caption_draw import clean_layers, karaoke_layers, pop_layers, set_group
from render.scenes.caption_groups import Lines, Rules, group_words
from render.scenes.caption_model import CaptionGroup, CaptionLook, CaptionTrack, CaptionWord
from render.scenes.caption_text import Type, caption_words, cut, type_for
from render.scenes.zones import Box
from render.timeline import Layer
from studio.domain.brief import CaptionStyle
from studio.domain.speech import Timing

__all__ = ["CaptionGroup", "CaptionLook", "CaptionTrack", "CaptionWord", "caption_layers", "caption_track"]

LINGER = 0.25
"""Seconds a group stays after its last word when nothing follows."""
BRIDGE = 0.35
"""A shorter silence than this does not blank the captions."""
SMALLEST = 56.0
"""Pixels: the smallest text that is read at ease on a phone showing a 1080-wide picture."""
WORDS: dict[CaptionStyle, tuple[int, int, int]] = {"karaoke": (7, 5, 2), "pop": (3, 2, 1), "clean": (9, 7, 2)}
"""Most words in a group, best number of words, most lines."""


def text_size(style: CaptionStyle, zone: Box) -> float:
    """The size in pixels at which captions of this style are set when nothing forces them smaller."""
    if style == "pop":
        return max(SMALLEST, min(zone.w / 7.4, zone.h / 1.7))
    share, largest = (11.5, 80.0) if style == "karaoke" else (14.5, 66.0)
    return max(SMALLEST, min(zone.w / share, largest, zone.h / 2.7))


def caption_track(
    timing: Timing, style: CaptionStyle, language: str, zone: Box, *, family: str = "", lit: str = "box"
) -> CaptionTrack:
    """Cut the spoken words into caption groups that fit the zone.

    Args:
        timing: When each word sounds.
        style: How the captions look.
        language: BCP 47.
        zone: Where they will stand; decides how much fits.
        family: The typeface they will be set in; empty for the style's own.
        lit: For karaoke, `box` or `colour`.

    Raises:
        StepFailed: no font that ships can draw some character.
    """
    words = caption_words(timing.words)
    face = type_for(_letters(_dress(word.text, style) for word in words), style, family)
    found = group_words(words, _rules(style, face, zone))
    groups = [_group(lines, _after(found, i), style) for i, lines in enumerate(found)]
    fitted = tuple(_cut_long(group, face, zone) for group in groups)
    return CaptionTrack(style=style, language=language, lit="colour" if lit == "colour" else "box", groups=fitted)


def _rules(style: CaptionStyle, face: Type, zone: Box) -> Rules:
    size = text_size(style, zone)

    def measure(text: str) -> float:
        return face.width(" ".join(_dress(word, style) for word in text.split(" ")), size)

    most, best, lines = WORDS[style]
    return Rules(
        measure,
        zone.w - 2 * margin(size),
        most,
        best,
        lines,
        slack=size / (0.8 * size if style == "pop" else SMALLEST),
    )


def _letters(texts: Iterable[str]) -> str:
    return "".join(sorted({c for text in texts for c in text}))


def margin(size: float) -> float:
    """Pixels of outline and box around the text, each side."""
    return size * 0.36


def _dress(text: str, style: CaptionStyle) -> str:
    """Pop shouts: capitals, and no commas or full stops."""
    return text.rstrip(".,;:").upper() or text if style == "pop" else text


def _after(found: Sequence[Lines], i: int) -> float | None:
    return found[i + 1][0][0].start if i + 1 < len(found) else None


def _group(lines: Lines, following: float | None, style: CaptionStyle) -> CaptionGroup:
    words = [word for line in lines for word in line]
    end = words[-1].end + LINGER
    if following is not None and following - words[-1].end <= BRIDGE:
        end = following
    shown = [
        CaptionWord(text=_dress(word.text, style), start=word.start, end=until)
        for word, until in zip(words, [*(word.start for word in words[1:]), end], strict=True)
    ]
    first = len(lines[0])
    kept = (tuple(shown[:first]), tuple(shown[first:])) if first < len(shown) else (tuple(shown),)
    return CaptionGroup(start=words[0].start, end=end, lines=kept)


def _cut_long(group: CaptionGroup, face: Type, zone: Box) -> CaptionGroup:
    """Break a lone word that does not fit at the smallest size over two or three lines, at hyphens."""
    word = group.words[0]
    room = zone.w - 2 * margin(SMALLEST)
    if len(group.words) > 1 or face.width(word.text, SMALLEST) <= room:
        return group
    most = 3 if zone.h >= 3.2 * face.leading * SMALLEST else 2
    ways = [cut(word.text, parts) for parts in range(2, most + 1)]
    texts = next((way for way in ways if max(face.width(text, SMALLEST) for text in way) <= room), ways[-1])
    step = (word.end - word.start) / len(texts)
    lines = tuple(
        (CaptionWord(text=text, start=word.start + i * step, end=word.start + (i + 1) * step, joined=i > 0),)
        for i, text in enumerate(texts)
    )
    return group.model_copy(update={"lines": lines})


def caption_layers(track: CaptionTrack, zone: Box, look: CaptionLook, at: float = 0.0) -> tuple[Layer, ...]:
    """Draw captions: small sprites, each on only while its words are.

    Args:
        track: What is shown when.
        zone: Where; every sprite lies inside.
        look: Accent and text colour, typeface.
        at: When the speech starts in the piece, in seconds.

    Raises:
        StepFailed: no font that ships can draw some character.
    """
    face = type_for(_letters(w.text for group in track.groups for w in group.words), track.style, look.family)
    layers: list[Layer] = []
    for group in track.groups:
        art = set_group(track, group, face, zone, text_size(track.style, zone), look, at)
        layers.extend(DRAW[track.style](art))
    return tuple(layers)


DRAW = {"karaoke": karaoke_layers, "pop": pop_layers, "clean": clean_layers}
