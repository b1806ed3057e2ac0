"""Queries on users and on their sign-ins. Neither belongs to a workspace."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.accounts import RefreshTokenRow, SignInRow, UserRow


class UserRepo:
    """Users in one session; commits nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: UserRow) -> bool:
        """Keep a new user.

        Returns:
            False when another one has that address.
        """
        try:
            async with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:
            return False
        return True

    async def get(self, user_id: str) -> UserRow | None:
        """The user of this id."""
        return await self._session.get(UserRow, user_id)

    async def any(self) -> bool:
        """Whether there is any user."""
        return await self._session.scalar(select(UserRow.id).limit(1)) is not None

    async def by_email(self, email: str) -> UserRow | None:
        """The user of this address, given in its one form."""
        return await self._session.scalar(select(UserRow).where(UserRow.email == email))

    async def set_password(self, user_id: str, seen: str, new: str) -> bool:
        """Change the hash of a user's password; the row stays locked until the end of the transaction.

        Returns:
            False when it is no longer the one that was seen.
        """
        change = update(UserRow).where(UserRow.id == user_id, UserRow.password == seen).values(password=new)
        return cast(CursorResult[Any], await self._session.execute(change)).rowcount == 1


class SignInRepo:
    """Sign-ins and their refresh tokens in one session; commits nothing."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, row: SignInRow) -> None:
        """Keep a new sign-in."""
        self._session.add(row)
        await self._session.flush()

    def add_token(self, row: RefreshTokenRow) -> None:
        """Keep a new refresh token."""
        self._session.add(row)

    async def token(self, digest: str) -> RefreshTokenRow | None:
        """The refresh token of this hash."""
        return await self._session.get(RefreshTokenRow, digest)

    async def lock(self, sign_in_id: str) -> SignInRow:
        """A sign-in that nobody else changes until the end of the transaction."""
        query = select(SignInRow).where(SignInRow.id == sign_in_id).with_for_update()
        return (await self._session.scalars(query)).one()

    async def use(self, digest: str, now: datetime) -> bool:
        """Spend a refresh token.

        Returns:
            False when it is spent already.
        """
        unused = RefreshTokenRow.digest == digest, RefreshTokenRow.used.is_(None)
        change = update(RefreshTokenRow).where(*unused).values(used=now)
        return cast(CursorResult[Any], await self._session.execute(change)).rowcount == 1

    async def end(self, sign_in_id: str, now: datetime, why: str) -> None:
        """End a sign-in with all its tokens; one that has ended stays as it is."""
        await self._end(SignInRow.id == sign_in_id, now, why)

    async def end_all(self, user_id: str, now: datetime, why: str) -> None:
        """End all sign-ins of a user."""
        await self._end(SignInRow.user_id == user_id, now, why)

    async def forget(self, before: datetime) -> int:
        """Delete sign-ins that expired before then, and their tokens with them.

        Returns:
            How many.
        """
        gone = delete(SignInRow).where(SignInRow.expires < before)
        return cast(CursorResult[Any], await self._session.execute(gone)).rowcount

    async def _end(self, which: Any, now: datetime, why: str) -> None:
        change = update(SignInRow).where(which, SignInRow.ended.is_(None)).values(ended=now, why=why)
        await self._session.execute(change)
