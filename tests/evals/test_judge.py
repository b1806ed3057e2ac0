"""The judge: its marks, and how far they agree with those made by hand."""

import json
from typing import Any

import pytest

from evals.judge import Marks, agree, agreement, judged, labels
from evals.metrics.prompts import faults, names
from providers.adapters.litellm import LiteLLM
from providers.policy import Config, TaskPolicy
from providers.router import Router
from tests.fakes.openai_server import Answer, openai_server

KIND = Config(tasks={"text": TaskPolicy(attempts=1, deadline_seconds=20, backoff_seconds=0.001)})


def router(base_url: str) -> Router:
    return Router([LiteLLM("openai/local", base_url=base_url, api_key="k", timeout_seconds=20)], KIND)


def by_heart(body: dict[str, Any]) -> str:
    """Gives the marks that were made by hand, but is lenient about hooks."""
    asked = body["messages"][1]["content"]
    entry = next(e for e in labels() if json.dumps(e.script, ensure_ascii=False) in asked)
    return json.dumps({**entry.marks.model_dump(), "hook": True})


async def test_agreement_is_measured_point_by_point() -> None:
    with openai_server(by_heart) as server:
        found = await agreement(router(server.base_url))
    assert found["sound"].kappa == 1
    assert found["hook"].kappa == 0
    assert 0.5 < found["hook"].same.value < 1
    assert found["hook"].same.n == len(labels())


@pytest.mark.parametrize(
    "answer", [lambda body: "great script!", lambda body: (500, {}), lambda body: '{"hook": true}']
)
async def test_no_usable_answer_gives_no_marks(answer: Answer) -> None:
    with openai_server(answer) as server:
        assert await judged("x", "tea", "en", router(server.base_url)) is None


def test_kappa_is_nothing_by_chance() -> None:
    assert agree([True, True, False, False], [True, False, True, False]).kappa == 0
    assert agree([True, False], [False, True]).kappa == -1


def test_the_labels_hold_good_and_bad_on_every_point() -> None:
    assert len(labels()) >= 10
    for name in Marks.model_fields:
        assert {getattr(e.marks, name) for e in labels()} == {True, False}


@pytest.mark.parametrize("name", names())
def test_every_prompt_keeps_data_and_orders_apart(name: str) -> None:
    assert list(faults(name)) == []
