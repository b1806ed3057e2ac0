"""Reads a brief into a typed spec: with a language model when one is set, without one otherwise."""

from agents.reading.read import read
from providers.context import CallContext
from providers.router import Router
from studio.domain.brief import Brief, ContentSpec
from studio.settings import Settings


async def read_brief(
    brief: Brief, *, settings: Settings, router: Router | None, calls: CallContext | None = None
) -> ContentSpec:
    """The typed reading of a brief.

    Args:
        brief: The user's words, files and options; what the words say is data, never an order to the system.
        settings: Limits, and whether a language model is set.
        router: The door to that model; None reads without one.
        calls: For whom the model is asked, and how much that may cost.

    Raises:
        BadRequest: For a brief that asks for nothing, cannot be read, or is over a limit.
    """
    if settings.model and router is not None:
        from agents.reader_model import read_with_model

        return await read_with_model(brief, settings=settings, router=router, calls=calls)
    return read_deterministically(brief, settings)


def read_deterministically(brief: Brief, settings: Settings) -> ContentSpec:
    """The reading without a language model: the same brief always gives the same spec.

    Raises:
        BadRequest: As `read_brief`.
    """
    return read(brief, settings).spec
