"""What comes with a brief through the API: files in the store, own words, and the brand, up to the plan."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from agents import planner
from agents.planning.branding import branded
from graphs.inputs import take_inputs
from providers.router import Router
from studio.domain.assets import Asset
from studio.domain.brand import Brand, BrandColors
from studio.domain.brief import Brief, ContentSpec, Options, Piece
from studio.errors import BadRequest, NotFound
from studio.settings import Settings
from studio.storage.store import AssetStore
from tests.fakes.studio import spec
from tools.catalog import catalog

BRAND = Brand(
    colors=BrandColors(ground="#14213d", accent="#fca311"),
    captions="pop",
    voice="bella",
    presenter="none",
    handle="@a",
)


def stored(store: AssetStore, folder: Path, seed: int, size: tuple[int, int] = (640, 480)) -> Asset:
    """A photo as somebody brought it."""
    path = folder / f"{seed}.png"
    noise = np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    return store.put_file(path, "image/png", name=f"photo {seed}.png", origin="user")


@pytest.fixture
def store(tmp_path: Path) -> AssetStore:
    """A store in a folder."""
    return AssetStore(tmp_path / "assets")


async def test_photos_words_and_logo_are_made_plain(store: AssetStore, tmp_path: Path) -> None:
    photos = tuple(stored(store, tmp_path, seed) for seed in (1, 2))
    logo = stored(store, tmp_path, 3, (64, 64))
    options = Options(brand=BRAND.model_copy(update={"logo": logo}))
    found = await take_inputs(Brief(text="a reel", assets=photos, words=" Say this. ", options=options), store)
    assert [asset.name for asset in found.media] == ["photo 1.png", "photo 2.png"]
    assert {asset.media_type for asset in found.media} == {"image/jpeg"}
    assert found.words is not None
    assert store.path(found.words.sha256).read_text() == "Say this."
    assert found.brand is not None
    assert found.brand.logo is not None
    assert found.brand.logo.media_type == "image/jpeg"


async def test_files_that_are_gone_or_of_no_use_are_told(store: AssetStore) -> None:
    gone = Asset(sha256="a" * 64, media_type="image/png", size=1, name="gone.png")
    with pytest.raises(NotFound):
        await take_inputs(Brief(text="a reel", assets=(gone,)), store)
    text = store.put_bytes(b"no photo at all", "image/png", name="no.png")
    with pytest.raises(BadRequest):
        await take_inputs(Brief(text="a reel", assets=(text,)), store)


async def test_the_brand_reaches_the_step_that_decides_the_look(store: AssetStore, tmp_path: Path) -> None:
    brief = Brief(text="2 reels", options=Options(brand=BRAND))
    made = planner.plan(
        branded(spec(2), BRAND),
        brief=brief,
        settings=Settings(home=tmp_path),
        assets=await take_inputs(brief, store),
        router=Router(()),
        tools=catalog(),
    )
    looks = [step.args["brand"] for step in made.steps if step.tool == "visuals"]
    assert [look["handle"] for look in looks] == ["@a", "@a"]
    assert looks[0]["colors"]["accent"] == "#fca311"
    assert {(p.voice, p.avatar, p.captions) for p in made.spec.pieces} == {("bella", None, "pop")}
    assert not [step for step in made.steps if step.tool == "avatar"]


def test_a_brand_only_settles_what_is_open() -> None:
    def settled(**said: str | None) -> Piece:
        piece = Piece.model_validate({"id": "reel-1", "topic": "fitness", **said})
        return branded(ContentSpec(pieces=(piece,)), BRAND).pieces[0]

    assert settled(voice="puck").voice == "puck"
    assert settled(voice=None).voice is None
    assert settled(language="es").voice == "auto"
    assert settled(captions="clean").captions == "clean"
    assert settled(avatar="host").avatar == "host"
    assert branded(spec(1), None) == spec(1)
