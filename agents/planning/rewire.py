"""Changes the pieces of a plan that stands; whatever a change does not touch keeps its steps as they are."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter

from agents.planning.choose import AUTO, Own, choose
from agents.planning.facts import Facts, PlanInputs, facts_of
from agents.planning.wire import Tools, wire_piece
from agents.writing.assign import assign_angles
from agents.writing.rules import says_forbidden, unsaid
from studio.domain.brief import ContentSpec, Piece
from studio.domain.plan import Plan, Step
from studio.domain.platforms import PLATFORMS
from studio.domain.script import Script
from studio.domain.voices import VOICES
from studio.errors import BadRequest

WORDING = frozenset({"topic", "angle", "seconds", "tone", "language"})
"""Fields of a piece that another script comes of, whatever words a person gave it."""


@dataclass(frozen=True)
class Kit:
    """What pieces are wired with."""

    seed: int
    max_seconds: float
    max_pieces: int
    tools: Tools
    own: Own = field(default_factory=Own)


def rewired(plan: Plan, piece_id: str, changes: Mapping[str, Any], kit: Kit) -> Plan:
    """The plan with one piece changed and wired anew.

    Its place in the batch stays what it was, so steps whose inputs the change does not touch stay the same. Words
    that a person gave the script stay as long as the change is not about the words.

    Args:
        plan: A plan whose choices are settled.
        piece_id: Which piece.
        changes: New values of the piece's fields.
        kit: What it is wired with.

    Raises:
        BadRequest: A new value does not exist.
    """
    pieces = list(plan.spec.pieces)
    index = [piece.id for piece in pieces].index(piece_id)
    old = {step.id: step for step in plan.steps if _piece(step) == piece_id}
    pieces[index] = _followed(pieces[index], changes)
    spec = _settled(plan.spec.model_copy(update={"pieces": tuple(pieces)}), index, plan, kit)
    facts = facts_of(spec, index, inputs=_inputs_of(plan), seed=kit.seed, max_seconds=kit.max_seconds)
    facts = _placed(facts, plan, old)
    fresh = [_kept(step, old.get(step.id), changes) for step in wire_piece(facts, kit.tools)]
    return _with(plan, spec, [*(s for s in plan.steps if s.id not in old), *fresh])


def added(plan: Plan, topic: str, after: str | None, kit: Kit) -> tuple[Plan, str]:
    """The plan with one more piece, like the one it comes after, and the new piece's id.

    Raises:
        BadRequest: There are as many as may be.
    """
    pieces = list(plan.spec.pieces)
    if len(pieces) >= kit.max_pieces:
        raise BadRequest(
            f"there are {len(pieces)} pieces already, the limit is {kit.max_pieces}", "remove one before you add one"
        )
    place = [piece.id for piece in pieces].index(after) + 1 if after else len(pieces)
    fresh = _like(pieces[place - 1], topic, _free_id(pieces[place - 1], plan))
    pieces.insert(place, fresh)
    spec = _settled(plan.spec.model_copy(update={"pieces": tuple(pieces)}), place, plan, kit)
    facts = facts_of(spec, place, inputs=_inputs_of(plan), seed=kit.seed, max_seconds=kit.max_seconds)
    steps = wire_piece(_placed(facts, plan, {}), kit.tools)
    return _with(plan, spec, [*plan.steps, *steps]), fresh.id


def removed(plan: Plan, piece_id: str) -> Plan:
    """The plan without a piece.

    Raises:
        BadRequest: It is the last one.
    """
    left = tuple(piece for piece in plan.spec.pieces if piece.id != piece_id)
    if not left:
        raise BadRequest("a plan needs at least one piece", "add another one first, or cancel the run")
    spec = plan.spec.model_copy(update={"pieces": left})
    return _with(plan, spec, [step for step in plan.steps if _piece(step) != piece_id])


def moved(plan: Plan, piece_id: str, to: int) -> Plan:
    """The plan with a piece at another place; what is made of it stays the same."""
    left = [piece for piece in plan.spec.pieces if piece.id != piece_id]
    piece = next(piece for piece in plan.spec.pieces if piece.id == piece_id)
    left.insert(to, piece)
    return _with(plan, plan.spec.model_copy(update={"pieces": tuple(left)}), plan.steps)


def _with(plan: Plan, spec: ContentSpec, steps: Iterable[Step]) -> Plan:
    """A plan with these pieces and steps, grouped in the order of the pieces."""
    places = {piece.id: place for place, piece in enumerate(spec.pieces)}
    ordered = sorted(steps, key=lambda step: places[_piece(step)])
    return plan.model_copy(update={"spec": spec, "steps": tuple(ordered)})


def _piece(step: Step) -> str:
    return step.id.rpartition(".")[0]


def _followed(piece: Piece, changes: Mapping[str, Any]) -> Piece:
    """The piece with its changes and what follows from them where nothing was said about it."""
    follows: dict[str, Any] = {}
    if changes.get("topic", piece.topic) != piece.topic or "language" in changes:
        follows["angle"] = ""
    if "platform" in changes and piece.aspect == PLATFORMS[piece.platform].aspect:
        follows["aspect"] = PLATFORMS[changes["platform"]].aspect
    if "language" in changes and piece.voice in VOICES:
        follows["voice"] = AUTO
    return piece.model_copy(update={**follows, **changes})


def _like(piece: Piece, topic: str, piece_id: str) -> Piece:
    chosen = {name: AUTO for name in ("voice", "avatar", "captions", "music") if getattr(piece, name) is not None}
    return piece.model_copy(update={"id": piece_id, "topic": topic, "angle": "", **chosen})


def _free_id(piece: Piece, plan: Plan) -> str:
    kind = piece.id.rpartition("-")[0] or piece.id
    taken = [p.id.removeprefix(f"{kind}-") for p in plan.spec.pieces if p.id.startswith(f"{kind}-")]
    return f"{kind}-{max((int(n) for n in taken if n.isdecimal()), default=0) + 1}"


def _settled(spec: ContentSpec, index: int, plan: Plan, kit: Kit) -> ContentSpec:
    """The spec with what the piece leaves open chosen; its siblings were settled before."""
    alone = spec.model_copy(update={"pieces": (spec.pieces[index],)})
    (piece,) = choose(alone, kit.seed + index, kit.own).pieces
    pieces = (*spec.pieces[:index], piece, *spec.pieces[index + 1 :])
    spec = spec.model_copy(update={"pieces": pieces})
    inputs = _inputs_of(plan)
    if piece.angle or inputs.source or inputs.words:
        return spec
    return assign_angles(spec, kit.seed)


def _placed(facts: Facts, plan: Plan, old: Mapping[str, Step]) -> Facts:
    """The facts with the piece's own place in the batch, or for a new one with a place that nobody has."""
    orders = {_piece(s): s.args["order"] for s in plan.steps if s.tool == "script" and "order" in s.args}
    mine = orders.get(facts.piece.id, {})
    seen = [s.args["index"] for s in plan.steps if s.tool == "visuals" and "index" in s.args]
    own = [s.args["index"] for s in old.values() if s.tool == "visuals" and "index" in s.args]
    index = own[0] if own else max(seen, default=-1) + 1
    if mine and mine["piece"]["topic"] == facts.piece.topic:
        return replace(facts, index=index, topic_index=mine.get("index", 0), topic_batch=mine.get("batch", 1))
    others = [o for name, o in orders.items() if name != facts.piece.id]
    same = [o.get("index", 0) for o in others if o["piece"]["topic"].casefold() == facts.piece.topic.casefold()]
    place = max(same, default=-1) + 1
    return replace(facts, index=index, topic_index=place, topic_batch=place + 1)


