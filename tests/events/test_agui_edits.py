"""What is told of edits: rounds of their own after the end of a run, in the order that consumers insist on."""

from decimal import Decimal

import pytest

from studio.domain.plan import Estimate, Plan, Step
from studio.events.agui import Translator
from studio.events.pictures import Payload, Picture
from studio.events.progress import Edited, Ended, Event, Opened, Planned, Refused, StepMoved
from tests.fakes.studio import spec

SCRIPT = Step(id="reel-1.script", tool="script", args={}, needs=())
PLAN = Plan(spec=spec(1), steps=(SCRIPT,))
OTHER = Plan(spec=spec(1, "tea"), steps=(SCRIPT,))


def round_of(status: str, proposed: bool) -> tuple[list[Payload], Picture]:
    """A run that ended so, one edit that was applied and one that was refused."""
    first: tuple[Event, ...] = (Opened("run", ""), Planned(PLAN, {}, {}), StepMoved("reel-1.script", "done", 1.0))
    edited = Edited("e1", 2, OTHER, ("it is tea",), ("reel-1.script",), Estimate(seconds=2), status, proposed)
    translator = Translator("run")
    for event in (*first, Ended(status, Decimal(0))):
        translator.translate(event)
    told = [payload for event in (edited, Refused("e2", "no", "try")) for payload in translator.translate(event)]
    return told, translator.picture


@pytest.mark.parametrize("status", ["planned", "done", "failed", "cancelled"])
def test_each_edit_is_a_round_of_its_own(status: str) -> None:
    told, seen = round_of(status, status != "planned")
    kinds = [payload["type"] for payload in told]
    assert [kind for kind in kinds if kind.startswith("RUN_")] == ["RUN_STARTED", "RUN_FINISHED"] * 2
    assert kinds[-1] == "RUN_FINISHED"
    assert [payload["name"] for payload in told if payload["type"] == "CUSTOM"] == ["plan", "refused"]
    assert not seen.started
    assert seen.state["status"] == status, "an edit does not change where a run is"


def test_a_proposal_leaves_the_picture_of_the_run_alone() -> None:
    told, seen = round_of("done", True)
    assert seen.state["plan"]["pieces"][0]["topic"] == "fitness"
    assert seen.state["steps"]["reel-1.script"]["state"] == "done"
    assert seen.state["proposal"]["pieces"][0]["topic"] == "tea"
    assert seen.state["proposal"]["redone"] == ["reel-1.script"]
    finished = next(payload for payload in told if payload["type"] == "RUN_FINISHED")
    assert finished["outcome"]["type"] == "interrupt", "it waits for a yes"


def test_a_plan_that_waits_is_replaced_in_the_picture() -> None:
    _, seen = round_of("planned", False)
    assert seen.state["plan"]["pieces"][0]["topic"] == "tea"
    assert seen.state["proposal"] is None
