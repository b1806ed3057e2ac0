"""A real S3 server on loopback, and the places that blobs may be kept."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr

from studio.storage.blobs import Blobs
from studio.storage.links import Links
from studio.storage.local import LocalBlobs
from studio.storage.s3 import S3Blobs, S3Settings
from tests.fakes.buckets import CannotServe, s3_server, settings_for

SIGNING = SecretStr("a secret that signs links")


@pytest.fixture(scope="session")
def s3_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a SeaweedFS of this session answers."""
    with ExitStack() as stack:
        try:
            address = stack.enter_context(s3_server(tmp_path_factory.mktemp("weed")))
        except CannotServe as error:
            pytest.skip(str(error))
        yield address


NewBucket = Callable[..., S3Settings]


@pytest.fixture
def new_bucket(s3_address: str, request: pytest.FixtureRequest) -> NewBucket:
    """Settings of a bucket that nobody else uses; `prepare` makes it."""
    counter = iter(range(1000))

    def make(**more: object) -> S3Settings:
        name = f"b{abs(hash(request.node.nodeid)) % 10**12}-{next(counter)}"
        return settings_for(s3_address, name, **more)

    return make


@pytest.fixture
def links() -> Links:
    return Links((SIGNING,))


@pytest.fixture(params=["local", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path, links: Links) -> Blobs:
    """Each place in turn, ready for use."""
    place: Blobs
    if request.param == "local":
        place = LocalBlobs(tmp_path / "blobs", links=links, base_url="http://127.0.0.1/files")
    else:
        place = S3Blobs(request.getfixturevalue("new_bucket")())
    place.prepare()
    return place
