"""Every route of the API: who may use it, and a body that it takes. A route that is missing here fails the tests."""

from typing import Any

from studio.domain.accounts import Role
from studio.security.roles import KEYS, MATRIX, Action

OPEN, ANYONE, PERSON = "open", "anyone", "person"
"""Without a sign-in; whoever is signed in, by a key too; people only."""

ACCESS: dict[str, str] = {
    "GET /health": OPEN,
    "GET /ready": OPEN,
    "GET /metrics": OPEN,
    "POST /auth/register": OPEN,
    "POST /auth/login": OPEN,
    "POST /auth/refresh": OPEN,
    "POST /auth/logout": PERSON,
    "POST /auth/logout-everywhere": PERSON,
    "POST /auth/password": PERSON,
    "GET /auth/me": ANYONE,
    "PATCH /auth/me": PERSON,
    "POST /briefs": "runs:write",
    "GET /runs": "runs:read",
    "GET /runs/{run_id}": "runs:read",
    "POST /runs/{run_id}/approve": "runs:write",
    "POST /runs/{run_id}/cancel": "runs:write",
    "POST /runs/{run_id}/resume": "runs:write",
    "GET /runs/{run_id}/pieces/{piece_id}": "runs:read",
    "GET /runs/{run_id}/pieces/{piece_id}/{kind}": "runs:read",
    "GET /runs/{run_id}/events": "runs:read",
    "GET /runs/{run_id}/state": "runs:read",
    "POST /runs/{run_id}/edits": "runs:write",
    "POST /runs/{run_id}/undo": "runs:write",
    "GET /runs/{run_id}/edits/{edit_id}": "runs:read",
    "GET /runs/{run_id}/versions": "runs:read",
    "GET /runs/{run_id}/versions/{version}": "runs:read",
    "DELETE /runs/{run_id}/proposal": "runs:write",
    "POST /runs/{run_id}/shares": "runs:write",
    "GET /runs/{run_id}/shares": "runs:read",
    "DELETE /shares/{share_id}": "runs:write",
    "GET /share/{token}": OPEN,
    "GET /credits": "credits:read",
    "GET /credits/ledger": "credits:read",
    "GET /usage": "credits:read",
    "POST /batch": ANYONE,
    "GET /workspaces": ANYONE,
    "POST /workspaces": PERSON,
    "GET /workspaces/{workspace_id}": "workspace:read",
    "PATCH /workspaces/{workspace_id}": "workspace:edit",
    "POST /workspaces/{workspace_id}/leave": "workspace:read",
    "GET /members": "members:read",
    "PATCH /members/{user_id}": "members:manage",
    "DELETE /members/{user_id}": "members:manage",
    "GET /invitations": "members:manage",
    "POST /invitations": "members:manage",
    "DELETE /invitations/{invitation_id}": "members:manage",
    "POST /invitations/accept": PERSON,
    "POST /invitations/look": PERSON,
    "GET /keys": "keys:read",
    "GET /keys/scopes": "keys:read",
    "POST /keys": "keys:manage",
    "POST /keys/{key_id}/rotate": "keys:manage",
    "DELETE /keys/{key_id}": "keys:manage",
    "POST /assets": "assets:write",
    "GET /assets": "assets:read",
    "GET /assets/{asset_id}": "assets:read",
    "DELETE /assets/{asset_id}": "assets:write",
    "GET /assets/{asset_id}/link": "assets:read",
    "GET /files/{token}": OPEN,
    "GET /brand": "assets:read",
    "PUT /brand": "assets:write",
    "GET /voices": "runs:read",
    "GET /presenters": "runs:read",
    "GET /options": "runs:read",
    "POST /consents": "clones:write",
    "GET /consents": "clones:read",
    "GET /consents/audit": "clones:read",
    "GET /consents/{consent_id}": "clones:read",
    "POST /consents/{consent_id}/proof": "clones:write",
    "POST /consents/{consent_id}/revoke": "clones:write",
    "POST /clones": "clones:write",
    "GET /clones": "clones:read",
    "GET /clones/{clone_id}": "clones:read",
    "POST /clones/{clone_id}/retire": "clones:write",
    "POST /posts": "posts:write",
    "GET /posts": "posts:read",
    "GET /posts/{post_id}": "posts:read",
    "PATCH /posts/{post_id}": "posts:write",
    "DELETE /posts/{post_id}": "posts:write",
    "POST /generations/voice": "generations:write",
    "POST /generations/image": "generations:write",
    "POST /generations/video": "generations:write",
    "POST /generations/text": "generations:write",
    "GET /generations": "generations:read",
    "GET /generations/{generation_id}": "generations:read",
    "GET /generations/{generation_id}/events": "generations:read",
    "POST /generations/{generation_id}/cancel": "generations:write",
    "GET /providers": "providers:read",
    "POST /webhooks/endpoints": "webhooks:manage",
    "GET /webhooks/endpoints": "webhooks:read",
    "GET /webhooks/endpoints/{endpoint_id}": "webhooks:read",
    "PATCH /webhooks/endpoints/{endpoint_id}": "webhooks:manage",
    "DELETE /webhooks/endpoints/{endpoint_id}": "webhooks:manage",
    "POST /webhooks/endpoints/{endpoint_id}/rotate": "webhooks:manage",
    "GET /webhooks/endpoints/{endpoint_id}/deliveries": "webhooks:read",
    "POST /webhooks/endpoints/{endpoint_id}/deliveries/{delivery_id}/redeliver": "webhooks:manage",
    "POST /webhooks/{provider}": OPEN,
}

