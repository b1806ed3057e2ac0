"""When each word and phoneme of a spoken track sounds. All times in seconds from the track's start."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict


class Span(BaseModel):
    """A named stretch of time."""

    model_config = ConfigDict(frozen=True)

    start: float
    end: float


class TimedWord(Span):
    """A word as written (with its punctuation), when it sounds, and the scene it belongs to."""

    text: str
    scene: str


class TimedPhone(Span):
    """One phoneme: an IPA symbol (or a silence, `_`)."""

    symbol: str
    stressed: bool = False


class SceneSpan(Span):
    """When a scene is on: spans touch, the first starts at 0, the last ends with the track."""

    id: str


class Timing(BaseModel):
    """All the times of one piece. A silent piece has scenes and no words."""

    model_config = ConfigDict(frozen=True)

    seconds: float
    scenes: tuple[SceneSpan, ...]
    words: tuple[TimedWord, ...] = ()
    phones: tuple[TimedPhone, ...] = ()


def silent_timing(scenes: Sequence[tuple[str, int]], seconds: float) -> Timing:
    """Times of a piece in which nobody speaks: each scene gets its share by words to read.

    Args:
        scenes: Id and number of words to read of each scene, in order.
        seconds: Length of the piece.
    """
    weights = [max(words, 4) for _, words in scenes]
    spans, at = [], 0.0
    for (scene, _), weight in zip(scenes, weights, strict=True):
        end = at + seconds * weight / sum(weights)
        spans.append(SceneSpan(id=scene, start=at, end=end))
        at = end
    return Timing(seconds=seconds, scenes=tuple(spans))
