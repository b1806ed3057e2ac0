from pathlib import Path

from providers.adapters.music_pack import MusicPack
from tests.fakes.context import context
from tests.fakes.scripts import script
from tools.music import MusicArgs, MusicTool


async def test_the_scripts_mood_decides_and_the_track_is_stored(tmp_path: Path) -> None:
    ctx = context(tmp_path, MusicPack())
    out = await MusicTool().run(MusicArgs(script=script(), mood="auto", seconds=20), ctx)
    assert out.title.startswith("energetic")
    assert out.by.startswith("music-pack ")
    assert ctx.store.path(out.track.sha256).read_bytes()[:4] == b"OggS"
    assert out.licence.startswith("MIT")
    assert out.bpm is not None and out.start >= 0
    assert [attempt.outcome for attempt in ctx.trail] == ["ok"]


async def test_a_named_mood_wins_over_the_scripts(tmp_path: Path) -> None:
    out = await MusicTool().run(MusicArgs(script=script(), mood="calm", seconds=20), context(tmp_path, MusicPack()))
    assert out.title.startswith("calm")


async def test_a_step_redone_gives_another_track(tmp_path: Path) -> None:
    ctx = context(tmp_path, MusicPack())
    args = MusicArgs(script=script(), mood="happy", seconds=20)
    first = await MusicTool().run(args, ctx)
    ctx.attempt = 1
    assert (await MusicTool().run(args, ctx)).track != first.track
