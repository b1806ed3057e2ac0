"""Wires one piece: which tools it takes, and where each of their inputs comes from.

A tool's input is filled from the facts of the piece when one of that name and type is known, and else
from the output of an earlier step, by the tools' own declarations: first a field of the same name, then
the leading field of a step that carries the input's name, then `<tool>_<field>`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from agents.planning.facts import Facts
from agents.planning.refs import RUN, needs_of, ref
from agents.planning.types import fits
from studio.domain.brief import Piece
from studio.domain.plan import Estimate, Step
from tools.base import Tool

ORDER = ("script", "voice", "avatar", "visuals", "music", "captions", "compose", "cover", "post", "export")
"""Tools in the order in which one may need another."""

PERFORMERS = {"presenter": "avatar"}
"""Inputs that carry another name than the tool they come from."""

Tools = Mapping[str, Tool[Any, Any]]


def tools_for(piece: Piece) -> tuple[str, ...]:
    """The tools a piece takes: silent ones are not voiced, captioned or presented."""
    spoken = piece.voice is not None
    left_out = {
        "voice": not spoken,
        "avatar": not spoken or piece.avatar is None,
        "captions": not spoken or piece.captions is None,
        "music": piece.music is None,
    }
    return tuple(tool for tool in ORDER if not left_out.get(tool, False))


def wire_piece(facts: Facts, tools: Tools) -> tuple[Step, ...]:
    """The steps of one piece, in a stable topological order, unpriced."""
    steps: list[Step] = []
    for name in tools_for(facts.piece):
        args = _arguments(tools[name], facts, tuple(step.tool for step in steps), tools)
        steps.append(
            Step(
                id=f"{facts.piece.id}.{name}",
                tool=name,
                args=args,
                needs=needs_of(args),
                estimate=estimate(tools[name], args),
            )
        )
    return tuple(steps)


def estimate(tool: Tool[Any, Any], args: Mapping[str, Any]) -> Estimate:
    """What this call will cost, as far as its constants tell."""
    return tool.estimate(parsed(tool, args))


def parsed(tool: Tool[Any, Any], args: Mapping[str, Any]) -> Any:
    """A tool's arguments of which references to other steps are not known yet."""
    fields = tool.args.model_fields
    known = {name: _parsed(fields[name], value) for name, value in args.items() if name in fields}
    return tool.args.model_construct(**known)


def _arguments(tool: Tool[Any, Any], facts: Facts, before: Sequence[str], tools: Tools) -> dict[str, Any]:
    known = facts.of(tool.name)
    args: dict[str, Any] = {}
    for name, field in tool.args.model_fields.items():
        if name in known and _accepts(field, known[name]):
            args[name] = _plain(field, known[name])
        elif source := _source(name, field, before, tools):
            args[name] = ref(f"{facts.piece.id}.{source[0]}", source[1])
        elif name == "folder":
            args[name] = ref(RUN, "folder")
    return args


def _source(name: str, field: FieldInfo, before: Sequence[str], tools: Tools) -> tuple[str, str] | None:
    """The latest earlier tool and its output field that this input takes, if any."""
    named = PERFORMERS.get(name, name)
    candidates = [
        *((tool, name) for tool in reversed(before)),
        *((tool, part) for tool in before if tool == named for part in tools[tool].output.model_fields),
        *((tool, name.removeprefix(f"{tool}_")) for tool in before if name.startswith(f"{tool}_")),
    ]
    return next(((tool, part) for tool, part in candidates if _offers(tools[tool], part, field)), None)


def _offers(tool: Tool[Any, Any], part: str, wanted: FieldInfo) -> bool:
    made = tool.output.model_fields.get(part)
    return made is not None and part != "by" and fits(made.annotation, wanted.annotation)


def adapter(field: FieldInfo) -> TypeAdapter[Any]:
    """Reads and writes values of a field."""
    return TypeAdapter(field.annotation or Any)


def _accepts(field: FieldInfo, value: Any) -> bool:
    try:
        adapter(field).validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


def _plain(field: FieldInfo, value: Any) -> Any:
    return adapter(field).dump_python(value, mode="json")


def _parsed(field: FieldInfo, value: Any) -> Any:
    try:
        return adapter(field).validate_python(value)
    except ValidationError:
        return value
