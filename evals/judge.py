"""A language model as judge of scripts, and how far it agrees with people: without that, its marks say nothing."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from evals.intervals import Figure, share
from prompts.loader import load_prompt
from providers.errors import ProviderError
from providers.requests import Message, TextRequest
from providers.router import Router

LABELS = Path(__file__).parent / "labels.yaml"


class Marks(BaseModel):
    """The rubric of `prompts/judge_script`."""

    model_config = ConfigDict(frozen=True)

    hook: bool
    clear: bool
    useful: bool
    sound: bool
    on_topic: bool


class Labelled(BaseModel):
    """A script that a person has marked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    language: str = "en"
    topic: str
    script: str
    marks: Marks


@lru_cache(maxsize=1)
def labels() -> tuple[Labelled, ...]:
    """The scripts marked by hand, good and bad ones."""
    return tuple(Labelled.model_validate(entry) for entry in yaml.safe_load(LABELS.read_text("utf-8")))


async def judged(script: str, topic: str, language: str, router: Router) -> Marks | None:
    """A model's marks for one script; None when it gave no usable answer."""
    turns = load_prompt("judge_script").render(language=language, topic=_data(topic), script=_data(script))
    messages = tuple(Message(role=turn.role, content=turn.content) for turn in turns)
    request = TextRequest(messages=messages, schema_=Marks.model_json_schema(), temperature=0.0)
    try:
        said = (await router.generate("text", request)).result.text
        return Marks.model_validate_json(said[said.find("{") : said.rfind("}") + 1] or "{}")
    except (ProviderError, ValidationError):
        return None


async def agreement(router: Router) -> Mapping[str, "Agreement"]:
    """How far a model's marks agree with those made by hand, point by point."""
    marked = [(e.marks, await judged(e.script, e.topic, e.language, router)) for e in labels()]
    both = [(hand, model) for hand, model in marked if model is not None]
    return {
        name: agree([bool(getattr(h, name)) for h, _ in both], [bool(getattr(m, name)) for _, m in both])
        for name in Marks.model_fields
    }


class Agreement(BaseModel):
    """Two judges on the same things."""

    model_config = ConfigDict(frozen=True)

    same: Figure
    kappa: float
    """Cohen's kappa: 0 is chance, 1 is perfect."""


def agree(one: Sequence[bool], other: Sequence[bool]) -> Agreement:
    """Agreement of two judges, raw and beyond chance."""
    same = share([a == b for a, b in zip(one, other, strict=True)])
    if not one:
        return Agreement(same=same, kappa=0.0)
    yes, also = sum(one) / len(one), sum(other) / len(other)
    chance = yes * also + (1 - yes) * (1 - also)
    return Agreement(same=same, kappa=1.0 if chance == 1 else (same.value - chance) / (1 - chance))


def _data(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
