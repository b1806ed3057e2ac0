"""Whether a plan holds together, and how near it is to the plans that people would draw."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agents.planning.refs import RUN, refs_in
from agents.planning.schedule import remaining
from agents.planning.validate import faults_of
from agents.planning.wire import Tools
from evals.cases import Wanted
from studio.domain.brief import Piece
from studio.domain.plan import Plan, Step

Shape = Mapping[str, frozenset[str]]
"""One piece's plan: tool -> the tools it needs."""

_COMPOSED = frozenset(("script", "voice", "avatar", "visuals", "music", "captions"))
GOOD: tuple[Shape, ...] = tuple(
    {
        "script": frozenset(),
        "voice": frozenset(("script",)),
        "avatar": frozenset(("voice",)),
        "visuals": frozenset(("script",)),
        "music": frozenset(("script",)),
        "captions": captions,
        "compose": _COMPOSED,
        "cover": cover,
        "post": frozenset(("script",)),
        "export": frozenset(("script", "compose", "cover", "post", "captions")),
    }
    for captions in (frozenset(("script", "voice")), frozenset(("voice",)))
    for cover in (
        frozenset(("script",)),
        frozenset(("script", "visuals")),
        frozenset(("script", "visuals", "avatar")),
    )
)
"""Plans of one piece, each good: captions may be made from the timing alone, a cover with or without the video's
look and a picture of its presenter."""
ALWAYS = ("script", "visuals", "compose", "cover", "post", "export")
LOST = "broken"


@dataclass(frozen=True, slots=True)
class Structure:
    """What is known of a plan's shape."""

    faults: tuple[str, ...]
    """By the validator that runs before every plan; empty for a sound one."""
    needless: int
    """Edges that no argument asks for."""
    stretch: float | None
    """Critical path over that of the best good plan; 1 is best, None for a plan that is broken."""
    distance: int
    """Steps and edges to add or take away to come to the nearest good plan."""
    tool_f1: float


def measure(plan: Plan, wanted: Sequence[Wanted], tools: Tools) -> Structure:
    """Hold a plan against the good plans for what was wanted.

    Args:
        plan: A priced plan.
        wanted: One entry a piece, in the plan's order.
        tools: What may be called.
    """
    faults = tuple(faults_of(plan, tools))
    made = [shape_of(plan, piece.id) for piece in plan.spec.pieces]
    asked = [wanted_tools(want, piece) for want, piece in zip(wanted, plan.spec.pieces, strict=True)]
    pairs = [(tool, n) for n, shape in enumerate(made) for tool in shape]
    good = [(tool, n) for n, names in enumerate(asked) for tool in names]
    hits = len(set(pairs) & set(good))
    return Structure(
        faults,
        sum(needless(step) for step in plan.steps),
        None if faults else stretch(plan),
        sum(distance(shape, names) for shape, names in zip(made, asked, strict=True)),
        2 * hits / (len(pairs) + len(good)) if pairs or good else 1.0,
    )


def shape_of(plan: Plan, piece: str) -> Shape:
    """One piece's steps, by tool."""
    tools = {step.id: step.tool for step in plan.steps}
    own = [step for step in plan.steps if step.id.startswith(f"{piece}.")]
    return {s.tool: frozenset(tools.get(need, LOST) for need in s.needs) for s in own}


def wanted_tools(want: Wanted, piece: Piece) -> frozenset[str]:
    """The tools that a piece takes by what was wanted; where anything is right, by what was read."""
    spoken = (piece.voice if want.voice == "any" else want.voice) is not None
    avatar = piece.avatar if want.avatar == "any" else want.avatar
    captions = piece.captions if want.captions == "any" else want.captions
    music = piece.music if want.music == ("any",) else want.music
    extra = {
        "voice": spoken,
        "avatar": spoken and avatar is not None,
        "captions": spoken and captions is not None,
        "music": music is not None,
    }
    return frozenset((*ALWAYS, *(tool for tool, there in extra.items() if there)))


def distance(made: Shape, names: frozenset[str]) -> int:
    """Edits between a piece's plan and the nearest good one of these tools."""
    return min(_edits(made, _of(shape, names)) for shape in GOOD)


def _of(shape: Shape, names: frozenset[str]) -> Shape:
    return {tool: needs & names for tool, needs in shape.items() if tool in names}


def _edits(one: Shape, other: Shape) -> int:
    edges = [{(need, tool) for tool, needs in shape.items() for need in needs} for shape in (one, other)]
    return len(set(one) ^ set(other)) + len(edges[0] ^ edges[1])


def needless(step: Step) -> int:
    """Needs of a step that none of its arguments asks for."""
    return len(set(step.needs) - {r.step for r in refs_in(step.args) if r.step != RUN})


def stretch(plan: Plan) -> float:
    """The plan's critical path over the best there is for its steps."""
    pieces = [piece.id for piece in plan.spec.pieces]
    shapes = [shape_of(plan, piece) for piece in pieces]
    best = [min(_path(plan, p, _of(g, frozenset(s))) for g in GOOD) for p, s in zip(pieces, shapes, strict=True)]
    return critical(plan.steps) / max(best) if best and max(best) > 0 else 1.0


def critical(steps: Sequence[Step]) -> float:
    """Seconds of the longest chain; each step must come after its needs."""
    seconds = {step.id: step.estimate.seconds for step in steps}
    return max(remaining(steps, seconds).values(), default=0.0)


def _path(plan: Plan, piece: str, shape: Shape) -> float:
    seconds = {s.tool: s.estimate.seconds for s in plan.steps if s.id.startswith(f"{piece}.")}
    return max((_until(tool, shape, seconds) for tool in shape), default=0.0)


def _until(tool: str, shape: Shape, seconds: Mapping[str, float]) -> float:
    needs: Iterable[str] = shape.get(tool, frozenset())
    return seconds.get(tool, 0.0) + max((_until(need, shape, seconds) for need in needs), default=0.0)
