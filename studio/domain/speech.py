"""When each word and phoneme of a spoken track sounds. All times in seconds from the track's start."""

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
