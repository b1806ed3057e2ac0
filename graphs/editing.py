"""Makes another plan from a run's own by operations; what they do not touch keeps its steps, and so its results."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from decimal import Decimal
from typing import Any

from agents import planner
from agents.planning.rewire import WORDING, Kit, added, moved, removed, rewired
from agents.planning.validate import check
from agents.planning.wire import estimate
from graphs.drafting import budget_of, limit, pace, within_budget
from graphs.outstanding import standing, still_costs
from graphs.piece_edits import checked_changes, checked_topic, told
from graphs.plans import plan_hash
from graphs.pricing import priced
from graphs.scene_edits import changed_scene, retaken, scene_of, without_scene
from graphs.studio import Studio
from studio.domain import operations as ops
from studio.domain.brief import Piece
from studio.domain.plan import Estimate, Plan, Step
from studio.domain.runs import RunStatus
from studio.domain.script import Scene, Script
from studio.errors import BadRequest, NotFound, OverBudget
from studio.services.plan_edits import Made
from studio.services.runs import Run

VARIES = ("script", "voice", "visuals", "music", "captions")
"""Tools that give another result when they are asked again; others do when a vendor works for them."""

Versions = Callable[[int], Awaitable[Plan]]


async def edited(
    studio: Studio,
    run: Run,
    asked: Sequence[ops.Operation],
    *,
    start: Plan | None = None,
    versions: Versions | None = None,
    spent: Decimal | None = None,
) -> Made:
    """What comes of operations on a run's plan, checked and priced like any plan.

    Args:
        studio: The parts it works with; nothing is made or spent.
        run: Whose plan it is.
        asked: What to change, one after another.
        start: The plan that is changed; the run's own when left out.
        versions: Gives earlier plans, for `restore`.
        spent: What the run has cost; as its steps say when left out.

    Raises:
        NotFound: There is no such piece, scene, step or version.
        BadRequest: What is asked for cannot be, or changes nothing.
        OverBudget: The plan would cost more than allowed.
    """
    base = _stamped(run)
    editor = _Editor(studio, run, start or base, versions)
    for operation in asked:
        await editor.apply(operation)
    if editor.plan == (start or base):
        raise BadRequest("that changes nothing", "it is like that already")
    plan = await _priced(studio, run, editor)
    check(plan, studio.tools)
    within_budget(plan, run.brief)
    missing, costs = tuple(step.id for step in plan.steps), plan.estimate
    if run.status is not RunStatus.planned:
        missing = (await standing(studio, run, plan)).missing
        costs = still_costs(studio, plan, missing, await pace(studio))
        _affordable(plan, run, costs, await studio.steps.spent(run.id) if spent is None else spent)
    return Made(base, plan_hash(base), plan, plan_hash(plan), tuple(editor.said), missing, costs)


def _affordable(plan: Plan, run: Run, costs: Estimate, spent: Decimal) -> None:
    most = budget_of(plan, run.brief)
    if most is not None and costs.usd and spent + costs.usd > most:
        raise OverBudget(
            f"this costs ${costs.usd:.2f} more, ${spent:.2f} is spent and the budget is ${most:.2f}",
            f"raise the budget to ${spent + costs.usd_p90:.2f} in the same edit",
        )


def _stamped(run: Run) -> Plan:
    """The run's plan with the takes that its gates had made of each step, so that it says all about what there is."""
    if run.plan is None:
        raise NotFound(f"run {run.id} has no plan to change", "start it again with `studio make`")
    attempts = run.carried.get("attempts", {})

    def stamp(step: Step) -> Step:
        return step.model_copy(update={"take": step.take + attempts[step.id]}) if step.id in attempts else step

    return run.plan.model_copy(update={"steps": tuple(map(stamp, run.plan.steps))})


async def _priced(studio: Studio, run: Run, editor: "_Editor") -> Plan:
    plan = editor.plan
    if editor.rerouted:
        planned = run.status is RunStatus.planned
        missing = {s.id for s in plan.steps} if planned else set((await standing(studio, run, plan)).missing)
        plan = plan.model_copy(
            update={"steps": tuple(_open(studio, s) if s.id in missing else s for s in plan.steps)}
        )
    return await priced(studio, plan, limit(studio, plan, run.brief, False), await pace(studio))


def _open(studio: Studio, step: Step) -> Step:
    """The step as if nobody had been chosen for it."""
    return step.model_copy(update={"via": "", "estimate": estimate(studio.tools[step.tool], step.args)})


_ANSWERS: dict[type, Callable[[Any], Collection[str]]] = {
    ops.SetPiece: lambda asked: asked.changes.keys(),
    ops.AddPiece: lambda _: ("count",),
    ops.RemovePiece: lambda _: ("count",),
}
"""Operation -> the questions about the brief that it answers."""