def _kept(fresh: Step, old: Step | None, changes: Mapping[str, Any]) -> Step:
    """The step as it was when its inputs are the same; else the new one, with what a person said of it."""
    if old is None:
        return fresh
    if fresh.tool == "script":
        said = {name: old.args.get("order", {}).get(name) for name in ("keep", "note")}
        order = {**fresh.args["order"], **{name: value for name, value in said.items() if value}}
        fresh = fresh.model_copy(update={"args": {**fresh.args, "order": order}})
    chosen = {name: old.args[name] for name in _chosen(changes) if name in old.args}
    fresh = fresh.model_copy(update={"args": {**fresh.args, **chosen}})
    if _same(fresh.args, old.args):
        return old
    given = old.given if _stays(old, changes) else None
    return fresh.model_copy(update={"given": given, "take": old.take, "locked": old.locked})


def _chosen(changes: Mapping[str, Any]) -> tuple[str, ...]:
    """What operations put into the arguments of a step; footage is searched anew for other words."""
    return ("takes",) if WORDING & changes.keys() else ("takes", "stock", "credits")


def _stays(script: Step, changes: Mapping[str, Any]) -> bool:
    """Whether words that a person gave are still right after these changes."""
    if script.given is None or WORDING & changes.keys():
        return False
    words = Script.model_validate(script.given["script"])
    return not unsaid(words, changes.get("must_say", ())) and not says_forbidden(words, changes.get("must_not", ()))


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _inputs_of(plan: Plan) -> PlanInputs:
    """The user's own files, as the plan's steps name them."""
    found: dict[str, Any] = {}
    for step in plan.steps:
        order = step.args.get("order", {})
        found |= {name: order[name] for name in ("source", "words") if order.get(name)}
        if step.args.get("media"):
            found["media"] = tuple(step.args["media"])
        if step.args.get("brand"):
            found["brand"] = step.args["brand"]
    return TypeAdapter(PlanInputs).validate_python(found)
