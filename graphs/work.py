"""Does one step: from the cache when it was ever done with the same inputs, else by its tool."""

import asyncio
import logging
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agents.planning.refs import RUN, resolve
from graphs.context import Context
from graphs.state import Json
from providers.context import CallContext
from providers.errors import AllProvidersFailed
from providers.jobs import JobRef
from studio.domain.plan import Step
from studio.domain.runs import StepStatus
from studio.errors import StepFailed, StudioError
from studio.events.progress import StepMoved
from studio.services.runs import Taken
from studio.services.steps import Doing, step_key
from studio.telemetry.redact import redact
from studio.telemetry.tracing import traced
from tools.base import Tool, ToolContext

log = logging.getLogger("studio.work")


@dataclass(frozen=True)
class Bench:
    """One round of work on a frozen plan."""

    context: Context
    plan_hash: str
    folder: Path
    attempts: Mapping[str, int]
    urgency: Mapping[str, float]
    budget: Decimal | None = None
    """The most the whole run may spend."""

    async def do(self, step: Step, needs: Mapping[str, Json]) -> Json:
        """Do a step, or find it done.

        Args:
            step: What to do.
            needs: Outputs of the steps it refers to, by step id.

        Raises:
            StudioError: The step gave up, or the run was asked to stop.
        """
        tool = self.context.studio.tools[step.tool]
        args = resolve(step.args, {**needs, RUN: {"folder": str(self.folder)}})
        doing = self._doing(step, tool, args)
        done = await self._found(step, tool, doing)
        if done is not None:
            return done
        with traced("step", step_id=step.id, tool=step.tool):
            try:
                async with self.context.studio.leases.hold(tool.lease, self.urgency[step.id]):
                    return await self._make(step, tool, args, doing)
            except (StudioError, asyncio.CancelledError) as error:
                await self._failed(step, doing, error)
                raise

    async def leave_out(self, step: Step, why: str) -> None:
        """Keep that a step was not done because one it needs failed."""
        doing = self._doing(step, self.context.studio.tools[step.tool], None)
        await self.context.studio.steps.fail(doing, StepStatus.skipped, why)
        self._tell(StepMoved(step.id, "skipped", detail=why))

    def _doing(self, step: Step, tool: Tool[Any, Any], args: Json | None) -> Doing:
        attempt = step.take + self.attempts.get(step.id, 0)
        return Doing(
            claim=self.context.session.held,
            step_id=step.id,
            tool=step.tool,
            plan_hash=self.plan_hash,
            key=key_of(step, tool, args, attempt),
            attempt=attempt,
            estimate=step.estimate.seconds,
        )

    async def _found(self, step: Step, tool: Tool[Any, Any], doing: Doing) -> Json | None:
        steps = self.context.studio.steps
        found = await steps.find(doing, anywhere=tool.cached)
        output = found.output if found else step.given
        if output is None:
            return None
        if found is None or not found.own:
            await steps.finish(doing, output, reused=True)
        self._tell(StepMoved(step.id, "reused", detail=str(output.get("by", ""))))
        return output

    async def _make(self, step: Step, tool: Tool[Any, Any], args: Json, doing: Doing) -> Json:
        self.context.session.check()
        began, doing.started = time.monotonic(), datetime.now(UTC)  # waiting for the lease is not work
        self._tell(StepMoved(step.id, "running"))
        noted = asyncio.ensure_future(self.context.studio.steps.begin(doing))  # the work need not wait for it
        try:
            output = await self._call(step, tool, args, doing)
        finally:
            await noted
        await self.context.studio.steps.finish(doing, output)
        seconds = time.monotonic() - began
        self._tell(StepMoved(step.id, "done", 1.0, seconds, str(output.get("by", ""))))
        return output

    async def _call(self, step: Step, tool: Tool[Any, Any], args: Json, doing: Doing) -> Json:
        folder = workshop(self.context.studio.settings.home, doing.claim.run_id)
        folder.mkdir(parents=True, exist_ok=True)
        workdir = Path(tempfile.mkdtemp(prefix=f"{step.id}-", dir=folder))
        try:
            parsed = tool.args.model_validate(args)
            result = await tool.run(parsed, await self._tool_context(step, workdir, doing))
            return dict(result.model_dump(mode="json"))
        except (StudioError, asyncio.CancelledError):
            raise
        except ValidationError as error:
            log.exception("step %s was handed inputs it cannot take", step.id)
            raise StepFailed(
                f"{step.id} was handed inputs it cannot take: {_first(error)}", "mend the plan"
            ) from error
        except Exception as error:
            log.exception("step %s broke", step.id)
            raise StepFailed(
                redact(f"{step.id} broke: {type(error).__name__}: {error}"), "the log has the details"
            ) from error
        finally:
            await asyncio.to_thread(shutil.rmtree, workdir, ignore_errors=True)

    async def _tool_context(self, step: Step, workdir: Path, doing: Doing) -> ToolContext:
        studio = self.context.studio
        return ToolContext(
            settings=studio.settings,
            store=studio.store,
            router=studio.router,
            writer=studio.writer,
            workdir=workdir,
            chunks=studio.settings.home / "chunks",
            attempt=doing.attempt,
            progress=lambda part: self._tell(StepMoved(step.id, "progress", part)),
            calls=await self._calls(step, doing),
            trail=doing.trail,
        )

    async def _calls(self, step: Step, doing: Doing) -> CallContext:
        """For whom providers are asked: a step that was to cost nothing may not, the others share the run's money."""
        job = await self.context.studio.steps.job_of(doing)
        calls = self.context.studio.calls
        most = self.budget if calls.budget_usd is None else calls.budget_usd
        free = step.estimate.usd_p90 == 0

        async def keep(ref: JobRef) -> None:
            await self.context.studio.steps.keep_job(doing, ref.model_dump(mode="json"))

        return replace(
            calls,
            run=doing.claim.run_id,
            step=step.id,
            budget_usd=Decimal("0") if free else most,
            idempotency_key=f"{doing.claim.run_id}-{doing.key[:24]}",
            job=JobRef.model_validate(job) if job else None,
            on_job=keep,
        )

    async def _failed(self, step: Step, doing: Doing, error: BaseException) -> None:
        if isinstance(error, Taken | asyncio.CancelledError) or self.context.session.stopping.is_set():
            return
        if isinstance(error, AllProvidersFailed):
            doing.trail[:] = [*doing.trail, *(a for a in error.trail if a not in doing.trail)]
        await self.context.studio.steps.fail(doing, StepStatus.failed, str(error))
        self._tell(StepMoved(step.id, "failed", detail=str(error)))

    def _tell(self, moved: StepMoved) -> None:
        self.context.studio.tell(moved)


def key_of(step: Step, tool: Tool[Any, Any], args: Json | None, attempt: int) -> str:
    """Under what a step's output is kept; empty when neither its inputs nor its output are known."""
    if step.given is None and args is None:
        return ""
    content = step.given or {**tool.sees(args or {}), **({"via": step.via} if step.via else {})}
    return step_key(tool.name, tool.version, content, attempt)


def workshop(home: Path, run_id: str) -> Path:
    """Where the steps of a run have their folders while they are at work."""
    return home / "work" / run_id


def _first(error: ValidationError) -> str:
    problem = error.errors()[0]
    return f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}"
