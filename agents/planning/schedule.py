"""When each step of a plan can run: the longest path, and the length of a run under limits."""

import heapq
from collections.abc import Iterable, Mapping

from studio.domain.plan import Step


def remaining(steps: Iterable[Step], seconds: Mapping[str, float]) -> dict[str, float]:
    """For each step, the seconds from its start to the end of the longest chain behind it."""
    ordered = list(steps)
    behind = {step.id: 0.0 for step in ordered}
    total: dict[str, float] = {}
    for step in reversed(ordered):
        total[step.id] = seconds[step.id] + behind[step.id]
        for need in step.needs:
            behind[need] = max(behind[need], total[step.id])
    return total


def makespan(
    steps: Iterable[Step], seconds: Mapping[str, float], leases: Mapping[str, str], limits: Mapping[str, int]
) -> float:
    """Seconds from start to end when every step starts as soon as its needs and its lease allow.

    Args:
        steps: In topological order.
        seconds: How long each takes.
        leases: The lease each step holds; missing or empty means none.
        limits: How many steps may hold a lease at once; missing means any number.
    """
    ordered = list(steps)
    urgency = remaining(ordered, seconds)
    waiting = {step.id: set(step.needs) for step in ordered}
    free = dict(limits)
    ready = [step.id for step in ordered if not step.needs]
    running: list[tuple[float, str]] = []
    now = 0.0
    while ready or running:
        for step in sorted(ready, key=lambda s: -urgency[s]):
            lease = leases.get(step, "")
            if free.get(lease, 1) > 0:
                ready.remove(step)
                heapq.heappush(running, (now + seconds[step], step))
                if lease in free:
                    free[lease] -= 1
        now, done = heapq.heappop(running)
        if leases.get(done, "") in free:
            free[leases[done]] += 1
        for step_id, needs in waiting.items():
            if done in needs:
                needs.remove(done)
                if not needs:
                    ready.append(step_id)
    return now
