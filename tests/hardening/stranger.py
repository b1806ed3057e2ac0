"""How schemathesis asks a house: signed in, with ids that are there, and counted. It loads this file by itself.

STUDIO_HOUSE is the JSON of what is told of the house; STUDIO_HOUSE_COUNTS is where the counts are left.
"""

import atexit
import json
import os
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import requests
import schemathesis
from schemathesis.generation.case import Case

from tests.hardening.routes import bodies

HOUSE: dict[str, Any] = json.loads(os.environ["STUDIO_HOUSE"])
COUNTS: Counter[str] = Counter()
TAKES_AWAY = ("rotate", "revoke", "retire", "leave", "accept")
"""Last words of paths after which a thing is not what it was."""
ENDS_SIGN_IN = ("/auth/logout", "/auth/logout-everywhere", "/auth/password")
FOLLOWED = "/api/v1/runs/{run_id}/events"
GIVES_THE_HOUSE_AWAY = ("/members/{user_id}", "/leave")
"""What an owner may do that would leave others in the house and the owner out: a guest does it, at home."""


class SignIn:
    """Somebody's access token; a new one whenever the house did not take the last one."""

    def __init__(self, email: str) -> None:
        self._email, self._token = email, ""

    def token(self) -> str:
        if not self._token:
            self._token = self.fresh()
        return self._token

    def fresh(self) -> str:
        asked = {"email": self._email, "password": HOUSE["password"]}
        answer = requests.post(f"{HOUSE['url']}/api/v1/auth/login", json=asked, timeout=30)
        return str(answer.json()["access_token"])

    def forget(self) -> None:
        self._token = ""


BODIES = bodies(HOUSE["ids"]["kept"])
OWNER, GUEST = SignIn(HOUSE["email"]), SignIn(HOUSE["guest"])


@schemathesis.hook
def before_call(_context: Any, case: Case[Any], **_kwargs: Any) -> None:
    """Sign in, and put ids that are there in place of most that were made up."""
    path = case.operation.path
    _real_path(case, path)
    if isinstance(case.body, dict):
        case.body = _real_body(case.body, case.operation.method, path)
    chance = _chance(str(case.path_parameters), str(case.query), str(case.body))
    if chance % 8:  # a made-up workspace hides all that is behind it
        case.headers.pop("X-Workspace", None)
    if chance % 20:  # else nobody is signed in
        who = GUEST if path.endswith(GIVES_THE_HOUSE_AWAY) else OWNER
        token = who.fresh() if path.endswith(ENDS_SIGN_IN) else who.token()
        case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.hook
def after_call(_context: Any, case: Case[Any], response: Any) -> None:
    """Count the answer."""
    COUNTS[f"{case.operation.method.upper()} {case.operation.path} {response.status_code}"] += 1
    if response.status_code == 401:
        OWNER.forget()
        GUEST.forget()


@atexit.register
def counted() -> None:
    """Leave the counts."""
    Path(os.environ["STUDIO_HOUSE_COUNTS"]).write_text(json.dumps(COUNTS))


def _real_path(case: Case[Any], path: str) -> None:
    takes = case.operation.method.lower() == "delete" or path.endswith(TAKES_AWAY)
    for name, value in (case.path_parameters or {}).items():
        chance = _chance(name, str(value))
        if chance % 4 == 0 and path != FOLLOWED:
            continue
        case.path_parameters[name] = _there(path, name, chance, takes, value)


def _there(path: str, name: str, chance: int, takes: bool, otherwise: Any) -> Any:
    ids = HOUSE["ids"]
    if name == "token":
        return ids["kept"]["share_token" if "/share/" in path else name]
    if takes:
        doomed = ids["doomed"].get(name, [])
        return doomed[chance % len(doomed)] if doomed else otherwise
    if name == "kind":
        return otherwise
    return ids["kept"].get(name, otherwise)


def _real_body(made_up: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    """For two cases in three, a body that would be taken, with one or some of the fields that were made up."""
    route = f"{method.upper()} {path.removeprefix('/api/v1')}"
    good, chance = BODIES.get(route, {}), _chance(str(made_up))
    if not good or chance % 3 == 0:
        return made_up
    names = sorted(made_up, key=lambda name: _chance(name, str(chance)))
    return {**good, **{name: made_up[name] for name in names[: chance % 3 - 1 + chance % 2]}}


def _chance(*words: str) -> int:
    """A number that is the same for the same case."""
    return zlib.crc32("|".join(words).encode("utf-8", "surrogatepass"))
