"""The same contract for the engines of this machine, as far as one without a network can break it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from providers.adapters.drawn import Drawn
from providers.adapters.espeak import Espeak
from providers.adapters.kokoro import Kokoro
from providers.adapters.music_pack import MusicPack
from providers.calls import Routed
from providers.errors import Unsupported
from providers.ports import Provider
from providers.requests import AvatarRequest, MusicRequest, Request, SpeechRequest, SpeechResult, TextRequest
from providers.router import Router
from providers.tasks import TASKS, Task
from studio.domain.presenter import PRESENTER_STYLES
from studio.domain.speech import Timing

SPEECH = SpeechRequest.model_validate({"text": "Drink more water.", "voice": "heart"})
FACE = AvatarRequest(style=PRESENTER_STYLES[0], seed="a", timing=Timing(seconds=2, scenes=()))
ENGINES: dict[str, tuple[Callable[[Path], Provider], Task, Request, Request]] = {
    "kokoro": (Kokoro, "speech", SPEECH, SPEECH.model_copy(update={"language": "xx"})),
    "espeak": (lambda folder: Espeak(), "speech", SPEECH, SPEECH.model_copy(update={"language": "xx"})),
    "drawn": (lambda folder: Drawn(), "avatar", FACE, FACE.model_copy(update={"style": "oil"})),
    "music-pack": (
        lambda folder: MusicPack(),
        "music",
        MusicRequest(mood="calm", seconds=5),
        MusicRequest(mood="no such mood", seconds=5),
    ),
}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Provider, Task, Request, Request]:
    make, task, within, beyond = ENGINES[request.param]
    return make(tmp_path), task, within, beyond


async def test_it_does_its_task_for_nothing(engine: Any) -> None:
    provider, task, request, _ = engine
    assert provider.local and provider.capabilities.regions == {"local"}
    assert provider.capabilities.tasks == {task}
    assert (await provider.health()).ok
    routed: Routed[Any] = await Router([provider]).generate(task, request)
    result = routed.result
    assert isinstance(result, TASKS[task].result)
    assert routed.provider == provider.name
    assert routed.cost_usd == 0
    assert result.usage == ()
    assert not provider.estimate(task, request).usage
    if isinstance(result, SpeechResult):
        result.audio.unlink()
    await provider.aclose()


async def test_what_it_cannot_do_is_known_before_and_refused(engine: Any) -> None:
    provider, task, _, beyond = engine
    assert provider.refusal(task, beyond) != ""
    for other in set(TASKS) - {task, "voice_clone"}:
        if TASKS[other].method == TASKS[task].method:
            continue
        assert provider.refusal(other, TextRequest(messages=())) != ""
        with pytest.raises(Unsupported):
            await getattr(provider, TASKS[other].method)(TextRequest(messages=()))
    await provider.aclose()
