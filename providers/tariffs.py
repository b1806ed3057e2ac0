"""The price of a vendor's main unit, for people to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import yaml

from providers.policy import ProviderPolicy
from providers.prices import FOLDER, PriceBook, PriceList
from providers.usage import Unit, used

PER: Mapping[Unit, tuple[int, str]] = {
    "character": (1000, "1k characters"),
    "byte": (1_000_000, "1M bytes"),
    "token_in": (1_000_000, "1M tokens in"),
    "token_out": (1_000_000, "1M tokens out"),
    "second": (60, "minute"),
    "image": (1, "image"),
    "credit": (1, "credit"),
    "call": (1, "call"),
}
"""How many of a unit people count at a time, and what they call it."""
MAKES: frozenset[Unit] = frozenset({"second", "image", "character", "byte", "credit", "call", "token_out"})
"""Units of what comes out; what goes in is cheap beside it."""


@dataclass(frozen=True)
class Tariff:
    """What so much of a unit costs, under the terms of `providers.yaml`."""

    model: str
    unit: Unit
    usd: Decimal
    per: str

    @property
    def words(self) -> str:
        """`$3.00 a minute`, `free`."""
        if not self.usd:
            return "free"
        return f"${_short(self.usd)} / {self.per}"


def tariff(vendor: str, policy: ProviderPolicy, day: date) -> Tariff | None:
    """The first price of a vendor's list that is for what comes out; None when the book knows none."""
    path = FOLDER / f"{vendor}.yaml"
    if not path.is_file():
        return None
    listed = PriceList.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    first = next((price for price in listed.prices if price.unit in MAKES), None)
    if first is None:
        return None
    small = first.unit == "credit" and first.usd < Decimal("0.001")
    number, per = (1000, "1k credits") if small else PER[first.unit]
    book = PriceBook([listed], {vendor: policy})
    usd = book.cost(vendor, first.model, used(first.unit, number), day)
    return Tariff(first.model, first.unit, usd, per)


def _short(usd: Decimal) -> str:
    """Cents; below ten of them, as many places as show two figures that count."""
    places = 2 if usd >= Decimal("0.1") else 1 - usd.adjusted()
    whole, _, part = f"{usd:.{places}f}".partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"
