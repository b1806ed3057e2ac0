"""What is known of a piece before anything is made: the constants of its steps."""

import zlib
from dataclasses import dataclass
from typing import Any

from studio.domain.assets import Asset
from studio.domain.brand import BrandMark
from studio.domain.brief import ContentSpec, Piece
from studio.domain.platforms import PLATFORMS
from studio.domain.presenter import PRESENTER_STYLES
from tools.base import ScriptOrder


@dataclass(frozen=True)
class PlanInputs:
    """The user's own files, taken into the store."""

    media: tuple[Asset, ...] = ()
    source: Asset | None = None
    """Plain text whose sentences the scripts must come from."""
    words: Asset | None = None
    """The user's own script, plain text."""
    brand: BrandMark | None = None
    """What is seen of the user's brand, its logo made plain."""
    notes: tuple[str, ...] = ()
    """What the user should know about their files: which were left out, and why."""


@dataclass(frozen=True)
class Facts:
    """All constants of one piece of a batch."""

    piece: Piece
    index: int
    """Place in the batch, from 0."""
    topic_index: int
    """Place among the pieces on the same topic."""
    topic_batch: int
    """How many pieces are on the same topic."""
    inputs: PlanInputs
    seed: int
    max_seconds: float

    @property
    def presented(self) -> bool:
        """Whether a presenter is seen."""
        return self.piece.voice is not None and self.piece.avatar is not None

    @property
    def face(self) -> str:
        """Seed of the presenter's face: a voice keeps its face through a batch."""
        return f"{self.piece.voice}-{self.seed}"

    def of(self, tool: str) -> dict[str, Any]:
        """Facts by argument name; a tool takes those it declares with a fitting type."""
        piece = self.piece
        common: dict[str, Any] = {
            "piece": piece.id,
            "platform": piece.platform,
            "aspect": piece.aspect,
            "language": piece.language,
            "seconds": piece.seconds,
            "max_seconds": min(self.max_seconds, PLATFORMS[piece.platform].max_seconds),
            "must_say": piece.must_say,
            "index": self.index,
            "media": self.inputs.media,
            "presenter": self.presented,
            "seed": zlib.crc32(f"{self.seed}/{piece.id}/{tool}".encode()),
        }
        return common | self._own(tool)

    def _own(self, tool: str) -> dict[str, Any]:
        piece = self.piece
        own: dict[str, dict[str, Any]] = {
            "script": {"order": self._order()},
            "voice": {"voice": piece.voice},
            "avatar": {**self._performer(), "seed": self.face, "title": piece.topic},
            "visuals": {"topic": piece.topic, **({"brand": self.inputs.brand} if self.inputs.brand else {})},
            "music": {"mood": piece.music},
            "captions": {"style": piece.captions},
            "cover": {"presenter": (piece.avatar, self.face) if self.presented else None},
        }
        return own.get(tool, {})

    def _performer(self) -> dict[str, str | None]:
        """A drawn presenter's style; or any, and the name of the user's own avatar."""
        name = self.piece.avatar
        if name is None or name in PRESENTER_STYLES:
            return {"style": name}
        return {"style": "auto", "avatar": name}

    def _order(self) -> ScriptOrder:
        """The words do not depend on whose voice, face, captions or music go with them."""
        neutral = {
            "voice": "auto" if self.piece.voice else None,
            "avatar": "auto",
            "captions": "auto",
            "music": "auto",
        }
        return ScriptOrder(
            piece=self.piece.model_copy(update=neutral),
            index=self.topic_index,
            batch=self.topic_batch,
            source=self.inputs.source,
            words=self.inputs.words,
            seed=self.seed,
        )


def facts_of(spec: ContentSpec, index: int, *, inputs: PlanInputs, seed: int, max_seconds: float) -> Facts:
    """The facts of the piece at this place of the spec."""
    piece = spec.pieces[index]
    topics = [p.topic.casefold() for p in spec.pieces]
    return Facts(
        piece=piece,
        index=index,
        topic_index=topics[:index].count(topics[index]),
        topic_batch=topics.count(topics[index]),
        inputs=inputs,
        seed=seed,
        max_seconds=max_seconds,
    )
