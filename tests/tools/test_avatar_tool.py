"""The avatar tool: from stored times to a stored performance."""

from pathlib import Path

import pytest

from providers.adapters.drawn import Drawn
from providers.errors import AllProvidersFailed
from studio.domain.presenter import PRESENTER_STYLES, PresenterTrack
from tests.fakes.context import context
from tests.fakes.speech import recorded
from tools.avatar import AvatarArgs, AvatarTool


async def test_the_performance_is_stored(tmp_path: Path) -> None:
    ctx = context(tmp_path, Drawn())
    args = AvatarArgs(style="host", seed="heart-0", timing=ctx.store.put_model(recorded()))
    out = await AvatarTool().run(args, ctx)
    assert out.track is not None
    assert out.video is None
    track = ctx.store.load_model(out.track, PresenterTrack)
    assert track.seed == "heart-0"
    assert len(track.mouths) > 50
    assert out.by == "drawn host"
    assert [attempt.outcome for attempt in ctx.trail] == ["ok"]


async def test_auto_takes_the_first_style(tmp_path: Path) -> None:
    ctx = context(tmp_path, Drawn())
    out = await AvatarTool().run(AvatarArgs(seed="x", timing=ctx.store.put_model(recorded())), ctx)
    assert out.by == f"drawn {PRESENTER_STYLES[0]}"


async def test_a_style_nobody_has_fails_with_a_reason(tmp_path: Path) -> None:
    ctx = context(tmp_path, Drawn())
    args = AvatarArgs(style="oil", seed="x", timing=ctx.store.put_model(recorded()))
    with pytest.raises(AllProvidersFailed) as caught:
        await AvatarTool().run(args, ctx)
    assert caught.value.hint
