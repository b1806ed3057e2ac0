"""The validator finds every kind of fault, and says it in words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agents.planning.refs import needs_of
from agents.planning.types import fits
from agents.planning.validate import check, faults_of
from studio.domain.assets import Asset
from studio.domain.brief import ContentSpec, Piece
from studio.domain.plan import Plan, Step
from studio.errors import BadRequest
from tests.agents.test_planner import TOOLS, one, plan

Change = Callable[[dict[str, Step]], None]


def changed(change: Change) -> Plan:
    made = plan(one())
    steps = {step.tool: step for step in made.steps}
    change(steps)
    return made.model_copy(update={"steps": tuple(steps.values())})


def edit(of: str, /, **update: Any) -> Change:
    def change(steps: dict[str, Step]) -> None:
        steps[of] = steps[of].model_copy(update=update)

    return change


def arg(tool: str, name: str, value: Any) -> Change:
    def change(steps: dict[str, Step]) -> None:
        args = {**steps[tool].args, name: value}
        steps[tool] = steps[tool].model_copy(update={"args": args})

    return change


def without(tool: str, name: str) -> Change:
    def change(steps: dict[str, Step]) -> None:
        args = {key: value for key, value in steps[tool].args.items() if key != name}
        steps[tool] = steps[tool].model_copy(update={"args": args, "needs": needs_of(args)})

    return change


def reverse(steps: dict[str, Step]) -> None:
    order = list(steps.items())[::-1]
    steps.clear()
    steps.update(order)


def drop_export(steps: dict[str, Step]) -> None:
    del steps["export"]


def twice(steps: dict[str, Step]) -> None:
    steps["again"] = steps["post"]


def circle(steps: dict[str, Step]) -> None:
    args = {**steps["script"].args, "order": {"$ref": "reel-1.post.title"}}
    steps["script"] = steps["script"].model_copy(update={"args": args, "needs": ("reel-1.post",)})


FAULTS: list[tuple[Change, str]] = [
    (twice, "two steps are called reel-1.post"),
    (edit("music", tool="singer"), "reel-1.music: there is no tool 'singer'; there are: script, voice"),
    (edit("post", needs=("reel-1.script", "reel-1.voice")), "reel-1.post says it needs reel-1.voice, but none"),
    (edit("post", needs=()), "reel-1.post uses reel-1.script, but does not name it in its needs"),
    (arg("music", "volume", 3), "reel-1.music: music takes no argument 'volume'; it takes: script, mood"),
    (without("music", "mood"), "reel-1.music: music lacks its argument 'mood'"),
    (arg("music", "seconds", "long"), "reel-1.music: argument seconds is wrong: "),
    (arg("script", "order", {"piece": {"id": "x"}}), "reel-1.script: argument order.piece.topic is wrong: "),
    (arg("music", "mood", {"$ref": "reel-9.script.by"}), "mood refers to reel-9.script.by, but there is no step"),
    (arg("music", "script", {"$ref": "reel-1.script.text"}), "script gives no 'text'; it gives: by, script"),
    (arg("export", "folder", {"$ref": "run.home"}), "folder refers to run.home, but a run only has: folder"),
    (
        arg("compose", "music", {"$ref": "reel-1.music.title"}),
        "reel-1.compose: music wants Asset or nothing, but reel-1.music.title is str",
    ),
    (
        arg("cover", "look", {"$ref": "reel-1.script.script"}),
        "reel-1.cover: look wants Look, but reel-1.script.script is Script",
    ),
    (reverse, "reel-1.export comes before reel-1.captions, which it needs"),
    (circle, "these steps wait for each other in a circle: "),
    (drop_export, "reel-1 is never exported"),
    (without("compose", "presenter"), "reel-1.avatar is used by nobody: no export comes of it"),
]


@pytest.mark.parametrize(("change", "words"), FAULTS, ids=[words[:40] for _, words in FAULTS])
def test_every_fault_is_found_and_told(change: Change, words: str) -> None:
    assert any(words in fault for fault in faults_of(changed(change), TOOLS)), list(faults_of(changed(change), TOOLS))


def test_a_sound_plan_has_no_fault() -> None:
    check(plan(), TOOLS)
    check(Plan.model_validate_json(plan().model_dump_json()), TOOLS)


def test_only_the_first_faults_are_told() -> None:
    empty = Plan(spec=ContentSpec(pieces=tuple(Piece(id=f"reel-{n}", topic="x") for n in range(9))), steps=())
    with pytest.raises(BadRequest, match=r"reel-0 is never exported; .*\(and 6 more\)"):
        check(empty, TOOLS)


@pytest.mark.parametrize(
    ("source", "target", "good"),
    [
        (Asset, Asset | None, True),
        (Asset | None, Asset, False),
        (Asset | None, Asset | None, True),
        (int, float, True),
        (float, int, False),
        (str, Path, False),
        (tuple[str, ...], tuple[str, ...], True),
        (tuple[int, ...], tuple[str, ...], False),
        (tuple[str, str], tuple[str, ...], True),
        (tuple[str, ...], tuple[str, str], False),
        (str, Any, True),
    ],
)
def test_types_fit_as_they_are_declared(source: Any, target: Any, good: bool) -> None:
    assert fits(source, target) is good
