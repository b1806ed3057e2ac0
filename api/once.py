"""Requests that may come twice and have their effect once: the answer is kept in the transaction of the effect."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, TypeVar

from fastapi import Header, Request
from pydantic import BaseModel

from api.deps import Services
from studio.security.roles import Principal
from studio.services.idempotency import LONGEST_KEY, Answer, Idempotency, Replay, body_hash
from studio.services.jobs import Also

Key = Annotated[
    str, Header(alias="Idempotency-Key", min_length=1, max_length=LONGEST_KEY, pattern="^[!-~]([ -~]*[!-~])?$")
]
"""The same for a request sent again: it then has its effect once."""

AnswerT = TypeVar("AnswerT", bound=BaseModel)


async def once(
    given: Services,
    who: Principal,
    key: str,
    request: Request,
    answer: AnswerT,
    effect: Callable[[Also], Awaitable[None]],
) -> AnswerT:
    """Have an effect, and answer; the same key again is only answered.

    Args:
        given: The services.
        who: Who asks.
        key: The caller's `Idempotency-Key`.
        request: Its path and body must be the same each time.
        answer: What to answer when this is the first time.
        effect: Does it, and calls what it is handed as the last act of its transaction.

    Raises:
        InFlight: The same request is at work.
        KeyReused: The key came with another request before.
    """
    book, what = Idempotency(given.database, who.workspace), request.scope["path"].encode() + b"\0"
    route = f"{request.method} {getattr(request.scope.get('route'), 'path', '')}"
    begun = await book.begin(route, key, body_hash(what + await request.body()))
    if isinstance(begun, Replay):
        return type(answer).model_validate(begun.answer.body)
    kept = Answer(202, answer.model_dump(mode="json"))
    try:
        await effect(partial(book.finish, started=begun, answer=kept))
    except BaseException:
        await book.abandon(begun)
        raise
    return answer
