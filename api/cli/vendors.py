"""All vendors and local engines as `studio providers` lists them: on or off, why, for how much, how they did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from providers.catalog import GONE, VENDORS, Vendor
from providers.policy import Config, ModelPolicy, ProviderPolicy
from providers.registry import build_providers, why_off
from providers.tariffs import tariff
from studio.domain.metrics import Line, Tally

if TYPE_CHECKING:
    from providers.ports import Provider
    from studio.settings import Settings

State = Literal["on", "off", "gone"]
MODEL_PAGE = "https://docs.litellm.ai/docs/providers"
"""Names of all language models there are, and where their keys come from."""


@dataclass(frozen=True)
class Row:
    """One vendor or engine."""

    name: str
    title: str
    state: State
    tasks: tuple[str, ...]
    price: str
    why: str = ""
    """Why it is off or gone."""
    variable: str = ""
    """What turns it on; empty when a variable is not what is missing."""
    page: str = ""
    """Where a key comes from."""
    local: bool = False
    tally: Tally | None = None
    """How it did lately, over all tasks."""


async def overview(settings: "Settings", config: Config, lines: Sequence[Line]) -> list[Row]:
    """Everything there is: what is on first, then what is off, then what is gone. Asks no vendor."""
    did = _by_provider(lines)
    here = [_vendor(vendor, settings, config, did.get(vendor.name)) for vendor in VENDORS.values()]
    rows = [*_models(settings, config, did), *here, *await _engines(settings, did)]
    order: dict[State, int] = {"on": 0, "off": 1, "gone": 2}
    return sorted([*rows, *_gone()], key=lambda row: order[row.state])


def _vendor(vendor: Vendor, settings: "Settings", config: Config, tally: Tally | None) -> Row:
    why = why_off(vendor, settings, config)
    found = tariff(vendor.name, config.provider(vendor.name), datetime.now(UTC).date())
    return Row(
        name=vendor.name,
        title=vendor.title,
        state="off" if why else "on",
        tasks=vendor.tasks,
        price=found.words if found else "",
        why=why,
        variable=vendor.key if config.provider(vendor.name).on else "",
        page=vendor.keys_page,
        tally=tally,
    )


def _models(settings: "Settings", config: Config, did: Mapping[str, Tally]) -> list[Row]:
    """The language model of the settings, then those of `providers.yaml`."""
    first = ModelPolicy(name="litellm", model=settings.model)
    return [_model(first, "STUDIO_MODEL", did), *(_model(m, m.key, did, settings) for m in config.models)]


def _model(found: ModelPolicy, variable: str, did: Mapping[str, Tally], settings: "Settings | None" = None) -> Row:
    names = {"text": found.model, "image": found.image_model}
    keyless = bool(settings and variable and not settings.variable(variable).get_secret_value())
    on = any(names.values()) and not keyless
    return Row(
        name=found.name,
        title=" and ".join(filter(None, names.values())) or "language models",
        state="on" if on else "off",
        tasks=tuple(task for task, name in names.items() if name) or ("text",),
        price="by the model",
        why="" if on else f"no {'key' if keyless else 'model'}: set {variable}",
        variable=variable,
        page=MODEL_PAGE,
        tally=did.get(found.name),
    )


async def _engines(settings: "Settings", did: Mapping[str, Tally]) -> list[Row]:
    away = Config(providers={name: ProviderPolicy(on=False) for name in VENDORS})
    found = [provider for provider in build_providers(settings, away) if provider.local]
    return [await _engine(provider, did.get(provider.name)) for provider in found]


async def _engine(provider: "Provider", tally: Tally | None) -> Row:
    health = await provider.health()
    return Row(
        name=provider.name,
        title=provider.name,
        state="on" if health.ok else "off",
        tasks=tuple(sorted(provider.capabilities.tasks)),
        price="free",
        why="" if health.ok else f"{health.reason}: {health.hint}".strip(": "),
        local=True,
        tally=tally,
    )


def _gone() -> list[Row]:
    return [
        Row(name, name, "gone", (), "", why=f"{what}; {' and '.join(others)} do the same")
        for name, (what, others) in GONE.items()
    ]


def _by_provider(lines: Sequence[Line]) -> dict[str, Tally]:
    sums: dict[str, Tally] = {}
    for line in lines:
        sums.setdefault(line.provider, Tally()).merge(line.tally)
    return sums
