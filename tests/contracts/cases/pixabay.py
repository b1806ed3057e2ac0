"""Pixabay under the common contract."""

from pydantic import SecretStr

from providers.adapters.pixabay import Pixabay
from providers.requests import MediaRequest
from tests.contracts.case import Case
from tests.fakes.vendors.pixabay import PixabayFake

CASE = Case(
    fake=PixabayFake,
    make=lambda fake: Pixabay(SecretStr(fake.key), base_url=fake.url, timeout_seconds=3.0),
    requests={"media": lambda folder: MediaRequest(query="running by the sea", kind="photo", count=2)},
    work={"media": "/api/"},
)
