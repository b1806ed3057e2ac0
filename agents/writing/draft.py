"""Writes one script from the packs: the deterministic writer itself."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from agents.writing.assign import STRUCTURES, Slot, base_language, slots
from agents.writing.fit import Wish, fit
from agents.writing.outline import Manner, Outline
from agents.writing.packs import Angle, Pack
from agents.writing.rules import check_rules, clean_angle, forbidden_in, says_forbidden
from agents.writing.scenes import TITLE, clip
from agents.writing.topics import find_title, know
from studio.domain.brief import Piece
from studio.domain.platforms import PLATFORMS
from studio.domain.script import Scene, Script, Writer
from studio.errors import StepFailed
from tools.base import ScriptOrder

LONGEST_LEAD = 55
"""Seconds from which a second angle may be needed to fill the piece."""


@dataclass(frozen=True)
class _Job:
    """An order, resolved."""

    piece: Piece
    topic: str
    slot: Slot
    row: tuple[Slot, ...]
    seed: int
    batch: int
    attempt: int


def write_from_packs(order: ScriptOrder, attempt: int = 0) -> Script:
    """Write a script from the packs, or from the structures that claim nothing.

    Args:
        order: What is wanted.
        attempt: 0 at first; a higher one gives other beats and another hook.

    Raises:
        BadRequest: What must be said holds what must not.
        StepFailed: Nothing could be written without a word that must not be said.
    """
    piece = order.piece
    check_rules(piece.must_say, piece.must_not)
    job = _resolve(order, attempt)
    for candidate in _candidates(job):
        script = _write(candidate)
        if script and not says_forbidden(script, piece.must_not):
            return script
    banned = ", ".join(piece.must_not)
    raise StepFailed(f"no script avoids: {banned}", "allow one of these words, or give your own script with --script")


def _resolve(order: ScriptOrder, attempt: int) -> _Job:
    """Find the slot that the piece's angle names, or that its place in the batch gives it."""
    piece, language = order.piece, base_language(order.piece.language)
    row = slots(piece.topic, language, order.seed)
    place = order.index % len(row)
    if not piece.angle:
        return _Job(piece, _subject(piece.topic, language), row[place], row, order.seed, order.batch, attempt)
    named = next((slot for slot in row if slot.title == piece.angle), None) or _like(piece.angle, row, place)
    if named:
        return _Job(piece, _subject(piece.topic, language), named, row, order.seed, order.batch, attempt)
    topic = _own_angle(piece)
    own = slots(topic, language, order.seed)
    return _Job(piece, _subject(topic, language), own[place], own, order.seed, order.batch, attempt)


def _subject(topic: str, language: str) -> str:
    return topic.strip().strip(".!?;:।\"'“”") or topic


def _own_angle(piece: Piece) -> str:
    """The user's own angle as a topic, with the piece's topic before it when it would say too little alone."""
    angle = piece.angle.strip()
    known = set(piece.topic.casefold().split()) <= set(angle.casefold().split())
    return angle if known or len(angle.split()) > 2 else f"{piece.topic}: {angle}"


def _like(angle: str, row: tuple[Slot, ...], place: int) -> Slot | None:
    found = find_title(angle, tuple(slot.source for slot in row if not slot.round))
    slot = next((s for s in row if s.source == found), None)
    return replace(slot, structure=row[place].structure) if slot else None


def _candidates(job: _Job) -> Iterator[_Job]:
    """The job itself, then other structures, then other angles, for when a word must be avoided."""
    yield job
    turn = STRUCTURES.index(job.slot.structure)
    for structure in (*STRUCTURES[turn + 1 :], *STRUCTURES[:turn]):
        yield replace(job, slot=replace(job.slot, structure=structure))
    for slot in job.row:
        if slot.round == 0 and slot.source != job.slot.source:
            yield replace(job, slot=slot)
            yield replace(job, slot=replace(slot, structure="tips"))


def _write(job: _Job) -> Script | None:
    lead = clean_angle(_angle(job), job.piece.must_not)
    if lead is None:
        return None
    manner = _manner(job)
    outline, scenes = fit(_wish(job, lead, manner), manner)
    return _script(job, outline, scenes, manner)


