from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from providers.adapters.music_pack import MusicPack
from providers.adapters.music_tracks import TRACKS, Track
from providers.errors import Unavailable, Unsupported
from providers.requests import MusicRequest, MusicResult
from render.sound.files import RATE, read

MOODS = ("happy", "calm", "tender", "nostalgic", "energetic")


async def find(mood: str, seed: int, seconds: float = 20.0) -> MusicResult:
    return await MusicPack().find_music(MusicRequest(mood=mood, seconds=seconds, seed=seed))


@pytest.mark.parametrize("mood", MOODS)
async def test_siblings_hear_different_tracks(mood: str) -> None:
    titles = [(await find(mood, seed)).title for seed in range(5)]
    assert len(set(titles)) == 5
    assert all(title.startswith(mood) for title in titles)


async def test_the_same_seed_gives_the_same_track_and_start() -> None:
    assert await find("happy", 3) == await find("happy", 3)


async def test_the_track_lasts_as_long_as_the_piece_where_one_can() -> None:
    for seed in range(40):
        found = await find("energetic", seed, seconds=20.0)
        track = next(t for t in TRACKS if t.name == found.audio.stem)
        assert found.start + 20.0 <= track.seconds


async def test_a_long_piece_starts_at_the_first_bar() -> None:
    found = await find("calm", 1, seconds=90.0)
    assert found.start == next(t for t in TRACKS if t.name == found.audio.stem).starts[0]


async def test_words_of_people_find_a_mood() -> None:
    assert (await find("Upbeat", 0)).title.startswith("energetic")


async def test_an_unknown_mood_is_unsupported_and_says_which_are() -> None:
    with pytest.raises(Unsupported) as caught:
        await find("polka", 0)
    assert "nostalgic" in caught.value.hint
    assert not MusicPack().supports("music", MusicRequest(mood="polka", seconds=5))


async def test_a_missing_pack_is_unavailable(tmp_path: Path) -> None:
    pack = MusicPack(tmp_path)
    with pytest.raises(Unavailable):
        await pack.find_music(MusicRequest(mood="calm", seconds=5))
    assert not (await MusicPack(tmp_path / "none").health()).ok
    assert (await MusicPack().health()).ok


@pytest.mark.parametrize("track", TRACKS, ids=lambda t: t.name)
def test_listed_tracks_are_there_and_start_on_an_attack(track: Track) -> None:
    path = Path(import_module("immich_memories_music").tracks_dir()) / track.mood / f"{track.name}.opus"
    sound = read(path)
    assert sound.shape[1] / RATE == pytest.approx(track.seconds, abs=0.2)
    rises = []
    for start in track.starts:
        at = round(start * RATE)
        before = np.square(sound[:, max(0, at - 960) : at + 480]).mean() + 1e-7
        after = np.square(sound[:, at + 960 : at + 3840]).mean()
        rises.append(10 * np.log10(after / before))
    assert max(rises) > 0.5
