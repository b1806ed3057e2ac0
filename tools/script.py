"""Writes the words of a piece and the scenes they are shown in."""

from typing import ClassVar

from providers.requests import Message, Request, TextRequest
from providers.router import Router
from providers.tasks import Task
from studio.domain.plan import Estimate
from studio.domain.script import Script
from tools.base import Args, Output, ScriptOrder, Tool, ToolContext

COST = 0.05
"""Seconds the built-in writer takes; a language model's own time is known to its provider."""

PROMPT_WORDS = 1500
"""Words a model is sent for one script, for the price."""
ANSWER = 4000


class ScriptArgs(Args):
    """Which script."""

    order: ScriptOrder
    """The piece, its place among those on the same topic, and the user's own source or words."""


class ScriptOutput(Output):
    """The finished script."""

    script: Script


class ScriptTool(Tool[ScriptArgs, ScriptOutput]):
    """Writes hook, beats and call to action of one piece, fitted to its seconds, unlike its siblings."""

    name: ClassVar[str] = "script"
    version: ClassVar[str] = "1"
    args: ClassVar[type[Args]] = ScriptArgs
    output: ClassVar[type[Output]] = ScriptOutput

    def estimate(self, args: ScriptArgs) -> Estimate:
        """Free with the built-in writer, and at once."""
        return Estimate(seconds=COST)

    def price(self, args: ScriptArgs, router: Router) -> tuple[Task, Request] | None:
        """What a language model is told and answers for one script, when there is one."""
        return "text", TextRequest(
            messages=(Message(role="user", content="word " * PROMPT_WORDS),), max_tokens=ANSWER
        )

    async def run(self, args: ScriptArgs, context: ToolContext) -> ScriptOutput:
        """Hand the order to the run's writer.

        Raises:
            BadRequest: The user's own words, source or rules cannot be met.
            StepFailed: Nothing could be written without a word that must not be said.
        """
        script = (await context.writer.write(args.order, context)).keeping(args.order.keep)
        return ScriptOutput(script=script, by=f"{script.writer.kind} {script.writer.name}")
