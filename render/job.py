"""One render on its way: which chunks it needs, and how each is made."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Lock

from render.cache import PacketCache
from render.chunks import VERSION, Window, chunk_key, windows
from render.compositor import Compositor
from render.content import file_hash
from render.encode import Stretch, encode
from render.formats import AUDIO_RATE, Profile, encoder
from render.memory import release
from render.mux import Film, encode_sound
from render.painters.base import Stage
from render.planes import Planes
from render.timeline import Timeline
from studio.errors import StudioError

Task = Callable[[], Stretch]


class RenderStopped(StudioError):
    """The render was asked to stop; finished chunks are kept."""


@dataclass
class Job:
    """What the threads of one render share."""

    timeline: Timeline
    profile: Profile
    stage: Stage
    cache: PacketCache
    audio: Path | None
    halted: Event = field(default_factory=Event)
    drawn: int = 0
    """Pictures drawn so far."""
    made: dict[str, Stretch] = field(default_factory=dict)
    """Finished stretches by key."""
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        identify = self.stage.identify
        self.windows = {chunk_key(self.timeline, w, self.profile, identify): w for w in windows(self.timeline)}
        self.sound = self._sound_key(self.audio) if self.audio else None

    def missing(self) -> dict[str, Task]:
        """Take what the cache has; the rest is returned as tasks, the sound first."""
        keys = [self.sound, *self.windows] if self.sound else list(self.windows)
        for key in keys:
            kept = self.cache.get(key)
            if kept is not None:
                self.made[key] = kept
        self.drawn = sum(w.frames for key, w in self.windows.items() if key in self.made)
        return {key: self._task(key) for key in keys if key not in self.made}

    def film(self) -> Film:
        """Everything finished, in order."""
        timeline = self.timeline
        video = tuple((window.first, self.made[key]) for key, window in self.windows.items())
        sound = self.made[self.sound] if self.sound else None
        return Film(timeline.width, timeline.height, timeline.fps, video, sound)

    @property
    def _samples(self) -> int:
        return round(self.timeline.frames * AUDIO_RATE / self.timeline.fps)

    def _sound_key(self, audio: Path) -> str:
        facts = f"{VERSION} aac {self.profile.audio_kbps} {self._samples} {file_hash(audio)}"
        return hashlib.sha256(facts.encode()).hexdigest()

    def _task(self, key: str) -> Task:
        if key == self.sound and self.audio:
            return self._keeping(key, partial(encode_sound, self.audio, self._samples, self.profile.audio_kbps))
        return self._keeping(key, partial(self._chunk, self.windows[key]))

    def _keeping(self, key: str, make: Task) -> Task:
        def task() -> Stretch:
            made = make()
            release()
            self.cache.put(key, made)
            return made

        return task

    def _chunk(self, window: Window) -> Stretch:
        timeline, compositor = self.timeline, Compositor(self.timeline, self.stage)

        def draw(canvas: Planes, number: int) -> None:
            if self.halted.is_set():
                raise RenderStopped("the render was stopped", "render again: finished chunks are kept")
            compositor.draw(canvas, window.first + number)
            with self._lock:
                self.drawn += 1

        try:
            context = encoder(self.profile, timeline.width, timeline.height, timeline.fps, window.frames)
            return encode(context, draw, window.frames)
        finally:
            compositor.close()
