"""Files that a workspace brings, over HTTP: taken in by content, listed, handed out in ranges by signed links."""

import asyncio
import io
import struct
import zlib
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from pydantic import SecretStr

from studio.security.secret_lines import secret_lines
from studio.services.shelf import LINK_SECRETS
from studio.storage.links import Links
from tests.api_http.conftest import Face, Person


def picture(side: int = 64, seed: int = 1) -> bytes:
    """A PNG of noise."""
    noise = np.random.default_rng(seed).integers(0, 255, (side, side, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, "PNG")
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes that says it has 900 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 3_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def bring(person: Person, data: bytes, name: str = "me.png") -> httpx.Response:
    return await person.post("/assets", files={"file": (name, data)})


async def brought(person: Person, data: bytes = b"", name: str = "me.png") -> dict[str, Any]:
    answer = await bring(person, data or picture(), name)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_photo_is_kept_once_listed_and_played_from_its_link(face: Face) -> None:
    ada, data = await face.person(), picture()
    made = await brought(ada, data)
    assert (made["kind"], made["width"], made["media_type"], made["bytes"]) == ("image", 64, "image/png", len(data))
    again = await brought(ada, data, "other.png")
    assert (again["id"], again["name"]) == (made["id"], "me.png")
    listed = (await ada.get("/assets")).json()
    assert [one["id"] for one in listed["assets"]] == [made["id"]]
    got = await face.client.get(made["url"])
    assert got.content == data
    assert got.headers["content-type"] == "image/png"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-disposition"].startswith('attachment; filename="me.png"')
    assert got.headers["accept-ranges"] == "bytes"


async def test_pages_follow_each_other_by_cursor(face: Face) -> None:
    ada = await face.person()
    ids = [(await brought(ada, picture(8, seed)))["id"] for seed in range(5)]
    first = (await ada.get("/assets?limit=3")).json()
    rest = (await ada.get(f"/assets?limit=3&cursor={first['next']}")).json()
    assert [one["id"] for one in first["assets"] + rest["assets"]] == ids[::-1]
    assert rest["next"] == ""
    assert (await ada.get("/assets?kind=audio")).json()["assets"] == []
    for cursor in ("nonsense", "%00", "AAAA", "MjAyNi0wMS0wMSB4"):
        assert (await ada.get(f"/assets?cursor={cursor}")).status_code == 400


RANGES = {
    "bytes=0-0": (0, 1),
    "bytes=10-19": (10, 20),
    "bytes=100-": (100, None),
    "bytes=-5": (-5, None),
    "bytes=0-99999999": (0, None),
}


@pytest.mark.parametrize("asked", RANGES)
async def test_a_part_of_a_file_is_given(face: Face, asked: str) -> None:
    data = picture()
    made = await brought(await face.person(), data)
    got = await face.client.get(made["url"], headers={"range": asked})
    start, stop = RANGES[asked]
    assert got.status_code == 206
    assert got.content == data[start:stop]
    first = start % len(data)
    assert got.headers["content-range"] == f"bytes {first}-{first + len(got.content) - 1}/{len(data)}"
    assert got.headers["content-length"] == str(len(got.content))


async def test_ranges_that_cannot_be_met(face: Face) -> None:
    data = picture()
    made = await brought(await face.person(), data)
    for asked in (f"bytes={len(data)}-", "bytes=-0", "bytes=99999999-"):
        got = await face.client.get(made["url"], headers={"range": asked})
        assert (got.status_code, got.headers["content-range"]) == (416, f"bytes */{len(data)}")
        assert got.json()["error"] == "range_refused"
    for asked in ("bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=", "bytes=x-y"):
        got = await face.client.get(made["url"], headers={"range": asked})
        assert (got.status_code, got.content) == (200, data)


async def test_a_file_that_is_there_already_is_not_sent_again(face: Face) -> None:
    made = await brought(await face.person())
    tag = (await face.client.get(made["url"])).headers["etag"]
    assert (await face.client.get(made["url"], headers={"if-none-match": tag})).status_code == 304
    other = await face.client.get(made["url"], headers={"range": "bytes=0-3", "if-range": '"of another file"'})
    assert other.status_code == 200
    same = await face.client.get(made["url"], headers={"range": "bytes=0-3", "if-range": tag})
    assert same.status_code == 206


HOSTILE = {
    "page.png": (b"<!doctype html><script>alert(1)</script>", 415),
    "bomb.png": (bomb(), 400),
    "empty.png": (b"", 400),
    "list.mp4": (b"#EXTM3U\nfile:///etc/passwd\n", 415),
    "half.png": (picture()[:900], 400),
    "tool.exe": (b"MZ" + bytes(500), 415),
    "page-in.png": (picture() + b"<script>alert(1)</script>", 415),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_files_are_refused_in_words(face: Face, name: str) -> None:
    data, status = HOSTILE[name]
    ada = await face.person()
    got = await bring(ada, data, name)
    assert got.status_code == status, got.text
    assert got.json()["hint"]
    assert (await ada.get("/assets")).json()["assets"] == []


async def test_names_become_harmless(face: Face) -> None:
    ada = await face.person()
    wanted = {
        "../../etc/passwd.png": "passwd.png",
        "C:\\Users\\ada\\me.png": "me.png",
        "\u202egnp.exe.png": "gnp.exe.png",
        "..": "file",
        "é" * 400 + ".png": "é" * 108 + ".png",
    }
    for seed, (name, kept) in enumerate(wanted.items()):
        made = await brought(ada, picture(8, seed), name)
        assert made["name"] == kept
        assert (await face.client.get(made["url"])).status_code == 200


async def test_a_file_that_is_too_large_is_refused_before_it_has_come(face: Face, tmp_path: Path) -> None:
    ada, sent = await face.person(), 0

    async def body() -> Any:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
        for _ in range(200):
            sent += 1
            yield bytes(100_000)

    kind = {"content-type": "multipart/form-data; boundary=x"}
    told = await ada.post("/assets", content=body(), headers={**kind, "content-length": "20000000"})
    assert (told.status_code, told.json()["error"], sent) == (413, "too_large", 0)
    untold = await ada.post("/assets", content=body(), headers=kind)
    assert untold.status_code == 413
    assert sent < 60
    assert not list((tmp_path / "home" / "incoming").glob("*"))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"nonsense"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nhi\r\n--x--'),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nhi',
        ),
    ],
)
async def test_bodies_without_a_whole_file_are_refused(face: Face, kind: str, body: bytes) -> None:
    got = await (await face.person()).post("/assets", content=body, headers={"content-type": kind})
    assert (got.status_code, got.json()["error"]) == (400, "bad_request")


