"""What is left out, and the music: `no music or captions`, `silent`, `calm piano music`."""

from agents.reading.lexicon import alternation, compiled, table, words
from agents.reading.marks import Kind, Mark
from agents.reading.parse import Parse, add

LEFT_OUT: dict[str, tuple[Kind, ...]] = {
    "music": ("music",),
    "captions": ("captions",),
    "avatar": ("avatar",),
    "voice": ("voice",),
    "sound": ("voice", "music"),
}


def mark_left_out(parse: Parse) -> None:
    """Mark "no X", "without X or Y" for music, captions, presenter, voice and all sound."""
    thing = {name: alternation(words(parse.languages, f"things.{name}")) for name in LEFT_OUT}
    every = rf"\b(?:{'|'.join(thing.values())})(?!\w)"
    nor = rf"\s*(?:,\s*)?{parse.any('nor')}\s*(?:{parse.any('without')}\s*)?"
    more = rf"(?:(?:\s*,\s*{every})*{nor}{every})*"
    before = rf"{parse.any('without')}\s*{every}{more}"
    behind = rf"{every}{more}\s*{parse.any('without_after')}"
    told = rf"{every}\s*[:=]\s*{parse.any('said_none')}"
    for match in [*parse.find(before), *parse.find(behind), *parse.find(told)]:
        _leave_out(parse, match.start(), match.end(), thing)
    for match in parse.find(rf"{parse.any('only')}\s+{thing['music']}(?=\s*(?:$|[,.;!\n)]))"):
        add(parse, Mark(match.start(), match.end(), "left_out", ("voice",)))
    _mark_silent(parse)


def mark_music(parse: Parse) -> None:
    """Mark the mood of the music, and music asked for without one."""
    music = rf"{alternation(words(parse.languages, 'things.music'))}(?!\w)"
    lead = rf"(?:{parse.any('with')}\s+)?"
    for mood, forms in table(parse.languages, "music_moods").items():
        said = rf"\b{alternation(forms)}(?!\w)"
        before = rf"{lead}{said}(?:[\s,-]+(?:and\s+)?[\w-]+)?[\s-]+{music}"
        behind = rf"{lead}\b{music}[\s:,-]+(?:\w+\s+)?{said}"
        for match in [*parse.find(before), *parse.find(behind)]:
            if not parse.marks.over(match.start(), match.end()):
                add(parse, Mark(match.start(), match.end(), "music", mood))
    for match in parse.find(rf"{parse.any('with')}\s+{music}"):
        add(parse, Mark(match.start(), match.end(), "music", "auto"))


def _leave_out(parse: Parse, start: int, end: int, thing: dict[str, str]) -> None:
    every = compiled(rf"\b(?:{'|'.join(f'(?P<{name}>{pattern})' for name, pattern in thing.items())})(?!\w)")
    named = [str(match.lastgroup) for match in every.finditer(parse.text.folded, start, end)]
    kinds = tuple(dict.fromkeys(kind for name in named for kind in LEFT_OUT[name]))
    add(parse, Mark(start, end, "left_out", kinds))


def _mark_silent(parse: Parse) -> None:
    for match in parse.find(parse.any("silent")):
        if not parse.after(match.end(), parse.any("silent_topic")):
            add(parse, Mark(match.start(), match.end(), "voice", None))
