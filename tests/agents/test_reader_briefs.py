"""The key-less reader against a table of briefs in seven languages."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.reader import read_deterministically
from studio.domain.brief import Brief, ContentSpec, Piece
from studio.settings import Settings

TABLE: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("briefs.yaml").read_text(encoding="utf-8")
)
CASES = [(language, case) for language, cases in TABLE.items() for case in cases]
PIECE_FIELDS = frozenset(Piece.model_fields)


def read(text: str) -> ContentSpec:
    return read_deterministically(Brief(text=text), Settings(_env_file=None))


@pytest.mark.parametrize(("language", "case"), CASES, ids=[case["brief"][:60] for _, case in CASES])
def test_a_brief_is_read_as_a_person_would(language: str, case: dict[str, Any]) -> None:
    spec = read(case["brief"])
    expected = [run for run in case.get("pieces", [case]) for _ in range(run.get("n", 1))]
    assert len(spec.pieces) == len(expected), [p.topic for p in spec.pieces]
    for piece, fields in zip(spec.pieces, expected, strict=True):
        wanted = {"language": language, **{k: v for k, v in fields.items() if k in PIECE_FIELDS}}
        assert {k: comparable(getattr(piece, k)) for k in wanted} == {k: comparable(v) for k, v in wanted.items()}
    assert case.get("assumes", "") in " ".join(spec.assumptions)
    if "budget" in case:
        assert spec.budget_usd == (None if case["budget"] is None else Decimal(case["budget"]))


def comparable(value: Any) -> Any:
    """Topics are compared without case: a sentence may begin with one."""
    if isinstance(value, list | tuple):
        return tuple(value)
    return value.casefold() if isinstance(value, str) else value


@pytest.mark.parametrize("text", [case["brief"] for _, case in CASES[:40:4]])
def test_the_same_brief_is_always_read_the_same(text: str) -> None:
    assert read(text) == read(text)


def test_the_table_covers_seven_languages_with_enough_briefs() -> None:
    assert set(TABLE) == {"en", "es", "fr", "de", "pt", "it", "hi"}
    assert len(CASES) >= 120
