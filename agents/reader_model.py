"""A brief read by a language model: asked once, repaired once, held to what the words say beyond doubt."""

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.reading.addressed import without_addressed
from agents.reading.assemble import Assembly, spec_of
from agents.reading.draft import Draft
from agents.reading.lengths import Length
from agents.reading.read import Reading, prepare, read
from agents.reading.refusals import Unclear
from agents.reading.text import Text
from agents.reading.units import Unit
from agents.reading.voice import VoiceWish
from prompts.loader import load_prompt
from providers.context import CallContext
from providers.errors import ProviderError
from providers.requests import Message, TextRequest, TextResult
from providers.router import Router
from studio.domain.brief import LANGUAGES, Brief, ContentSpec
from studio.domain.platforms import Aspect, PlatformName
from studio.domain.voices import VOICES
from studio.errors import BadRequest
from studio.settings import Settings

ROUNDS = 2
"""Answers a model may give: its first, and one repaired."""
LONGEST_SENTENCE, MOST_SENTENCES = 240, 12


class ModelPiece(BaseModel):
    """One piece as the model reads it."""

    model_config = ConfigDict(extra="ignore")

    topic: str = Field(min_length=1, max_length=200)
    angle: str = Field(default="", max_length=300)
    platform: PlatformName | None = None
    aspect: Aspect | None = None
    seconds: float | None = None
    language: str | None = None
    tone: str = Field(default="", max_length=40)
    voice: str | None = "auto"
    avatar: Literal["auto"] | None = "auto"
    captions: Literal["auto", "karaoke", "pop", "clean"] | None = "auto"
    music: Literal["auto", "happy", "calm", "tender", "nostalgic", "energetic"] | None = "auto"
    must_say: list[str] = []
    must_not: list[str] = []


class ModelReading(BaseModel):
    """What the model is asked to fill. Money is not its business: a budget is only what the words say."""

    model_config = ConfigDict(extra="ignore")

    pieces: list[ModelPiece] = Field(min_length=1)
    assumptions: list[str] = []


async def read_with_model(
    brief: Brief, *, settings: Settings, router: Router, calls: CallContext | None = None
) -> ContentSpec:
    """Read a brief through the language model, with the deterministic reader as judge and as net.

    Raises:
        BadRequest: For what cannot be made, whoever reads it.
    """
    net, refusal = _read_plainly(brief, settings)
    text, _ = prepare(brief)
    if not text.shown:
        return _fall_back(net, refusal, settings)
    messages = _ask(text, net, settings)
    for _ in range(ROUNDS):
        answer = await _generate(messages, router, brief.options.seed, calls)
        if answer is None:
            break
        spec, wrong = _judge(answer, brief, text, net, settings)
        if spec and not wrong:
            return _with_first_notes(spec, net)
        messages = (*messages, Message(role="assistant", content=answer.text), _repair(wrong))
    return _fall_back(net, refusal, settings)


def _read_plainly(brief: Brief, settings: Settings) -> tuple[Reading | None, Unclear | None]:
    try:
        return read(brief, settings), None
    except Unclear as refusal:
        return None, refusal


def _fall_back(net: Reading | None, refusal: Unclear | None, settings: Settings) -> ContentSpec:
    if net is None:
        raise refusal or Unclear("the brief could not be read")
    note = f"The language model {settings.model} gave no usable reading, so the built-in reader's was taken."
    return net.spec.model_copy(update={"assumptions": (note, *net.spec.assumptions)})


def _ask(text: Text, net: Reading | None, settings: Settings) -> tuple[Message, ...]:
    turns = load_prompt("read_brief").render(
        max_pieces=str(settings.max_pieces),
        max_seconds=f"{settings.max_seconds:g}",
        languages=", ".join(LANGUAGES),
        voices=", ".join(f"{v.name} ({v.gender}, {v.character}, {v.language})" for v in VOICES.values()),
        certain=json.dumps(_certain(net)),
        brief=_data(text.shown),
    )
    return tuple(Message(role=turn.role, content=turn.content) for turn in turns)


def _certain(net: Reading | None) -> dict[str, Any]:
    """Numbers only: nothing of the user's words goes into the system's part."""
    if net is None:
        return {}
    known: dict[str, Any] = {"number of pieces": net.count} if net.count else {}
    if net.count and any(net.seconds):
        known["seconds of each piece"] = list(net.seconds)
    return known


