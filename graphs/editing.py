"""Makes another plan from a run's own and one change; what the change does not touch keeps its steps."""

from agents import planner
from graphs.studio import Studio
from studio.domain.edits import Edit
from studio.domain.plan import Plan, Step
from studio.domain.runs import StepStatus
from studio.domain.script import Script
from studio.errors import BadRequest, NotFound
from studio.services.runs import Run

HEADLINE_LIMIT = 48
DETAIL_LIMIT = 70
SAY_LIMIT = 600
"""Characters on one scene, as `studio.domain.script` tells them, and about half a minute of speech."""


async def edited(studio: Studio, run: Run, piece: str, change: Edit) -> Plan:
    """The run's plan with this change.

    Raises:
        NotFound: There is no such piece or scene.
        BadRequest: The new value cannot be.
    """
    if run.plan is None:
        raise NotFound(f"run {run.id} has no plan to change", "start it again with `studio make`")
    names = [p.id for p in run.plan.spec.pieces]
    if piece not in names:
        raise NotFound(f"{run.id} has no piece {piece!r}", f"it has: {', '.join(names)}")
    plan = run.plan
    if change.of_piece:
        plan = planner.rewired(
            plan,
            piece,
            change.of_piece,
            brief=run.brief,
            settings=studio.settings,
            tools=studio.tools,
            own=planner.own_of(studio.router),
        )
    if change.of_scene:
        output = await _script_output(studio, run, piece)
        plan = _with_script(plan, f"{piece}.script", {**output, "script": _changed(output["script"], change)})
    return plan


async def _script_output(studio: Studio, run: Run, piece: str) -> dict[str, object]:
    step = next((s for s in await studio.steps.of_run(run.id) if s.id == f"{piece}.script"), None)
    if step is None or step.status is not StepStatus.done or step.output is None:
        raise BadRequest(f"{piece} has no script yet", f"finish the run first: studio resume {run.id}")
    return step.output


def _changed(script: object, change: Edit) -> object:
    made = Script.model_validate(script)
    scenes = {scene.id: scene for scene in made.scenes}
    if change.scene not in scenes:
        raise NotFound(f"there is no scene {change.scene!r}", f"there are: {', '.join(scenes)}")
    _fits("--show", change.show, HEADLINE_LIMIT)
    _fits("--detail", change.detail, DETAIL_LIMIT)
    _fits("--say", change.say, SAY_LIMIT)
    scenes[change.scene] = scenes[change.scene].model_copy(update=change.of_scene)
    return made.model_copy(update={"scenes": tuple(scenes.values())}).model_dump(mode="json")


def _fits(option: str, text: str | None, limit: int) -> None:
    if text is not None and len(text) > limit:
        raise BadRequest(f"{option} is {len(text)} characters long", f"at most {limit} fit")


def _with_script(plan: Plan, step_id: str, output: dict[str, object]) -> Plan:
    def change(step: Step) -> Step:
        return step.model_copy(update={"given": output}) if step.id == step_id else step

    return plan.model_copy(update={"steps": tuple(map(change, plan.steps))})
