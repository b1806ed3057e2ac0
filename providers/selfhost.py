"""What a month's volume would cost on a rented GPU with an open model, and from which volume on that is cheaper.

With v = output a month, r = requests a month, h = dollars an hour of the GPU, t = output per GPU second,
u = utilisation (share of the rented seconds in which output is made), c = share of the requests that start a cold
GPU, s = seconds of such a start, k = upkeep a month:

    on demand   h / 3600 * (v / (t * u) + r * c * s) + k        the GPU goes when there is nothing to do
    always on   h * 730 * n + k                                 n GPUs of 730 hours, enough for v / (t * u) seconds
    self-hosted the cheaper of the two

r grows with v as it did in the time looked at, and the vendor's price of one unit of output is what was paid for it
in that time. The break-even is the least v at which self-hosting costs no more than the vendor. All of it is an
estimate: the throughputs and u, c, k are assumptions (`selfhost.yaml` says which), so figures are floats, not money.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from providers.tasks import Task
from providers.usage import Unit
from studio.errors import BadRequest

FILE = Path(__file__).with_name("selfhost.yaml")
HOURS = 730.0
"""Of a month."""
MONTH_DAYS = 30.0


class Part(BaseModel):
    """Frozen, and unknown words are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OpenModel(Part):
    """A model one may run oneself, for business too."""

    model: str
    licence: str
    gpu: str
    throughput: float = Field(gt=0)
    """Output per GPU second."""
    output: Literal["second", "image", "token"] = "second"
    source: str
    """Where the throughput comes from; `assumed` when nobody measured it on this GPU."""
    note: str
    """What is known of it."""
    cold_seconds: float = Field(ge=0)
    per_unit: Mapping[Unit, float]
    """Output in one unit that vendors bill by; units not named hold none."""
    vendors: Mapping[str, Mapping[Unit, float]] = {}
    """The same for units that mean something else at one vendor."""


class Facts(Part):
    """The whole of `selfhost.yaml`."""

    gpus: Mapping[str, float]
    """US dollars an hour."""
    utilisation: float = Field(gt=0, le=1)
    cold_share: float = Field(ge=0, le=1)
    upkeep_usd: float = Field(ge=0)
    tasks: Mapping[Task, OpenModel]
    without: Mapping[Task, str]


@dataclass(frozen=True)
class Volume:
    """What was made at vendors in a month, and paid for it."""

    output: float
    """Seconds, images or tokens."""
    requests: float
    usd: float


@dataclass(frozen=True)
class Comparison:
    """A vendor's bill beside that of a GPU, for a month."""

    volume: Volume
    model: OpenModel
    gpu_usd: float
    """Upkeep included."""
    always_on: bool
    """The cheaper way is to keep the GPU; else it is rented on demand."""
    break_even: float | None
    """Output a month from which on the GPU is cheaper; None for never."""
    words: str


