"""How a piece looks: aspect, captions, presenter."""

from agents.reading.lexicon import alternation, compiled, table, words
from agents.reading.marks import Kind, Mark
from agents.reading.parse import Parse, add
from studio.domain.platforms import Aspect
from studio.domain.presenter import PRESENTER_STYLES

ASPECTS: dict[str, Aspect] = {"square": "1:1", "landscape": "16:9", "vertical": "9:16"}
FRAME = r"(?:formato?|aspect(?: ratio)?|orientation|orientacion|orientacao|shape|form|modo|mode)"
"""Words before a shape, in any language: "formato cuadrado"."""
ODD_RATIOS = {
    "4:5": "9:16",
    "4x5": "9:16",
    "2:3": "9:16",
    "3:4": "9:16",
    "4:3": "16:9",
    "21:9": "16:9",
    "3:2": "16:9",
}


def mark_aspects(parse: Parse) -> None:
    """Mark picture shapes that are said as such: a ratio, or "square format"."""
    after, lead = parse.any("aspect_after"), parse.any("in_language")
    for key, aspect in ASPECTS.items():
        said = parse.any(key)
        for match in parse.find(rf"(?:\b(?:{lead})\s+(?:an?\s+)?)?{said}(?:\s+{after})+"):
            _keep_aspect(parse, match.start(), _before_unit(parse, match.end(), match.start()), aspect)
        for match in parse.find(rf"(?:\b(?:{lead})\s+)?{said}"):
            ratio = compiled(r"\d").search(match.group())
            if ratio or compiled(rf"(?:{lead})\s").match(match.group()):
                _keep_aspect(parse, match.start(), match.end(), aspect)
        for match in parse.find(rf"\b{FRAME}:?\s+{said}"):
            _keep_aspect(parse, match.start(), match.end(), aspect)
    for odd, near in ODD_RATIOS.items():
        for match in parse.find(rf"(?<![\w:]){odd}(?![\w:])"):
            note = f"The shape {odd} is not made; {near} comes closest."
            add(parse, Mark(match.start(), match.end(), "aspect", near, note))


def mark_loose_aspect(parse: Parse, start: int, end: int) -> None:
    """Mark the words for shapes in a stretch that is known to describe the piece."""
    for key, aspect in ASPECTS.items():
        for match in compiled(parse.any(key)).finditer(parse.text.folded, start, end):
            if not parse.after(match.end(), parse.any("aspect_topic")):
                add(parse, Mark(match.start(), match.end(), "aspect", aspect))


def mark_captions(parse: Parse) -> None:
    """Mark caption styles: "bold captions", "with karaoke subtitles"."""
    things = alternation(words(parse.languages, "things.captions"))
    _mark_styles(parse, "captions", things, table(parse.languages, "caption_styles"))
    in_language = rf"\b{things}\s+{parse.any('in_language')}\s+(?P<name>\p{{L}}[\p{{L}}\p{{M}}]+)"
    for match in parse.find(in_language):
        note = f"“{parse.shown(match.start(), match.end())}”: captions are written in the language that is spoken."
        add(parse, Mark(match.start(), match.end(), "captions", "auto", note))
    _mark_plain(parse, "captions", things)


def mark_presenter(parse: Parse) -> None:
    """Mark wishes for a presenter, by style or at all, and for none."""
    for match in parse.find(parse.any("faceless")):
        add(parse, Mark(match.start(), match.end(), "avatar", None))
    for match in parse.find(parse.any("own_face")):
        note = "Your own face cannot be used yet; a drawn presenter stands in."
        add(parse, Mark(match.start(), match.end(), "avatar", "auto", note))
    things = alternation(words(parse.languages, "things.avatar"))
    styles = {style: [style.replace("-", " ")] for style in PRESENTER_STYLES}
    _mark_styles(parse, "avatar", things, styles)
    _mark_plain(parse, "avatar", things)


def _mark_styles(parse: Parse, kind: Kind, things: str, styles: dict[str, list[str]]) -> None:
    lead = rf"(?:{parse.any('with')}\s+)?"
    tail = rf"(?:\s+{parse.any('tone_frame')})?"
    for value, forms in styles.items():
        style = rf"\b{alternation(forms)}(?!\w)"
        before = rf"{lead}{style}(?:[\s,-]+[\w-]+)?[\s-]+{things}(?!\w)"
        behind = rf"{lead}\b{things}[\s:,-]+(?:\w+\s+)?{style}{tail}"
        for match in [*parse.find(before), *parse.find(behind)]:
            add(parse, Mark(match.start(), match.end(), kind, value))


def _mark_plain(parse: Parse, kind: Kind, things: str) -> None:
    for match in parse.find(rf"{parse.any('with')}\s+{things}(?!\w)"):
        add(parse, Mark(match.start(), match.end(), kind, "auto"))


def _before_unit(parse: Parse, end: int, start: int) -> int:
    """Where a shape ends that runs into the word for the piece ("square videos"): the piece keeps its word."""
    unit = next((m for m in parse.marks.over(start, end) if m.kind == "unit"), None)
    return unit.start if unit else end


def _keep_aspect(parse: Parse, start: int, end: int, aspect: str) -> None:
    if not parse.after(end, parse.any("aspect_topic")):
        add(parse, Mark(start, end, "aspect", aspect))
