"""From an outline to scenes: which picture each thing said gets, structure by structure."""

from collections.abc import Iterator, Sequence
from typing import cast

from agents.writing.outline import Chapter, Manner, Outline, Part, is_sentence
from agents.writing.packs import Act, Angle, Beat, Structure
from agents.writing.phrases import after_colon, sentence_case
from studio.domain.script import Scene, SceneKind

ACTS: dict[Act, str] = {"comment": "💬", "save": "🔖", "share": "📤", "follow": "➕", "try": "✅"}
LIST_WORDS = 30
"""Most words of one list scene: about ten seconds."""
HEADLINE, DETAIL, TITLE = 48, 70, 90
"""Most characters of a headline, of the line below it, of a script's title."""


def build_scenes(outline: Outline, manner: Manner) -> tuple[Scene, ...]:
    """All scenes of a script: hook first, call to action last."""
    return number_scenes(_merge(list(_parts(outline, manner)), outline.structure, manner))


def number_scenes(parts: Sequence[Part]) -> tuple[Scene, ...]:
    """Give parts their ids."""
    return tuple(
        Scene(
            id=f"s{place}",
            kind=cast(SceneKind, part.kind),
            narration=part.say,
            headline=clip(part.headline, HEADLINE),
            detail=clip(part.detail, DETAIL),
            items=part.items,
            figure=part.figure,
            emoji=part.emoji,
        )
        for place, part in enumerate(parts, 1)
    )


def clip(text: str, limit: int) -> str:
    """The text, cut at a word with an ellipsis when it is too long."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:-–") + "…"


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but case and punctuation."""
    a, b = ("".join(c for c in text.casefold() if c.isalnum()) for text in (one, other))
    return a == b


def beat_line(structure: Structure, beat: Beat, place: int, count: int, manner: Manner) -> str:
    """What is spoken for a beat, with what its structure puts before it.

    Args:
        structure: The structure.
        beat: The beat.
        place: Its place among the beats, from 0.
        count: How many beats there are.
        manner: How the piece is worded.
    """
    words, say = manner.phrases, manner.fill(beat.say)
    rank = count - place if structure == "countdown" else place + 1
    number = words.numbers[rank - 1] if 1 < count <= len(words.numbers) else ""
    low = after_colon(say, manner.language)
    if beat.slip and (structure == "swap" or (structure == "mistakes" and not number)):
        return sentence_case(manner.pick(words.swap, place).format(slip=beat.slip, say=say), manner.language)
    if structure == "mistakes" and beat.slip:
        return words.mistake.format(n=number, slip=beat.slip, say=say)
    lead = {"steps": words.step, "countdown": words.countdown, "challenge": words.rule}.get(structure)
    return lead.format(n=number, say=low) if lead and number else say


def note_parts(manner: Manner) -> list[Part]:
    """A scene for each whole sentence the user wants said."""
    head = manner.phrases.heads.note
    return [Part("quote", manner.phrased(p), head, emoji="💡") for p in manner.must_say if is_sentence(p)]


def cta_part(say: str, show: str, emoji: str, manner: Manner) -> Part:
    """The last scene."""
    short = [phrase for phrase in manner.must_say if not is_sentence(phrase)]
    return Part("cta", say, show, detail=" · ".join(short), emoji=emoji)


def _parts(outline: Outline, manner: Manner) -> Iterator[Part]:
    lead = outline.lead
    count = sum(len(chapter.beats) for chapter in outline.chapters)
    yield _title(outline, manner, count)
    if outline.myth:
        yield _myth(lead, manner)
    place = 0
    for number, chapter in enumerate(outline.chapters):
        if chapter.setup and chapter.angle.setup:
            head = chapter.angle.title if number else lead.myth.right
            yield Part("quote", manner.chapter(chapter.angle.setup, number), head, emoji=chapter.angle.emoji)
        yield from _beats(outline.structure, chapter, place, count, manner)
        place += len(chapter.beats)
    if outline.close:
        yield _close(outline, manner)
    yield from note_parts(manner)
    cta = outline.cta
    yield cta_part(manner.ask(cta.say), cta.show, ACTS[cta.act], manner)


def _title(outline: Outline, manner: Manner, count: int) -> Part:
    lead, label = outline.lead, manner.phrases.labels[outline.structure].format(n=count)
    detail = manner.audience or (label if count > 1 else "")
    return Part("title", manner.hook(lead.hooks[outline.hook]), lead.title, detail, lead.emoji)


