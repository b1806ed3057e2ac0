"""D-ID under the common contract."""

from pydantic import SecretStr

from providers.adapters.did import DID
from tests.contracts.case import Case
from tests.fakes.vendors.did import DIDFake
from tests.fakes.vendors.faces import asking


class Quick(DID):
    """Looks often, for tests."""

    poll_seconds = 0.01


CASE = Case(
    fake=DIDFake,
    make=lambda fake: Quick(SecretStr(fake.key), base_url=fake.url, timeout_seconds=3.0),
    requests={"avatar": asking},
    work={"avatar": "/talks"},
    ended={"failed": "error", "rejected": "rejected"},
)