@lru_cache(maxsize=1)
def shipped() -> Facts:
    """The facts that come with the product."""
    return Facts.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def assume(facts: Facts, pairs: Iterable[str]) -> Facts:
    """Facts with some replaced: `utilisation=0.7`, `L4=0.75`, `speech.throughput=4`.

    Raises:
        BadRequest: There is no such fact, or the value does not fit.
    """
    found: dict[str, Any] = facts.model_dump()
    for pair in pairs:
        name, _, value = pair.partition("=")
        where, leaf = _place(found, name)
        if not value or leaf not in where or isinstance(where[leaf], dict):
            raise BadRequest(f"there is nothing to assume in {pair!r}", _CHOICES)
        where[leaf] = value
    try:
        changed = Facts.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise BadRequest(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", _CHOICES) from None
    if missing := {m.gpu for m in changed.tasks.values()} - changed.gpus.keys():
        raise BadRequest(f"no price of a GPU {missing.pop()!r}", f"there are {', '.join(changed.gpus)}")
    return changed


_CHOICES = "for example utilisation=0.7, cold_share=0.1, upkeep_usd=0, L4=0.75, speech.throughput=4 or speech.gpu=T4"


def _place(facts: dict[str, Any], name: str) -> tuple[dict[str, Any], str]:
    task, dot, leaf = name.partition(".")
    if dot:
        return facts["tasks"].get(task, {}), leaf
    return (facts["gpus"] if name in facts["gpus"] else facts), name


def output_of(model: OpenModel, provider: str, units: Mapping[str, Decimal]) -> float:
    """How much output there is in what a vendor billed by."""
    known = {**model.per_unit, **model.vendors.get(provider, {})}
    return sum((share * float(units.get(unit, 0)) for unit, share in known.items()), 0.0)


def compare(task: Task, volume: Volume, facts: Facts) -> Comparison:
    """A month at the vendors beside a month on a GPU.

    Args:
        task: One of `facts.tasks`.
        volume: Of a month; its output is more than nothing.
        facts: Prices and assumptions.
    """
    model = facts.tasks[task]
    hour, rate = facts.gpus[model.gpu], _demand_rate(volume, model, facts)
    on_demand, kept = rate * volume.output, _gpus(volume.output, model, facts) * HOURS * hour
    cheaper = min(on_demand, kept) + facts.upkeep_usd
    even = _break_even(volume.usd / volume.output, rate, model, facts)
    words = _words(volume, model, cheaper, even, rate)
    return Comparison(volume, model, cheaper, kept < on_demand, even, words)


def _demand_rate(volume: Volume, model: OpenModel, facts: Facts) -> float:
    """Dollars for one unit of output on demand, without upkeep."""
    starts = volume.requests / volume.output * facts.cold_share * model.cold_seconds
    return facts.gpus[model.gpu] / 3600 * (1 / (model.throughput * facts.utilisation) + starts)


def _capacity(model: OpenModel, facts: Facts) -> float:
    """What one GPU makes in a month."""
    return HOURS * 3600 * model.throughput * facts.utilisation


def _gpus(output: float, model: OpenModel, facts: Facts) -> int:
    return max(1, math.ceil(output / _capacity(model, facts)))


def _break_even(price: float, rate: float, model: OpenModel, facts: Facts) -> float | None:
    found = [facts.upkeep_usd / (price - rate)] if price > rate else []
    rent = HOURS * facts.gpus[model.gpu]
    gain = _capacity(model, facts) * price - rent
    if gain > 0:
        number = max(1, math.ceil(facts.upkeep_usd / gain))
        found.append((number * rent + facts.upkeep_usd) / price)
    return min(found, default=None)


def _words(volume: Volume, model: OpenModel, gpu_usd: float, even: float | None, rate: float) -> str:
    now = amount_words(volume.output, model)
    both = f"(${volume.usd:,.2f} against ${gpu_usd:,.2f})"
    if not volume.usd:
        return f"{now} a month were free; a GPU would cost ${gpu_usd:,.2f}"
    if even is None:
        one, single, _ = SIZES[model.output]
        prices = f"{_usd(volume.usd / volume.output * one)} there, {_usd(rate * one)} or more on the GPU"
        return f"the API is cheaper at any volume {both}; {single}: {prices}"
    if not even:
        return f"the GPU is cheaper at any volume {both}"
    if gpu_usd <= volume.usd:
        return f"at {now} a month the GPU is cheaper {both}; below {even_words(even, model)} the API is"
    return f"at {now} a month the API is cheaper {both}; from {even_words(even, model)} on the GPU is"


SIZES: Mapping[str, tuple[float, str, str]] = {
    "second": (60.0, "a minute", "minutes"),
    "image": (1.0, "an image", "images"),
    "token": (1000.0, "1,000 tokens", "thousand tokens"),
}
"""How much output people count as one, what they call one and what they call many."""


def amount_words(output: float, model: OpenModel) -> str:
    """`3,200 minutes`, `12 images`."""
    one, _, many = SIZES[model.output]
    number = output / one
    return f"{number:,.0f} {many}" if number >= 10 else f"{f'{number:.1f}'.removesuffix('.0')} {many}"


def even_words(output: float, model: OpenModel) -> str:
    """A break-even, to two figures that count: it is an estimate. Without the unit."""
    number = output / SIZES[model.output][0]
    return f"{_rounded(number):,.0f}" if number >= 10 else f"{number:.1f}"


def _rounded(number: float) -> float:
    digits = max(0, math.floor(math.log10(number)) - 1)
    return float(round(number, -digits))


def _usd(amount: float) -> str:
    return f"${amount:,.2f}" if amount >= 0.1 else f"${amount:.4f}"
