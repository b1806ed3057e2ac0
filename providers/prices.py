"""What things cost: dated prices from `providers/prices/*.yaml`, volume discounts, negotiated overrides."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from providers.model_prices import token_price
from providers.policy import ProviderPolicy
from providers.usage import Unit, Usage

FOLDER = Path(__file__).with_name("prices")
EXACT = Decimal("0.00000001")
"""Costs are kept to a hundred-millionth of a dollar."""


class Tier(BaseModel):
    """From this much of the unit in a calendar month on, each further unit costs `usd`."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    at: Decimal = Field(alias="from")
    usd: Decimal


class Price(BaseModel):
    """What one unit of a model costs since a day."""

    model_config = ConfigDict(frozen=True)

    model: str
    """A model, or `*` for all of the vendor's."""
    unit: Unit
    usd: Decimal
    since: date
    tiers: tuple[Tier, ...] = ()


class PriceList(BaseModel):
    """One vendor's prices, and where they were read."""

    model_config = ConfigDict(frozen=True)

    vendor: str
    source: str
    prices: tuple[Price, ...]


class PriceBook:
    """Turns usage into US dollars."""

    def __init__(self, lists: Iterable[PriceList] = (), policies: Mapping[str, ProviderPolicy] | None = None) -> None:
        self._lists = {found.vendor: found for found in lists}
        self._policies = dict(policies or {})

    @classmethod
    def shipped(cls, policies: Mapping[str, ProviderPolicy] | None = None) -> "PriceBook":
        """The book that comes with the product, under these negotiated terms."""
        return cls(_shipped(), policies)

    def cost(
        self,
        provider: str,
        model: str,
        usage: Iterable[Usage],
        day: date,
        before: Mapping[Unit, Decimal] | None = None,
    ) -> Decimal:
        """US dollars of a usage.

        Args:
            provider: Whose prices.
            model: A key of the book; prices of `*` hold for models that are not in it.
            usage: Amounts; a unit without a price costs nothing.
            day: The prices of that day count.
            before: How much of each unit was used this month, for volume discounts.
        """
        usage, total = tuple(usage), Decimal("0")
        if not usage:
            return total
        for part in usage:
            total += self._one(provider, model, part, day, (before or {}).get(part.unit, Decimal("0")))
        return total.quantize(EXACT)

    def tiered(self, provider: str) -> bool:
        """Whether any price of this vendor falls with volume."""
        return any(price.tiers for price in self._prices(provider))

    def knows(self, provider: str) -> bool:
        """Whether there is any price of this vendor."""
        return provider in self._lists

    def price(self, provider: str, model: str, unit: Unit, day: date) -> Price | None:
        """The price in force on a day: the model's own, else that of `*`."""
        found = [p for p in self._prices(provider) if p.unit == unit and p.since <= day]
        own = [p for p in found if p.model == model] or [p for p in found if p.model == "*"]
        return max(own, key=lambda p: p.since, default=None)

    def _prices(self, provider: str) -> tuple[Price, ...]:
        return self._lists[provider].prices if provider in self._lists else ()

    def _one(self, provider: str, model: str, part: Usage, day: date, before: Decimal) -> Decimal:
        policy = self._policies.get(provider)
        for term in policy.prices if policy else ():
            if term.unit == part.unit and term.model in (model, "*"):
                return term.usd * part.amount
        price = self.price(provider, model, part.unit, day)
        if price is None:
            return (token_price(model, part.unit) or Decimal("0")) * part.amount
        return _tiered(price, part.amount, before) * (1 - (policy.discount if policy else 0))


def _tiered(price: Price, amount: Decimal, before: Decimal) -> Decimal:
    """Each unit at the price of the tier it falls into."""
    steps = [(Decimal("0"), price.usd), *((t.at, t.usd) for t in sorted(price.tiers, key=lambda t: t.at))]
    ends = [start for start, _ in steps[1:]] + [before + amount]
    total = Decimal("0")
    for (start, usd), end in zip(steps, ends, strict=True):
        total += max(Decimal("0"), min(end, before + amount) - max(start, before)) * usd
    return total


@lru_cache(maxsize=1)
def _shipped() -> tuple[PriceList, ...]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yaml"))]
    return tuple(PriceList.model_validate(yaml.safe_load(text)) for text in texts)
