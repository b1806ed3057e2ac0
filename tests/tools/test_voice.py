"""The voice step: what it asks for, what it stores, and what it says when the words do not fit."""

from pathlib import Path

import pytest

from providers.adapters.espeak import Espeak
from providers.requests import SpeechRequest, SpeechResult
from studio.domain.script import Scene
from studio.domain.speech import Timing
from studio.errors import StepFailed
from tests.fakes.context import context
from tests.fakes.scripts import script
from tools.voice import VoiceArgs, VoiceTool


class Listening(Espeak):
    """The simple voice, which remembers what it was asked and where it wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[SpeechRequest] = []
        self.files: list[Path] = []

    async def synthesize_speech(self, request: SpeechRequest) -> SpeechResult:
        self.requests.append(request)
        result = await super().synthesize_speech(request)
        self.files.append(result.audio)
        return result


def args(seconds: float = 20.0, max_seconds: float = 90.0) -> VoiceArgs:
    return VoiceArgs(script=script(), voice="heart", language="en", seconds=seconds, max_seconds=max_seconds)


async def test_stores_the_audio_and_the_times_of_every_word(tmp_path: Path) -> None:
    voice = Listening()
    ctx = context(tmp_path, voice)
    out = await VoiceTool().run(args(), ctx)
    await voice.aclose()
    timing = ctx.store.load_model(out.timing, Timing)
    assert [w.text for w in timing.words] == script().narration.split()
    assert [s.id for s in timing.scenes] == [s.id for s in script().scenes]
    assert timing.seconds == out.seconds
    assert ctx.store.path(out.audio.sha256).read_bytes()[:4] == b"RIFF"
    assert (out.audio.media_type, out.engine, out.by) == ("audio/wav", "espeak", "espeak espeak-ng")
    assert "simple" in out.note
    assert [attempt.outcome for attempt in ctx.trail] == ["ok"]
    assert not voice.files[0].exists()


async def test_a_scene_without_words_stays_on_for_a_moment(tmp_path: Path) -> None:
    voice = Listening()
    ctx = context(tmp_path, voice)
    silent = Scene(id="x", kind="number", narration="  ", headline="100")
    scenes = (script().scenes[0], silent, *script().scenes[1:])
    out = await VoiceTool().run(
        args().model_copy(update={"script": script().model_copy(update={"scenes": scenes})}), ctx
    )
    await voice.aclose()
    spans = {s.id: s for s in ctx.store.load_model(out.timing, Timing).scenes}
    assert 0.9 < spans["x"].end - spans["x"].start < 1.6


async def test_words_that_do_not_fit_are_a_clear_failure(tmp_path: Path) -> None:
    voice = Listening()
    with pytest.raises(StepFailed, match="even when spoken fast") as caught:
        await VoiceTool().run(args(seconds=2, max_seconds=3), context(tmp_path, voice))
    await voice.aclose()
    assert "cut the script" in caught.value.hint
    assert not voice.files[0].exists()


async def test_a_step_redone_asks_for_another_pace(tmp_path: Path) -> None:
    voice = Listening()
    ctx = context(tmp_path, voice)
    await VoiceTool().run(args(seconds=20, max_seconds=20.5), ctx)
    ctx.attempt = 1
    await VoiceTool().run(args(seconds=20, max_seconds=20.5), ctx)
    await voice.aclose()
    assert [r.seconds for r in voice.requests] == [20, 20.5]


def test_the_estimate_is_free_and_grows_with_the_length() -> None:
    short, long = VoiceTool().estimate(args(10)), VoiceTool().estimate(args(60))
    assert short.usd == long.usd == 0
    assert long.seconds > short.seconds > 0