class _Editor:
    """A plan that is being changed, and what people are told of it."""

    def __init__(self, studio: Studio, run: Run, plan: Plan, versions: Versions | None) -> None:
        self._studio, self._run, self._versions = studio, run, versions
        self.plan = plan
        self.said: list[str] = []
        self.rerouted = False
        """Whether who does the steps is to be chosen anew."""

    async def apply(self, asked: ops.Operation) -> None:
        """Do one operation."""
        await self._do(asked)
        answered = _ANSWERS.get(type(asked), lambda _: ())(asked)
        left = tuple(question for question in self.plan.spec.questions if question.id not in answered)
        self.plan = self.plan.model_copy(update={"spec": self.plan.spec.model_copy(update={"questions": left})})

    async def _do(self, asked: ops.Operation) -> None:
        match asked:
            case ops.SetPiece():
                await self._set_piece(asked)
            case ops.AddPiece():
                self._add(asked)
            case ops.RemovePiece():
                self.plan = removed(self.plan, self._piece(asked.piece).id)
                self.said.append(f"{asked.piece} is left out")
            case ops.MovePiece():
                self.plan = moved(self.plan, self._piece(asked.piece).id, asked.to)
                self.said.append(
                    f"{asked.piece} is number {[p.id for p in self.plan.spec.pieces].index(asked.piece) + 1}"
                )
            case ops.SetScene() | ops.RemoveScene():
                await self._scene(asked)
            case ops.RetakeScene():
                await self._retake(asked)
            case ops.LockScene() | ops.UnlockScene():
                await self._lock(asked)
            case ops.RedoStep():
                await self._redo(asked.step)
            case ops.RewriteScript():
                await self._rewrite(asked.piece, asked.note)
            case ops.SetBudget():
                self.plan = self.plan.model_copy(
                    update={"spec": self.plan.spec.model_copy(update={"budget_usd": asked.usd})}
                )
                self.rerouted = True
                self.said.append(f"the budget is ${asked.usd:f}")
            case ops.Restore():
                await self._restore(asked.version)

    async def _set_piece(self, asked: ops.SetPiece) -> None:
        piece = self._piece(asked.piece)
        changes = checked_changes(piece, asked, self._studio.settings)
        locked = await self._locked_scenes(piece) if WORDING & changes.keys() else ()
        if locked and "language" in changes:
            raise BadRequest(f"{piece.id} has locked scenes in another language", "unlock them first")
        self.plan = rewired(self.plan, piece.id, changes, self._kit)
        if WORDING & changes.keys():
            self._order(piece.id, keep=[scene.model_dump(mode="json") for scene in locked], note="")
        self.said += told(piece, self._piece(piece.id), changes)

    def _add(self, asked: ops.AddPiece) -> None:
        after = self._piece(asked.after).id if asked.after else None
        self.plan, name = added(self.plan, checked_topic(asked.topic), after, self._kit)
        self.said.append(f"{name} is new: {asked.topic.strip()}")

    async def _scene(self, asked: ops.SetScene | ops.RemoveScene) -> None:
        piece, step = self._piece(asked.piece), self._script_step(asked.piece)
        output = await self._written(piece)
        script = Script.model_validate(output["script"])
        scene = self._open_scene(asked, script)
        if isinstance(asked, ops.SetScene):
            made = changed_scene(script, asked, piece, self._studio.settings.max_seconds)
            self.said.append(f"{piece.id}, {scene.id}: {_quoted(asked)}")
        else:
            made = without_scene(script, scene.id, piece)
            self.said.append(f"{piece.id}: {scene.id} is left out")
        if made != script:
            self._replace(step, given={**output, "script": made.model_dump(mode="json")})

    async def _retake(self, asked: ops.RetakeScene) -> None:
        piece = self._piece(asked.piece)
        scene = self._open_scene(asked, Script.model_validate((await self._written(piece))["script"]))
        step = _open(self._studio, next(step for step in self.plan.steps if step.id == f"{piece.id}.visuals"))
        found = await standing(self._studio, self._run, _only(self.plan, *step.needs, step.id))
        before = await self._studio.steps.outputs(self._run.id, step.id)
        self._replace(step, args=retaken(step.args, found.made.get(step.id, {}), scene.id, before))
        self.said.append(f"{piece.id}, {scene.id}: gets another picture")

    def _open_scene(self, asked: ops.SetScene | ops.RetakeScene | ops.RemoveScene, script: Script) -> Scene:
        """The scene, if it is in the script and not locked."""
        scene = scene_of(script, asked.scene)
        if scene.id in self._script_step(asked.piece).locked:
            raise BadRequest(f"{scene.id} of {asked.piece} is locked", "unlock it first")
        return scene

    async def _lock(self, asked: ops.LockScene | ops.UnlockScene) -> None:
        piece, step = self._piece(asked.piece), self._script_step(asked.piece)
        scene = scene_of(Script.model_validate((await self._written(piece))["script"]), asked.scene)
        held = set(step.locked) - {scene.id} | ({scene.id} if isinstance(asked, ops.LockScene) else set())
        self._replace(step, locked=tuple(sorted(held)))
        state = "locked" if scene.id in held else "unlocked"
        self.said.append(f"{piece.id}: {scene.id} is {state}")

    async def _redo(self, name: str) -> None:
        step = next((step for step in self.plan.steps if step.id == name), None)
        if step is None:
            raise NotFound(f"there is no step {name!r}", "the plan's steps are called as reel-1.voice")
        if step.tool == "script":
            await self._rewrite(name.rpartition(".")[0], "")
            return
        if step.tool not in VARIES and not step.via:
            raise BadRequest(f"{name} would come out the same", f"redo one of: {', '.join(VARIES)}")
        self._replace(step, take=await self._next_take(step))
        self.said.append(f"{name} is done again")

    async def _rewrite(self, name: str, note: str) -> None:
        piece, step = self._piece(name), self._script_step(name)
        if step.args.get("order", {}).get("words"):
            raise BadRequest(f"the words of {name} are your own", "change its scenes instead")
        locked = await self._locked_scenes(piece)
        self._replace(step, given=None, take=await self._next_take(step))
        self._order(name, keep=[scene.model_dump(mode="json") for scene in locked], note=note.strip())
        self.said.append(f"{name} is written anew" + (f": {note.strip()}" if note.strip() else ""))

    async def _restore(self, version: int) -> None:
        if self._versions is None:
            raise BadRequest("there are no versions here", "they are kept of runs of the service")
        self.plan = await self._versions(version)
        self.said.append(f"back to version {version}")

    @property
    def _kit(self) -> Kit:
        studio = self._studio
        return Kit(
            seed=self._run.brief.options.seed,
            max_seconds=studio.settings.max_seconds,
            max_pieces=studio.settings.max_pieces,
            tools=studio.tools,
            own=planner.own_of(studio.router),
        )

    def _piece(self, name: str) -> Piece:
        found = next((piece for piece in self.plan.spec.pieces if piece.id == name), None)
        if found is None:
            known = ", ".join(piece.id for piece in self.plan.spec.pieces)
            raise NotFound(f"there is no piece {name!r}", f"there are: {known}")
        return found

    def _script_step(self, piece: str) -> Step:
        return next(step for step in self.plan.steps if step.id == f"{piece}.script")

    async def _written(self, piece: Piece) -> dict[str, Any]:
        """The output of the piece's script, as it stands in this plan."""
        name = f"{piece.id}.script"
        found = await standing(self._studio, self._run, _only(self.plan, name))
        if name not in found.made:
            raise BadRequest(f"{piece.id} has no script yet", "its words are written when the plan is carried out")
        return found.made[name]

    async def _locked_scenes(self, piece: Piece) -> tuple[Scene, ...]:
        locked = self._script_step(piece.id).locked
        if not locked:
            return ()
        script = Script.model_validate((await self._written(piece))["script"])
        return tuple(scene for scene in script.scenes if scene.id in locked)

    async def _next_take(self, step: Step) -> int:
        return max(step.take, await self._studio.steps.takes(self._run.id, step.id)) + 1

    def _order(self, piece: str, **values: Any) -> None:
        """Tell the piece's writer."""
        step = self._script_step(piece)
        self._replace(step, args={**step.args, "order": {**step.args["order"], **values}})

    def _replace(self, step: Step, **values: Any) -> None:
        fresh = step.model_copy(update=values)
        steps = tuple(fresh if other.id == step.id else other for other in self.plan.steps)
        self.plan = self.plan.model_copy(update={"steps": steps})


def _only(plan: Plan, *names: str) -> Plan:
    return plan.model_copy(update={"steps": tuple(step for step in plan.steps if step.id in names)})


def _quoted(asked: ops.SetScene) -> str:
    words = {"say": "says", "show": "shows", "detail": "adds", "emoji": "has", "kind": "is a", "figure": "counts"}
    given = {name: getattr(asked, name) for name in words if getattr(asked, name) is not None}
    parts = [f"{words[name]} “{value}”" for name, value in given.items()]
    return "; ".join([*parts, *(["has other lines"] if asked.items is not None else [])])
