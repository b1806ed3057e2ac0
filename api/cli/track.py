"""Keeps count of a run from its events: where each step is, and how long the rest will take."""

import time
from dataclasses import dataclass, field
from statistics import median

from agents.planning.schedule import makespan
from studio.domain.plan import Plan, Step
from studio.events.progress import Event, Opened, Planned, Redoing, StepMoved, StepState
from tools.catalog import LEASES

OVER = ("done", "reused", "failed", "skipped")


@dataclass
class Cell:
    """One step as it stands."""

    state: StepState | None = None
    part: float = 0.0
    since: float = 0.0
    detail: str = ""


@dataclass
class Track:
    """What is known of a run so far."""

    run_id: str = ""
    out: str = ""
    plan: Plan | None = None
    cells: dict[str, Cell] = field(default_factory=dict)
    leases: dict[str, str] = field(default_factory=dict)
    """Step -> the lease it holds."""
    pace: dict[str, float] = field(default_factory=dict)
    """Tool -> how many times longer than estimated it took here before."""
    ratios: list[float] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def hear(self, event: Event) -> bool:
        """Take in an event; whether it is news."""
        if isinstance(event, Opened):
            self.run_id, self.out = event.run_id, event.out
        elif isinstance(event, Planned):
            self.plan = event.plan
            self.pace = event.pace
            self.leases = {s.id: event.leases.get(s.tool, "") for s in event.plan.steps}
            self.cells = {step.id: Cell() for step in event.plan.steps}
            self.began = time.monotonic()
        elif isinstance(event, Redoing):
            self._reopen(event.step)
        elif isinstance(event, StepMoved) and event.step in self.cells:
            return self._move(event)
        return True

    def counts(self) -> tuple[int, int]:
        """Steps that are over, and all steps."""
        return sum(cell.state in OVER for cell in self.cells.values()), len(self.cells)

    def left(self) -> float:
        """Seconds that the rest will take, by the estimates and by how they held so far."""
        if self.plan is None:
            return 0.0
        now, pace = time.monotonic(), self._pace()
        seconds = {step.id: self._rest(step, now, pace) for step in self.plan.steps}
        return makespan(self.plan.steps, seconds, self.leases, LEASES)

    def _rest(self, step: Step, now: float, pace: float) -> float:
        cell, whole = self.cells[step.id], self._expected(step) * pace
        if cell.state in OVER:
            return 0.0
        if cell.state in ("running", "progress"):
            spent = now - cell.since
            return max(spent / cell.part - spent, 0.0) if cell.part > 0.2 else max(whole - spent, whole * 0.1)
        return whole

    def _pace(self) -> float:
        """How this run goes, against how it was expected to go."""
        return median(self.ratios) if self.ratios else 1.0

    def _expected(self, step: Step) -> float:
        return step.estimate.seconds * self.pace.get(step.tool, 1.0)

    def _move(self, event: StepMoved) -> bool:
        cell = self.cells[event.step]
        if cell.state in OVER and event.state != "running":
            return False  # a later round finds it as it was left
        if event.state == "running":
            cell.since, cell.part = time.monotonic(), 0.0
        if event.state == "done":
            self._learn(event)
        cell.state, cell.part, cell.detail = event.state, event.part, event.detail
        return True

    def _learn(self, event: StepMoved) -> None:
        step = next((s for s in self.plan.steps if s.id == event.step), None) if self.plan else None
        if step and self._expected(step) >= 1:
            self.ratios.append(event.seconds / self._expected(step))

    def _reopen(self, step_id: str) -> None:
        """A step and all that needs it are to be done again."""
        again = {step_id}
        for step in self.plan.steps if self.plan else ():
            if step.id == step_id or again & set(step.needs):
                again.add(step.id)
                self.cells[step.id] = Cell()
