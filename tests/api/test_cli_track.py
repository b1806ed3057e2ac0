"""The count of a run: where its steps are, and how long the rest will take."""

import pytest

from api.cli.lines import lines
from api.cli.track import Track
from studio.domain.plan import Estimate, Plan, Step
from studio.events.progress import Event, Planned, Redoing, StepMoved
from tests.fakes.studio import spec


def plan() -> Plan:
    def step(tool: str, seconds: float, *needs: str) -> Step:
        return Step(
            id=f"reel-1.{tool}",
            tool=tool,
            args={},
            needs=tuple(f"reel-1.{need}" for need in needs),
            estimate=Estimate(seconds=seconds),
        )

    return Plan(spec=spec(1), steps=(step("script", 2), step("voice", 10, "script"), step("compose", 30, "voice")))


def track(pace: dict[str, float] | None = None) -> Track:
    made = Track()
    made.hear(Planned(plan(), {"voice": "voice"}, pace or {}))
    return made


def test_the_time_left_begins_at_the_estimate_of_the_whole() -> None:
    assert track().left() == pytest.approx(42)
    assert track({"compose": 2.0}).left() == pytest.approx(72)


def test_what_is_over_is_not_left_and_what_was_slow_slows_the_rest() -> None:
    made = track()
    made.hear(StepMoved("reel-1.script", "done", seconds=2))
    assert made.left() == pytest.approx(40)
    made.hear(StepMoved("reel-1.voice", "done", seconds=30))
    assert made.left() == pytest.approx(60), "one step as expected and one three times as long: twice as long"
    assert made.counts() == (2, 3)


def test_a_redone_step_takes_those_that_need_it_back() -> None:
    made = track()
    for name in ("script", "voice", "compose"):
        made.hear(StepMoved(f"reel-1.{name}", "done", seconds=1))
    made.hear(Redoing("reel-1.voice", 1, "too loud"))
    assert made.counts() == (1, 3)


def told(made: Track, event: Event) -> list[str]:
    return list(lines(event, made)) if made.hear(event) else []


def test_a_line_tells_what_who_and_how_long() -> None:
    made = track()
    assert told(made, StepMoved("reel-1.script", "running")) == [], "short steps are not announced"
    assert told(made, StepMoved("reel-1.script", "done", 1.0, 2.0, "niche")) == [
        "[1/3] reel-1.script done in 2.0 s (niche), about 40 s left"
    ]
    assert told(made, StepMoved("reel-1.voice", "running")) == ["[1/3] reel-1.voice started"]
    assert told(made, StepMoved("reel-1.script", "reused")) == [], "a later round finds it as it was"
