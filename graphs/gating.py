"""Hands finished pieces to the gates: gathers their files from the steps' outputs."""

import asyncio
from collections.abc import Mapping
from typing import Any

from graphs.studio import Outputs
from render.scenes.caption_model import CaptionTrack
from render.timeline import Timeline
from studio.domain.assets import Asset
from studio.domain.brief import Piece
from studio.domain.runs import Gate
from studio.domain.script import Script
from studio.domain.speech import Span
from studio.storage.store import AssetStore
from tools.gates import Finished, check_batch, check_piece

AT_ONCE = 2
"""Pieces measured side by side: decoding is one core's work."""


class FileGates:
    """Measures the files in the store."""

    def __init__(self, store: AssetStore) -> None:
        self._store = store
        self._places = asyncio.Semaphore(AT_ONCE)

    async def piece(self, piece: Piece, outputs: Outputs) -> tuple[Gate, ...]:
        """Measure one piece by itself."""
        async with self._places:
            return await asyncio.to_thread(check_piece, self._finished(piece, outputs), self._store.path)

    async def batch(self, pieces: Mapping[str, tuple[Piece, Outputs]]) -> Mapping[str, tuple[Gate, ...]]:
        """Measure how far the pieces differ."""
        finished = [self._finished(piece, outputs) for piece, outputs in pieces.values()]
        return await asyncio.to_thread(check_batch, finished)

    def _finished(self, piece: Piece, outputs: Outputs) -> Finished:
        def asset(tool: str, field: str) -> Asset | None:
            value: Any = outputs.get(tool, {}).get(field)
            return Asset.model_validate(value) if value else None

        def path(tool: str, field: str) -> Any:
            found = asset(tool, field)
            return self._store.path(found.sha256) if found else None

        timeline, cues = asset("compose", "timeline"), asset("captions", "cues")
        assert timeline is not None
        track = self._store.load_model(cues, CaptionTrack) if cues else None
        post = outputs.get("post", {})
        return Finished(
            piece=piece,
            script=Script.model_validate(outputs["script"]["script"]),
            timeline=self._store.load_model(timeline, Timeline),
            video=path("compose", "video"),
            voice=path("voice", "audio"),
            captions=_spans(track),
            caption_text=_text(track),
            post_text=f"{post.get('title', '')}\n{post.get('caption', '')}",
            cover=path("cover", "image"),
        )


def _spans(track: CaptionTrack | None) -> list[Span]:
    groups = track.groups if track else ()
    return [Span(start=word.start, end=word.end) for group in groups for word in group.words]


def _text(track: CaptionTrack | None) -> str:
    """The captions as they are read, words that were cut for a line put together again."""
    words: list[str] = []
    for group in track.groups if track else ():
        for word in group.words:
            if word.joined and words:
                words[-1] = words[-1].removesuffix("-") + word.text
            else:
                words.append(word.text)
    return " ".join(words)
