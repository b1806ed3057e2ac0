"""The avatar tool: from stored times and speech to a stored performance, drawn or filmed."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from providers.adapters.drawn import Drawn
from providers.context import CallContext
from providers.errors import AllProvidersFailed, JobFailed
from providers.policy import Config
from providers.ports import Capabilities, Provider
from providers.requests import AvatarRequest, AvatarResult
from providers.router import Router
from studio.domain.presenter import PRESENTER_STYLES, PresenterTrack
from studio.domain.speech import SceneSpan, Timing
from studio.errors import StepFailed
from tests.fakes.context import context
from tests.fakes.speech import recorded
from tests.fakes.vendors.media import mp4, wav
from tools.avatar import AvatarArgs, AvatarTool
from tools.base import ToolContext

SPEECH = wav(np.zeros(24000, np.int16), 24000)
SHORT = Timing(seconds=2.0, scenes=(SceneSpan(id="s1", start=0, end=2),))


class Filmer(Provider):
    """Films at once: hands out these bytes, and keeps what it was asked."""

    name = "filmer"
    capabilities = Capabilities(tasks=frozenset({"avatar"}), needs_avatar_id=True)

    def __init__(self, folder: Path, film: bytes = b"", error: Exception | None = None) -> None:
        self.file, self.film, self.error = folder / "answer.mp4", film, error
        self.asked: list[AvatarRequest] = []

    async def generate_avatar(self, request: AvatarRequest) -> AvatarResult:
        self.asked.append(request)
        if self.error:
            raise self.error
        self.file.write_bytes(self.film)
        return AvatarResult(video=self.file)


def args(ctx: ToolContext, timing: Timing | None = None, **more: Any) -> AvatarArgs:
    speech = ctx.store.put_bytes(SPEECH, "audio/wav")
    given = {"seed": "heart-0", "timing": ctx.store.put_model(timing or recorded()), "voice": speech}
    return AvatarArgs(**given, **more)


def filming(folder: Path, *providers: Provider) -> ToolContext:
    ctx = context(folder, *providers)
    ctx.router = Router(providers, Config(avatars={"anna": {"filmer": "twin-7"}}))
    return ctx


async def test_the_performance_is_stored(tmp_path: Path) -> None:
    ctx = context(tmp_path, Drawn())
    out = await AvatarTool().run(args(ctx, style="host"), ctx)
    assert out.track is not None
    assert out.video is None
    track = ctx.store.load_model(out.track, PresenterTrack)
    assert track.seed == "heart-0"
    assert len(track.mouths) > 50
    assert out.by == "drawn host"
    assert [attempt.outcome for attempt in ctx.trail] == ["ok"]


async def test_auto_takes_the_first_style(tmp_path: Path) -> None:
    ctx = context(tmp_path, Drawn())
    assert (await AvatarTool().run(args(ctx), ctx)).by == f"drawn {PRESENTER_STYLES[0]}"


async def test_a_style_nobody_has_fails_with_a_reason(tmp_path: Path) -> None:
    ctx = context(tmp_path, Drawn())
    with pytest.raises(AllProvidersFailed) as caught:
        await AvatarTool().run(args(ctx, style="oil"), ctx)
    assert caught.value.hint


async def test_a_vendor_gets_the_speech_and_the_users_own_avatar(tmp_path: Path) -> None:
    filmer = Filmer(tmp_path, mp4(2.2))
    ctx = filming(tmp_path, filmer, Drawn())
    ctx.calls = CallContext(run="r1")
    out = await AvatarTool().run(args(ctx, SHORT, avatar="anna", aspect="1:1", title="Walk more"), ctx)
    (asked,) = filmer.asked
    assert asked.audio is not None and asked.audio.path is not None
    assert asked.audio.path.read_bytes() == SPEECH
    assert (asked.avatar_ids, asked.aspect, asked.title) == ({"filmer": "twin-7"}, "1:1", "Walk more")
    assert (out.track, out.by) == (None, "filmer anna")
    assert out.video is not None and out.video.origin == "filmer"
    assert not filmer.file.exists()


async def test_a_film_is_stored_plain_and_silent_and_no_longer_than_the_speech(tmp_path: Path) -> None:
    ctx = filming(tmp_path, Filmer(tmp_path, mp4(4.0)))
    out = await AvatarTool().run(args(ctx, SHORT, avatar="anna"), ctx)
    assert out.video is not None
    with av.open(str(ctx.store.path(out.video.sha256))) as film:
        assert not film.streams.audio
        assert film.streams.video[0].average_rate == 30
        assert film.streams.video[0].frames == 75


async def test_pictures_that_come_after_the_sound_stay_in_step_with_it(tmp_path: Path) -> None:
    ctx = filming(tmp_path, Filmer(tmp_path, late(0.4)))
    out = await AvatarTool().run(args(ctx, SHORT, avatar="anna"), ctx)
    assert out.video is not None
    with av.open(str(ctx.store.path(out.video.sha256))) as film:
        shades = [int(frame.to_ndarray(format="gray")[9, 9]) for frame in film.decode(video=0)]
    first_light = next(i for i, shade in enumerate(shades) if shade > 128)
    assert first_light / 30 == pytest.approx(1.4, abs=0.04)


async def test_without_an_avatar_of_that_name_the_presenter_is_drawn(tmp_path: Path) -> None:
    filmer = Filmer(tmp_path, mp4(2.0))
    ctx = filming(tmp_path, filmer, Drawn())
    out = await AvatarTool().run(args(ctx, SHORT, avatar="nobody"), ctx)
    assert (out.by, filmer.asked) == ("drawn host", [])


async def test_a_vendor_that_fails_is_followed_by_the_drawn_presenter(tmp_path: Path) -> None:
    ctx = filming(tmp_path, Filmer(tmp_path, error=JobFailed("no")), Drawn())
    out = await AvatarTool().run(args(ctx, SHORT, avatar="anna"), ctx)
    assert out.by == "drawn host"
    assert [attempt.provider for attempt in ctx.trail] == ["filmer", "drawn"]


async def test_a_film_that_cannot_be_read_fails_with_a_reason(tmp_path: Path) -> None:
    filmer = Filmer(tmp_path, mp4(2.0)[:300])
    ctx = filming(tmp_path, filmer)
    with pytest.raises(StepFailed, match="the film by filmer cannot be used"):
        await AvatarTool().run(args(ctx, SHORT, avatar="anna"), ctx)
    assert not filmer.file.exists()


def test_the_price_is_that_of_a_speech_of_the_planned_length(tmp_path: Path) -> None:
    ctx = filming(tmp_path)
    priced = AvatarTool().price(args(ctx, seconds=32.0, aspect="16:9", avatar="anna"), ctx.router)
    assert priced is not None
    task, request = priced
    assert isinstance(request, AvatarRequest)
    assert (task, request.timing.seconds, request.aspect, request.audio is not None) == ("avatar", 32.0, "16:9", True)
    assert request.avatar_ids == {"filmer": "twin-7"}


def late(by: float) -> bytes:
    """A film whose pictures begin `by` seconds after its sound; dark for one second, then light."""
    import io

    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as target:
        film = target.add_stream("libx264", rate=25, options={"preset": "ultrafast", "bf": "0"})
        film.width, film.height, film.pix_fmt, film.codec_context.time_base = 64, 64, "yuv420p", Fraction(1, 25)
        sound = target.add_stream("aac", rate=24000, layout="mono")
        for number in range(50):
            shade = np.full((64, 64, 3), 20 if number < 25 else 230, np.uint8)
            frame = av.VideoFrame.from_ndarray(shade, format="rgb24")
            frame.pts, frame.time_base = number + round(by * 25), Fraction(1, 25)
            target.mux(film.encode(frame))
        target.mux(film.encode(None))
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 48000), np.int16), format="s16", layout="mono")
        silence.sample_rate, silence.pts = 24000, 0
        target.mux(sound.encode(silence))
        target.mux(sound.encode(None))
    return out.getvalue()
