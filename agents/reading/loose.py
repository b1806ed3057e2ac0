"""Bare adjectives that can be nothing but wishes: "3 funny square videos", "..., upbeat"."""

from agents.reading.head import Head
from agents.reading.leftovers import only_glue, plain
from agents.reading.lexicon import alternation, compiled, words
from agents.reading.looks import ASPECTS, mark_loose_aspect
from agents.reading.parse import Parse
from agents.reading.text import fold
from agents.reading.tone import mark_loose_tone
from studio.domain.brief import TONES

ROMANCE = frozenset(("es", "fr", "pt", "it"))


def mark_loose(parse: Parse, heads: list[Head]) -> None:
    """Read bare adjectives as wishes where they can be nothing else: before the noun, or alone in a clause."""
    for head in heads:
        end = _adjectives_end(parse, head)
        mark_loose_tone(parse, head.start, end)
        mark_loose_aspect(parse, head.start, end)
    for low, high in parse.clauses(0, len(parse.text)):
        said = plain(parse, low, high)
        if said and any(h.start <= low and high <= h.noun_end for h in heads):
            continue
        if said and only_glue(parse.languages, _without_adjectives(parse, said)):
            mark_loose_tone(parse, low, high)
            mark_loose_aspect(parse, low, high)


def _adjectives_end(parse: Parse, head: Head) -> int:
    """Where adjectives after the noun end, in languages that put them there: "vídeos cuadrados de"."""
    end = head.noun_end
    if parse.languages[0] not in ROMANCE or head.kind != "unit":
        return end
    adjective = rf"\s*(?:{parse.any('filler')}|{parse.any('very')}|{parse.any('join')}|{_adjectives(parse)})(?!\w)"
    match = compiled(rf"(?:{adjective})*").match(parse.text.folded, end)
    return match.end() if match else end


def _without_adjectives(parse: Parse, said: str) -> str:
    return compiled(rf"(?<!\w){_adjectives(parse)}(?!\w)").sub(" ", fold(said))


def _adjectives(parse: Parse) -> str:
    keys = (*(f"tones.{tone}" for tone in TONES), *ASPECTS)
    return alternation(w for key in keys for w in words(parse.languages, key))
