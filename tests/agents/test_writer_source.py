"""A script from a source: its own sentences, word for word, in order, nothing leaning on what was left out."""

from pathlib import Path

import pytest

from agents.writer import Writer
from studio.domain.brief import Piece
from studio.domain.script import Script
from studio.errors import BadRequest
from tests.fakes.context import context
from tools.base import ScriptOrder

SOURCE = (Path(__file__).parent / "starter.md").read_text("utf-8")


async def write(folder: Path, text: str = SOURCE, index: int = 0, batch: int = 1, **fields: object) -> Script:
    fixed = {"id": "reel-1", "topic": "sourdough starters", "seconds": 20.0} | fields
    tools = context(folder)
    source = tools.store.put_bytes(text.encode(), "text/plain", name="starter.md", origin="user")
    order = ScriptOrder(piece=Piece.model_validate(fixed), index=index, batch=batch, source=source)
    return await Writer().write(order, tools)


@pytest.mark.parametrize("seconds", [10.0, 20.0, 30.0, 45.0])
async def test_sentences_are_verbatim_and_in_order(tmp_path: Path, seconds: float) -> None:
    script = await write(tmp_path, seconds=seconds)
    chosen = [scene.narration for scene in script.scenes[1:-1]]
    flat = " ".join(SOURCE.replace("- ", "").split())
    places = [flat.find(sentence) for sentence in chosen]
    assert len(chosen) >= 1
    assert -1 not in places
    assert places == sorted(places)
    assert script.writer.kind == "source"
    assert script.writer.name == "starter.md"
    assert 2.2 <= len(script.narration.split()) / script.seconds <= 2.8


async def test_nothing_leans_on_what_was_left_out(tmp_path: Path) -> None:
    script = await write(tmp_path, seconds=60)
    for scene in script.scenes[1:-1]:
        assert scene.narration.split()[0] not in ("This", "It", "They", "However,", "But")
        assert "mentioned above" not in scene.narration
        assert "http" not in scene.narration
        assert scene.narration[-1] in ".!?"


async def test_two_pieces_take_different_sentences(tmp_path: Path) -> None:
    one, other = [await write(tmp_path, index=index, batch=2, seconds=15) for index in range(2)]
    assert {s.narration for s in one.scenes[1:-1]}.isdisjoint(s.narration for s in other.scenes[1:-1])
    assert one.scenes[0].narration != other.scenes[0].narration


async def test_wishes_hold_for_a_source_too(tmp_path: Path) -> None:
    script = await write(tmp_path, must_say=("link in bio",), must_not=("yeast",))
    assert "link in bio" in script.narration
    assert "yeast" not in script.narration


async def test_a_short_source_makes_a_shorter_piece(tmp_path: Path) -> None:
    script = await write(tmp_path, text="Rye flour often speeds things up in the jar.", seconds=60)
    assert script.seconds < 15
    assert "Rye flour often speeds things up in the jar." in script.narration


async def test_a_source_without_sentences_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no whole sentence"):
        await write(tmp_path, text="Menu\n\nHome\n\nAbout us\n\nContact")
