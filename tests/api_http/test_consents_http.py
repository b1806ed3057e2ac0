"""Consents and the clones made under them, over HTTP."""

import io
import wave
from datetime import timedelta
from typing import Any

from studio.domain.accounts import utc_now
from studio.services import consents as module
from studio.services.consents import Asked, Consents
from studio.services.principals import Principals
from tests.api_http.conftest import Face, Person
from tests.api_http.test_assets_http import picture


def recording(seed: int = 1) -> bytes:
    """A second of a tone."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes((i * seed) % 251 for i in range(16000)))
    return out.getvalue()


async def brought(person: Person, data: bytes, name: str = "yes.wav") -> str:
    answer = await person.post("/assets", files={"file": (name, data)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def asked(person: Person, **more: Any) -> dict[str, Any]:
    answer = await person.post("/consents", json={"person": "Ada Lovelace", "scope": ["voice"], **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def given(person: Person, seed: int = 1) -> dict[str, Any]:
    made = await asked(person)
    clip = await brought(person, recording(seed))
    answer = await person.post(f"/consents/{made['id']}/proof", json={"asset": clip})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_consent_is_asked_given_used_and_taken_back(face: Face) -> None:
    ada = await face.person()
    made = await asked(ada)
    assert (made["state"], made["match"], made["proof"]) == ("asked", "not_checked", "")
    assert len(made["words"].split()) == 3
    assert made["words"] in made["statement"]
    assert "Ada Lovelace" in made["statement"]
    wish = {"kind": "voice", "consent": made["id"]}
    assert (await ada.post("/clones", json=wish)).status_code == 409
    clip = await brought(ada, recording())
    held = (await ada.post(f"/consents/{made['id']}/proof", json={"asset": clip})).json()
    assert (held["state"], held["proof"], held["match"]) == ("given", clip, "not_checked")
    assert (await ada.post(f"/consents/{made['id']}/proof", json={"asset": clip})).status_code == 409
    first, second = [(await ada.post("/clones", json=wish)).json() for _ in range(2)]
    assert [one["version"] for one in (first, second)] == ["voice_v1", "voice_v2"]
    assert first["name"] == "Ada Lovelace"
    assert (await ada.post("/clones", json={**wish, "kind": "face"})).status_code == 409
    assert (await ada.post(f"/clones/{first['id']}/retire")).status_code == 204
    assert [one["id"] for one in (await ada.get("/clones")).json()] == [second["id"]]
    back = await ada.post(f"/consents/{made['id']}/revoke", json={"because": "no more"})
    assert back.json()["state"] == "revoked"
    assert (await ada.get("/clones")).json() == []
    assert len((await ada.get("/clones?name=Ada Lovelace")).json()) == 2
    assert (await ada.post("/clones", json=wish)).status_code == 409
    told = (await ada.get(f"/consents/{made['id']}")).json()["audit"]
    assert [entry["what"] for entry in told] == ["consent.asked", "consent.given", "consent.revoked"]
    assert told[-1]["detail"]["retired"] == [second["id"]]
    assert (await ada.get("/consents/audit")).json() == {"whole": True, "broken_at": 0}


async def test_what_is_no_proof(face: Face) -> None:
    ada, bob = await face.person("ada"), await face.person("bob")
    old, photo = await brought(ada, recording(2)), await brought(ada, picture(), "me.png")
    made, his = await asked(ada), await brought(bob, recording(3))
    path = f"/consents/{made['id']}/proof"
    assert (await ada.post(path, json={"asset": old})).json()["detail"] == "The clip is older than the words."
    assert (await ada.post(path, json={"asset": photo})).status_code == 400
    assert (await ada.post(path, json={"asset": his})).status_code == 404
    assert (await ada.post(path, json={"asset": "../../etc"})).status_code == 422
    assert (await ada.get(f"/consents/{made['id']}")).json()["state"] == "asked"


async def test_words_lapse_and_consents_end(face: Face) -> None:
    ada = await face.person()
    found = Principals(face.service.database, face.tokens)
    who, now = await found.authenticate_bearer(ada.token), utc_now()
    early = Consents(face.service.database, who, lambda: now - timedelta(minutes=31))
    row = await early.ask(Asked("Ada", ["voice"]))
    assert (await ada.get(f"/consents/{row.id}")).json()["state"] == "lapsed"
    clip = await brought(ada, recording())
    late = await ada.post(f"/consents/{row.id}/proof", json={"asset": clip})
    assert (late.status_code, late.json()["detail"]) == (409, "The consent is lapsed.")
    held = await given(ada, 5)
    row, _ = await Consents(face.service.database, who).get(held["id"])
    assert row.valid_until is not None
    assert module.state_of(row, row.valid_until) == "over"
    assert module.state_of(row, row.valid_until - timedelta(seconds=1)) == "given"


async def test_another_workspaces_consents_and_clones_are_not_there(face: Face) -> None:
    ada, bob = await face.person("ada"), await face.person("bob")
    held = await given(ada)
    clone = (await ada.post("/clones", json={"kind": "voice", "consent": held["id"]})).json()
    for answer in (
        await bob.get(f"/consents/{held['id']}"),
        await bob.post(f"/consents/{held['id']}/revoke", json={}),
        await bob.post(f"/consents/{held['id']}/proof", json={"asset": held["proof"]}),
        await bob.post("/clones", json={"kind": "voice", "consent": held["id"]}),
        await bob.get(f"/clones/{clone['id']}"),
        await bob.post(f"/clones/{clone['id']}/retire"),
    ):
        assert answer.status_code == 404, answer.text
    assert (await bob.get("/consents")).json()["consents"] == []
    assert (await bob.get("/clones")).json() == []


async def test_consents_are_listed_page_by_page(face: Face) -> None:
    ada = await face.person()
    ids = [(await asked(ada, days=days))["id"] for days in (1, 2, 3)]
    first = (await ada.get("/consents?limit=2")).json()
    rest = (await ada.get(f"/consents?limit=2&cursor={first['next']}")).json()
    assert [one["id"] for one in first["consents"] + rest["consents"]] == ids[::-1]
    wrongs: list[dict[str, Any]] = [{"scope": []}, {"scope": ["soul"]}, {"days": 0}, {"days": 9999}]
    wrongs.append({"person": "a\0b"})
    for wrong in wrongs:
        body = {"person": "Ada", "scope": ["voice"], **wrong}
        assert (await ada.post("/consents", json=body)).status_code in (400, 422)
