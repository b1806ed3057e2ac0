"""The picture of a run that a reader of its events has, and what brings a reader from one picture to a later one."""

import time
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from ag_ui.core import events as agui

TERMINAL = frozenset({agui.EventType.RUN_FINISHED.value, agui.EventType.RUN_ERROR.value})
"""Types of events after which a stream ends."""

Payload = dict[str, Any]
"""An event as it goes over the wire."""


class Picture:
    """What a reader knows after some events of a run."""

    def __init__(self) -> None:
        self.started = False
        """Whether a run is under way: RUN_STARTED without its end."""
        self.steps: set[str] = set()
        """Steps that are open."""
        self.state: dict[str, Any] = {}
        self.edits: set[str] = set()
        """Edits of which was told what became of them."""

    @classmethod
    def of(cls, payloads: Iterable[Payload]) -> "Picture":
        """What a reader knows who saw these."""
        picture = cls()
        for payload in payloads:
            picture.see(payload)
        return picture

    def see(self, payload: Payload) -> None:
        """Take in one event."""
        match payload["type"]:
            case "RUN_STARTED":
                self.started = True
            case "RUN_FINISHED" | "RUN_ERROR":
                self.started = False
                self.steps.clear()
            case "STEP_STARTED":
                self.steps.add(payload["stepName"])
            case "STEP_FINISHED":
                self.steps.discard(payload["stepName"])
            case "CUSTOM" if payload["name"] in ("plan", "refused"):
                self.edits.add(payload["value"]["edit"])
            case "STATE_SNAPSHOT":
                self.state = deepcopy(payload["snapshot"])
            case "STATE_DELTA":
                for change in payload["delta"]:
                    self._change(change)

    def _change(self, change: dict[str, Any]) -> None:
        *above, last = [part.replace("~1", "/").replace("~0", "~") for part in change["path"].split("/")[1:]]
        place: Any = self.state
        for part in above:
            place = place.setdefault(part, {})
        place[last] = deepcopy(change["value"])


def catch_up(run_id: str, then: Picture, now: Picture) -> list[Payload]:
    """What brings a reader from one picture to a later one, when the events between are not at hand."""
    made: list[agui.BaseEvent] = []
    if now.started and not then.started:
        made.append(agui.RunStartedEvent(thread_id=run_id, run_id=run_id))
    made += [agui.StepFinishedEvent(step_name=name) for name in sorted(then.steps - now.steps)]
    made.append(agui.StateSnapshotEvent(snapshot=now.state))
    made += [agui.StepStartedEvent(step_name=name) for name in sorted(now.steps - then.steps)]
    return [on_the_wire(event) for event in made]


def on_the_wire(event: agui.BaseEvent) -> Payload:
    """An event as it is sent, told now."""
    event.timestamp = time.time_ns() // 1_000_000
    return event.model_dump(mode="json", by_alias=True)
