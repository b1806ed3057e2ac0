"""Changes to the scenes of a script, and what refuses them."""

from collections.abc import Mapping, Sequence
from typing import Any

from agents.writing.judge import ITEM, ITEMS
from agents.writing.pace import FASTEST
from agents.writing.rules import says_forbidden, unsaid
from agents.writing.scenes import DETAIL, HEADLINE
from studio.domain.brief import Piece
from studio.domain.operations import SetScene
from studio.domain.platforms import PLATFORMS
from studio.domain.script import Scene, Script
from studio.errors import BadRequest, NotFound

SAY = 600
"""Characters said in one scene: about half a minute."""
FIGURE, EMOJI = 10, 16

LIMITS = {
    "narration": ("what is said", SAY),
    "headline": ("the headline", HEADLINE),
    "detail": ("the small line", DETAIL),
    "figure": ("the figure", FIGURE),
    "emoji": ("the emoji", EMOJI),
}
"""Field -> what people call it, and how many characters fit."""


def changed_scene(script: Script, asked: SetScene, piece: Piece, max_seconds: float) -> Script:
    """The script with one scene changed.

    Raises:
        NotFound: There is no such scene.
        BadRequest: The new words do not fit, or break what the piece must or must not say.
    """
    scene = scene_of(script, asked.scene)
    if not asked.changes:
        raise BadRequest(f"nothing to change in {asked.scene}", "give say, show, detail, emoji or kind")
    fresh = Scene.model_validate(scene.model_dump() | asked.changes)
    for field in asked.changes:
        _fits(fresh, field)
    _pictured(fresh)
    scenes = tuple(fresh if other.id == scene.id else other for other in script.scenes)
    made = script.model_copy(update={"scenes": scenes})
    _spoken_in_time(made, piece, max_seconds)
    _keeps_rules(script, made, piece)
    return made


def without_scene(script: Script, scene_id: str, piece: Piece) -> Script:
    """The script without a scene.

    Raises:
        NotFound: There is no such scene.
        BadRequest: It is the only one, or says what must be said.
    """
    scene = scene_of(script, scene_id)
    left = tuple(other for other in script.scenes if other.id != scene.id)
    if not left:
        raise BadRequest(f"{scene_id} is the only scene", "change what it says, or remove the piece")
    made = script.model_copy(update={"scenes": left})
    _keeps_rules(script, made, piece)
    return made


def retaken(
    visuals: Mapping[str, Any], shown: Mapping[str, Any], scene_id: str, before: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """What the step that chooses the pictures is asked when one scene is to get another one.

    Args:
        visuals: What it was asked before.
        shown: What came of that; the footage in it is taken again, so that the other scenes keep theirs.
        scene_id: Which scene.
        before: All that ever came of that step; a picture that was turned down does not come again.
    """
    takes = visuals.get("takes", {})
    latest = max(made.get("takes", {}).get(scene_id, 0) for made in (visuals, *before))
    footage = {name: shown[name] for name in ("stock", "credits") if shown.get("stock")}
    return {**visuals, **footage, "takes": {**takes, scene_id: latest + 1}}


def scene_of(script: Script, scene_id: str) -> Scene:
    """The scene of this id, or at this place from 1.

    Raises:
        NotFound: There is none.
    """
    for place, scene in enumerate(script.scenes, 1):
        if scene_id in (scene.id, str(place)):
            return scene
    known = ", ".join(scene.id for scene in script.scenes)
    raise NotFound(f"there is no scene {scene_id!r}", f"there are: {known}, or 1 to {len(script.scenes)} by place")


def _fits(scene: Scene, field: str) -> None:
    name, limit = LIMITS.get(field, ("", 0))
    text = getattr(scene, field)
    if name and len(text) > limit:
        raise BadRequest(f"{name} of {scene.id} has {len(text)} characters", f"at most {limit} fit")
    if field == "headline" and not text.strip():
        raise BadRequest(f"{scene.id} needs a headline", "give some words to show")


def _pictured(scene: Scene) -> None:
    """Some kinds of picture need more than a headline."""
    low, high = ITEMS.get(scene.kind, (0, 5))
    if not low <= len(scene.items) <= high:
        wanted = str(low) if low == high else f"{low} to {high}"
        raise BadRequest(
            f"a {scene.kind} has {wanted} lines, not {len(scene.items)}", f"give items: {wanted} of them"
        )
    if any(not 0 < len(item.strip()) <= ITEM for item in scene.items):
        raise BadRequest(f"a line of {scene.id} is empty or too long", f"1 to {ITEM} characters fit")
    if scene.kind == "number" and not scene.figure.strip():
        raise BadRequest(f"{scene.id} shows a number and has none", "give figure, as 3x or 20 min")


def _spoken_in_time(script: Script, piece: Piece, max_seconds: float) -> None:
    most = min(max_seconds, PLATFORMS[piece.platform].max_seconds)
    words, fit = len(script.narration.split()), int(FASTEST * most)
    if piece.voice is not None and words > fit:
        raise BadRequest(
            f"{words} words do not fit into the {most:g} seconds that {PLATFORMS[piece.platform].title} takes",
            f"cut them to about {fit}",
        )


def _keeps_rules(before: Script, after: Script, piece: Piece) -> None:
    lost = unsaid(after, piece.must_say)
    if lost and not unsaid(before, (lost,)):
        raise BadRequest(
            f"{piece.id} must say “{lost}”, and would not any more", "say it elsewhere, or drop the rule"
        )
    banned = says_forbidden(after, piece.must_not)
    if banned and not says_forbidden(before, (banned,)):
        raise BadRequest(f"{piece.id} must not say “{banned}”", "use other words, or drop the rule")
