"""What a workspace keeps - assets, consents and their audit, its brand - on both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from studio.db.database import Database
from studio.db.library import LibraryAssetRow
from studio.domain.brand import BrandColors
from studio.errors import Conflict, NotFound
from studio.security.inspection import Bounds
from studio.security.roles import Principal
from studio.security.uploads import TooLarge
from studio.services import library as module
from studio.services.audit import Audit
from studio.services.brands import Brands, Wish
from studio.services.consents import Asked, Consents
from studio.services.library import Library
from studio.services.shelf import Shelf
from studio.settings import Settings
from tests.fakes.people import Studio, outcome, studio


async def chunks(path: Path) -> AsyncIterator[bytes]:
    yield await asyncio.to_thread(path.read_bytes)


def photo(folder: Path, seed: int = 1) -> Path:
    """A PNG of noise."""
    path = folder / f"{seed}.png"
    noise = np.random.default_rng(seed).integers(0, 255, (16, 16, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    return path


@pytest.fixture
def shelf(database: Database, tmp_path: Path) -> Shelf:
    """A shelf in a folder."""
    return Shelf(database, Settings(home=tmp_path / "home"), bounds=Bounds(bytes=1_000_000))


@pytest.fixture
def people(database: Database, tmp_path: Path) -> Studio:
    """The services of accounts."""
    return studio(database, tmp_path)


async def test_one_file_of_two_workspaces_is_two_claims(
    database: Database, shelf: Shelf, people: Studio, tmp_path: Path
) -> None:
    ada, bob = await people.person("ada"), await people.person("bob")
    hers, his = Library(database, shelf, ada), Library(database, shelf, bob)
    path = photo(tmp_path)
    one, two = await asyncio.gather(hers.take(chunks(path), "a.png"), his.take(chunks(path), "b.png"))
    assert (one.sha256, one.name, two.name) == (two.sha256, "a.png", "b.png")
    await hers.remove(one.sha256)
    with pytest.raises(NotFound):
        await hers.get(one.sha256)
    assert (await his.bring([two.sha256]))[0].size == path.stat().st_size
    with pytest.raises(NotFound):
        await hers.bring([two.sha256])


async def test_a_workspace_has_so_much_room(
    database: Database, shelf: Shelf, people: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await people.person("ada")
    path = photo(tmp_path)
    monkeypatch.setitem(module.ROOM, "free", path.stat().st_size)
    library = Library(database, shelf, ada)
    row = await library.take(chunks(path), "a.png")
    with pytest.raises(TooLarge):
        await library.take(chunks(photo(tmp_path, 2)), "b.png")
    await library.remove(row.sha256)
    await library.take(chunks(photo(tmp_path, 2)), "b.png")


async def proven(database: Database, people: Studio, who: Principal) -> str:
    """A consent that was given."""
    consents = Consents(database, who, people.clock)
    asked = await consents.ask(Asked("Ada", ["voice", "face"]))
    async with database.of(who.workspace).write() as session:
        fields = {"name": "a.wav", "kind": "audio", "media_type": "audio/wav", "width": 0, "height": 0}
        session.add(
            LibraryAssetRow(
                workspace_id=who.workspace,
                sha256="a" * 64,
                size=1,
                seconds=9,
                created=people.clock(),
                created_by=who.id,
                **fields,
            )
        )
    return (await consents.give(asked.id, "a" * 64)).id


async def test_the_audit_cannot_be_changed_and_shows_where_it_was(database: Database, people: Studio) -> None:
    ada = await people.person("ada")
    await proven(database, people, ada)
    consents = Consents(database, ada, people.clock)
    assert await consents.broken() == 0
    for change in ("UPDATE audit_entries SET who = 'eve'", "DELETE FROM audit_entries"):
        with pytest.raises(DBAPIError):
            async with database.everywhere().write() as session:
                await session.execute(text(change))
    postgres = "postgresql" in str(database._url)
    drop = ["DROP TRIGGER audit_entries_stay ON audit_entries"] if postgres else ["DROP TRIGGER audit_entries_update"]
    async with database.everywhere().write() as session:
        for change in [*drop, "UPDATE audit_entries SET who = 'eve' WHERE number = 2"]:
            await session.execute(text(change))
    assert await consents.broken() == 2


async def test_entries_that_come_at_once_make_one_chain(database: Database, people: Studio) -> None:
    ada = await people.person("ada")
    consents = Consents(database, ada, people.clock)
    await asyncio.gather(*(consents.ask(Asked(f"Person {n}", ["voice"])) for n in range(8)))
    assert await consents.broken() == 0
    async with database.of(ada.workspace).read() as session:
        last = await Audit(session, ada.workspace)._repo.last()
    assert last is not None
    assert last.number == 8


async def test_no_clone_outlives_the_consent_it_was_made_under(database: Database, people: Studio) -> None:
    ada = await people.person("ada")
    consent = await proven(database, people, ada)
    consents, clones = Consents(database, ada, people.clock), people.clones
    outcomes = await asyncio.gather(
        *(outcome(clones.under(ada, consent, "voice")) for _ in range(4)), outcome(consents.revoke(consent))
    )
    assert outcomes[-1] == "in"
    assert set(outcomes[:-1]) <= {"in", "Conflict"}
    assert list(await clones.all(ada)) == []
    assert await consents.broken() == 0
    with pytest.raises(Conflict):
        await clones.under(ada, consent, "voice")


async def test_a_clone_needs_a_consent_in_its_time(database: Database, people: Studio) -> None:
    ada = await people.person("ada")
    consent = await proven(database, people, ada)
    made = await people.clones.under(ada, consent, "face")
    assert (made.name, made.version, made.consent_id) == ("Ada", "face_v1", consent)
    people.clock.forward(timedelta(days=366))
    with pytest.raises(Conflict, match="over"):
        await people.clones.under(ada, consent, "face")


async def test_the_last_brand_that_was_set_counts(database: Database, shelf: Shelf, people: Studio) -> None:
    ada, bob = await people.person("ada"), await people.person("bob")
    brands = Brands(database, shelf, ada)
    await brands.put(Wish(colors=BrandColors(ground="#000000", accent="#FFFFFF"), handle="@a"))
    await brands.put(Wish(handle="  @ada   moves "))
    found = await brands.get()
    assert (found.colors, found.handle) == (None, "@ada moves")
    assert (await Brands(database, shelf, bob).get()).mark is None
