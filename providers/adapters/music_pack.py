"""Music from the package `immich-memories-music`: 28 tracks in five moods, under the MIT licence."""

import random
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import ClassVar

from providers.adapters.music_tracks import TRACKS, Track
from providers.errors import Unavailable, Unsupported
from providers.ports import Capabilities, Health, Provider
from providers.requests import MusicRequest, MusicResult, Request
from providers.tasks import Task
from studio.domain.script import Mood

PACKAGE = "immich-memories-music"
LICENCE = "MIT (immich-memories-music, made with ACE-Step 1.5)"
HINT = f"pip install {PACKAGE}"
ALIASES: dict[str, Mood] = {
    "upbeat": "energetic",
    "epic": "energetic",
    "powerful": "energetic",
    "motivational": "energetic",
    "inspiring": "energetic",
    "fast": "energetic",
    "fun": "happy",
    "funny": "happy",
    "bright": "happy",
    "playful": "happy",
    "chill": "calm",
    "relaxed": "calm",
    "lofi": "calm",
    "ambient": "calm",
    "professional": "calm",
    "soft": "tender",
    "warm": "tender",
    "romantic": "tender",
    "emotional": "tender",
    "sad": "nostalgic",
    "serious": "nostalgic",
    "dramatic": "nostalgic",
    "retro": "nostalgic",
}
"""Words people use for a mood, and the folder of the pack that comes nearest."""


class MusicPack(Provider):
    """Finds a track by mood. Seeds that follow one another give different tracks until all have been used."""

    name: ClassVar[str] = "music-pack"
    capabilities: ClassVar[Capabilities] = Capabilities(
        tasks=frozenset({"music"}), regions=frozenset({"local"}), quality=0.3
    )
    local: ClassVar[bool] = True

    def __init__(self, folder: Path | None = None) -> None:
        """Use the installed package, or another folder with the same tracks."""
        self._folder = folder

    def refusal(self, task: Task, request: Request) -> str:
        """It knows five moods and their other names."""
        if not isinstance(request, MusicRequest) or mood_of(request.mood):
            return super().refusal(task, request)
        return f"has no music for {request.mood}"

    async def find_music(self, request: MusicRequest) -> MusicResult:
        """Choose a track, and a bar to start on from which it lasts as long as the piece if one does.

        Raises:
            Unsupported: The mood is not known.
            Unavailable: The package is not installed, or the track is not in it.
        """
        mood = mood_of(request.mood)
        if mood is None:
            raise Unsupported(f"there is no music for {request.mood!r}", f"moods: {', '.join(moods())}")
        track = choose(mood, request.seed)
        audio = self._tracks() / track.mood / f"{track.name}.opus"
        if not audio.is_file():
            raise Unavailable(f"the track {track.name} is not in {PACKAGE}", f"{HINT} --force-reinstall")
        start = choose_start(track, request.seconds, request.seed)
        title = track.name.replace("_", " ")
        return MusicResult(audio=audio, title=title, licence=LICENCE, bpm=track.bpm, start=start)

    async def health(self) -> Health:
        """Whether the package is installed."""
        try:
            return Health(ok=self._tracks().is_dir(), reason=f"{PACKAGE} {version(PACKAGE)}, {len(TRACKS)} tracks")
        except (Unavailable, PackageNotFoundError):
            return Health(ok=False, reason=f"{PACKAGE} is not installed", hint=HINT)

    def _tracks(self) -> Path:
        if self._folder is not None:
            return self._folder
        try:
            return Path(import_module("immich_memories_music").tracks_dir())
        except ImportError as error:
            raise Unavailable(f"{PACKAGE} is not installed", HINT) from error


def moods() -> tuple[Mood, ...]:
    """The moods there is music for."""
    return tuple(dict.fromkeys(track.mood for track in TRACKS))


def mood_of(word: str) -> Mood | None:
    """The pack's mood for a word, or None."""
    key = word.strip().casefold()
    return next((mood for mood in moods() if mood == key), ALIASES.get(key))


def choose(mood: Mood, seed: int) -> Track:
    """The track for a seed: one fixed shuffle of the mood's tracks, walked in order."""
    tracks = [track for track in TRACKS if track.mood == mood]
    random.Random(mood).shuffle(tracks)
    return tracks[seed % len(tracks)]


def choose_start(track: Track, seconds: float, seed: int) -> float:
    """The bar to start on; only those from which the track lasts, or the first when none does."""
    lasting = [start for start in track.starts if start + seconds <= track.seconds - 0.5]
    tracks = sum(other.mood == track.mood for other in TRACKS)
    return lasting[seed // tracks % len(lasting)] if lasting else track.starts[0]
