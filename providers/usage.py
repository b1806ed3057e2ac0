"""What a call uses up, in the unit a vendor bills by."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

Unit = Literal["character", "byte", "token_in", "token_out", "second", "image", "credit", "call"]
"""character: of the text as sent (code points). byte: of it in UTF-8. second: of the audio or video made.
credit: the vendor's own. call: one request."""


class Usage(BaseModel):
    """An amount of one unit."""

    model_config = ConfigDict(frozen=True)

    unit: Unit
    amount: Decimal


def used(unit: Unit, amount: float | Decimal) -> tuple[Usage, ...]:
    """One amount of one unit."""
    return (Usage(unit=unit, amount=Decimal(str(amount))),)


def total(usage: Iterable[Usage], unit: Unit) -> Decimal:
    """How much of one unit."""
    return sum((u.amount for u in usage if u.unit == unit), Decimal("0"))
