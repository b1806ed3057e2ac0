"""The captions tool: from stored times to a stored track and two subtitle files."""

from pathlib import Path

import pytest

from render.scenes.captions import CaptionTrack
from studio.domain.speech import Timing, silent_timing
from studio.errors import BadRequest, StepFailed
from tests.fakes.context import context
from tests.fakes.scripts import script
from tests.fakes.speech import recorded
from tools.base import ToolContext
from tools.captions import CaptionsArgs, CaptionsOutput, CaptionsTool


async def captioned(
    ctx: ToolContext, *, style: str = "auto", seed: int = 0, timing: Timing | None = None
) -> CaptionsOutput:
    args = CaptionsArgs(
        script=script(),
        timing=ctx.store.put_model(timing or recorded()),
        style=style,
        platform="instagram_reels",
        aspect="9:16",
        presenter=True,
        seed=seed,
    )
    return await CaptionsTool().run(args, ctx)


async def test_track_and_files_are_stored(tmp_path: Path) -> None:
    ctx = context(tmp_path)
    out = await captioned(ctx, style="karaoke")
    track = ctx.store.load_model(out.cues, CaptionTrack)
    assert out.style == track.style == "karaoke"
    assert track.groups
    assert ctx.store.path(out.srt.sha256).read_text(encoding="utf-8").startswith("1\n00:00:")
    assert ctx.store.path(out.vtt.sha256).read_text(encoding="utf-8").startswith("WEBVTT\nLanguage: en\n")
    assert (out.srt.name, out.vtt.name) == ("captions.srt", "captions.vtt")


async def test_auto_takes_turns_over_seeds(tmp_path: Path) -> None:
    ctx = context(tmp_path)
    assert {(await captioned(ctx, seed=seed)).style for seed in range(3)} == {"karaoke", "pop", "clean"}


async def test_a_redone_step_comes_out_different(tmp_path: Path) -> None:
    ctx = context(tmp_path)
    first = await captioned(ctx, style="karaoke")
    ctx.attempt = 1
    again = await captioned(ctx, style="karaoke")
    assert again.cues != first.cues
    assert again.srt == first.srt


async def test_an_unknown_style_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest) as caught:
        await captioned(context(tmp_path), style="neon")
    assert "karaoke" in caught.value.hint


async def test_silence_cannot_be_captioned(tmp_path: Path) -> None:
    with pytest.raises(StepFailed):
        await captioned(context(tmp_path), timing=silent_timing([("s1", 5)], 4))