def _myth(lead: Angle, manner: Manner) -> Part:
    say = manner.myth(lead.myth.claim, lead.myth.fact)
    return Part("comparison", say, manner.phrases.heads.myth, items=(lead.myth.left, lead.myth.right), emoji="🤔")


def _close(outline: Outline, manner: Manner) -> Part:
    lead = outline.lead
    shown = [chapter.angle.beats[i].show for chapter in outline.chapters for i, _ in chapter.beats]
    say = manner.fill(lead.close)
    if outline.structure == "recap" and 2 <= len(shown) <= 5:
        return Part("checklist", say, manner.phrases.heads.recap, emoji="📌", items=tuple(shown))
    return Part("quote", say, lead.title if same_words(lead.close_show, say) else lead.close_show, emoji=lead.emoji)


def _beats(structure: Structure, chapter: Chapter, start: int, count: int, manner: Manner) -> Iterator[Part]:
    beats = chapter.beats[::-1] if structure == "countdown" else chapter.beats
    for place, (index, more) in enumerate(beats, start):
        beat = chapter.angle.beats[index]
        say = beat_line(structure, beat, place, count, manner)
        yield _beat(structure, beat, say, place, count, more, manner)
        if more:
            said = manner.fill(beat.more)
            yield Part("quote", said, beat.show if same_words(beat.detail, said) else beat.detail, emoji=beat.emoji)


def _beat(structure: Structure, beat: Beat, say: str, place: int, count: int, more: bool, manner: Manner) -> Part:
    detail = "" if more else beat.detail
    number = str(place + 1) if count > 1 else ""
    if structure == "swap" and beat.slip:
        pair = (sentence_case(beat.slip, manner.language), beat.show)
        return Part("comparison", say, manner.phrases.heads.swap, items=pair, emoji=beat.emoji)
    if structure == "mistakes" and beat.slip:
        return Part("tip", say, sentence_case(beat.slip, manner.language), beat.show, beat.emoji, figure=number)
    if structure == "countdown":
        figure = f"#{count - place}"
        return Part("number", say, beat.show, detail, beat.emoji, figure=figure, listed="" if more else beat.show)
    if structure in ("checklist", "challenge"):
        return Part("tip", say, beat.show, detail, beat.emoji, figure=number, listed="" if more else beat.show)
    if beat.figure and structure in ("numbers", "deep-dive", "myth-vs-fact", "story"):
        return Part("number", say, beat.show, detail, beat.emoji, figure=beat.figure)
    return Part("tip", say, beat.show, detail, beat.emoji, figure="" if structure == "story" else number)


def _merge(parts: list[Part], structure: Structure, manner: Manner) -> list[Part]:
    heads = manner.phrases.heads
    if structure == "countdown":
        return _merge_tail(parts, heads.countdown)
    if structure in ("checklist", "challenge"):
        return _merge_runs(parts, heads.checklist if structure == "checklist" else heads.rules)
    return parts


def _merge_tail(parts: list[Part], headline: str) -> list[Part]:
    """The last two or three ranks become one countdown; those before stand alone."""
    ranked = [i for i, part in enumerate(parts) if part.figure.startswith("#") and part.listed]
    run = [i for i in ranked[-3:] if all(j in ranked for j in range(i, ranked[-1]))]
    if len(run) < 2 or parts[run[-1]].figure != "#1":
        return parts
    return [*parts[: run[0]], _listed(parts[run[0] : run[-1] + 1], "countdown", headline), *parts[run[-1] + 1 :]]


def _merge_runs(parts: list[Part], headline: str) -> list[Part]:
    """Runs of listable parts become list scenes of two or three lines."""
    merged: list[Part] = []
    run: list[Part] = []
    for part in [*parts, None]:
        if part and part.listed and _fits(run, part):
            run.append(part)
            continue
        merged += [_listed(run, "checklist", headline)] if len(run) > 1 else run
        run = [part] if part and part.listed else []
        merged += [part] if part and not part.listed else []
    return merged


def _fits(run: list[Part], part: Part) -> bool:
    words = sum(len(p.say.split()) for p in [*run, part])
    return len(run) < 3 and words <= LIST_WORDS


def _listed(run: list[Part], kind: str, headline: str) -> Part:
    items = tuple(part.listed for part in run)
    return Part(kind, " ".join(part.say for part in run), headline, emoji=run[0].emoji, items=items)
