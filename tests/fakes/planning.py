"""Plans made and edited over HTTP."""

import secrets
from collections import Counter
from typing import Any

from studio.domain.runs import RunStatus
from tests.api_http.conftest import Face, Person

Operation = dict[str, Any]


async def planned(face: Face, who: Person, text: str = "2 reels about tea") -> str:
    """Order a brief and wait for its plan."""
    answer = await who.post("/briefs", json={"text": text}, headers={"Idempotency-Key": secrets.token_hex(4)})
    assert answer.status_code == 202, answer.text
    run_id = str(answer.json()["run_id"])
    await face.service.until(run_id, RunStatus.planned)
    return run_id


async def approved(face: Face, who: Person, run_id: str, **asked: Any) -> None:
    """Say yes, and wait for what comes of it."""
    answer = await who.post(f"/runs/{run_id}/approve", json=asked, headers={"Idempotency-Key": secrets.token_hex(4)})
    assert answer.status_code == 202, answer.text
    await face.service.until(run_id, RunStatus.done)


async def made(face: Face, who: Person, text: str = "2 reels about tea") -> str:
    """A finished run."""
    run_id = await planned(face, who, text)
    await approved(face, who, run_id)
    return run_id


async def shown(who: Person, run_id: str) -> Any:
    """The run as it is shown."""
    answer = await who.get(f"/runs/{run_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def edit(face: Face, who: Person, run_id: str, *operations: Operation, base: int = 0) -> Any:
    """Have operations applied, and say what became of them."""
    run = await shown(who, run_id)
    newest = run["proposal"]["version"] if run["proposal"] else run["version"]
    body = {"operations": list(operations), "base": base or newest}
    answer = await who.post(f"/runs/{run_id}/edits", json=body)
    assert answer.status_code == 202, answer.text
    return await settled(face, who, run_id, answer.json()["edit_id"])


async def settled(face: Face, who: Person, run_id: str, edit_id: str) -> Any:
    """Wait until an edit is applied or refused."""
    await face.service.until(run_id)
    answer = await who.get(f"/runs/{run_id}/edits/{edit_id}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] != "waiting"
    return answer.json()


def work(face: Face) -> Counter[str]:
    """How often each tool finished its work so far."""
    return Counter(tool for event, tool, _, _ in face.service.ledger() if event == "end")


def bearer(who: Person) -> dict[str, str]:
    """The headers of one who is signed in."""
    return {"authorization": f"Bearer {who.token}"}
