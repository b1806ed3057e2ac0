"""Passwords: hashed with argon2, a few at a time, in one form however they are typed."""

import asyncio
import threading

import pytest
from pwdlib import PasswordHash

from studio.errors import BadRequest, TooMany
from studio.security.passwords import Passwords, acceptable
from tests.fakes.people import LIGHT


class Held(PasswordHash):
    """The real hash, which waits to be let go and counts who is at work."""

    def __init__(self) -> None:
        super().__init__(LIGHT.hashers)
        self.go = threading.Event()
        self.most = 0
        self._at_work = 0
        self._lock = threading.Lock()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        with self._lock:
            self._at_work += 1
            self.most = max(self.most, self._at_work)
        assert self.go.wait(30)
        with self._lock:
            self._at_work -= 1
        return super().hash(password, salt=salt)


async def test_a_hash_is_argon2id_at_the_recommended_strength() -> None:
    kept = await Passwords().hash("correct horse battery")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert kept != await Passwords().hash("correct horse battery")


async def test_only_the_right_password_is_right() -> None:
    passwords = Passwords(LIGHT)
    kept = await passwords.hash("pässwörd of mine")
    assert await passwords.verify("pässwörd of mine", kept) == (True, None)
    assert await passwords.verify("pa\u0308sswo\u0308rd of mine", kept) == (True, None)
    for wrong in ("", "password of mine", "pässwörd of mine ", "Pässwörd of mine"):
        assert (await passwords.verify(wrong, kept))[0] is False


async def test_nobody_has_the_password_of_no_account() -> None:
    for guess in ("nobody has this one", "", "correct horse battery"):
        assert (await Passwords(LIGHT).verify(guess, None))[0] is False


async def test_few_hashes_at_once_some_wait_and_the_rest_come_back_later() -> None:
    held = Held()
    passwords = Passwords(held, at_once=2, waiting=3)
    inside = [asyncio.ensure_future(passwords.hash("x")) for _ in range(5)]
    await asyncio.sleep(0)
    with pytest.raises(TooMany) as refusal:
        await passwords.hash("x")
    assert refusal.value.retry_after > 0
    held.go.set()
    assert len(set(await asyncio.gather(*inside))) == 5
    assert held.most <= 2
    assert await passwords.hash("x")
    passwords.close()


@pytest.mark.parametrize(
    "password", ["", "short", "aaaaaaaaaaaa", "1234567890", "9876543210", "abcdefghijk", "x" * 257, "my Lovelace!!"]
)
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(BadRequest):
        acceptable(password, "ada", "Lovelace")


@pytest.mark.parametrize(
    "password", ["correct horse battery", "пароль из слов", "合言葉は秘密の言葉です", "Tr0ub4dor&3"]
)
def test_others_are_not(password: str) -> None:
    assert acceptable(password, "ada", "Lovelace") == password
