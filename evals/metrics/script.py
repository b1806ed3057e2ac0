"""How good a script is, as far as it can be counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from agents.writing.judge import faults
from agents.writing.pace import FASTEST, SLOWEST
from agents.writing.rules import says_forbidden, unsaid
from render.measure.likeness import jaccard
from render.measure.words import tokens
from studio.domain.brief import Piece
from studio.domain.script import Script
from tools.gates import ALIKE, on_screen

HOOK = (3, 18)
"""Words of a hook that can be said before a thumb moves on: about one to six seconds."""
PHRASE = 4
"""Words in a row that count as the same phrase."""
SENTENCE = 20
"""Words of a sentence that can be followed by ear; plain-language guides (gov.uk) end at 25 for the eye."""


@dataclass(frozen=True, slots=True)
class ScriptScore:
    """One script's figures."""

    faults: tuple[str, ...]
    """By the judge that every script passes at run time."""
    hook: bool
    fits: bool
    """Whether the words can be said in the time at a natural pace."""
    repetition: float
    """Share of phrases of four words that were said before, 0 to 1."""
    longest: int
    """Words of the longest sentence."""
    keeps_rules: bool
    """Everything that must be said is said, nothing that must not."""
    unfounded: tuple[str, ...] = ()
    """Figures that stand in the script and not in its source."""


def score(script: Script, piece: Piece, source: str | None = None) -> ScriptScore:
    """Measure a script.

    Args:
        script: The words.
        piece: What was asked for.
        source: What the words may draw on; None when they may draw on anything.
    """
    spoken = script.narration.split()
    hook = script.scenes[0].narration or script.scenes[0].headline
    return ScriptScore(
        faults=tuple(faults(script, piece)),
        hook=HOOK[0] <= len(hook.split()) <= HOOK[1],
        fits=SLOWEST * piece.seconds <= len(spoken) <= FASTEST * piece.seconds,
        repetition=repetition(script.narration),
        longest=longest_sentence(script.narration),
        keeps_rules=not unsaid(script, piece.must_say) and not says_forbidden(script, piece.must_not),
        unfounded=unfounded(script, source) if source is not None else (),
    )


def repetition(text: str) -> float:
    """Share of phrases that were said before."""
    words = tokens(text)
    phrases = [words[i : i + PHRASE] for i in range(len(words) - PHRASE + 1)]
    return 1 - len(set(phrases)) / len(phrases) if phrases else 0.0


def longest_sentence(text: str) -> int:
    """Words of the longest sentence."""
    ends = text.replace("!", ".").replace("?", ".").replace("।", ".").replace("\n", ".").replace(":", ".")
    return max((len(s.split()) for s in ends.split(".")), default=0)


def unfounded(script: Script, source: str) -> tuple[str, ...]:
    """Figures said or shown that the source does not hold: a claim is most often a number."""
    held = set(tokens(source))
    said = tokens(f"{script.narration}\n{on_screen(script)}")
    ordinals = {str(n) for n in range(1, len(script.scenes) + 1)}
    return tuple(dict.fromkeys(w for w in said if any(c.isdigit() for c in w) and w not in held | ordinals))


def alike(scripts: Sequence[Script]) -> int:
    """Pieces that are too like an earlier one: the same hook, or as many common words as the gate refuses."""
    hooks = [tokens(s.scenes[0].narration or s.scenes[0].headline) for s in scripts]
    words = [tokens(f"{s.narration}\n{on_screen(s)}") for s in scripts]
    return sum(
        any(hooks[at] == hooks[i] or jaccard(words[at], words[i]) >= ALIKE for i in range(at))
        for at in range(len(scripts))
    )
