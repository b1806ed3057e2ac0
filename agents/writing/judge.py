"""What is wrong with a script, in sentences that its writer can act on."""

from collections.abc import Iterator

from agents.writing.pace import FASTEST, SLOWEST
from agents.writing.rules import says_forbidden, unsaid
from agents.writing.scenes import HEADLINE, same_words
from studio.domain.brief import Piece
from studio.domain.script import Scene, Script

ITEM = 32
ITEMS = {"checklist": (2, 5), "countdown": (2, 5), "comparison": (2, 2)}


def faults(script: Script, piece: Piece) -> list[str]:
    """Every rule that a script breaks; empty when it can be made."""
    return [*_whole(script, piece), *(fault for scene in script.scenes for fault in _scene(scene))]


def _whole(script: Script, piece: Piece) -> Iterator[str]:
    words = len(script.narration.split())
    if not SLOWEST * piece.seconds <= words <= FASTEST * piece.seconds:
        low, high = round(SLOWEST * piece.seconds), round(FASTEST * piece.seconds)
        yield f"{words} words are spoken; {low} to {high} are wanted"
    kinds = [scene.kind for scene in script.scenes]
    if kinds[0] != "title" or kinds[-1] != "cta" or "title" in kinds[1:] or "cta" in kinds[:-1]:
        yield "the first scene, and only it, must be `title`; the last, and only it, `cta`"
    if missing := unsaid(script, piece.must_say):
        yield f"this must be spoken word for word: {missing}"
    if banned := says_forbidden(script, piece.must_not):
        yield f"this must not occur anywhere: {banned}"
    if not script.title or not script.caption:
        yield "title and caption may not be empty"
    if piece.language.startswith("hi") and not any("\u0900" <= c <= "\u097f" for c in script.narration):
        yield "the narration must be in Hindi, in Devanagari"


def _scene(scene: Scene) -> Iterator[str]:
    if not scene.narration:
        yield f"{scene.id}: nothing is spoken"
    if not 0 < len(scene.headline) <= HEADLINE:
        yield f"{scene.id}: the headline has {len(scene.headline)} characters; 1 to {HEADLINE} are allowed"
    if same_words(scene.headline, scene.narration):
        yield f"{scene.id}: the headline repeats the narration word by word"
    low, high = ITEMS.get(scene.kind, (0, 5))
    if not low <= len(scene.items) <= high:
        yield f"{scene.id}: {scene.kind} has {len(scene.items)} items; {low} to {high} are wanted"
    if any(not 0 < len(item) <= ITEM for item in scene.items):
        yield f"{scene.id}: an item may have 1 to {ITEM} characters"
    if scene.kind == "number" and not scene.figure:
        yield f"{scene.id}: number needs a figure"
