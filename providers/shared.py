"""State that all calls share: in memory for one process, in Redis for many, changed by the same functions.

A state is a small dataclass of plain JSON values. A change is a function that takes it, changes it in place and
returns an answer; it must not depend on anything else, because Redis may run it again when another process was first.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Protocol, TypeVar

StateT = TypeVar("StateT")
AnswerT = TypeVar("AnswerT")


class Shared(Protocol):
    """Where states are kept. A state that was not touched for `keep_seconds` is forgotten."""

    async def change(
        self, kind: type[StateT], key: str, how: Callable[[StateT], AnswerT], keep_seconds: float = 3600.0
    ) -> AnswerT:
        """Change the state of this kind and key in one atomic step, and give `how`'s answer."""
        ...

    async def look(self, kind: type[StateT], key: str) -> StateT:
        """The state as it is; a fresh one when there is none."""
        ...

    async def aclose(self) -> None:
        """Let go of connections."""


class InMemory:
    """For one process. Nothing else runs between the begin and the end of a change."""

    def __init__(self) -> None:
        self._states: dict[tuple[type[Any], str], Any] = {}

    async def change(
        self, kind: type[StateT], key: str, how: Callable[[StateT], AnswerT], keep_seconds: float = 3600.0
    ) -> AnswerT:
        """Change the state in place."""
        return how(self._of(kind, key))

    async def look(self, kind: type[StateT], key: str) -> StateT:
        """The state itself: read it, do not change it."""
        state: StateT = self._of(kind, key)
        return state

    async def aclose(self) -> None:
        """Nothing to let go of."""

    def _of(self, kind: type[Any], key: str) -> Any:
        found = self._states.get((kind, key))
        if found is None:
            found = self._states[kind, key] = kind()
        return found


SWAP = """
local now = redis.call('GET', KEYS[1])
if (now or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
"""
"""Writes only when the state is still the one that was read."""


class InRedis:
    """For many processes: read, change, and write back only if nobody was faster; else again."""

    def __init__(self, client: Any, prefix: str = "providers") -> None:
        """Use a `redis.asyncio.Redis`; keys begin with `prefix`."""
        self._client = client
        self._prefix = prefix
        self._swap = client.register_script(SWAP)

    async def change(
        self, kind: type[StateT], key: str, how: Callable[[StateT], AnswerT], keep_seconds: float = 3600.0
    ) -> AnswerT:
        """Change the state, however many others do so at the same time."""
        name = self._name(kind, key)
        while True:
            before: bytes = await self._client.get(name) or b""
            state = _read(kind, before)
            answer = how(state)
            after = json.dumps(asdict(state), separators=(",", ":"))  # type: ignore[call-overload]
            if await self._swap(keys=[name], args=[before, after, int(keep_seconds * 1000)]):
                return answer

    async def look(self, kind: type[StateT], key: str) -> StateT:
        """A copy of the state."""
        return _read(kind, await self._client.get(self._name(kind, key)) or b"")

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def _name(self, kind: type[Any], key: str) -> str:
        return f"{self._prefix}:{kind.__name__.lower()}:{key}"


def _read(kind: type[StateT], text: bytes) -> StateT:
    return kind(**json.loads(text)) if text else kind()
