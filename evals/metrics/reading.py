"""How well a brief was read: field by field, and all of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from evals.cases import Case, Wanted
from evals.metrics.words import f1
from render.measure.words import tokens
from studio.domain.brief import ContentSpec, Piece
from studio.domain.platforms import PLATFORMS
from studio.domain.voices import VOICES

TOPIC_F1 = 0.75
"""From this overlap of words on, two wordings of a topic are the same topic."""
LENGTH = 0.5
"""Seconds by which a length may be off."""
ELIDED = re.compile(r"(?i)\b(?:l|d|un|dell|all|sull|nell)['\u2019](?=\w)")
ARTICLES = frozenset(
    (
        *("the", "a", "an", "our", "my", "le", "la", "les", "un", "une", "des", "notre", "el", "los", "las", "una"),
        *("nuestra", "nuestro", "o", "os", "as", "um", "uma", "nossa", "nosso", "il", "lo", "i", "gli", "der", "die"),
        *("das", "ein", "eine", "den", "dem", "unsere", "unser"),
    )
)
"""And "our", which a reader may keep or drop."""
FIELDS = (
    "count",
    "topic",
    "platform",
    "aspect",
    "seconds",
    "language",
    "tone",
    "voice",
    "avatar",
    "captions",
    "music",
    "must_say",
    "must_not",
    "budget",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The verdict on one reading: field -> whether it is right; and what is wrong, in words."""

    fields: dict[str, bool] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether all fields that could be judged are right."""
        return not self.wrong


def judge(spec: ContentSpec, case: Case) -> Reading:
    """Hold a reading against what the case expects; of several good readings the nearest counts."""
    judged = [_against(spec, wanted, case) for wanted in case.good]
    return min(judged, key=lambda r: len(r.wrong)) if judged else Reading()


def _against(spec: ContentSpec, wanted: Sequence[Wanted], case: Case) -> Reading:
    verdicts: dict[str, bool] = {}
    wrong: list[str] = []
    runs = runs_of(spec.pieces, wanted, case.language)
    _note(verdicts, wrong, "count", runs is not None, f"{len(spec.pieces)} pieces")
    for run, pieces in zip(wanted, runs or (), strict=False):
        for piece in pieces:
            for name, good in piece_fields(piece, run, case.language).items():
                _note(verdicts, wrong, name, good, f"{piece.id} {name}: {getattr(piece, name)!r}")
    budget = spec.budget_usd in case.budget
    _note(verdicts, wrong, "budget", budget, f"budget: {spec.budget_usd}")
    return Reading(verdicts, tuple(wrong))


def _note(verdicts: dict[str, bool], wrong: list[str], name: str, good: bool, told: str) -> None:
    verdicts[name] = verdicts.get(name, True) and good
    if not good and told not in wrong:
        wrong.append(told)


def runs_of(pieces: Sequence[Piece], wanted: Sequence[Wanted], language: str) -> list[Sequence[Piece]] | None:
    """The pieces dealt out over the runs, or None when their number is wrong.

    Runs may come in any order; a run of any number takes all the pieces that suit it best.
    """
    if len(wanted) == 1:
        return [pieces] if wanted[0].fits(len(pieces)) else None
    dealt: list[list[Piece]] = [[] for _ in wanted]
    for piece in pieces:
        room = [i for i, run in enumerate(wanted) if run.n == "any" or any(len(dealt[i]) < n for n in _counts(run))]
        if not room:
            return None
        dealt[max(room, key=lambda i: (_likeness(piece, wanted[i], language), -i))].append(piece)
    return list(dealt) if all(run.fits(len(d)) for run, d in zip(wanted, dealt, strict=True)) else None


def _counts(run: Wanted) -> tuple[int, ...]:
    return run.n if isinstance(run.n, tuple) else (int(run.n),)


def _likeness(piece: Piece, run: Wanted, language: str) -> int:
    return sum(piece_fields(piece, run, language).values())


def piece_fields(piece: Piece, run: Wanted, language: str) -> dict[str, bool]:
    """Each field of a piece: whether it is what the run wants.

    Args:
        piece: What was read.
        run: What is wanted.
        language: The brief's own.
    """
    bounds = run.length()
    aspect = run.aspect or (PLATFORMS[run.platform].aspect if run.platform != "any" else "any")
    return {
        "topic": run.topic == "any" or topic_right(piece, run.topic),
        "platform": run.platform in ("any", piece.platform),
        "aspect": aspect in ("any", piece.aspect),
        "seconds": bounds is None or bounds[0] - LENGTH <= piece.seconds <= bounds[1] + LENGTH,
        "language": run.language == "any" or _base(piece.language) == _base(run.language or language),
        "tone": run.tone == "any" or piece.tone.casefold() in run.tone,
        "voice": _voice_right(piece.voice, run.voice),
        "avatar": run.avatar in ("any", piece.avatar),
        "captions": run.captions in ("any", piece.captions),
        "music": run.music == ("any",) or (piece.music in run.music if run.music else piece.music is None),
        "must_say": run.must_say == "any" or _same(piece.must_say, run.must_say),
        "must_not": run.must_not == "any" or _same(piece.must_not, run.must_not),
    }


def topic_right(piece: Piece, good: Sequence[str]) -> bool:
    """Whether the topic, alone or with its angle, says one of the good wordings and little else."""
    said = (piece.topic, f"{piece.topic} {piece.angle}")
    return any(f1(content(wording), content(text)) >= TOPIC_F1 for wording in good for text in said)


def content(text: str) -> tuple[str, ...]:
    """The words of a text without articles: "le café" and "café" are the same topic, and "thé" is no "the"."""
    apart = ELIDED.sub(" ", text).split()
    return tokens(" ".join(word for word in apart if word.casefold() not in ARTICLES) or text)


def _base(language: str) -> str:
    return language.split("-")[0]


def _voice_right(said: str | None, wanted: str | None) -> bool:
    if wanted in ("female", "male"):
        return said is not None and said in VOICES and VOICES[said].gender == wanted
    return wanted in ("any", said)


def _same(said: Sequence[str], wanted: Sequence[str]) -> bool:
    return {tokens(p) for p in said} == {tokens(p) for p in wanted}
