"""Writes one script from the packs: the deterministic writer itself."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from agents.writing.assign import STRUCTURES, Slot, base_language, slots
from agents.writing.fit import fit
from agents.writing.outline import Manner, Outline
from agents.writing.packs import Angle, Pack
from agents.writing.rounds import Cast, wish_for
from agents.writing.rules import check_rules, forbidden_in, says_forbidden
from agents.writing.scenes import TITLE, clip
from agents.writing.topics import find_title, know
from studio.domain.brief import Piece
from studio.domain.platforms import PLATFORMS
from studio.domain.script import Scene, Script, Writer
from studio.errors import StepFailed
from tools.base import ScriptOrder


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
    manner = _manner(job)
    cast = Cast(job.row, job.slot, job.piece.seconds, job.batch, job.piece.must_not, f"{job.seed}/{job.attempt}")
    rounds = -(-job.batch // sum(slot.round == 0 for slot in job.row))
    wish = wish_for(cast, manner, job.slot.round + job.attempt * rounds)
    if wish is None:
        return None
    outline, scenes = fit(wish, manner)
    return _script(job, outline, scenes, manner)


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


def _script(job: _Job, outline: Outline, scenes: tuple[Scene, ...], manner: Manner) -> Script:
    lead, pack, piece = outline.lead, job.slot.source.pack, job.piece
    generic = _generic(pack)
    title = f"{_capital(job.topic)}: {job.slot.title}" if generic else job.slot.title
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