def _angle(job: _Job) -> Angle:
    """The slot's angle; from the third round on mixed with its neighbour's, so that the beats are new together."""
    angle, turn = job.slot.source.angle, job.slot.round
    if turn < 2:
        return angle
    firsts = [slot.source for slot in job.row if slot.round == 0]
    other = firsts[(firsts.index(job.slot.source) + turn) % len(firsts)].angle
    pairs = zip(angle.beats, other.beats, strict=False)
    beats = tuple(pair[(place + turn) % 2] for place, pair in enumerate(pairs))
    return angle.model_copy(update={"beats": beats, "setup": other.setup})


def _manner(job: _Job) -> Manner:
    language = base_language(job.piece.language)
    known = know(job.piece.topic, language)
    return Manner(
        language=language,
        topic=job.topic,
        audience=_capital(known.audience) if not _generic(job.slot.source.pack) else "",
        tone=job.piece.tone,
        must_say=tuple(phrase.strip() for phrase in job.piece.must_say if phrase.strip()),
        variant=job.slot.place + job.seed + job.attempt,
    )


def _wish(job: _Job, lead: Angle, manner: Manner) -> Wish:
    others = (clean_angle(slot.source.angle, job.piece.must_not) for slot in _chapters(job))
    angles = (lead, *(angle for angle in others if angle)) if job.piece.seconds > LONGEST_LEAD else (lead,)
    wish = Wish(
        structure=job.slot.structure,
        angles=angles,
        seconds=job.piece.seconds,
        place=job.slot.place + job.seed + job.attempt,
        salt=f"{job.seed}/{job.attempt}",
    )
    for _ in range(min(job.attempt + job.slot.round % 2, 2)):
        before, _scenes = fit(replace(wish, salt=f"{job.seed}/0"), manner)
        used = frozenset(i for i, _ in before.chapters[0].beats) if len(before.chapters) == 1 else frozenset()
        wish = replace(wish, used=wish.used | used, banned_hooks=wish.banned_hooks | {before.hook})
    return wish


def _chapters(job: _Job) -> list[Slot]:
    """Further angles of the same pack, a batch apart, so that the pieces of a batch share as few as can be."""
    same = [s for s in job.row if s.round == 0 and s.source.pack is job.slot.source.pack]
    here = [s.source for s in same].index(job.slot.source)
    stride = job.batch if job.batch * 2 <= len(same) else 1
    steps = [stride * n for n in range(1, len(same))] if stride > 1 else [1, 4, 6, 9, *range(2, len(same))]
    places = dict.fromkeys((here + step) % len(same) for step in [*steps, *range(1, len(same))])
    return [same[place] for place in places if place != here][:5]


def _script(job: _Job, outline: Outline, scenes: tuple[Scene, ...], manner: Manner) -> Script:
    lead, pack, piece = outline.lead, job.slot.source.pack, job.piece
    generic = _generic(pack)
    title = f"{_capital(job.topic)}: {lead.title}" if generic else lead.title
    return Script(
        title=clip(title, TITLE),
        language=piece.language,
        scenes=_topic_card(scenes, job.topic) if generic else scenes,
        structure=outline.structure,
        mood=pack.mood,
        caption=_caption(manner.fill(lead.caption), piece),
        hashtags=_hashtags(pack, lead, job),
        seconds=piece.seconds,
        writer=Writer(kind="generic" if generic else "niche", name=f"{pack.id}/{lead.id}"),
    )


def _topic_card(scenes: tuple[Scene, ...], topic: str) -> tuple[Scene, ...]:
    """The generic titles leave the topic out, so the card shows it below."""
    return (scenes[0].model_copy(update={"detail": clip(_capital(topic), 70)}), *scenes[1:])


def _caption(text: str, piece: Piece) -> str:
    limit = PLATFORMS[piece.platform].caption_limit
    return clip(text, limit)


def _hashtags(pack: Pack, lead: Angle, job: _Job) -> tuple[str, ...]:
    words = "".join(c for c in job.topic.casefold() if c.isalnum() or c == " " or ord(c) > 0x2FF).split()
    own = ("".join(words),) if _generic(pack) and 1 <= len(words) <= 3 else ()
    tags = [*own, *pack.hashtags[:1], *lead.hashtags, *pack.hashtags[1:]]
    free = [tag for tag in dict.fromkeys(tags) if not forbidden_in(tag, job.piece.must_not)]
    return tuple(free[: PLATFORMS[job.piece.platform].hashtag_limit])


def _generic(pack: Pack) -> bool:
    return pack.id == "generic"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
