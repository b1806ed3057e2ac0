"""Roles: every cell of the table, and what keys may be for."""

import pytest

from studio.domain.accounts import ROLES, Role
from studio.errors import BadRequest, Forbidden
from studio.security.roles import ACTIONS, KEYS, MATRIX, Action, Principal, key_scopes

OWNER, EDITOR, VIEWER, KEY = "o", "e", "v", "k"
TABLE: dict[Action, str] = {
    "workspace:read": "oevk",
    "workspace:edit": "o",
    "members:read": "oevk",
    "members:manage": "o",
    "keys:read": "o",
    "keys:manage": "o",
    "secrets:read": "o",
    "secrets:manage": "o",
    "webhooks:read": "oek",
    "webhooks:manage": "ok",
    "credits:read": "oevk",
    "credits:manage": "o",
    "providers:read": "oevk",
    "runs:read": "oevk",
    "runs:write": "oek",
    "generations:read": "oevk",
    "generations:write": "oek",
    "assets:read": "oevk",
    "assets:write": "oek",
    "clones:read": "oevk",
    "clones:write": "oek",
    "posts:read": "oevk",
    "posts:write": "oek",
}


def user(role: Role | None, workspace: str = "wsp_1") -> Principal:
    return Principal("user", "usr_1", workspace, role, frozenset())


def key(*scopes: str) -> Principal:
    return Principal("key", "key_1", "wsp_1", None, frozenset(scopes))


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_what_the_table_says(role: Role, action: Action) -> None:
    allowed = role[0] in TABLE[action]
    assert user(role).may(action) is allowed is (action in MATRIX[role])
    assert not user(role, workspace="").may(action)
    if allowed:
        user(role).require(action)
        return
    with pytest.raises(Forbidden) as refusal:
        user(role).require(action)
    assert role in refusal.value.message


@pytest.mark.parametrize("action", ACTIONS)
def test_each_scope_is_for_keys_or_not(action: Action) -> None:
    allowed = KEY in TABLE[action]
    assert key(action).may(action) is allowed is (action in KEYS)
    assert not key(*(other for other in ACTIONS if other != action)).may(action)
    if allowed:
        assert key_scopes(frozenset({action})) == {action}
        return
    with pytest.raises(BadRequest):
        key_scopes(frozenset({action}))
    with pytest.raises(Forbidden):
        key(action).require(action)


def test_the_table_has_every_action() -> None:
    assert set(TABLE) == set(ACTIONS) and set(MATRIX) == set(ROLES)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_guest_may_nothing(action: Action) -> None:
    assert not user(None).may(action)
