"""How often somebody may try to come in, so that passwords cannot be tried one after the other."""

import hashlib

from studio.security.ratelimit import Limit, Limited, RateLimiter

SENDER = Limit(per_minute=120, burst=60)
"""What one network address may try, whoever it says it is."""
PERSON = Limit(per_minute=10, burst=10)
"""How often one network address may try one account."""
ACCOUNT = Limit(per_minute=60, burst=60)
"""How often one account may be tried from anywhere: far more than its owner needs beside those who guess."""


class Door:
    """Counts those who knock; one that is turned away is not counted."""

    def __init__(self, limiter: RateLimiter) -> None:
        self._limiter = limiter

    async def knock(self, sender: str) -> None:
        """Somebody wants in, or wants an account.

        Args:
            sender: Network address.

        Raises:
            Limited: That address knocked too often.
        """
        await self._count(f"sender:{sender}", SENDER)

    async def guess(self, sender: str, account: str) -> None:
        """Somebody brings a password.

        Args:
            sender: Network address.
            account: What the password is for: an address or an id, in any way of writing it.

        Raises:
            Limited: Too many were brought.
        """
        await self.knock(sender)
        name = hashlib.sha256(account.strip().lower().encode("utf-8", "replace")).hexdigest()[:32]
        await self._count(f"person:{name}:{sender}", PERSON)
        await self._count(f"account:{name}", ACCOUNT)

    async def _count(self, who: str, limit: Limit) -> None:
        verdict = await self._limiter.check(who, "door", limit)
        if not verdict.allowed:
            raise Limited(verdict)
