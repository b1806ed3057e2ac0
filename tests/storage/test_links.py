"""Links of our own: what they allow, and how they are refused."""

import uuid
from pathlib import Path

import pytest
from pydantic import SecretStr

from studio.errors import BadRequest, Forbidden, NotFound
from studio.storage.links import Links
from studio.storage.local import LocalBlobs

SECRET = SecretStr("0123456789abcdef")
KEY = "ab" * 32


def test_a_link_says_what_it_allows_until_it_expires() -> None:
    clock = [1000.0]
    links = Links((SECRET,), now=lambda: clock[0])
    token = links.write("get", KEY, seconds=60, name="Mein Film.mp4", media_type="video/mp4")
    ticket = links.read(token, "get")
    assert (ticket.key, ticket.name, ticket.media_type) == (KEY, "Mein Film.mp4", "video/mp4")
    clock[0] = 1059.9
    links.read(token, "get")
    clock[0] = 1060.0
    with pytest.raises(Forbidden, match="expired"):
        links.read(token, "get")


def test_no_altered_letter_goes_unseen() -> None:
    links = Links((SECRET,))
    token = links.write("get", KEY, seconds=60)
    for at, letter in enumerate(token):
        other = "B" if letter == "A" else "A"
        with pytest.raises(Forbidden, match="not valid"):
            links.read(token[:at] + other + token[at + 1 :], "get")


@pytest.mark.parametrize("token", ["", ".", "a.b", "a.b.c", "é.é", "e30.", "\x00", "A" * 100_000])
def test_nonsense_is_refused(token: str) -> None:
    with pytest.raises(Forbidden, match="not valid"):
        Links((SECRET,)).read(token, "get")


def test_a_link_to_read_is_none_to_write() -> None:
    links = Links((SECRET,))
    with pytest.raises(Forbidden, match="not valid"):
        links.read(links.write("get", KEY, seconds=60), "put")


def test_secrets_rotate() -> None:
    old, new = SECRET, SecretStr("fedcba9876543210")
    token = Links((old,)).write("get", KEY, seconds=60)
    assert Links((new, old)).read(token, "get").key == KEY
    with pytest.raises(Forbidden):
        Links((new,)).read(token, "get")


@pytest.mark.parametrize("secrets", [(), (SecretStr("short"),), (SECRET, SecretStr(""))])
def test_a_weak_secret_is_refused(secrets: tuple[SecretStr, ...]) -> None:
    with pytest.raises(BadRequest, match="too short"):
        Links(secrets)


@pytest.fixture
def place(tmp_path: Path) -> LocalBlobs:
    return LocalBlobs(tmp_path / "blobs", links=Links((SECRET,)), base_url="http://127.0.0.1/files/")


def test_a_sent_file_is_collected_and_served_to_nobody_before(place: LocalBlobs, tmp_path: Path) -> None:
    upload = place.presign_put(5, seconds=60)
    assert upload.urls[0].startswith("http://127.0.0.1/files/")
    ticket = Links((SECRET,)).read(upload.urls[0].rpartition("/")[2], "put")
    with pytest.raises(NotFound, match="nothing was sent"):
        place.collect(upload, tmp_path / "out")
    sent = tmp_path / "sent"
    sent.write_bytes(b"hello")
    place.take_in(ticket, sent)
    assert place.collect(upload, tmp_path / "out").read_bytes() == b"hello"
    place.discard(upload)
    with pytest.raises(NotFound):
        place.collect(upload, tmp_path / "out")


def test_a_sent_file_of_another_size_or_content_is_refused(place: LocalBlobs, tmp_path: Path) -> None:
    upload = place.presign_put(5, seconds=60, sha256=KEY)
    ticket = Links((SECRET,)).read(upload.urls[0].rpartition("/")[2], "put")
    sent = tmp_path / "sent"
    sent.write_bytes(b"longer than five")
    with pytest.raises(BadRequest, match="5 bytes were announced"):
        place.take_in(ticket, sent)
    sent.write_bytes(b"hello")
    place.take_in(ticket, sent)
    with pytest.raises(BadRequest, match="not the file that was announced"):
        place.collect(upload, tmp_path / "out")


def test_the_id_of_an_upload_cannot_lead_elsewhere(place: LocalBlobs, tmp_path: Path) -> None:
    upload = place.presign_put(5, seconds=60)
    for key in ("../../etc/passwd", "x"):
        with pytest.raises((ValueError, BadRequest)):
            place.collect(upload.model_copy(update={"id": key}), tmp_path / "out")
    assert uuid.UUID(upload.id)