def _data(value: str) -> str:
    """Text that cannot close the tag it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")


async def _generate(
    messages: tuple[Message, ...], router: Router, seed: int, calls: CallContext | None
) -> TextResult | None:
    request = TextRequest(messages=messages, schema_=ModelReading.model_json_schema(), temperature=0.0, seed=seed)
    try:
        return (await router.generate("text", request, context=calls or CallContext())).result
    except ProviderError:
        return None


def _judge(
    answer: TextResult, brief: Brief, text: Text, net: Reading | None, settings: Settings
) -> tuple[ContentSpec | None, list[str]]:
    said = answer.text
    try:
        draft = ModelReading.model_validate_json(said[said.find("{") : said.rfind("}") + 1] or "{}")
    except ValidationError as error:
        return None, [f"{'.'.join(map(str, e['loc'])) or 'answer'}: {e['msg']}" for e in error.errors()[:8]]
    wrong = _faults(draft, net, settings)
    if wrong:
        return None, wrong
    try:
        return _spec(draft, answer.model, brief, text, net, settings), []
    except BadRequest as refusal:
        return None, [refusal.message]


def _faults(draft: ModelReading, net: Reading | None, settings: Settings) -> list[str]:
    count, wrong = len(draft.pieces), []
    if count > settings.max_pieces:
        wrong.append(f"pieces: {count} are too many, the most is {settings.max_pieces}")
    if net and net.count and count != net.count:
        wrong.append(f"pieces: the brief asks for exactly {net.count}, not {count}")
    wrong += [
        f"pieces.{place}.topic: this speaks to the software and is no topic"
        for place, piece in enumerate(draft.pieces)
        if without_addressed(f"{piece.topic}\n{piece.angle}")[1]
    ]
    return wrong


def _spec(
    draft: ModelReading, model: str, brief: Brief, text: Text, net: Reading | None, settings: Settings
) -> ContentSpec:
    assembly = Assembly(brief, settings, net.spec.pieces[0].language if net else "en")
    lengths = net.seconds if net and len(net.seconds) == len(draft.pieces) else (None,) * len(draft.pieces)
    pieces = [assembly.piece(_draft(p, text, s)) for p, s in zip(draft.pieces, lengths, strict=True)]
    for sentence in draft.assumptions[:MOST_SENTENCES]:
        assembly.note(" ".join(sentence.split())[:LONGEST_SENTENCE])
    return spec_of(pieces, net.spec.budget_usd if net else brief.options.budget_usd, assembly.notes, model)


def _draft(piece: ModelPiece, text: Text, seconds: float | None) -> Draft:
    length = seconds if seconds is not None else piece.seconds
    wishes: dict[str, Any] = {
        "aspect": piece.aspect,
        "language": (piece.language,) if piece.language else None,
        "length": Length((length,)) if length is not None else None,
        "tone": piece.tone.strip().casefold() or None,
        "must_say": _quoted(piece.must_say, text),
        "must_not": _quoted(piece.must_not, text),
    }
    kept: dict[Any, Any] = {k: v for k, v in wishes.items() if v}
    unit = Unit("", (piece.platform,) if piece.platform else ())
    topic, angle = (" ".join(said.split()) for said in (piece.topic, piece.angle))
    return Draft(topic, angle, unit, {**kept, **_without(piece), "voice": _voice(piece.voice)})


def _without(piece: ModelPiece) -> Mapping[Any, Any]:
    return {"avatar": piece.avatar, "captions": piece.captions, "music": piece.music}


def _voice(said: str | None) -> VoiceWish | None:
    if said is None:
        return None
    return VoiceWish(said, name=said if said in VOICES else "auto")


def _quoted(phrases: list[str], text: Text) -> tuple[str, ...]:
    """Only phrases that stand in the brief: a model may not put words into anyone's mouth."""
    shown = text.shown.casefold()
    found = (" ".join(phrase.split()) for phrase in phrases)
    return tuple(dict.fromkeys(phrase for phrase in found if phrase and phrase.casefold() in shown))


def _with_first_notes(spec: ContentSpec, net: Reading | None) -> ContentSpec:
    """Add what only the deterministic reader knows: text left out, a currency counted, a correction followed."""
    first = [n for n in (net.spec.assumptions if net else ()) if n.startswith(("Text addressed", "The budget"))]
    notes = tuple(dict.fromkeys((*first, *spec.assumptions)))
    return spec.model_copy(update={"assumptions": notes})


def _repair(wrong: list[str]) -> Message:
    lines = "\n".join(f"- {fault}" for fault in wrong)
    content = f"That breaks these rules:\n{lines}\nAnswer again with the whole JSON object."
    return Message(role="user", content=content)
