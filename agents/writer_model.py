"""A script written by a language model: asked once, repaired once, and judged by the same rules as any other."""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.writing.assign import base_language, slots
from agents.writing.judge import faults
from agents.writing.pace import FASTEST, SLOWEST
from agents.writing.rules import check_rules
from agents.writing.scenes import DETAIL, TITLE, clip
from prompts.loader import load_prompt
from providers.errors import AllProvidersFailed, ProviderError
from providers.requests import Message, TextRequest, TextResult
from studio.domain.platforms import PLATFORMS
from studio.domain.script import Mood, Scene, SceneKind, Script, Writer
from tools.base import ScriptOrder, ToolContext

_ROUNDS = 2
"""Answers a model may give: its first, and one repaired."""


class ModelScene(BaseModel):
    """A scene as the model writes it."""

    model_config = ConfigDict(extra="ignore")

    kind: SceneKind
    narration: str
    headline: str
    detail: str = ""
    items: list[str] = []
    figure: str = ""
    emoji: str = ""


class ModelScript(BaseModel):
    """What the model is asked to fill; the rest of a Script is not its business."""

    model_config = ConfigDict(extra="ignore")

    title: str
    mood: Mood
    caption: str
    hashtags: list[str] = []
    scenes: list[ModelScene] = Field(min_length=2, max_length=30)


async def write_with_model(order: ScriptOrder, context: ToolContext, net: Script) -> Script | None:
    """Ask the model for the script of one piece.

    Args:
        order: What is wanted.
        context: The router to ask, and the trail its attempts are added to.
        net: The deterministic script of the same piece: angle, structure and sound advice.

    Returns:
        The script, or None when the model failed or broke the rules twice.
    """
    check_rules(order.piece.must_say, order.piece.must_not)
    messages = _ask(order, net)
    for _ in range(_ROUNDS):
        answer = await _generate(messages, order, context)
        if answer is None:
            return None
        script, wrong = _judge(answer, order, net)
        if script and not wrong:
            return script
        messages = (*messages, Message(role="assistant", content=answer.text), _repair(wrong))
    return None


async def _generate(messages: tuple[Message, ...], order: ScriptOrder, context: ToolContext) -> TextResult | None:
    seed = order.seed + order.index + 1000 * context.attempt
    schema = ModelScript.model_json_schema()
    try:
        request = TextRequest(messages=messages, schema_=schema, seed=seed)
        answer = await context.router.generate("text", request, context=context.calls)
    except AllProvidersFailed as error:
        context.trail.extend(error.trail)
        return None
    except ProviderError:
        return None
    context.trail.extend(answer.trail)
    return answer.result


def _ask(order: ScriptOrder, net: Script) -> tuple[Message, ...]:
    piece = order.piece
    wishes = piece.model_dump(mode="json", include={"topic", "platform", "tone", "must_say", "must_not"})
    reference = {"title": net.title, "scenes": [{"kind": s.kind, "narration": s.narration} for s in net.scenes]}
    turns = load_prompt("write_script").render(
        language=piece.language,
        seconds=f"{piece.seconds:g}",
        least_words=str(round(SLOWEST * piece.seconds * 1.03)),
        most_words=str(round(FASTEST * piece.seconds * 0.97)),
        structure=net.structure,
        angle=_data(piece.angle or net.scenes[0].headline),
        siblings=_data(_siblings(order, net)),
        piece=_data(wishes),
        reference=_data(reference),
    )
    asked = [Message(role=turn.role, content=turn.content) for turn in turns]
    return (*asked, _again(order)) if order.note or order.keep else tuple(asked)


def _again(order: ScriptOrder) -> Message:
    """What is asked for beyond the first time: a change, and scenes that stay."""
    kept = [{"scene": scene.id, "narration": scene.narration} for scene in order.keep]
    lines = ["A script of this piece was written before. Write another one, within the rules above."]
    lines += [f"What its author wants different: <data>\n{_data(order.note)}\n</data>"] if order.note else []
    lines += (
        [f"Scenes that stay word for word; repeat nothing of them: <data>\n{_data(kept)}\n</data>"] if kept else []
    )
    return Message(role="user", content="\n".join(lines))


def _siblings(order: ScriptOrder, net: Script) -> list[str]:
    row = slots(order.piece.topic, base_language(order.piece.language), order.seed)[: order.batch]
    own = {order.piece.angle, net.scenes[0].headline}
    return [f"{slot.title} ({slot.structure})" for slot in row if slot.title not in own]


def _data(value: Any) -> str:
    """Text that cannot close the tag it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")


def _repair(wrong: list[str]) -> Message:
    lines = "\n".join(f"- {fault}" for fault in wrong)
    return Message(
        role="user", content=f"That breaks these rules:\n{lines}\nAnswer again with the whole JSON object."
    )


def _judge(answer: TextResult, order: ScriptOrder, net: Script) -> tuple[Script | None, list[str]]:
    text = answer.text
    try:
        draft = ModelScript.model_validate_json(text[text.find("{") : text.rfind("}") + 1] or "{}")
    except ValidationError as error:
        return None, [f"{'.'.join(map(str, e['loc'])) or 'answer'}: {e['msg']}" for e in error.errors()[:8]]
    script = _script(draft, answer.model, order, net)
    return script, faults(script, order.piece)


def _script(draft: ModelScript, model: str, order: ScriptOrder, net: Script) -> Script:
    piece, limits = order.piece, PLATFORMS[order.piece.platform]
    tags = dict.fromkeys("".join(tag.split()).lstrip("#") for tag in draft.hashtags)
    return Script(
        title=clip(draft.title.strip(), TITLE),
        language=piece.language,
        scenes=tuple(_scene(scene, place) for place, scene in enumerate(draft.scenes, 1)),
        structure=net.structure,
        mood=draft.mood,
        caption=clip(draft.caption.strip(), limits.caption_limit),
        hashtags=tuple(tag for tag in tags if tag)[: limits.hashtag_limit] or net.hashtags,
        seconds=piece.seconds,
        writer=Writer(kind="model", name=model),
    )


def _scene(scene: ModelScene, place: int) -> Scene:
    lists = scene.kind in ("checklist", "countdown", "comparison")
    return Scene(
        id=f"s{place}",
        kind=scene.kind,
        narration=" ".join(scene.narration.split()),
        headline=scene.headline.strip(),
        detail=clip(scene.detail.strip(), DETAIL),
        items=tuple(item.strip() for item in scene.items) if lists else (),
        figure=scene.figure.strip()[:10],
        emoji=scene.emoji.strip()[:8],
    )
