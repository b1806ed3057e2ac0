"""What the events of a run have told so far, summed up for a reader who comes late."""

from studio.db.database import Database
from studio.errors import NotFound
from studio.events.pictures import Picture
from studio.repos.events import EventRepo


async def picture(database: Database, workspace_id: str, run_id: str) -> tuple[Picture, str]:
    """What a reader of all events knows by now, and the id to follow on after; empty when nothing was told.

    Raises:
        NotFound: The workspace has no such run.
    """
    async with database.read() as session:
        repo = EventRepo(session, workspace_id)
        if not await repo.has(run_id):
            raise NotFound(f"there is no run {run_id!r}", "look at the list of runs")
        past = await repo.after(run_id, 0)
    return Picture.of(entry.payload for entry in past), past[-1].id if past else ""
