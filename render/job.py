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
from render.mux import Film, encode_sound
from render.painters.base import Stage
from render.planes import Planes
from render.timeline import Timeline
from studio.errors import StudioError

Task = Callable[[], Stretch]
"""Makes a stretch and puts it into the cache."""

Sound = Path | Callable[[], Path]
"""A mixed sound file, or what mixes one while the first pictures are drawn."""


class RenderStopped(StudioError):
    """The render was asked to stop; finished chunks are kept."""


@dataclass
class Job:
    """What the threads of one render share."""

    timeline: Timeline
    profile: Profile
    stage: Stage
    cache: PacketCache
    halted: Event = field(default_factory=Event)
    drawn: int = 0
    """Pictures drawn so far."""
    heard: Stretch | None = None
    """The encoded sound, once it is made."""
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        identify = self.stage.identify
        self.windows = {chunk_key(self.timeline, w, self.profile, identify): w for w in windows(self.timeline)}

    def missing(self) -> list[Task]:
        """How to make the chunks that the cache does not have."""
        lacking = {key: window for key, window in self.windows.items() if self.cache.get(key) is None}
        self.drawn = self.timeline.frames - sum(window.frames for window in lacking.values())
        return [self._keeping(key, partial(self._chunk, window)) for key, window in lacking.items()]

    def sound(self, audio: Sound) -> Stretch:
        """Mix what is heard and encode it, unless it is kept."""
        path = audio if isinstance(audio, Path) else audio()
        facts = f"{VERSION} aac fast {self.profile.audio_kbps} {self._samples} {file_hash(path)}"
        key = hashlib.sha256(facts.encode()).hexdigest()
        make = partial(encode_sound, path, self._samples, self.profile.audio_kbps)
        self.heard = self.cache.get(key) or self._keeping(key, make)()
        return self.heard

    def film(self) -> Film:
        """Everything finished, in order; stretches are read as they are needed."""
        timeline = self.timeline
        video = ((window.first, self._made(key)) for key, window in self.windows.items())
        return Film(timeline.width, timeline.height, timeline.fps, video, self.heard)

    def _made(self, key: str) -> Stretch:
        """A finished stretch; made again when it was lost since."""
        return self.cache.get(key) or self._keeping(key, partial(self._chunk, self.windows[key]))()

    @property
    def _samples(self) -> int:
        return round(self.timeline.frames * AUDIO_RATE / self.timeline.fps)

    def _keeping(self, key: str, make: Task) -> Task:
        def task() -> Stretch:
            made = make()
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
