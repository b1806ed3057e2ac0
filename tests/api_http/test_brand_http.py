"""The brand of a workspace, and what may be chosen, over HTTP."""

import secrets
from typing import Any

import pytest

from providers.policy import Config
from render.scenes.fonts import FONTS
from studio.db.tables import RunRow
from studio.domain.brand import FONT_NAMES
from studio.services.catalogue import Catalogues
from tests.api_http.conftest import Face, Person
from tests.api_http.test_assets_http import brought, picture
from worker.catalogue import catalogue, publish

WISH = {
    "colors": {"ground": "#14213D", "accent": "#fca311"},
    "font": "editorial",
    "captions": "pop",
    "voice": "bella",
    "presenter": "none",
    "handle": "@ada.moves",
    "sign_off": "Ten minutes a day",
}


async def brief_of(face: Face, person: Person, **more: Any) -> dict[str, Any]:
    """The brief as a worker gets it."""
    key = {"Idempotency-Key": secrets.token_hex(8)}
    answer = await person.post("/briefs", json={"text": "2 fitness reels", **more}, headers=key)
    assert answer.status_code == 202, answer.text
    async with face.service.database.everywhere().read() as session:
        row = await session.get_one(RunRow, answer.json()["run_id"])
    return row.brief


async def test_a_brand_is_set_shown_and_carried_by_the_next_brief(face: Face) -> None:
    ada = await face.person()
    empty = (await ada.get("/brand")).json()
    assert (empty["colors"], empty["logo"], empty["handle"]) == (None, None, "")
    assert (await brief_of(face, ada, seed=1))["options"]["brand"] is None
    logo = await brought(ada)
    set_ = await ada.put("/brand", json={**WISH, "logo": logo["id"]})
    assert set_.status_code == 200, set_.text
    shown = (await ada.get("/brand")).json()
    assert shown["colors"]["ground"] == "#14213d"
    assert (shown["logo"], shown["voice"]) == (logo["id"], "bella")
    assert (await face.client.get(shown["logo_url"])).status_code == 200
    carried = (await brief_of(face, ada))["options"]["brand"]
    assert (carried["logo"]["sha256"], carried["presenter"]) == (logo["id"], "none")
    assert (await brief_of(face, ada, brand=False))["options"]["brand"] is None
    assert (await ada.delete(f"/assets/{logo['id']}")).status_code == 204
    assert (await ada.get("/brand")).json()["logo"] is None
    assert (await brief_of(face, ada, seed=2))["options"]["brand"]["logo"] is None


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"colors": {"ground": "red", "accent": "#fca311"}}, 422),
        ({"colors": {"ground": "#14213d"}}, 422),
        ({"font": "comic"}, 422),
        ({"voice": "nobody"}, 400),
        ({"presenter": "nobody"}, 400),
        ({"logo": "0" * 64}, 404),
        ({"logo": "../logo.png"}, 422),
        ({"handle": "a\u0000b"}, 422),
    ],
)
async def test_brands_that_will_not_do(face: Face, wrong: dict[str, Any], status: int) -> None:
    ada = await face.person()
    assert (await ada.put("/brand", json={**WISH, **wrong})).status_code == status
    assert (await ada.get("/brand")).json()["handle"] == ""


async def test_another_workspaces_logo_and_media_are_not_there(face: Face) -> None:
    ada, bob = await face.person("ada"), await face.person("bob")
    logo = await brought(ada)
    await ada.put("/brand", json=WISH)
    assert (await bob.put("/brand", json={"logo": logo["id"]})).status_code == 404
    assert (await bob.get("/brand")).json()["handle"] == ""
    key = {"Idempotency-Key": "k"}
    answer = await bob.post("/briefs", json={"text": "a reel", "media": [logo["id"]]}, headers=key)
    assert answer.status_code == 404


async def test_a_brief_brings_media_a_source_and_own_words(face: Face) -> None:
    ada = await face.person()
    ids = [(await brought(ada, picture(16, seed)))["id"] for seed in (1, 2)]
    found = await brief_of(
        face, ada, media=ids[::-1], source="https://example.com/a", script="Say this.", platform="tiktok"
    )
    assert [asset["sha256"] for asset in found["assets"]] == ids[::-1]
    assert (found["source"], found["words"]) == ("https://example.com/a", "Say this.")
    assert found["options"]["platform"] == "tiktok"


@pytest.mark.parametrize(
    "source",
    ["/etc/passwd", "file:///etc/passwd", "notes.txt", "ftp://x.example/a", "https://", "http://a:b@c.example"],
)
async def test_a_source_is_an_address_on_the_web(face: Face, source: str) -> None:
    answer = await (await face.person()).post(
        "/briefs", json={"text": "a reel", "source": source}, headers={"Idempotency-Key": "k"}
    )
    assert answer.status_code == 400


async def test_what_may_be_chosen(face: Face) -> None:
    ada = await face.person()
    before = (await ada.get("/options")).json()
    assert before["niches"] == []
    config = Config.model_validate({"voices": {"my voice": {"elevenlabs": "abc"}}})
    await publish(Catalogues(face.service.database), config)
    voices = (await ada.get("/voices")).json()
    assert (voices[0]["name"], voices[0]["own"]) == ("my voice", True)
    assert {voice["language"] for voice in voices} >= {"en-US", "es", "hi"}
    assert [face_["name"] for face_ in (await ada.get("/presenters")).json()] == ["host"]
    found = (await ada.get("/options")).json()
    assert {choice["name"] for choice in found["niches"]} >= {"fitness", "coffee"}
    assert [choice["name"] for choice in found["fonts"]] == list(FONT_NAMES)
    assert len(found["palettes"]) == len(catalogue(config).palettes)
    assert (await ada.put("/brand", json={"voice": "my voice"})).status_code == 200


def test_fonts_are_those_that_the_renderer_has() -> None:
    assert {fonts.name for fonts in FONTS} == set(FONT_NAMES)
