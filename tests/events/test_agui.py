"""What is told of a run, in the order that consumers of AG-UI insist on."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pytest
from ag_ui.core import Event as AnyEvent
from pydantic import TypeAdapter

from studio.domain.plan import Plan, Step
from studio.domain.runs import Gate
from studio.events.agui import Translator
from studio.events.pictures import Payload, Picture, catch_up
from studio.events.progress import Ended, Event, Opened, Planned, Redoing, Reviewed, StepMoved, Stopping
from tests.fakes.studio import spec

PLAN = Plan(
    spec=spec(1),
    steps=(
        Step(id="reel-1.script", tool="script", args={"order": 1}, needs=()),
        Step(
            id="reel-1.voice",
            tool="voice",
            args={"script": {"$ref": "reel-1.script.script"}},
            needs=("reel-1.script",),
        ),
    ),
)
BEGIN: tuple[Event, ...] = (Opened("run", "/secret/place"), Planned(PLAN, {}, {}))
AT_WORK: tuple[Event, ...] = (
    *BEGIN,
    StepMoved("reel-1.script", "running"),
    StepMoved("reel-1.script", "progress", 0.5),
)
WHOLE: tuple[Event, ...] = (
    *AT_WORK,
    StepMoved("reel-1.script", "done", 1.0, 2.0, "writer"),
    StepMoved("reel-1.voice", "running"),
    StepMoved("reel-1.voice", "failed", detail="no luck"),
    Redoing("reel-1.voice", 1, "too loud"),
    StepMoved("reel-1.voice", "running"),
    StepMoved("reel-1.voice", "done", 1.0, 1.0, "kokoro"),
    Reviewed("reel-1", (Gate(name="length", passed=True, measured="10 s", wanted="10 s"),)),
    Ended("done", Decimal("0.25")),
)


def told(events: Iterable[Event], translator: Translator | None = None) -> list[Payload]:
    translator = translator or Translator("run")
    return [payload for event in events for payload in translator.translate(event)]


def verify(payloads: Iterable[Payload]) -> None:
    """The rules of the JavaScript client's own check."""
    active, steps, calls = False, set[str](), set[str]()
    for payload in payloads:
        TypeAdapter(AnyEvent).validate_python(payload)
        kind = payload["type"]
        assert active or kind == "RUN_STARTED", f"{kind} outside of a run"
        if kind == "RUN_STARTED":
            assert not active
            active = True
        elif kind == "STEP_STARTED":
            assert payload["stepName"] not in steps
            steps.add(payload["stepName"])
        elif kind == "STEP_FINISHED":
            steps.remove(payload["stepName"])
        elif kind == "TOOL_CALL_START":
            calls.add(payload["toolCallId"])
        elif kind == "TOOL_CALL_END":
            calls.remove(payload["toolCallId"])
        elif kind == "RUN_FINISHED":
            assert not steps and not calls
            active = False
        elif kind == "RUN_ERROR":
            active = False


def picture(payloads: Iterable[Payload]) -> Picture:
    seen = Picture()
    for payload in payloads:
        seen.see(payload)
    return seen


def test_a_whole_run_is_in_order_and_its_state_is_told() -> None:
    payloads = told(WHOLE)
    verify(payloads)
    assert payloads[0]["type"] == "RUN_STARTED" and payloads[-1]["type"] == "RUN_FINISHED"
    assert payloads[-1]["outcome"] == {"type": "success"}
    state = picture(payloads).state
    assert state["status"] == "done" and state["costUsd"] == "0.25"
    assert state["steps"]["reel-1.script"]["seconds"] == 2.0
    assert state["steps"]["reel-1.voice"]["state"] == "done"
    assert state["steps"]["reel-1.voice"]["needs"] == ["reel-1.script"]
    assert state["gates"]["reel-1"][0]["name"] == "length"
    results = [payload for payload in payloads if payload["type"] == "TOOL_CALL_RESULT"]
    assert len(results) == 3 and "kokoro" in results[-1]["content"]
    assert "secret" not in str(payloads)


@pytest.mark.parametrize("cut", range(1, len(WHOLE)))
def test_who_goes_on_after_a_kill_goes_on_with_the_log(cut: int) -> None:
    before = told(WHOLE[:cut])
    done = StepMoved("reel-1.script", "reused", detail="writer")
    after = told((*BEGIN, done, *WHOLE[5:]), Translator("run", picture(before)))
    verify([*before, *after])
    assert picture([*before, *after]).state["status"] == "done"
    assert sum(payload["type"] == "RUN_STARTED" for payload in [*before, *after]) == 1


def test_a_run_may_be_taken_up_again_after_its_end() -> None:
    first = told(WHOLE)
    again = told(WHOLE, Translator("run", picture(first)))
    verify([*first, *again])
    assert [p["type"] for p in (*first, *again)].count("RUN_FINISHED") == 2


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("cancelled", "cancelled"), ("planned", "interrupt"), ("done", "success")],
)
def test_ends_have_their_outcomes(status: str, outcome: str) -> None:
    payloads = told((*AT_WORK, Stopping(5.0), Ended(status, Decimal(0))))
    verify(payloads)
    assert payloads[-1]["outcome"]["type"] == outcome


def test_a_failed_run_says_which_step_failed() -> None:
    payloads = told((*AT_WORK, StepMoved("reel-1.script", "failed", detail="no ideas"), Ended("failed", Decimal(0))))
    verify(payloads)
    assert payloads[-1]["type"] == "RUN_ERROR"
    assert "reel-1.script: no ideas" in payloads[-1]["message"]


def test_an_interrupted_run_is_not_over() -> None:
    payloads = told((*AT_WORK, Ended("interrupted", Decimal(0))))
    assert payloads[-1]["type"] == "CUSTOM"
    assert picture(payloads).started


def test_a_run_that_never_began_can_be_ended() -> None:
    for payloads in (told([Ended("cancelled", Decimal(0))]), Translator("run").fail("given up", "poison")):
        verify(payloads)
        assert payloads[-1]["type"] in ("RUN_FINISHED", "RUN_ERROR")


@pytest.mark.parametrize("seen", range(len(told(WHOLE))))
def test_a_snapshot_brings_any_reader_up_to_date(seen: int) -> None:
    payloads = told(WHOLE)
    for known in range(seen, len(payloads)):
        then, now = picture(payloads[:seen]), picture(payloads[:known])
        caught = catch_up("run", then, now) if now.started else []
        open_calls = [*payloads[:seen], *caught, *payloads[known:]]
        verify(p for p in open_calls if not p["type"].startswith("TOOL_CALL"))
        assert picture(open_calls).state == picture(payloads).state


def test_odd_names_are_escaped() -> None:
    payloads = told((*BEGIN, Reviewed("a/b~c", ())))
    path: Any = payloads[-1]["delta"][0]["path"]
    assert path == "/gates/a~1b~0c"
    assert "a/b~c" in picture(payloads).state["gates"]
