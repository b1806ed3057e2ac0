"""The tone: `friendly tone`, `make it funny`, `keep it calm`."""

from agents.reading.lexicon import alternation, compiled, table, words
from agents.reading.marks import Mark
from agents.reading.parse import Parse, add


def mark_tones(parse: Parse) -> None:
    """Mark tones that are said as such, wherever they stand."""
    frame, very = parse.any("tone_frame"), rf"(?:{parse.any('very')}\s+)*"
    joint = rf"(?:\s*(?:,|/|&|\b{alternation(words(parse.languages, 'join'))}\b|\bbut\b)\s*)"
    every = _every(parse)
    chain = rf"{very}(?P<tone>{every})(?:{joint}+{very}\w*{every})*(?!\w)"
    article = rf"(?:\b{alternation(words(parse.languages[:1], 'a'))}\s+)?"
    lead = rf"(?:\b(?:{parse.any('in_language')}|{parse.any('with')})\s+{article})?"
    for match in parse.find(rf"{lead}\b{chain}[\s-]+(?:[\w-]+\s+)?{frame}"):
        _mark(parse, match.start(), match.end(), match["tone"])
    for match in parse.find(rf"(?:{parse.any('tone_lead')}|{frame}\s*:?)\s*{chain}(?!\s+{parse.any('tone_topic')})"):
        _mark(parse, match.start(), match.end(), match["tone"])
    for match in parse.find(
        rf"{lead}(?P<free>\b\p{{L}}[\w-]+)\s+{alternation(words(parse.languages, 'tone_own'))}(?!\w)"
    ):
        _mark_own(parse, match.start(), match.end(), match["free"])


def mark_loose_tone(parse: Parse, start: int, end: int) -> None:
    """Mark tone words in a stretch that is known to describe the piece."""
    for match in compiled(rf"(?:{parse.any('very')}\s+)?\b(?P<tone>{_every(parse)})(?!\w)").finditer(
        parse.text.folded, start, end
    ):
        if not parse.after(match.end(), parse.any("tone_topic")):
            _mark(parse, match.start(), match.end(), match["tone"])


def _every(parse: Parse) -> str:
    return alternation(form for forms in _tones(parse).values() for form in forms)


def _tones(parse: Parse) -> dict[str, list[str]]:
    return table(parse.languages, "tones")


def _mark(parse: Parse, start: int, end: int, said: str) -> None:
    for tone, forms in _tones(parse).items():
        if compiled(alternation(forms)).fullmatch(said):
            add(parse, Mark(start, end, "tone", tone))
            return


def _mark_own(parse: Parse, start: int, end: int, said: str) -> None:
    if not compiled(rf"{parse.any('glue')}|{parse.any('very')}|{parse.any('a')}").fullmatch(said):
        add(parse, Mark(start, end, "tone", said))
