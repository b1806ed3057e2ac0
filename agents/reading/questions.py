"""What is worth asking back about a brief: each question with answers that are operations on the plan."""

from collections.abc import Mapping, Sequence
from typing import Literal

from studio.domain.brief import Choice, Piece, Question
from studio.domain.operations import AddPiece, SetPiece
from studio.domain.platforms import PLATFORMS, PlatformName
from studio.settings import Settings

Guess = Literal["platform", "seconds", "count"]

USUAL: tuple[PlatformName, ...] = ("instagram_reels", "tiktok", "youtube_shorts")
LENGTHS = (15.0, 30.0, 60.0)
NUMBERS = (3, 5)


def questions(pieces: Sequence[Piece], guesses: Mapping[Guess, Sequence[str]], settings: Settings) -> list[Question]:
    """The questions, the one that decides most first.

    Args:
        pieces: As they were read.
        guesses: What was not said -> the ids of the pieces that it was guessed for.
        settings: Limits.
    """
    guessed = {name: [piece for piece in pieces if piece.id in ids] for name, ids in guesses.items()}
    made = []
    if len(guessed.get("count", ())) == 1:
        made.append(_count(guessed["count"][0], settings))
    if guessed.get("platform"):
        made.append(_platform(guessed["platform"]))
    if guessed.get("seconds"):
        made.append(_seconds(guessed["seconds"], settings))
    return made


def _count(piece: Piece, settings: Settings) -> Question:
    more = [
        Choice(label=f"{number} videos", operations=(AddPiece(topic=piece.topic),) * (number - 1))
        for number in NUMBERS
        if number <= settings.max_pieces
    ]
    return Question(id="count", text="How many videos?", options=(Choice(label="1 video"), *more))


def _platform(pieces: Sequence[Piece]) -> Question:
    taken = pieces[0].platform
    others = [
        Choice(
            label=PLATFORMS[name].title,
            operations=tuple(SetPiece(piece=piece.id, platform=name) for piece in pieces),
        )
        for name in USUAL
        if name != taken
    ]
    return Question(
        id="platform", text="Where will you post them?", options=(Choice(label=PLATFORMS[taken].title), *others)
    )


def _seconds(pieces: Sequence[Piece], settings: Settings) -> Question:
    taken = pieces[0].seconds
    most = min(settings.max_seconds, *(PLATFORMS[piece.platform].max_seconds for piece in pieces))
    others = [
        Choice(
            label=f"{seconds:g} seconds",
            operations=tuple(SetPiece(piece=piece.id, seconds=seconds) for piece in pieces),
        )
        for seconds in LENGTHS
        if seconds != taken and seconds <= most
    ]
    return Question(id="seconds", text="How long?", options=(Choice(label=f"{taken:g} seconds"), *others))
