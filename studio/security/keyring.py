"""The keys that sign access tokens: made once, kept in a file that only its owner can read, changed in place."""

import base64
import contextlib
import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from studio.errors import BrokenInstall

FILE = "keys/access-tokens.json"
"""Where they lie below home."""

KEEP = timedelta(hours=1)
"""How long an old key still reads what it signed; longer than an access token holds."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key pair and the name it goes by in tokens."""

    kid: str
    private: Ed25519PrivateKey
    public: Ed25519PublicKey
    retired: datetime | None = None
    """Since when it signs nothing more."""


class Keyring:
    """The keys in one file, for any number of processes; one that another process changed is read again."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._path = path
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._seen: tuple[int, int] | None = None

    def current(self) -> SigningKey:
        """The key that signs; it is made if there is none yet.

        Raises:
            BrokenInstall: the file is damaged, or others may read it.
        """
        self._load()
        return next(key for key in self._keys.values() if key.retired is None)

    def find(self, kid: str) -> SigningKey | None:
        """The key of this name, if what it signed can still hold.

        Raises:
            BrokenInstall: the file is damaged, or others may read it.
        """
        self._load()
        key = self._keys.get(kid)
        return key if key and self._reads(key) else None

    def rotate(self) -> str:
        """Sign with a new key from now on; tokens of the old one hold until they expire.

        Returns:
            The name of the new key.
        """
        with self._alone():
            self._load()
            now = self._clock()
            old = [_retire(key, now) for key in self._keys.values() if self._reads(key)]
            new = _generate()
            self._replace([*old, new])
        self._load()
        return new.kid

    def _reads(self, key: SigningKey) -> bool:
        return key.retired is None or self._clock() - key.retired < KEEP

    def _load(self) -> None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            self._create()
            found = self._path.stat()
        version = found.st_ino, found.st_mtime_ns
        if version == self._seen:
            return
        if found.st_mode & 0o077:
            raise BrokenInstall(
                f"{self._path} can be read by others, so anyone could sign in as anyone.",
                f"Delete it (everybody signs in anew), or `chmod 600 {self._path}` if nobody has read it.",
            )
        self._keys = _read(self._path)
        self._seen = version

    def _create(self) -> None:
        """Make the first key, unless another process does so at the same moment."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = self._write([_generate()])
        with contextlib.suppress(FileExistsError):
            os.link(temporary, self._path)
        temporary.unlink()

    def _replace(self, keys: list[SigningKey]) -> None:
        self._write(keys).replace(self._path)

    def _write(self, keys: list[SigningKey]) -> Path:
        path = self._path.with_suffix(f".{secrets.token_hex(4)}")
        path.touch(mode=0o600, exist_ok=False)
        with path.open("w", encoding="utf-8") as file:
            json.dump({"keys": [_plain(key) for key in keys]}, file)
            file.flush()
            os.fsync(file.fileno())
        return path

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._path.with_suffix(".lock").open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _generate() -> SigningKey:
    return _of(Ed25519PrivateKey.generate(), None)


def _of(private: Ed25519PrivateKey, retired: datetime | None) -> SigningKey:
    public = private.public_key()
    kid = hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]
    return SigningKey(kid, private, public, retired)


def _retire(key: SigningKey, now: datetime) -> SigningKey:
    return SigningKey(key.kid, key.private, key.public, key.retired or now)


def _plain(key: SigningKey) -> dict[str, str | None]:
    private = base64.b64encode(key.private.private_bytes_raw()).decode()
    return {"private": private, "retired": key.retired.isoformat() if key.retired else None}


def _read(path: Path) -> dict[str, SigningKey]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))["keys"]
        keys = [_parse(key["private"], key["retired"]) for key in kept]
        if sum(key.retired is None for key in keys) != 1:
            raise ValueError("one key signs")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenInstall(
            f"The keys in {path} cannot be read.", "Delete the file: new keys are made and everybody signs in anew."
        ) from error
    return {key.kid: key for key in keys}


def _parse(private: str, retired: str | None) -> SigningKey:
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(private, validate=True))
    return _of(key, datetime.fromisoformat(retired) if retired else None)
