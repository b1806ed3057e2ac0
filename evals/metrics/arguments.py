"""Whether the tools are called with what was asked for."""

from collections.abc import Iterator, Sequence
from typing import Any

from evals.cases import Case, Wanted
from evals.metrics.reading import piece_fields
from studio.domain.brief import Piece
from studio.domain.plan import Plan, Step

PLACES: dict[str, tuple[tuple[str, str], ...]] = {
    "platform": (
        ("script", "order.piece.platform"),
        ("compose", "platform"),
        ("cover", "platform"),
        ("post", "platform"),
    ),
    "aspect": (("script", "order.piece.aspect"), ("compose", "aspect"), ("cover", "aspect")),
    "seconds": (("script", "order.piece.seconds"), ("voice", "seconds")),
    "language": (("script", "order.piece.language"), ("voice", "language")),
    "must_say": (("script", "order.piece.must_say"), ("post", "must_say")),
    "must_not": (("script", "order.piece.must_not"),),
    "topic": (("script", "order.piece.topic"),),
    "tone": (("script", "order.piece.tone"),),
}
"""Where each field of a piece must arrive: tool and place in its arguments."""


def argument_f1(plan: Plan, wanted: Sequence[Wanted], case: Case) -> float:
    """F1 over (piece, tool, argument): right when the value in the call is one that the case takes.

    An argument that should be there and is not, or is there with a wrong value, counts against it.
    """
    right = called = due = 0
    for piece, want in zip(plan.spec.pieces, wanted, strict=True):
        steps = {step.tool: step for step in plan.steps if step.id.startswith(f"{piece.id}.")}
        for field, tool, place in _places():
            if tool not in steps:
                continue
            due += 1
            found, value = _value(steps[tool], place)
            called += found
            right += found and _takes(piece, field, value, want, case.language)
    return 2 * right / (called + due) if called + due else 1.0


def _places() -> Iterator[tuple[str, str, str]]:
    for field, places in PLACES.items():
        for tool, place in places:
            yield field, tool, place


def _value(step: Step, place: str) -> tuple[bool, Any]:
    value: Any = step.args
    for part in place.split("."):
        if not isinstance(value, dict) or part not in value:
            return False, None
        value = value[part]
    return True, value


def _takes(piece: Piece, field: str, value: Any, want: Wanted, language: str) -> bool:
    called = Piece.model_validate({**piece.model_dump(), field: value})
    return piece_fields(called, want, language)[field]
