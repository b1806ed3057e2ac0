"""Similar text requests of one moment sent as one: the same instructions paid for once.

Two requests are similar when everything but their last message is the same. The answers come back as one JSON array;
what does not come back whole is asked for again by itself.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from providers.calls import Routed
from providers.errors import ProviderError
from providers.requests import Message, TextRequest, TextResult

WINDOW = 0.02
"""Seconds in which requests are gathered."""
ASK = (
    "Below are {count} separate requests, numbered. Treat each by itself, exactly as if it had come alone. "
    'Answer with one JSON object {{"answers": [...]}} that holds {count} answers in the same order{form}.'
)

Send = Callable[[TextRequest], Awaitable[Routed[TextResult]]]


@dataclass
class Group:
    """Requests that go out together."""

    requests: list[TextRequest] = field(default_factory=list)
    answers: list["asyncio.Future[Routed[TextResult]]"] = field(default_factory=list)


class Batcher:
    """Gathers requests for a moment."""

    def __init__(self, send: Send, most: int) -> None:
        self._send, self._most = send, most
        self._groups: dict[str, Group] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, request: TextRequest) -> Routed[TextResult]:
        """The answer to one request, perhaps sent along with others."""
        key = _key(request)
        group = self._groups.get(key)
        if group is None or len(group.requests) >= self._most:
            group = self._groups[key] = Group()
            self._later(key, group)
        answer: asyncio.Future[Routed[TextResult]] = asyncio.get_running_loop().create_future()
        group.requests.append(request)
        group.answers.append(answer)
        return await answer

    def _later(self, key: str, group: Group) -> None:
        task = asyncio.ensure_future(self._flush(key, group))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _flush(self, key: str, group: Group) -> None:
        await asyncio.sleep(WINDOW)
        if self._groups.get(key) is group:
            del self._groups[key]
        waiting = [(r, f) for r, f in zip(group.requests, group.answers, strict=True) if not f.done()]
        together = await self._together([r for r, _ in waiting]) if len(waiting) > 1 else [None] * len(waiting)
        await asyncio.gather(*(self._settle(r, f, found) for (r, f), found in zip(waiting, together, strict=True)))

    async def _settle(
        self, request: TextRequest, answer: "asyncio.Future[Routed[TextResult]]", found: Routed[TextResult] | None
    ) -> None:
        try:
            routed = found or await self._send(request)
        except BaseException as error:
            if not answer.done():
                answer.set_exception(error)
            if not isinstance(error, Exception):
                raise
        else:
            if not answer.done():
                answer.set_result(routed)

    async def _together(self, requests: Sequence[TextRequest]) -> list[Routed[TextResult] | None]:
        try:
            routed = await self._send(_joined(requests))
        except ProviderError:
            return [None] * len(requests)
        texts = _split(routed.result.text, requests)
        return [_share(routed, text, len(requests), n == 0) if text else None for n, text in enumerate(texts)]


def _key(request: TextRequest) -> str:
    told = request.model_dump(mode="json", exclude={"messages", "seed"})
    return json.dumps([told, [m.model_dump() for m in request.messages[:-1]]], sort_keys=True)


def _joined(requests: Sequence[TextRequest]) -> TextRequest:
    first, count = requests[0], len(requests)
    form = ", each a JSON object of the form asked for" if first.schema_ else ", each a string"
    parts = [f"### {n}\n{r.messages[-1].content}" for n, r in enumerate(requests, 1)]
    item = dict(first.schema_) if first.schema_ else {"type": "string"}
    last = Message(role="user", content="\n\n".join([ASK.format(count=count, form=form), *parts]))
    return first.model_copy(
        update={
            "messages": (*first.messages[:-1], last),
            "max_tokens": first.max_tokens * count,
            "schema_": {
                "type": "object",
                "properties": {"answers": {"type": "array", "items": item, "minItems": count, "maxItems": count}},
                "required": ["answers"],
                "additionalProperties": False,
            },
        }
    )


def _split(text: str, requests: Sequence[TextRequest]) -> list[str]:
    """The answers as the single requests would have had them; empty where one is missing."""
    try:
        found: Any = json.loads(text)["answers"]
    except (ValueError, KeyError, TypeError):
        return [""] * len(requests)
    if not isinstance(found, list) or len(found) != len(requests):
        return [""] * len(requests)
    wanted = dict if requests[0].schema_ else str
    return [(_text(one) if isinstance(one, wanted) else "") for one in found]


def _text(answer: Any) -> str:
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)


def _share(routed: Routed[TextResult], text: str, count: int, first: bool) -> Routed[TextResult]:
    """One answer of many; the first carries the bill, so that it is counted once."""
    result = routed.result
    own = result.model_copy(
        update={
            "text": text,
            "usage": result.usage if first else (),
            "cost_usd": result.cost_usd if first else Decimal("0"),
            "input_tokens": result.input_tokens // count,
            "output_tokens": result.output_tokens // count,
        }
    )
    trail = routed.trail if first else tuple(a.model_copy(update={"cost_usd": Decimal("0")}) for a in routed.trail)
    return Routed(own, routed.provider, trail, routed.skipped, routed.cost_usd if first else Decimal("0"))
