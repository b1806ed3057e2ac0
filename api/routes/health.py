"""Whether this process is alive and ready, and its numbers."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from studio.telemetry.numbers import Numbers

Check = Callable[[], Awaitable[object]]


class Health(BaseModel):
    """How a process stands."""

    status: str
    checks: dict[str, str] = {}
    """Part -> `ok`, or why not."""


def health_routes(numbers: Numbers, checks: Mapping[str, Check]) -> APIRouter:
    """Routes without a sign-in, for whoever watches over the process.

    Args:
        numbers: What is counted.
        checks: Part (`database`, `queue`) -> raises when it cannot be used.
    """
    router = APIRouter(tags=["health"])

    @router.get("/health", response_model=Health)
    async def alive() -> Health:
        """Alive: it answers."""
        return Health(status="ok")

    @router.get("/ready", response_model=Health, responses={503: {"model": Health}})
    async def ready(response: Response) -> Health:
        """Ready: all it needs can be used."""
        found = {name: await _outcome(check) for name, check in checks.items()}
        well = all(told == "ok" for told in found.values())
        response.status_code = 200 if well else 503
        return Health(status="ok" if well else "not ready", checks=found)

    @router.get("/metrics", response_class=Response)
    async def metrics() -> Response:
        """The numbers, for Prometheus."""
        return Response(generate_latest(numbers.registry), media_type=CONTENT_TYPE_LATEST)

    return router


async def _outcome(check: Check) -> str:
    try:
        await check()
    except Exception as error:
        return type(error).__name__
    return "ok"
