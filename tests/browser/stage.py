"""Two studios with people and work in every state that a page can show: what the pages are looked at with."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.browser.poor import worker
from tests.browser.rig import Account, Rig, rig, until

OUT_OF_REACH = "https://[3ffe::1]/studio"
"""An address that nobody was ever given again (RFC 3701): no message arrives there."""


@dataclass
class Stage:
    """Who and what there is in a studio."""

    studio: Rig
    people: dict[str, Account]
    """`owner`, whose workspace it is; whoever else there is."""
    doors: dict[str, str] = field(default_factory=dict)
    """Invitations to the owner's workspace, by person."""
    runs: dict[str, str] = field(default_factory=dict)
    """By how they stand."""
    shares: dict[str, str] = field(default_factory=dict)
    piece: str = ""
    """A piece of the run that is done."""

    def invite(self, name: str, role: str) -> None:
        """Somebody new, who is let into the owner's workspace."""
        self.people[name] = self.studio.person(name)
        asked = {"email": self.people[name].email, "role": role}
        self.doors[name] = str(self.studio.post(self.people["owner"], "/invitations", **asked)["token"])


def busy(studio: Rig, brief: str = "1 reel about tea, 6 seconds") -> Stage:
    """A workspace in which real work was done, with people in every role."""
    owner = studio.person("cleo")
    stage = Stage(studio, {"owner": owner, "newcomer": studio.person("dora")})
    for name, role in (("editor", "editor"), ("viewer", "viewer"), ("guest", "editor")):
        stage.invite(name, role)
    studio.post(owner, "/webhooks/endpoints", url=OUT_OF_REACH, events=["run.planned", "run.done"])
    studio.post(owner, "/keys", name="Nightly uploader", scopes=["runs:read"])
    done = studio.order(owner, brief)
    stage.piece = str(studio.get(owner, f"/runs/{done}")["pieces"][0]["id"])
    stage.runs = {
        "done": done,
        "planned": studio.order(owner, "3 reels about coffee, 20 seconds each", approve=False),
        "failed": str(studio.post(owner, "/briefs", text="0 reels")["run_id"]),
    }
    studio.ends(owner, stage.runs["failed"], "failed")
    _edit(stage, "done", 1, op="lock_scene")
    _share(stage)
    for hours in (-1, 30):
        at = datetime.now(UTC) + timedelta(hours=hours)
        studio.post(owner, "/posts", run=done, piece=stage.piece, at=at.isoformat(), text="Tea, in six seconds. #tea")
    return stage


def _edit(stage: Stage, run: str, scene: int = 0, **operation: str) -> None:
    """Have one of a piece's scenes changed, and wait until that is taken in."""
    owner, place = stage.people["owner"], f"/runs/{stage.runs[run]}"
    scenes = stage.studio.get(owner, f"{place}/pieces/{stage.piece}")["scenes"]
    asked = {"piece": stage.piece, "scene": scenes[scene]["id"], **operation}
    base = stage.studio.get(owner, place)["version"]
    edit = stage.studio.post(owner, f"{place}/edits", base=base, operations=[asked])["edit_id"]
    until(lambda: stage.studio.get(owner, f"{place}/edits/{edit}")["state"] != "waiting", "the edit to be taken in")


def _share(stage: Stage) -> None:
    studio, owner, place = stage.studio, stage.people["owner"], f"/runs/{stage.runs['done']}/shares"
    for name, downloads in (("to keep", True), ("to watch", False), ("taken back", False)):
        made = studio.post(owner, place, downloads=downloads)
        stage.shares[name] = str(made["token"])
    studio.delete(owner, f"/shares/{made['id']}")


@contextmanager
def troubled(folder: Path) -> Iterator[Stage]:
    """A studio without workers, in which runs did not go as they should."""
    home = folder / secrets.token_hex(4) / "home"
    with rig(home, "--workers", "0") as studio:
        owner = studio.person("cleo")
        stage = Stage(studio, {"owner": owner})
        with worker(home, broke=1):
            stage.runs["half"] = _ended(stage, "2 reels about tea", "failed")
            stage.runs["dear"] = studio.order(owner, "9 reels about bread", approve=False)
            stage.runs["dropped"] = studio.order(owner, "2 reels about jam", approve=False)
        studio.post(owner, f"/runs/{stage.runs['dropped']}/cancel")
        with worker(home, shut=True):
            stage.runs["stood in"] = _ended(stage, "1 reel about milk", "done")
            stage.runs["proposed"] = _ended(stage, "2 reels about figs", "done")
            stage.piece = str(studio.get(owner, f"/runs/{stage.runs['proposed']}")["pieces"][0]["id"])
            _edit(stage, "proposed", op="set_scene", say="Nobody tells you this about figs.")
        with worker(home, die=["cover"]):
            stage.runs["cut off"] = _ended(stage, "2 reels about salt", "interrupted")
        stage.runs["unread"] = str(studio.post(owner, "/briefs", text="1 reel about rice")["run_id"])
        yield stage


def _ended(stage: Stage, brief: str, status: str) -> str:
    studio, owner = stage.studio, stage.people["owner"]
    run = studio.order(owner, brief, approve=False)
    studio.post(owner, f"/runs/{run}/approve")
    studio.ends(owner, run, status)
    return run
