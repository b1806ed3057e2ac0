"""The script tool hands its order to the run's writer and says who wrote."""

from pathlib import Path

from agents.writer import Writer
from studio.domain.brief import Piece
from tests.fakes.context import context
from tools.base import ScriptOrder
from tools.script import ScriptArgs, ScriptTool


async def test_it_writes_and_tells_who_wrote(tmp_path: Path) -> None:
    tools = context(tmp_path)
    tools.writer = Writer()
    order = ScriptOrder(piece=Piece(id="reel-1", topic="fitness"))
    output = await ScriptTool().run(ScriptArgs(order=order), tools)
    assert output.script.writer.kind == "niche"
    assert output.by == f"niche {output.script.writer.name}"


async def test_another_attempt_gives_another_script(tmp_path: Path) -> None:
    tools = context(tmp_path)
    tools.writer = Writer()
    args = ScriptArgs(order=ScriptOrder(piece=Piece(id="reel-1", topic="fitness")))
    first = await ScriptTool().run(args, tools)
    tools.attempt = 1
    assert (await ScriptTool().run(args, tools)).script.narration != first.script.narration


def test_it_is_free_and_its_order_survives_json() -> None:
    args = ScriptArgs(order=ScriptOrder(piece=Piece(id="reel-1", topic="fitness"), index=2, batch=5))
    assert ScriptTool().estimate(args).usd == 0
    assert ScriptArgs.model_validate_json(args.model_dump_json()) == args
