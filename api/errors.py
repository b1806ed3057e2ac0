"""Every error is one shape: `{"error", "detail", "hint"}`, with the request's id in a header and in the log."""

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from studio.domain.credits import NotEnoughCredits
from studio.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    OverBudget,
    StudioError,
    TooMany,
    Unauthorised,
)
from studio.security.magic import WrongType
from studio.security.ratelimit import Limited
from studio.security.uploads import TooLarge
from studio.services.generations import NoProvider
from studio.services.idempotency import KeyReused
from studio.storage.blobs import RangeRefused

log = structlog.get_logger("api")

STATUSES: Mapping[type[StudioError], tuple[int, str]] = {
    Unauthorised: (401, "unauthorised"),
    NotEnoughCredits: (402, "not_enough_credits"),
    KeyReused: (422, "key_reused"),
    OverBudget: (402, "over_budget"),
    Forbidden: (403, "forbidden"),
    NotFound: (404, "not_found"),
    Conflict: (409, "conflict"),
    TooLarge: (413, "too_large"),
    WrongType: (415, "wrong_type"),
    RangeRefused: (416, "range_refused"),
    BadRequest: (400, "bad_request"),
    TooMany: (429, "too_many"),
    NoProvider: (503, "no_provider"),
}
"""What a refusal is over HTTP. Any other StudioError is the server's own failure: 500."""


class Problem(BaseModel):
    """The body of every error."""

    error: str
    """A word for programs."""
    detail: str
    """What happened, for people."""
    hint: str = ""
    """What to do about it."""


def install(app: FastAPI) -> None:
    """Answer every failure of the app in the one shape."""
    app.add_exception_handler(StudioError, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _broke)


def problem(
    status: int, error: str, detail: str, hint: str = "", headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """An error as it goes out."""
    body = Problem(error=error, detail=detail, hint=hint)
    return JSONResponse(body.model_dump(), status, dict(headers or {}))


def status_of(error: StudioError) -> tuple[int, str]:
    """Status and word of an error, by the nearest class that has one."""
    found = (STATUSES[cls] for cls in type(error).__mro__ if cls in STATUSES)
    return next(found, (500, "failed"))


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, StudioError)
    status, word = status_of(error)
    headers: dict[str, str] = {}
    if isinstance(error, Limited):
        headers.update(error.verdict.headers)
    elif isinstance(error, TooMany):
        headers["Retry-After"] = str(max(1, round(error.retry_after)))
    elif isinstance(error, RangeRefused):
        headers["Content-Range"] = f"bytes */{error.size}"
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if status >= 500:
        log.error("failed", detail=error.message)
    return problem(status, word, error.message, error.hint, headers)


async def _malformed(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first: dict[str, Any] = dict(error.errors()[0]) if error.errors() else {}
    where = ".".join(str(part) for part in first.get("loc", ()))
    return problem(
        422, "malformed", f"{where}: {first.get('msg', 'cannot be read')}", "the API's description tells the form"
    )


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    words = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
    word = words.get(error.status_code, "refused")
    return problem(error.status_code, word, str(error.detail), headers=error.headers)


async def _broke(_request: Request, error: Exception) -> JSONResponse:
    log.error("broke", exc_info=error)
    return problem(500, "broke", "something broke on our side", "try again; if it stays, tell us the X-Request-ID")
