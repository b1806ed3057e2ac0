"""References between steps: `{"$ref": "reel-1.script.title"}` stands for a field of another step's output.

`{"$ref": "run.folder"}` stands for the folder of the run itself, known only when a plan is carried out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

REF = "$ref"
RUN = "run"
"""The run itself, as if it were a step that is done before all others."""


@dataclass(frozen=True)
class Ref:
    """One field of one step's output."""

    step: str
    field: str

    @property
    def text(self) -> str:
        """As it is written in a plan."""
        return f"{self.step}.{self.field}"


def ref(step: str, field: str) -> dict[str, str]:
    """A reference as it stands in a plan's arguments."""
    return {REF: f"{step}.{field}"}


def parse(text: str) -> Ref:
    """Read `<step>.<field>`; the step's own id may have a dot."""
    step, _, field = text.rpartition(".")
    return Ref(step, field)


def as_ref(value: Any) -> Ref | None:
    """The reference this value is, if it is one."""
    if isinstance(value, dict) and value.keys() == {REF} and isinstance(value[REF], str):
        return parse(value[REF])
    return None


def refs_in(value: Any) -> Iterator[Ref]:
    """Every reference in an argument, however deep."""
    found = as_ref(value)
    if found:
        yield found
    elif isinstance(value, dict):
        for part in value.values():
            yield from refs_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from refs_in(part)


def needs_of(args: Mapping[str, Any]) -> tuple[str, ...]:
    """Ids of the steps these arguments refer to, sorted."""
    return tuple(sorted({r.step for r in refs_in(dict(args)) if r.step != RUN}))


def resolve(value: Any, outputs: Mapping[str, Mapping[str, Any]]) -> Any:
    """The same value with every reference replaced by what it stands for.

    Args:
        value: Arguments, or a part of them.
        outputs: Output of each step by id; `run` holds the run's own facts.
    """
    found = as_ref(value)
    if found:
        return outputs[found.step][found.field]
    if isinstance(value, dict):
        return {name: resolve(part, outputs) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [resolve(part, outputs) for part in value]
    return value
