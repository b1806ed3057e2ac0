"""Accounts of people: register, sign in, stay signed in, sign out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from sqlalchemy.ext.asyncio import AsyncSession

from studio.db.accounts import MemberRow, RefreshTokenRow, SignInRow, UserRow, WorkspaceRow
from studio.db.database import Database
from studio.domain.accounts import (
    Membership,
    Role,
    SignedIn,
    Tokens,
    User,
    Workspace,
    display_name,
    email_address,
    new_id,
    utc_now,
)
from studio.errors import BadRequest, Conflict, NotFound, Unauthorised
from studio.repos.accounts import SignInRepo, UserRepo
from studio.repos.doors import DoorRepo
from studio.repos.workspaces import WorkspaceRepo
from studio.security import api_keys as opaque
from studio.security.passwords import LONGEST, Passwords, acceptable
from studio.security.roles import Principal
from studio.security.tokens import LIFETIME, Access, AccessTokens
from studio.services.credit_book import CreditBook

IDLE = timedelta(days=30)
"""A refresh token that is not used for so long is good no more."""
LONGEST_SIGN_IN = timedelta(days=90)
"""After so long one signs in anew, however often it was refreshed."""
REMEMBER = timedelta(days=30)
"""How long an expired sign-in is kept, so that the reuse of its tokens is still told from nonsense."""

WRONG = "Address and password do not belong together."
ANEW = "Sign in again."


class _Issue(NamedTuple):
    """What tokens are made for."""

    user: UserRow
    sign_in: SignInRow
    membership: Membership | None


class Accounts:
    """Users and their sign-ins.

    A sign-in is a family of refresh tokens of which one is good at a time; when a spent one comes back, somebody
    has a copy, and the whole family ends.
    """

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        tokens: AccessTokens,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database.everywhere()
        self._passwords = passwords
        self._tokens = tokens
        self._clock = clock

    async def register(self, email: str, password: str, name: str = "", workspace: str = "") -> SignedIn:
        """Make an account with a workspace of its own, and sign in.

        Args:
            email: the address, in any way of writing it.
            password: see `studio.security.passwords.acceptable`.
            name: of the person; the part before the @ when empty.
            workspace: its name; that of the person when empty.

        Raises:
            BadRequest: the address, the password or a name will not do.
            Conflict: there is an account of that address.
        """
        address = email_address(email)
        local = address.partition("@")[0]
        person = display_name(name or local)
        kept = await self._passwords.hash(acceptable(password, local, person))
        user = UserRow(id=new_id("usr"), email=address, name=person, password=kept, created=self._clock())
        async with self._database.write() as session:
            if not await UserRepo(session).add(user):
                raise Conflict("There is an account of that address.", "Sign in instead.")
            membership = await found(
                session, user.id, display_name(workspace or person), self._clock(), with_account=True
            )
            return await self._sign_in(session, user, membership)

    async def invited(self, email: str, invitation: str) -> bool:
        """Whether a place is kept for somebody without an account: by address, and the token that was handed over."""
        async with self._database.read() as session:
            row = await DoorRepo(session).by_invitation(opaque.digest(invitation))
        return row is not None and row.email == email_address(email) and row.expires > self._clock()

    async def any(self) -> bool:
        """Whether there is any account."""
        async with self._database.read() as session:
            return await UserRepo(session).any()

    async def login(self, email: str, password: str, workspace: str = "") -> SignedIn:
        """Sign in; does the same work whether or not there is such an account.

        Args:
            email: the address.
            password: the password.
            workspace: id of the workspace to work in; the first one when empty.

        Raises:
            Unauthorised: they do not belong together.
            NotFound: the user has no place in that workspace.
            TooMany: too many others sign in at this moment.
        """
        user = await self._known(email)
        right, better = await self._passwords.verify(password[: 4 * LONGEST], user.password if user else None)
        if not right or user is None:
            raise Unauthorised(WRONG, "Try again, or register.")
        async with self._database.write() as session:
            # Locks the row: a password that is changed meanwhile ends this sign-in too, or comes before it.
            if not await UserRepo(session).set_password(user.id, user.password, better or user.password):
                raise Unauthorised(WRONG, "The password was changed a moment ago.")
            return await self._sign_in(session, user, await self._place(session, user.id, workspace))

    async def refresh(self, token: str, workspace: str = "") -> SignedIn:
        """Spend a refresh token for the next pair of tokens.

        Args:
            token: the refresh token.
            workspace: id of another workspace to go on in; the same one when empty.

        Raises:
            Unauthorised: it is unknown, expired or was spent before, which ends the sign-in.
            Conflict: another request is spending it at this very moment.
            NotFound: the user has no place in that workspace.
        """
        digest = opaque.digest(token)
        async with self._database.read() as session:
            seen = await SignInRepo(session).token(digest)
        if seen is None:
            raise Unauthorised("The refresh token is unknown.", ANEW)
        if seen.used is not None:
            await self._end(seen.sign_in_id, "reuse")
            raise Unauthorised("The refresh token was used before, so someone may have a copy of it.", ANEW)
        async with self._database.write() as session:
            return await self._spend(session, seen, workspace)

    async def logout(self, who: Principal) -> None:
        """End the sign-in by which this user came."""
        who.require_user()
        await self._end(who.sign_in, "logout")

    async def logout_by(self, token: str) -> None:
        """End the sign-in of a refresh token; an unknown one ends nothing and is no error."""
        async with self._database.read() as session:
            seen = await SignInRepo(session).token(opaque.digest(token))
        if seen is not None:
            await self._end(seen.sign_in_id, "logout")

    async def logout_everywhere(self, who: Principal) -> None:
        """End all sign-ins of this user."""
        async with self._database.write() as session:
            await SignInRepo(session).end_all(who.require_user(), self._clock(), "all")

    async def change_password(self, who: Principal, old: str, new: str) -> None:
        """Change the password and end all sign-ins, this one too.

        Raises:
            Unauthorised: the old one is wrong.
            BadRequest: the new one will not do.
        """
        user = await self._user(who.require_user())
        acceptable(new, user.email.partition("@")[0], user.name)
        right, _ = await self._passwords.verify(old[: 4 * LONGEST], user.password)
        if not right:
            raise Unauthorised("That is not the old password.", "Try again.")
        kept = await self._passwords.hash(new)
        async with self._database.write() as session:
            if not await UserRepo(session).set_password(user.id, user.password, kept):
                raise Conflict("The password was changed a moment ago.", ANEW)
            await SignInRepo(session).end_all(user.id, self._clock(), "password")

    async def user(self, who: Principal) -> User:
        """The account of the one who asks."""
        return as_user(await self._user(who.require_user()))

    async def rename(self, who: Principal, name: str) -> User:
        """Give the one who asks another name.

        Raises:
            BadRequest: It is empty or too long.
        """
        new = display_name(name)
        async with self._database.write() as session:
            row = await UserRepo(session).get(who.require_user())
            if row is None:
                raise NotFound("There is no such account any more.", ANEW)
            row.name = new
            return as_user(row)

    async def forget_old(self) -> int:
        """Delete sign-ins that are long over; meant to be called once a day.

        Returns:
            How many.
        """
        return await forget_old_sign_ins(self._database, self._clock())

    async def _known(self, email: str) -> UserRow | None:
        try:
            address = email_address(email)
        except BadRequest:
            address = ""
        async with self._database.read() as session:
            return await UserRepo(session).by_email(address)

    async def _user(self, user_id: str) -> UserRow:
        async with self._database.read() as session:
            row = await UserRepo(session).get(user_id)
        if row is None:
            raise NotFound("There is no such account any more.", ANEW)
        return row

    async def _end(self, sign_in_id: str, why: str) -> None:
        async with self._database.write() as session:
            await SignInRepo(session).end(sign_in_id, self._clock(), why)

    async def _sign_in(self, session: AsyncSession, user: UserRow, membership: Membership | None) -> SignedIn:
        now = self._clock()
        place = membership.workspace.id if membership else ""
        row = SignInRow(
            id=new_id("ses"), user_id=user.id, workspace_id=place, created=now, expires=now + LONGEST_SIGN_IN
        )
        await SignInRepo(session).add(row)
        return self._issue(session, _Issue(user, row, membership))

    async def _spend(self, session: AsyncSession, seen: RefreshTokenRow, workspace: str) -> SignedIn:
        now, sign_ins = self._clock(), SignInRepo(session)
        row = await sign_ins.lock(seen.sign_in_id)
        if row.ended or min(row.expires, seen.expires) <= now:
            raise Unauthorised("That sign-in is over.", ANEW)
        if not await sign_ins.use(seen.digest, now):
            raise Conflict("Another request has just spent this refresh token.", "Go on with the tokens it got.")
        user = await UserRepo(session).get(row.user_id)
        membership = await self._place(session, row.user_id, workspace, row.workspace_id)
        row.workspace_id = membership.workspace.id if membership else ""
        return self._issue(session, _Issue(cast(UserRow, user), row, membership))

    async def _place(self, session: AsyncSession, user: str, wanted: str, last: str = "") -> Membership | None:
        places = [as_membership(*place) for place in await DoorRepo(session).places(user)]
        by_id = {place.workspace.id: place for place in places}
        if wanted and wanted not in by_id:
            raise NotFound("There is no such workspace.", "GET /workspaces lists yours.")
        return by_id.get(wanted or last) or (places[0] if places else None)

    def _issue(self, session: AsyncSession, issue: _Issue) -> SignedIn:
        now, secret = self._clock(), opaque.new(opaque.REFRESH)
        expires = min(now + IDLE, issue.sign_in.expires)
        row = RefreshTokenRow(digest=opaque.digest(secret), sign_in_id=issue.sign_in.id, created=now, expires=expires)
        SignInRepo(session).add_token(row)
        access = Access(issue.user.id, issue.sign_in.id, issue.sign_in.workspace_id)
        tokens = Tokens(self._tokens.write(access, new_id("jwt")), secret, int(LIFETIME.total_seconds()))
        return SignedIn(as_user(issue.user), issue.membership, tokens)


async def forget_old_sign_ins(database: Database, now: datetime | None = None) -> int:
    """Delete sign-ins of all users that are long over; gives how many."""
    async with database.write() as session:
        return await SignInRepo(session).forget((now or utc_now()) - REMEMBER)


async def found(
    session: AsyncSession, user_id: str, name: str, now: datetime, *, with_account: bool = False
) -> Membership:
    """Make a workspace whose owner is this user, and give it what is due of this month's credits."""
    row = WorkspaceRow(id=new_id("wsp"), name=name, plan="free", with_account=with_account, created=now)
    repo = WorkspaceRepo(session, row.id)
    await repo.add(row)
    repo.add_member(MemberRow(user_id=user_id, role="owner", created=now))
    await session.flush()
    await CreditBook(session, row.id).grant_month("free", now, with_account=with_account)
    return as_membership(row, "owner")


def as_user(row: UserRow) -> User:
    """The account without its secrets."""
    return User(row.id, row.email, row.name, row.created)


def as_membership(row: WorkspaceRow, role: str) -> Membership:
    """A workspace as a member of that role sees it."""
    return Membership(Workspace(row.id, row.name, row.plan, row.created), cast(Role, role))
