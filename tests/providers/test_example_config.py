"""The example file says what there is to set, and what holds when nothing is set."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import yaml
from pydantic import BaseModel

from providers.catalog import VENDORS
from providers.policy import (
    BreakerPolicy,
    Config,
    Hedge,
    Limits,
    ModelPolicy,
    PriceOverride,
    ProviderPolicy,
    TaskPolicy,
    load_config,
)
from providers.tasks import TASKS, Task
from studio.errors import BadRequest

FILE = Path(__file__).parents[2] / "providers.example.yaml"
DOCS = Path(__file__).parents[2] / "docs" / "providers.md"


def test_the_example_holds_the_defaults() -> None:
    example, plain = load_config(FILE), Config()
    apart = {"tasks", "providers"}
    assert example.model_dump(exclude=apart) == plain.model_dump(exclude=apart)
    assert {task: example.task(task) for task in TASKS} == {task: plain.task(task) for task in TASKS}
    assert {name: example.provider(name) for name in VENDORS} == {name: plain.provider(name) for name in VENDORS}


def names(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from names(inner)


def test_every_setting_is_in_the_example() -> None:
    found = set(names(yaml.safe_load(FILE.read_text())))
    parts: tuple[type[BaseModel], ...] = (Config, BreakerPolicy, TaskPolicy, Hedge, ProviderPolicy, Limits)
    wanted = {field for part in parts for field in part.model_fields}
    assert wanted <= found and {*get_args(Task)} <= found


@pytest.mark.parametrize(
    "part", [Config, BreakerPolicy, TaskPolicy, Hedge, ProviderPolicy, Limits, PriceOverride, ModelPolicy]
)
def test_every_setting_and_variable_is_in_the_handbook(part: type[BaseModel]) -> None:
    text = DOCS.read_text()
    missing = [field for field in part.model_fields if f"`{field}`" not in text]
    named = [n for v in VENDORS.values() for n in (v.name, v.key, *v.other_keys, v.webhook, v.url)]
    missing += [name for name in named if name not in text]
    assert missing == []


def test_every_line_of_the_example_is_explained() -> None:
    """Each setting has words beside it or above it."""
    above = False
    for line in FILE.read_text().splitlines():
        bare = line.strip()
        if bare and not bare.startswith("#") and line[0] != " ":
            assert above or "#" in line, line
        above = bare.startswith("#") or (above and line.startswith(("voices", "avatars")))


def test_a_misspelt_setting_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "providers.yaml"
    path.write_text(FILE.read_text().replace("streak:", "streaks:"))
    with pytest.raises(BadRequest, match=r"breaker\.streaks"):
        load_config(path)
