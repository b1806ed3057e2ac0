"""Who may do a task, and in which order: filters first, then a score.

score = order * w1 + health * w2 + cheapness * w3 + speed * w4 + quality * w5, each term 0 to 1. The weights follow
the plan: free routes cheap, standard keeps the configured order unless a vendor is ill, premium routes to the best.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from providers import gate as gates
from providers.budget import Purse
from providers.calls import Call, Candidate
from providers.gate import Gate
from providers.policy import Config, Plan
from providers.ports import Provider
from providers.prices import PriceBook
from providers.shared import Shared


@dataclass(frozen=True)
class Weights:
    """How much each term counts."""

    order: float
    health: float
    cheap: float
    speed: float
    quality: float


WEIGHTS: Mapping[Plan, Weights] = {
    "free": Weights(order=0.1, health=0.2, cheap=0.6, speed=0.05, quality=0.05),
    "standard": Weights(order=0.5, health=0.3, cheap=0.1, speed=0.05, quality=0.05),
    "premium": Weights(order=0.1, health=0.25, cheap=0.0, speed=0.1, quality=0.55),
}
HURRY = 0.3
"""Added to the weight of speed for a call of high priority, and to that of cheapness for one of low priority."""


def gate_key(provider: Provider, call: Call) -> str:
    """Name of the gate of a provider for a task."""
    return f"{provider.name}:{call.task}"


def month(moment: datetime) -> str:
    """The calendar month that budgets and volume discounts go by."""
    return moment.strftime("%Y-%m")


class Ranking:
    """Filters and scores providers."""

    def __init__(self, config: Config, book: PriceBook, shared: Shared) -> None:
        self._config, self._book, self._shared = config, book, shared

    async def of(
        self, call: Call, providers: Sequence[Provider], named: bool = False
    ) -> tuple[list[Candidate], dict[str, str]]:
        """Those who may be asked, best first, and the others with the reason why not.

        Args:
            call: What is asked.
            providers: In the order preferred.
            named: The caller named them: their order is kept.
        """
        fit: list[tuple[Candidate, Gate]] = []
        skipped: dict[str, str] = {}
        for provider in providers:
            if reason := self._barred(call, provider):
                skipped[provider.name] = reason
                continue
            candidate, gate = self.candidate(call, provider), await self._shared.look(Gate, gate_key(provider, call))
            closed = "its circuit is open" if gate.open_until > time.time() else ""
            if reason := closed or await self._too_dear(call, candidate):
                skipped[provider.name] = reason
            else:
                fit.append((candidate, gate))
        for (candidate, _), score in zip(fit, self._scores(call, fit), strict=True):
            candidate.score = score
        ranked = [candidate for candidate, _ in fit]
        return (ranked if named else sorted(ranked, key=lambda c: -c.score)), skipped

    def candidate(self, call: Call, provider: Provider) -> Candidate:
        """A provider with its price for this request."""
        expected = provider.estimate(call.task, call.request)
        model = expected.model or provider.capabilities.models.get(call.task, "")
        usd = self._book.cost(provider.name, model, expected.usage, datetime.now(UTC).date())
        return Candidate(provider, model, expected.usage, usd, expected.seconds)

    def _barred(self, call: Call, provider: Provider) -> str:
        policy, able = self._config.provider(provider.name), provider.capabilities
        if not policy.on:
            return "it is switched off"
        if reason := provider.refusal(call.task, call.request):
            return f"it {reason}"
        if call.plan not in policy.plans:
            return f"it is not for the plan {call.plan}"
        regions = call.context.regions if call.context.regions is not None else self._config.regions
        if regions and not provider.local and not regions & able.regions:
            return f"it does not process data in {', '.join(sorted(regions))}"
        if call.task in able.needs_consent and provider.name not in call.context.vendor_consents:
            return "it wants a consent recorded with it"
        return ""

    async def _too_dear(self, call: Call, candidate: Candidate) -> str:
        if candidate.usd == 0:
            return ""
        for key, limit, period in scopes(self._config, call, candidate.name):
            purse = await self._shared.look(Purse, key)
            used = purse.used if purse.period == period else Decimal("0")
            if limit is not None and used + candidate.usd > limit:
                return f"it costs ${candidate.usd:f} and ${limit - used:f} is left of the budget"
        return ""

    def _scores(self, call: Call, fit: Sequence[tuple[Candidate, Gate]]) -> list[float]:
        weights = WEIGHTS[call.plan]
        cheap = weights.cheap + HURRY * (call.priority == "low")
        speed = weights.speed + HURRY * (call.priority == "high")
        usd = [float(c.usd) for c, _ in fit]
        seconds = [g.usual or c.seconds for c, g in fit]
        return [
            weights.order * (1 - n / len(fit))
            + weights.health * gates.health(g, time.time(), self._config.breaker)
            + cheap * _low(usd[n], usd)
            + speed * _low(seconds[n], seconds)
            + weights.quality * c.provider.capabilities.quality
            for n, (c, g) in enumerate(fit)
        ]


def scopes(config: Config, call: Call, provider: str) -> tuple[tuple[str, Decimal | None, str], ...]:
    """The purses a call spends from: key, limit and period of the run's, the workspace's and the provider's."""
    now = month(datetime.now(UTC))
    return (
        (call.context.purse, call.context.budget_usd, ""),
        (f"month:{call.context.workspace}", config.monthly_budget_usd, now),
        (f"provider:{provider}", config.provider(provider).budget_usd, now),
    )


def _low(value: float, values: Sequence[float]) -> float:
    """1 for nothing, 1/2 for the least that is not nothing, towards 0 for many times that."""
    least = min((v for v in values if v > 0), default=1.0)
    return 1 / (1 + value / least)
