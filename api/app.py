"""The HTTP face, put together: routes, the one shape of errors, and what is around every request."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, FastAPI
from pydantic import SecretStr

from api import errors
from api.deps import Services
from api.errors import Problem
from api.middleware import Around
from api.routes.health import Check, Families, health_routes, none_known
from studio.telemetry.numbers import Numbers

REFUSALS: dict[int | str, dict[str, object]] = {
    status: {"model": Problem} for status in (400, 401, 402, 403, 404, 409, 413, 422, 429, 500)
}


def create_app(
    routes: Sequence[APIRouter] = (),
    services: Services | None = None,
    *,
    checks: Mapping[str, Check] | None = None,
    numbers: Numbers | None = None,
    families: Families = none_known,
    metrics_token: SecretStr = SecretStr(""),  # noqa: B008 - it never changes
) -> FastAPI:
    """The application.

    Args:
        routes: Of the nouns, below `/api/v1`.
        services: What they are handed.
        checks: What readiness depends on.
        numbers: Where requests are counted; fresh ones when left out.
        families: What is counted over all processes.
        metrics_token: What reads the numbers; empty lets everyone.
    """
    numbers = numbers or Numbers()
    app = FastAPI(
        title="AI Clone Studio",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = services
    app.state.routers = tuple(routes)
    errors.install(app)
    app.include_router(health_routes(numbers, checks or {}, families, metrics_token))
    for router in routes:
        app.include_router(router, prefix="/api/v1", responses=REFUSALS)
    app.add_middleware(Around, numbers=numbers)
    return app
