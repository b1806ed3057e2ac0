"""Who may do what: one table, and the one who asks."""

from dataclasses import dataclass
from typing import Literal, get_args

from studio.domain.accounts import Role
from studio.errors import BadRequest, Forbidden

Action = Literal[
    "workspace:read",
    "workspace:edit",
    "members:read",
    "members:manage",
    "keys:read",
    "keys:manage",
    "secrets:read",
    "secrets:manage",
    "webhooks:read",
    "webhooks:manage",
    "credits:read",
    "credits:manage",
    "providers:read",
    "runs:read",
    "runs:write",
    "generations:read",
    "generations:write",
    "assets:read",
    "assets:write",
    "clones:read",
    "clones:write",
    "posts:read",
    "posts:write",
]
ACTIONS: tuple[Action, ...] = get_args(Action)

_READS: frozenset[Action] = frozenset(
    {
        "workspace:read",
        "members:read",
        "credits:read",
        "providers:read",
        "runs:read",
        "generations:read",
        "assets:read",
        "clones:read",
        "posts:read",
    }
)
_MAKES: frozenset[Action] = frozenset(
    {"runs:write", "generations:write", "assets:write", "clones:write", "posts:write", "webhooks:read"}
)

MATRIX: dict[Role, frozenset[Action]] = {
    "owner": frozenset(ACTIONS),
    "editor": _READS | _MAKES,
    "viewer": _READS,
}
"""What each role may do in its workspace."""

KEYS: frozenset[Action] = _READS | _MAKES | {"webhooks:manage"}
"""What an API key may be allowed: nothing that lets people or keys in, moves money, or touches secrets."""


@dataclass(frozen=True, slots=True)
class Principal:
    """The one who asks: a user in a workspace, or an API key of one."""

    kind: Literal["user", "key"]
    id: str
    """Of the user or of the key."""
    workspace: str
    """Empty for a user who is in none."""
    role: Role | None
    """None for a key and for a user who is in no workspace."""
    scopes: frozenset[str]
    """What a key may do; empty for a user, whose role says it."""
    plan: str = ""
    """Of the workspace."""
    sign_in: str = ""
    """The sign-in a user came by; empty for a key."""

    def may(self, action: Action) -> bool:
        """Whether this is allowed in the principal's workspace."""
        if not self.workspace:
            return False
        if self.kind == "key":
            return action in KEYS and action in self.scopes
        return self.role is not None and action in MATRIX[self.role]

    def require(self, action: Action) -> None:
        """Go on only if this is allowed.

        Raises:
            Forbidden: it is not.
        """
        if self.may(action):
            return
        if self.kind == "key":
            raise Forbidden(f"This key may not do {action}.", "Use a key with that scope.")
        raise Forbidden(f"As {self.role or 'a guest'} you may not do {action}.", "An owner can change your role.")

    def require_user(self) -> str:
        """Go on only if this is a person.

        Returns:
            The user's id.

        Raises:
            Forbidden: it is a key.
        """
        if self.kind != "user":
            raise Forbidden("Only a person can do this, not a key.", "Sign in with address and password.")
        return self.id


def key_scopes(written: frozenset[str]) -> frozenset[Action]:
    """Scopes for a key.

    Raises:
        BadRequest: one is unknown or not for keys, or there is none at all.
    """
    known = frozenset(action for action in KEYS if action in written)
    if not written or known != written:
        wrong = ", ".join(sorted(written - known))[:200] or "nothing"
        raise BadRequest(f"A key cannot be for {wrong}.", f"Scopes are {', '.join(sorted(KEYS))}.")
    return known
