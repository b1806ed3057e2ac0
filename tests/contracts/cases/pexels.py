"""Pexels under the common contract."""

from pydantic import SecretStr

from providers.adapters.pexels import Pexels
from providers.requests import MediaRequest
from tests.contracts.case import Case
from tests.fakes.vendors.pexels import PexelsFake

CASE = Case(
    fake=PexelsFake,
    make=lambda fake: Pexels(SecretStr(fake.key), base_url=fake.url, timeout_seconds=3.0),
    requests={"media": lambda folder: MediaRequest(query="running by the sea", kind="photo", count=2)},
    work={"media": "/v1/search"},
)
