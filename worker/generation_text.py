"""A language model's answer, told to those who follow while it is written."""

import time
from collections.abc import Awaitable, Callable

EVERY_SECONDS = 0.1
"""How long words are gathered: a long answer is some hundred entries of its stream then, not thousands."""

Tell = Callable[[str], Awaitable[None]]


class Words:
    """What was told of an answer so far. Of several attempts only the first that writes is told as it goes."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._attempt = ""
        self._told = ""
        self._waiting = ""
        self._at = 0.0

    async def write(self, attempt: str, words: str) -> None:
        """Take what an attempt has written since."""
        self._attempt = self._attempt or attempt
        if attempt != self._attempt:
            return
        self._waiting += words
        if time.monotonic() - self._at >= EVERY_SECONDS:
            await self._give(self._waiting)

    def belong_to(self, answer: str) -> bool:
        """Whether all that was told is a beginning of this answer."""
        return answer.startswith(self._told)

    def forget(self) -> None:
        """Begin anew: those who follow were told that what they have is void."""
        self._told = ""

    async def end(self, answer: str) -> None:
        """Tell what is left of the answer that counts."""
        if rest := answer[len(self._told) :]:
            await self._give(rest)

    async def _give(self, words: str) -> None:
        self._told, self._waiting, self._at = self._told + words, "", time.monotonic()
        await self._tell(words)