NOBODY = {
    "asset_id": "0" * 64,
    "token": "x_1",
    "version": "7",
    "kind": "video",
}
"""Ids that are well formed and of nothing; `x_1` is one for all others."""


def bodies(ids: dict[str, str]) -> dict[str, dict[str, Any]]:
    """A body for every route that takes one, made with these ids."""

    def the(name: str) -> str:
        return ids.get(name, NOBODY.get(name, "x_1"))

    asset = the("asset_id")
    return {
        "POST /auth/register": {"email": "new@example.com", "password": "correct horse battery staple"},
        "POST /auth/login": {"email": "new@example.com", "password": "wrong horse battery staple"},
        "POST /auth/refresh": {"refresh_token": "x"},
        "POST /auth/password": {"old": "wrong horse", "new": "correct horse battery staple"},
        "PATCH /auth/me": {"name": "x"},
        "POST /briefs": {"text": "2 reels about tea", "media": [asset]},
        "POST /runs/{run_id}/approve": {"version": 1},
        "POST /runs/{run_id}/edits": {"operations": [{"op": "set_budget", "usd": "3"}], "base": 1},
        "POST /runs/{run_id}/undo": {"base": 1},
        "POST /runs/{run_id}/shares": {},
        "POST /batch": {"requests": [{"path": f"/runs/{the('run_id')}"}]},
        "POST /workspaces": {"name": "x"},
        "PATCH /workspaces/{workspace_id}": {"name": "x"},
        "PATCH /members/{user_id}": {"role": "viewer"},
        "POST /invitations": {"email": "someone@example.com", "role": "viewer"},
        "POST /invitations/accept": {"token": "x"},
        "POST /invitations/look": {"token": "x"},
        "POST /keys": {"name": "another", "scopes": ["assets:read"]},
        "POST /keys/{key_id}/rotate": {"overlap_hours": 1},
        "PUT /brand": {"handle": "@a", "logo": asset},
        "POST /consents": {"person": "x", "scope": ["voice"]},
        "POST /consents/{consent_id}/proof": {"asset": asset},
        "POST /consents/{consent_id}/revoke": {"because": "x"},
        "POST /clones": {"kind": "voice", "consent": the("consent_id")},
        "POST /posts": {"run": the("run_id"), "piece": "reel-1", "at": "2026-12-24T00:00:00Z"},
        "PATCH /posts/{post_id}": {"note": "x"},
        "POST /generations/voice": {"text": "x", "voice": "cln_none"},
        "POST /generations/image": {"prompt": "x"},
        "POST /generations/video": {"prompt": "x", "image": asset},
        "POST /generations/text": {"prompt": "x"},
        "POST /webhooks/endpoints": {"url": "https://127.0.0.1:9/x", "events": ["credits.low"]},
        "PATCH /webhooks/endpoints/{endpoint_id}": {"description": "x"},
    }


NAMES_ANOTHERS = (
    "POST /briefs",
    "PUT /brand",
    "POST /clones",
    "POST /posts",
    "POST /generations/video",
)
"""Routes whose body names things of the workspace."""


def operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """All operations of a description, by method and path below `/api/v1`."""
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}": operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }


def may(route: str, role: Role) -> bool:
    """Whether somebody of this role may use a route."""
    access = ACCESS[route]
    return access in (OPEN, ANYONE, PERSON) or any(access == action for action in MATRIX[role])


def action_of(route: str) -> Action | None:
    """The scope that a key needs for a route, if keys may use it at all."""
    return next((action for action in KEYS if action == ACCESS[route]), None)
