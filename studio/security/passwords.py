"""Passwords as argon2 hashes, worked out beside the event loop and never too many at once."""

import asyncio
import unicodedata
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from itertools import pairwise
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from studio.errors import BadRequest, TooMany

SHORTEST, LONGEST = 10, 256
"""Characters of a password: NIST SP 800-63B asks for 8 or more and for room for 64; the upper end bounds work."""
FEWEST_DIFFERENT = 5
"""Different characters in a password, so that `aaaaaaaaaa` and `1212121212` are none."""

AT_ONCE = 2
"""Hashes worked out at the same time; each takes 64 MiB and some 50 ms of several cores."""
WAITING = 64
"""Hashes that may wait for their turn before it is said that there are too many."""

T = TypeVar("T")


class Passwords:
    """Hashes and checks passwords with the parameters that argon2-cffi recommends (RFC 9106, low memory)."""

    def __init__(self, hasher: PasswordHash | None = None, *, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._hasher = hasher or PasswordHash((Argon2Hasher(),))
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="passwords")
        self._room = at_once + waiting
        self._inside = 0

    async def hash(self, password: str) -> str:
        """The hash to keep, with parameters and salt in it.

        Raises:
            TooMany: too many others wait already.
        """
        return await self._aside(partial(self._hasher.hash, _normal(password)))

    async def verify(self, password: str, kept: str | None) -> tuple[bool, str | None]:
        """Whether this is the password of that hash; takes the same work when there is no hash.

        Args:
            password: as it was given.
            kept: the hash; None where nobody has that account, which is never right.

        Returns:
            Whether it is right, and a new hash to keep if the old one's parameters are out of date.

        Raises:
            TooMany: too many others wait already.
        """
        return await self._aside(partial(self._verify, _normal(password), kept))

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _verify(self, password: str, kept: str | None) -> tuple[bool, str | None]:
        decoy = self._decoy  # made at the first check of all, whoever asks
        right, better = self._hasher.verify_and_update(password, kept or decoy)
        return right and kept is not None, better

    @cached_property
    def _decoy(self) -> str:
        return self._hasher.hash("nobody has this one")

    async def _aside(self, work: Callable[[], T]) -> T:
        if self._inside >= self._room:
            raise TooMany("Too many people sign in at this moment.", "Try again in a few seconds.", retry_after=5.0)
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._inside -= 1


def acceptable(password: str, *personal: str) -> str:
    """The password, if it may be used as one.

    Args:
        password: as it was given.
        personal: what it must not be or contain: the address, the name.

    Raises:
        BadRequest: it is too short, too long or too easily guessed; the message says which.
    """
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST:
        raise BadRequest(f"A password has {SHORTEST} to {LONGEST} characters.", "Four or five words are a good one.")
    if len(set(normal)) < FEWEST_DIFFERENT or _counts(normal):
        raise BadRequest("That password is guessed at once.", "Four or five words are a good one.")
    if any(len(word) > 3 and word.casefold() in normal.casefold() for word in personal):
        raise BadRequest("The password must not hold your name or address.", "Choose one without them.")
    return password


def _normal(password: str) -> str:
    """One form for the several ways of typing the same characters (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _counts(password: str) -> bool:
    """Whether it is counted up or down, like 1234567890: nearly every step from character to character the same."""
    steps = Counter(ord(b) - ord(a) for a, b in pairwise(password))
    return steps.most_common(1)[0][1] > 0.8 * steps.total()
