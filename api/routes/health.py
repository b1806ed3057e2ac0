"""Whether this process is alive and ready, and its numbers."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.core import Metric
from pydantic import BaseModel, SecretStr

from studio.errors import Unauthorised
from studio.telemetry.numbers import Numbers, rendered

Check = Callable[[], Awaitable[object]]

Families = Callable[[], Awaitable[Sequence[Metric]]]
"""The numbers of the whole service."""


async def none_known() -> Sequence[Metric]:
    """For an application without a service behind it."""
    return ()


class Health(BaseModel):
    """How a process stands."""

    status: str
    checks: dict[str, str] = {}
    """Part -> `ok`, or why not."""


def health_routes(
    numbers: Numbers,
    checks: Mapping[str, Check],
    families: Families = none_known,
    token: SecretStr = SecretStr(""),  # noqa: B008 - it never changes
) -> APIRouter:
    """Routes without a sign-in, for whoever watches over the process.

    Args:
        numbers: What is counted.
        checks: Part (`database`, `queue`) -> raises when it cannot be used.
        families: What the service counts over all processes.
        token: Who brings it may read the numbers; empty lets everyone.
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
    async def metrics(request: Request) -> Response:
        """The numbers, for Prometheus."""
        wanted = f"Bearer {token.get_secret_value()}".encode()
        given = request.headers.get("authorization", "").encode()
        if token.get_secret_value() and not secrets.compare_digest(given, wanted):
            raise Unauthorised("the numbers are not for everyone", "send STUDIO_METRICS_TOKEN as a bearer")
        return Response(rendered(numbers, await families()), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return router


async def _outcome(check: Check) -> str:
    try:
        await check()
    except Exception as error:
        return type(error).__name__
    return "ok"
