"""What a head is: one order for pieces, and where it stands."""

from dataclasses import dataclass
from typing import Literal

from agents.reading.numbers import Number
from agents.reading.units import Unit

Share = Literal["", "rest", "half"]


@dataclass(frozen=True, slots=True)
class Head:
    """One order for pieces. `noun_end` is where the head's own words end and what is said of it begins."""

    start: int
    noun_end: int
    kind: Literal["unit", "sub", "item", "whole"]
    count: Number | None = None
    unit: Unit | None = None
    share: Share = ""
