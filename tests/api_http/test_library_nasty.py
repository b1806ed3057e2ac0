"""Whatever is written into the library's requests: the answer is one that the API describes, and never a 500."""

import json
import re
from typing import Any

import pytest

from studio.security.ratelimit import PLAN_LIMITS, Limit
from tests.api_http.conftest import Face, Person

NASTY: tuple[Any, ...] = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202e",
    "é" * 5000,
    "../../etc/passwd",
    "' OR 1=1 --",
    "%00",
    "💪",
    -1,
    0,
    10**30,
    1.5,
    float(2**70),
    True,
    None,
    [],
    ["\x00"],
    [None],
    {},
    {"\x00": 1},
)
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("post", "/workspaces"): {"name": "x"},
    ("patch", "/workspaces/{workspace_id}"): {"name": "x"},
    ("patch", "/members/{user_id}"): {"role": "viewer"},
    ("post", "/invitations"): {"email": "a@example.com", "role": "viewer"},
    ("post", "/invitations/accept"): {"token": "x"},
    ("post", "/keys"): {"name": "x", "scopes": ["assets:read"], "days": 3},
    ("post", "/keys/{key_id}/rotate"): {"overlap_hours": 1},
    ("put", "/brand"): {
        "colors": {"ground": "#000000", "accent": "#ffffff"},
        "font": "clean",
        "captions": "pop",
        "voice": "bella",
        "presenter": "host",
        "logo": "a" * 64,
        "handle": "@a",
        "sign_off": "x",
    },
    ("post", "/consents"): {"person": "x", "scope": ["voice"], "days": 3},
    ("post", "/consents/{consent_id}/proof"): {"asset": "a" * 64},
    ("post", "/consents/{consent_id}/revoke"): {"because": "x"},
    ("post", "/clones"): {"kind": "voice", "consent": "con_1", "name": "x", "version": "v1"},
    ("post", "/posts"): {"run": "r", "piece": "p", "at": "2026-12-01T00:00:00Z", "platform": "tiktok", "text": "x"},
    ("patch", "/posts/{post_id}"): {"at": "2026-12-01T00:00:00Z", "state": "failed", "address": "", "note": "x"},
    ("patch", "/auth/me"): {"name": "x"},
    ("post", "/auth/password"): {"old": "x", "new": "x"},
}
READS = ("/assets", "/consents", "/posts", "/clones", "/members", "/keys", "/brand", "/options", "/workspaces")
PATHS = ("/assets/{}", "/assets/{}/link", "/consents/{}", "/clones/{}", "/posts/{}", "/workspaces/{}", "/files/{}")


class Watcher:
    """Sends requests, and knows which answers are told of."""

    def __init__(self, face: Face, person: Person, described: dict[str, Any]) -> None:
        self._face, self._person, self.paths = face, person, described["paths"]

    async def odd(self, method: str, template: str, path: str, **options: Any) -> list[str]:
        """What is wrong about the answer: a failure of ours, or a status that is not described."""
        sign = {"authorization": f"Bearer {self._person.token}", "content-type": "application/json"}
        answer = await self._face.client.request(method, f"/api/v1{path}", headers=sign, **options)
        told = self.paths[f"/api/v1{template}"][method]["responses"]
        wrong = answer.status_code in (429, *range(500, 600)) or str(answer.status_code) not in told
        return [f"{method} {path} {options}: {answer.status_code} {answer.text}"] if wrong else []


@pytest.fixture
async def watcher(face: Face, monkeypatch: pytest.MonkeyPatch) -> Watcher:
    """A watcher who is signed in and may ask as often as it likes."""
    monkeypatch.setitem(PLAN_LIMITS, "free", Limit(10_000_000, 1_000_000))
    described = (await face.client.get("/api/v1/openapi.json")).json()
    return Watcher(face, await face.person(), described)


@pytest.mark.slow
async def test_nasty_bodies(watcher: Watcher) -> None:
    odd: list[str] = []
    for (method, template), good in BODIES.items():
        path = re.sub(r"\{\w+\}", "x_1", template)
        for field in good:
            for value in NASTY:
                content = json.dumps({**good, field: value}).encode()
                odd += await watcher.odd(method, template, path, content=content)
    assert not odd, "\n".join(odd)


@pytest.mark.slow
async def test_nasty_queries(watcher: Watcher) -> None:
    texts = [str(value) for value in NASTY if isinstance(value, str | int | float) and value != "\ud800"]
    odd: list[str] = []
    for path in READS:
        for name in ("limit", "cursor", "kind", "from", "to", "name", "retired"):
            for text in texts:
                odd += await watcher.odd("get", path, path, params={name: text})
    assert not odd, "\n".join(odd)


async def test_nasty_ids(watcher: Watcher) -> None:
    odd: list[str] = []
    for path in PATHS:
        template = next(known for known in watcher.paths if re.fullmatch(_pattern(path), known))
        for value in ("%00", "%F0%9F%92%AA", "a%0Ab", "x" * 3000, "%2e%2e", "..%2Fa", "A" * 64, "'"):
            odd += await watcher.odd("get", template.removeprefix("/api/v1"), path.format(value))
    assert not odd, "\n".join(odd)


def _pattern(path: str) -> str:
    return "/api/v1" + path.replace("{}", r"\{\w+\}")
