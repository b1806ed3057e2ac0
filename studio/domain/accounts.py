"""Who may be here: users, workspaces, members, invitations, keys, clones. Plain data, no secrets in it."""

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, get_args

from studio.errors import BadRequest

Role = Literal["owner", "editor", "viewer"]
ROLES: tuple[Role, ...] = get_args(Role)

CloneKind = Literal["voice", "face", "avatar"]
CloneStatus = Literal["training", "ready", "failed"]

NAME_LENGTH = 80
EMAIL_LENGTH = 254
"""RFC 5321 leaves so many characters for an address; 64 of them may stand before the @."""
LOCAL_LENGTH = 64


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account."""

    id: str
    email: str
    name: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Workspace:
    """What belongs together, is paid for together, and is seen by nobody else."""

    id: str
    name: str
    plan: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Membership:
    """A workspace as one of its members sees it."""

    workspace: Workspace
    role: Role


@dataclass(frozen=True, slots=True)
class Member:
    """A user in a workspace."""

    user: User
    role: Role
    since: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """A place in a workspace that is kept for an address. The token is only known when it is made."""

    id: str
    email: str
    role: Role
    created: datetime
    expires: datetime
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of a workspace, for programs. The secret is only known when it is made."""

    id: str
    name: str
    start: str
    """The first characters of the secret, to tell keys apart."""
    scopes: frozenset[str]
    created: datetime
    created_by: str
    expires: datetime | None = None
    last_used: datetime | None = None
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What signs a user in: a short access token, and the one-time token that gets the next pair."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_in: int
    """Seconds that the access token is good for."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user who just came in, where, and with what to go on."""

    user: User
    membership: Membership | None
    """None for a user who is in no workspace."""
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Clone:
    """One version of a person's voice, face or avatar."""

    id: str
    name: str
    kind: CloneKind
    version: str
    """`voice_v1`, `voice_v2`; names are unique with it."""
    status: CloneStatus
    provider_ids: Mapping[str, str]
    """Vendor -> the id it goes by there."""
    consent_id: str
    created: datetime
    retired: datetime | None = None


def utc_now() -> datetime:
    """The clock that services go by unless they are given another one."""
    return datetime.now(UTC)


def new_id(what: str) -> str:
    """An id that nobody else has: what it is of, and 96 random bits."""
    return f"{what}_{secrets.token_hex(12)}"


def email_address(written: str) -> str:
    """The one form of an address that is kept and compared: NFKC, lower case, the domain in ASCII.

    Raises:
        BadRequest: that is no address of a mailbox.
    """
    local, at, domain = unicodedata.normalize("NFKC", written).strip().lower().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    whole = f"{local}{at}{domain}"
    fits = 0 < len(local) <= LOCAL_LENGTH and len(whole) <= EMAIL_LENGTH and "." in domain.strip(".")
    if not fits or "@" in local or any(c.isspace() or not c.isprintable() or c in '<>,;:"()\\[]' for c in whole):
        raise BadRequest("That is not an e-mail address.", "It looks like name@example.com.")
    return whole


def display_name(written: str, what: str = "name") -> str:
    """A name as it is kept: without blanks around it and without control characters.

    Raises:
        BadRequest: nothing is left of it, or it is longer than NAME_LENGTH.
    """
    kept = " ".join(unicodedata.normalize("NFC", written).split())
    if not 0 < len(kept) <= NAME_LENGTH or not kept.isprintable():
        raise BadRequest(f"The {what} must have 1 to {NAME_LENGTH} characters.", "Choose another one.")
    return kept


def known_role(written: str) -> Role:
    """One of the roles.

    Raises:
        BadRequest: there is no such role.
    """
    for known in ROLES:
        if written == known:
            return known
    raise BadRequest(f"There is no role {written[:NAME_LENGTH]!r}.", f"Roles are {', '.join(ROLES)}.")
