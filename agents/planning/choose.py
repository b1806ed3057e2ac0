"""Settles what a brief left open: voice, presenter, caption style and music of each piece.

The choice is by seed and place in the batch alone, so the same brief gives the same plan, and siblings differ.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import get_args

from rapidfuzz import process

from studio.domain.brief import CaptionStyle, ContentSpec, Piece
from studio.domain.presenter import PRESENTER_STYLES
from studio.domain.script import Mood
from studio.domain.voices import VOICES, Voice, voices_for
from studio.errors import BadRequest

AUTO = "auto"
CAPTIONS: tuple[str, ...] = get_args(CaptionStyle)
MOODS: tuple[str, ...] = get_args(Mood)
TONE_MOODS: dict[str, tuple[str, ...]] = {
    "friendly": ("happy", "calm"),
    "energetic": ("energetic", "happy"),
    "calm": ("calm", "tender"),
    "serious": ("calm", "nostalgic"),
    "funny": ("happy", "energetic"),
    "inspiring": ("energetic", "tender"),
    "professional": ("calm", "happy"),
    "dramatic": ("nostalgic", "energetic"),
}
"""Moods that go with a tone, best first."""

ANY_TONE = ("happy", "energetic", "calm")


@dataclass(frozen=True)
class Own:
    """The names of the user's own voices and avatars; they are preferred where a brief leaves it open."""

    voices: tuple[str, ...] = ()
    avatars: tuple[str, ...] = ()


def choose(spec: ContentSpec, seed: int, own: Own | None = None) -> ContentSpec:
    """The spec with every `auto` replaced by a name.

    Args:
        spec: A reading.
        seed: Decides together with the place in the batch.
        own: The user's own voices and avatars.

    Raises:
        BadRequest: A piece asks for a voice, presenter, caption style or mood that does not exist.
    """
    heard: Counter[str] = Counter()
    pieces = []
    for index, piece in enumerate(spec.pieces):
        language = piece.language.split("-")[0]
        pieces.append(_settled(piece, index + seed, heard[language] + seed, own or Own()))
        heard[language] += 1
    return spec.model_copy(update={"pieces": tuple(pieces)})


def _settled(piece: Piece, place: int, language_place: int, own: Own) -> Piece:
    moods = TONE_MOODS.get(piece.tone, ANY_TONE)
    spoken, faces = piece.voice is not None, (*PRESENTER_STYLES, *own.avatars)
    settled = {
        "voice": _voice(piece, language_place, own.voices),
        "avatar": _pick("presenter", piece.avatar, own.avatars or PRESENTER_STYLES, faces, place) if spoken else None,
        "captions": _pick("caption style", piece.captions, CAPTIONS, CAPTIONS, place) if spoken else None,
        "music": _pick("mood", piece.music, moods, MOODS, place),
    }
    return piece.model_copy(update=settled)


def _voice(piece: Piece, place: int, own: Sequence[str]) -> str | None:
    if own and piece.voice == AUTO:
        return own[place % len(own)]
    fitting = _alternating(_near(piece.language, voices_for(piece.language)))
    if piece.voice in ("female", "male"):
        of_gender = [v for v in fitting if v.gender == piece.voice] or fitting
        return of_gender[place % len(of_gender)].name
    return _pick("voice", piece.voice, [v.name for v in fitting], (*VOICES, *own), place)


def _near(language: str, voices: Sequence[Voice]) -> Sequence[Voice]:
    """Voices of the very region asked for, when there are any."""
    return [v for v in voices if v.language == language] or voices


def _alternating(voices: Sequence[Voice]) -> list[Voice]:
    """Women and men in turn."""
    women = [v for v in voices if v.gender == "female"]
    men = [v for v in voices if v.gender == "male"]
    return [v for v in chain.from_iterable(zip_longest(women, men)) if v is not None]


def _pick(kind: str, asked: str | None, fitting: Sequence[str], known: Sequence[str], place: int) -> str | None:
    if asked is None:
        return None
    if asked == AUTO:
        return fitting[place % len(fitting)]
    return known_name(kind, asked, known)


def known_name(kind: str, asked: str, known: Sequence[str]) -> str:
    """The name as it is spelt here.

    Raises:
        BadRequest: There is none of that name; the hint tells the nearest and all.
    """
    name = asked.strip().casefold()
    for one in known:
        if one.casefold() == name:
            return one
    near = process.extractOne(name, known, score_cutoff=70)
    guess = f"did you mean {near[0]}? " if near else ""
    raise BadRequest(f"there is no {kind} called {asked!r}", f"{guess}there are: {', '.join(known)}")