async def test_a_deleted_file_is_gone_with_its_links_here_and_not_elsewhere(face: Face) -> None:
    ada, bob, data = await face.person("ada"), await face.person("bob"), picture()
    hers, his = await brought(ada, data), await brought(bob, data)
    assert hers["id"] == his["id"]
    assert (await ada.delete(f"/assets/{hers['id']}")).status_code == 204
    assert (await ada.get(f"/assets/{hers['id']}")).status_code == 404
    assert (await ada.delete(f"/assets/{hers['id']}")).status_code == 404
    assert (await face.client.get(hers["url"])).status_code == 404
    assert (await face.client.get(his["url"])).content == data


async def test_another_workspaces_file_is_not_there(face: Face) -> None:
    ada, bob = await face.person("ada"), await face.person("bob")
    made = await brought(ada)
    for path in (f"/assets/{made['id']}", f"/assets/{made['id']}/link"):
        assert (await bob.get(path)).status_code == 404
    assert (await bob.delete(f"/assets/{made['id']}")).status_code == 404
    assert (await bob.get("/assets")).json()["assets"] == []


async def test_links_that_do_not_hold(face: Face) -> None:
    ada = await face.person()
    made = await brought(ada)
    body, mac = made["url"].rpartition("/")[2].split(".")
    secrets = secret_lines(face.service.settings.home / LINK_SECRETS)
    old = Links(secrets, now=lambda: 1_000_000.0).write("get", made["id"], seconds=60)
    put = Links(secrets).write("put", made["id"], seconds=60)
    strange = Links((SecretStr("a secret of somebody else's"),)).write("get", made["id"], seconds=60)
    other = Links(secrets).write("get", made["id"], seconds=60, claim="wsp_of_somebody_else")
    for token in (old, put, strange, f"{body}.{mac[:-2]}AA", f"{body}A.{mac}", body, "%00", "a.b"):
        assert (await face.client.get(f"/api/v1/files/{token}")).status_code == 403, token
    assert (await face.client.get(f"/api/v1/files/{other}")).status_code == 404


async def test_who_may_and_who_may_not(face: Face) -> None:
    ada = await face.person("ada")
    viewer = await face.member(ada, "viewer")
    made = await brought(ada)
    assert (await viewer.get(f"/assets/{made['id']}")).status_code == 200
    assert (await bring(viewer, picture())).status_code == 403
    assert (await viewer.delete(f"/assets/{made['id']}")).status_code == 403
    for method, path in (("POST", ""), ("GET", ""), ("GET", f"/{made['id']}"), ("DELETE", f"/{made['id']}")):
        assert (await face.client.request(method, f"/api/v1/assets{path}")).status_code == 401


async def test_files_come_in_side_by_side(face: Face) -> None:
    ada = await face.person()
    answers = await asyncio.gather(*(brought(ada, picture(16, seed % 3)) for seed in range(6)))
    assert len({answer["id"] for answer in answers}) == 3
