"""Who may call a vendor now: circuit breaker, places, rate limit and the vendor's own wish to be left alone.

closed -- too many failures --> open -- its time is over --> half-open: one probe
   ^-------------- the probe succeeds ---------------------------/   \\-- it fails --> open, for longer

All functions change one Gate and depend on nothing else. Times are Unix seconds.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from providers.latency import Latency
from providers.policy import BreakerPolicy, Limits

FEW, ANEW = 50, 128
"""Calls up to which the percentiles are reckoned anew each time, and after which each time from then on."""
BUCKETS = 6
"""Parts of the window in which outcomes are counted."""
Outcome = Literal["ok", "slow", "failed", "neutral"]
"""slow: given up because another was faster. neutral: says nothing about the vendor's health."""
WEIGHT = {"slow": 0.5, "failed": 1.0}
"""How much of a failure an outcome is."""


@dataclass
class Gate:
    """All that is known of one provider and task."""

    buckets: list[list[float]] = field(default_factory=list)
    """[number of the bucket, successes, failures], oldest first."""
    streak: int = 0
    """Failures since the last success."""
    open_until: float = 0.0
    """0 while closed."""
    trips: int = 0
    """Times it opened since it was last closed."""
    probe: str = ""
    """Token of the probe under way while half-open."""
    leases: dict[str, float] = field(default_factory=dict)
    """Token -> when it lapses by itself, should its holder have died."""
    tat: float = 0.0
    """Theoretical arrival time of the rate limit (GCRA)."""
    hold_until: float = 0.0
    """The vendor asked not to be called before."""
    latency: dict[str, Any] = field(default_factory=dict)
    usual: float = 0.0
    """Seconds half of the calls take; 0 when unknown. Reckoned anew now and then, like `most`."""
    most: float = 0.0
    """Seconds 95 % of the calls take."""

    def times(self) -> Latency:
        """The latency histogram."""
        return Latency(**self.latency) if self.latency else Latency()


@dataclass(frozen=True)
class Verdict:
    """Let in with a token; or to try again after `wait` seconds; or, with neither, not at all."""

    token: str = ""
    wait: float = 0.0
    reason: str = ""
    probe: bool = False


def admit(gate: Gate, token: str, now: float, limits: Limits, breaker: BreakerPolicy) -> Verdict:
    """Ask to make one call."""
    gate.leases = {t: until for t, until in gate.leases.items() if until > now}
    if gate.open_until > now:
        return Verdict(reason=f"its circuit is open for {gate.open_until - now:.0f} s more")
    if gate.open_until and gate.probe in gate.leases:
        return Verdict(reason="its circuit is half open and a probe is under way")
    if gate.hold_until > now:
        return Verdict(wait=gate.hold_until - now, reason="it asked us to wait")
    if crowded := _crowded(gate, limits, breaker):
        return Verdict(wait=0.02, reason=crowded)
    if (wait := _rate(gate, now, limits)) > 0:
        return Verdict(wait=wait, reason=f"more than {limits.per_minute} calls a minute")
    gate.leases[token] = now + limits.lease_seconds
    if gate.open_until:
        gate.probe = token
    return Verdict(token=token, probe=bool(gate.open_until))


def finish(
    gate: Gate, token: str, now: float, outcome: Outcome, seconds: float, breaker: BreakerPolicy, hold: float = 0.0
) -> None:
    """Give the place back, and take in how the call ended."""
    gate.leases.pop(token, None)
    probing, gate.probe = gate.probe == token, "" if gate.probe == token else gate.probe
    if hold:
        gate.hold_until = max(gate.hold_until, now + hold)
    if outcome == "neutral":
        return
    if outcome == "ok":
        _measure(gate, seconds)
        _succeeded(gate, now, breaker)
        return
    gate.streak += 1
    _count(gate, now, breaker, 0.0, WEIGHT[outcome])
    if probing or (not gate.open_until and _must_open(gate, breaker)):
        _open(gate, now, breaker)


def health(gate: Gate, now: float, breaker: BreakerPolicy) -> float:
    """Share of calls that went well in the window, 0 to 1; one imagined success keeps a newcomer hopeful."""
    if gate.open_until > now:
        return 0.0
    fresh = [b for b in gate.buckets if b[0] > _bucket(now, breaker) - BUCKETS]
    good, bad = sum(b[1] for b in fresh), sum(b[2] for b in fresh)
    return (good + 1) / (good + bad + 1)


def _crowded(gate: Gate, limits: Limits, breaker: BreakerPolicy) -> str:
    if limits.concurrency and len(gate.leases) >= limits.concurrency:
        return f"{limits.concurrency} calls are under way"
    unproven = not gate.latency or gate.streak
    if limits.careful and unproven and len(gate.leases) + gate.streak >= breaker.at_least:
        return "its health is not known yet and enough calls are under way to tell"
    return ""


def _rate(gate: Gate, now: float, limits: Limits) -> float:
    """Seconds to wait; GCRA: one place every 60 / per_minute seconds, `burst` at once."""
    if not limits.per_minute:
        return 0.0
    step = 60.0 / limits.per_minute
    at = max(gate.tat, now)
    if (wait := at - step * (limits.burst - 1) - now) > 0:
        return wait
    gate.tat = at + step
    return 0.0


def _measure(gate: Gate, seconds: float) -> None:
    """Answers only: a call given up at the percentile, counted as lasting so long, would push the percentile up."""
    times = gate.times()
    times.add(seconds)
    gate.latency = {"bins": times.bins, "count": times.count}
    if times.count < FEW or times.count % ANEW < 1:
        gate.usual, gate.most = times.percentile(0.5) or 0.0, times.percentile(0.95) or 0.0


def _succeeded(gate: Gate, now: float, breaker: BreakerPolicy) -> None:
    gate.streak = 0
    if gate.open_until:
        gate.open_until, gate.trips, gate.buckets = 0.0, 0, []
    _count(gate, now, breaker, 1.0, 0.0)


def _must_open(gate: Gate, breaker: BreakerPolicy) -> bool:
    good, bad = sum(b[1] for b in gate.buckets), sum(b[2] for b in gate.buckets)
    enough = good + bad >= breaker.at_least
    return gate.streak >= breaker.streak or (enough and bad / (good + bad) >= breaker.failure_share)


def _open(gate: Gate, now: float, breaker: BreakerPolicy) -> None:
    seconds = min(breaker.open_seconds * 2**gate.trips, breaker.most_open_seconds)
    gate.open_until, gate.trips = now + seconds, gate.trips + 1


def _bucket(now: float, breaker: BreakerPolicy) -> int:
    return int(now / (breaker.window_seconds / BUCKETS))


def _count(gate: Gate, now: float, breaker: BreakerPolicy, good: float, bad: float) -> None:
    number = _bucket(now, breaker)
    gate.buckets = [b for b in gate.buckets if b[0] > number - BUCKETS]
    if not gate.buckets or gate.buckets[-1][0] != number:
        gate.buckets.append([number, 0.0, 0.0])
    gate.buckets[-1][1] += good
    gate.buckets[-1][2] += bad
